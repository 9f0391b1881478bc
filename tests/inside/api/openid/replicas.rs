//! Several servers on one database: a code from one, a token at another, and what ends at one ends at all.

use crate::support::openid::{Client, WIKI, answer, client_request};
use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;

const OFFLINE: [(&str, &str); 1] = [("scope", "openid offline_access")];

/// Two servers, a client of both, and the user `maren`.
async fn two() -> (TestApp, TestApp, Client) {
    let (one, client) = TestApp::with_client_and_user("maren").await;
    let two = one.replica(|_| {}).await;
    (one, two, client)
}

fn text(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap_or_else(|| panic!("no {name} in {answer}")).to_owned()
}

async fn userinfo(app: &TestApp, token: &str) -> u16 {
    app.get("/oauth/userinfo").bearer(token).send().await.status
}

/// Waits until no server takes the token any more.
async fn ends(apps: [&TestApp; 2], token: &str) {
    for app in apps {
        eventually("the token is refused", async || userinfo(app, token).await == 401).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_from_one_server_is_exchanged_at_another_and_used_at_both() {
    let (one, two, client) = two().await;
    let code = client.code(&mut one.browser_of("maren").await, &OFFLINE).await;
    let tokens = client.exchange(&two, &code, &[]).await.expect_status(200).json();
    let access = text(&tokens, "access_token");
    for app in [&one, &two] {
        assert_eq!(userinfo(app, &access).await, 200);
        let reply = client.call(app, "/oauth/introspect", &[("token", access.as_str())]).expect_status(200).await;
        assert_eq!(reply.json()["active"], true);
        assert_eq!(app.get("/oauth/jwks").send().await.json(), one.get("/oauth/jwks").send().await.json());
    }
    let refreshed = client.refresh(&one, &text(&tokens, "refresh_token")).await.expect_status(200).json();
    assert_eq!(client.refresh(&two, &text(&refreshed, "refresh_token")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_that_exchange_a_code_at_once_one_succeeds_and_then_nobody_has_anything() {
    let (one, two, client) = two().await;
    let mut browser = one.browser_of("maren").await;
    for _ in 0..5 {
        let code = client.code(&mut browser, &OFFLINE).await;
        let both = tokio::join!(client.exchange(&one, &code, &[]), client.exchange(&two, &code, &[]));
        let [first, second] = [both.0, both.1].map(|reply| (reply.status, reply.json()));
        let (won, lost) = if first.0 == 200 { (first, second) } else { (second, first) };
        assert_eq!((won.0, lost.0), (200, 400), "{} {}", won.1, lost.1);
        assert_eq!(lost.1["error"], "invalid_grant");
        ends([&one, &two], &text(&won.1, "access_token")).await;
        let refresh = text(&won.1, "refresh_token");
        assert_eq!(client.refresh(&two, &refresh).await.json()["error"], "invalid_grant");
    }
    assert_eq!(one.events("client.token_reuse").await.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_at_two_servers_get_the_same_successor_and_a_later_use_ends_the_grant() {
    let (one, two, client) = two().await;
    let tokens = client.tokens(&one, &mut one.browser_of("maren").await, &OFFLINE).await;
    let first = text(&tokens, "refresh_token");
    let both = tokio::join!(client.refresh(&one, &first), client.refresh(&two, &first));
    let [a, b] = [both.0, both.1].map(|reply| text(&reply.expect_status(200).json(), "refresh_token"));
    assert_eq!(a, b, "the successor is one");

    let next = client.refresh(&two, &a).await.expect_status(200).json();
    one.wait(11);
    assert_eq!(client.refresh(&one, &first).await.json()["error"], "invalid_grant");
    assert_eq!(client.refresh(&two, &text(&next, "refresh_token")).await.json()["error"], "invalid_grant");
    ends([&one, &two], &text(&next, "access_token")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_at_one_server_ends_at_the_other() {
    for way in ["sign-out", "disable", "delete", "client"] {
        let (one, two, client) = two().await;
        let mut browser = one.browser_of("maren").await;
        let tokens = client.tokens(&one, &mut browser, &[]).await;
        let offline = client.tokens(&one, &mut browser, &OFFLINE).await;
        let access = text(&tokens, "access_token");
        assert_eq!((userinfo(&one, &access).await, userinfo(&two, &access).await), (200, 200));
        match way {
            "sign-out" => drop(browser.submit("/actions/logout", &[]).await),
            "client" => one.accounts.clients().delete_client(&Caller::system(), &client.id).await.expect("a change"),
            change => one.change("maren", change).await,
        }
        assert_eq!(userinfo(&one, &access).await, 401, "{way}: at once where it has happened");
        ends([&one, &two], &access).await;
        // Access that was granted for longer goes on after a sign-out, and after nothing else.
        let refresh = text(&offline, "refresh_token");
        let is_refused = async || client.refresh(&two, &refresh).await.status != 200;
        if way == "sign-out" {
            assert!(!is_refused().await, "offline access goes on");
        } else {
            eventually("the refresh token is refused", is_refused).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_enter_any_more_gets_nothing_at_any_server() {
    let (one, two, client) = two().await;
    one.group("editors", &["maren"]).await;
    let closed =
        ClientRequest { redirect_uris: texts(&["https://journal.example.com/cb"]), ..client_request("journal") };
    one.add_application(ApplicationRequest {
        groups: texts(&["editors"]),
        ..closed_at("journal", "https://journal.example.com/")
    })
    .await;
    let journal = one.add_client("journal", closed).await;
    let mut browser = one.browser_of("maren").await;
    eventually("the other server knows the client", async || {
        let reply = journal.call(&two, "/oauth/introspect", &[("token", "x")]).send().await;
        reply.status == 200
    })
    .await;
    let tokens = journal.tokens(&one, &mut browser, &OFFLINE).await;
    let id = one.id_of("maren").await.parse().expect("an id");
    one.accounts.groups().remove_from_group(&Caller::system(), "editors", id).await.expect("a change");
    let refresh = text(&tokens, "refresh_token");
    eventually("the refresh token is refused", async || journal.refresh(&two, &refresh).await.status == 400).await;
    let mut at_two = two.browser_of("maren").await;
    assert_eq!(answer(&journal.authorize(&mut at_two, &[]).await)["error"], "access_denied");
    assert!(answer(&client.authorize(&mut at_two, &[]).await).contains_key("code"), "{WIKI} is for everybody");
}
