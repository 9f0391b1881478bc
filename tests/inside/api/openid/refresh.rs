//! Refresh tokens of clients: rotation, and what ends offline access.

use super::tickets::{code, offline, outcome, text, tokens, userinfo};
use crate::support::openid::{CALLBACK, Client, WIKI, client_request};
use crate::support::*;
use vestibule::applications::read_file;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;

const DAY: u64 = 24 * 60 * 60;

async fn new_app() -> (TestApp, Client, Tokens) {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let maren = app.log_in("maren").await;
    (app, client, maren)
}

/// The answer to a refresh that succeeds.
async fn refreshed(app: &TestApp, client: &Client, answer: &Value) -> Value {
    client.refresh(app, text(answer, "refresh_token")).await.expect_status(200).json()
}

async fn refresh(app: &TestApp, client: &Client, answer: &Value) -> String {
    outcome(&client.refresh(app, text(answer, "refresh_token")).await)
}

#[tokio::test]
async fn each_use_replaces_the_token_and_the_time_of_the_sign_in_stays() {
    let (app, client, maren) = new_app().await;
    let first = offline(&app, &client, &maren).await;
    assert!(text(&first, "refresh_token").starts_with("vrt_"));
    app.wait(600);
    let second = refreshed(&app, &client, &first).await;
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(text(&second, "scope"), "openid email offline_access");
    let [before, after] = [&first, &second].map(|answer| part_of_jwt(text(answer, "id_token"), 1));
    for same in ["iss", "sub", "aud", "auth_time", "acr", "amr", "sid"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    // Each is 30 seconds back, but never before the sign-in.
    assert_eq!(before["iat"], before["auth_time"]);
    assert_eq!((after["iat"].as_i64(), after.get("nonce")), (Some(app.accounts.now().seconds() - 30), None));
    let third = refreshed(&app, &client, &second).await;
    assert_eq!(userinfo(&app, &third).await.status, 200);
}

#[tokio::test]
async fn only_offline_access_has_a_refresh_token() {
    let (app, client, maren) = new_app().await;
    let answer = tokens(&app, &client, &maren, json!({"scopes": "openid"})).await;
    assert!(answer.get("refresh_token").is_none());
    let request = ClientRequest { grants: texts(&["authorization_code"]), ..client_request("without") };
    let without = app.add_client(WIKI, request).await;
    let answer = offline(&app, &without, &maren).await;
    assert_eq!((answer.get("refresh_token"), text(&answer, "scope")), (None, "openid email"));
}

#[tokio::test]
async fn a_lost_answer_is_repeated_and_a_later_use_of_a_used_token_revokes_all() {
    let (app, client, maren) = new_app().await;
    let first = offline(&app, &client, &maren).await;
    let second = refreshed(&app, &client, &first).await;
    app.wait(10);
    let again = refreshed(&app, &client, &first).await;
    assert_eq!(again["refresh_token"], second["refresh_token"], "within the grace period");
    let third = refreshed(&app, &client, &second).await;
    assert_eq!(refresh(&app, &client, &first).await, "400 invalid_grant", "its successor was used");
    assert_eq!(refresh(&app, &client, &third).await, "400 invalid_grant", "revoked");
    assert_eq!(outcome(&userinfo(&app, &third).await), "401 invalid_token");
    let events = app.events("client.token_reuse").await;
    assert_eq!((events.len(), events[0].detail.as_deref()), (1, Some(WIKI)));

    let late = offline(&app, &client, &maren).await;
    refreshed(&app, &client, &late).await;
    app.wait(11);
    assert_eq!(refresh(&app, &client, &late).await, "400 invalid_grant");
}

/// Whoever rotates a stolen token often must not outlast the memory of the server.
#[tokio::test]
async fn of_many_used_tokens_one_is_kept_and_each_shows_a_theft() {
    for at in [0, 50, 99] {
        let (app, client, maren) = new_app().await;
        let mut answers = vec![offline(&app, &client, &maren).await];
        for _ in 0..100 {
            let next = refreshed(&app, &client, &answers[answers.len() - 1]).await;
            answers.push(next);
        }
        let stored = app.database.run("SELECT CAST(issued_at AS TEXT) FROM client_refresh_tokens").await;
        assert_eq!(stored.len(), 2, "the last one, and its predecessor, which may be repeated");
        // One that somebody has made up is no theft: only the server can make tokens of a grant.
        let newest = text(&answers[100], "refresh_token");
        let made_up = format!("{}AAAAAAAAAA", &newest[..newest.len() - 10]);
        assert_eq!(outcome(&client.refresh(&app, &made_up).await), "400 invalid_grant");
        let revoked = client.call(&app, "/oauth/revoke", &[("token", made_up.as_str())]).send().await;
        assert_eq!((revoked.status, userinfo(&app, &answers[100]).await.status), (200, 200));
        assert!(app.events("client.token_reuse").await.is_empty());
        app.wait(11);
        assert_eq!(refresh(&app, &client, &answers[at]).await, "400 invalid_grant", "{at}");
        assert_eq!(userinfo(&app, &answers[100]).await.status, 401, "{at}");
        assert_eq!(app.events("client.token_reuse").await.len(), 1, "{at}");
        assert_eq!(refresh(&app, &client, &answers[100]).await, "400 invalid_grant", "{at}");
    }
}

#[tokio::test]
async fn a_used_token_that_is_forgotten_can_still_be_given_back() {
    let (app, client, maren) = new_app().await;
    let first = offline(&app, &client, &maren).await;
    let second = refreshed(&app, &client, &first).await;
    let third = refreshed(&app, &client, &second).await;
    client.call(&app, "/oauth/revoke", &[("token", text(&first, "refresh_token"))]).expect_status(200).await;
    assert_eq!(userinfo(&app, &third).await.status, 401);
}

#[tokio::test]
async fn a_revoked_grant_is_deleted_after_a_day_and_no_other_one() {
    let (app, client, maren) = new_app().await;
    let revoked = offline(&app, &client, &maren).await;
    let other = offline(&app, &client, &maren).await;
    client.call(&app, "/oauth/revoke", &[("token", text(&revoked, "refresh_token"))]).expect_status(200).await;
    let grants = async || app.database.run("SELECT client_id FROM client_grants").await.len();
    app.wait(DAY);
    app.accounts.maintenance().sweep().await.expect("a clean-up");
    assert_eq!(grants().await, 2, "a second use of its code would still be noticed");
    app.wait(1);
    assert_eq!(app.accounts.maintenance().sweep().await.expect("a clean-up").client_grants, 1);
    assert_eq!(grants().await, 1);
    assert_eq!(refresh(&app, &client, &revoked).await, "400 invalid_grant");
    refreshed(&app, &client, &other).await;
}

#[tokio::test]
async fn requests_at_the_same_time_get_the_same_successor() {
    let (app, client, maren) = new_app().await;
    let first = offline(&app, &client, &maren).await;
    let replies = join_all((0..12).map(|_| client.refresh(&app, text(&first, "refresh_token")))).await;
    let successors: Vec<_> = replies.iter().map(|reply| text(&reply.json(), "refresh_token").to_owned()).collect();
    assert!(successors.iter().all(|successor| *successor == successors[0]), "{successors:?}");
    assert_eq!(client.refresh(&app, &successors[0]).await.status, 200);
}

#[tokio::test]
async fn offline_access_goes_on_after_the_session_and_ends_30_days_after_the_sign_in() {
    let (app, client, maren) = new_app().await;
    let in_session = tokens(&app, &client, &maren, json!({})).await;
    let first = offline(&app, &client, &maren).await;
    app.post("/api/auth/logout").bearer(&maren.access).expect_status(204).await;
    assert_eq!(outcome(&userinfo(&app, &in_session).await), "401 invalid_token");
    assert_eq!(userinfo(&app, &first).await.status, 200);

    app.wait(30 * DAY - 60);
    let last = refreshed(&app, &client, &first).await;
    assert_eq!(last["expires_in"], 60, "no token is valid for longer");
    app.wait(60);
    assert_eq!(refresh(&app, &client, &last).await, "400 invalid_grant");
}

#[tokio::test]
async fn a_refresh_token_that_is_not_used_expires_as_the_client_says() {
    let (app, _, maren) = new_app().await;
    let request = ClientRequest { refresh_ttl: "2d".into(), access_ttl: "5m".into(), ..client_request("short") };
    let client = app.add_client(WIKI, request).await;
    let mut answer = offline(&app, &client, &maren).await;
    for _ in 0..3 {
        app.wait(2 * DAY - 1);
        answer = refreshed(&app, &client, &answer).await;
        assert_eq!(answer["expires_in"], 300);
    }
    app.wait(2 * DAY);
    assert_eq!(refresh(&app, &client, &answer).await, "400 invalid_grant");
}

#[tokio::test]
async fn offline_access_ends_at_once_with_what_allowed_it() {
    for way in ["disable", "delete", "group", "client", "recreated", "password"] {
        let (app, client, maren) = new_app().await;
        let answer = offline(&app, &client, &maren).await;
        assert_eq!(userinfo(&app, &answer).await.status, 200);
        let mut expected = "400 invalid_grant";
        let mut client = client;
        match way {
            "group" => {
                let closed = ApplicationRequest { name: Text::Missing, ..closed_at(WIKI, "https://wiki.example.com/") };
                app.accounts
                    .applications()
                    .replace_application(&Caller::system(), WIKI, closed)
                    .await
                    .expect("a change");
            }
            "client" | "recreated" => {
                app.accounts.clients().delete_client(&Caller::system(), WIKI).await.expect("a deletion");
                match way {
                    "client" => expected = "401 invalid_client",
                    _ => client = app.add_client(WIKI, client_request(WIKI)).await,
                }
            }
            "password" => {
                let id = app.id_of("maren").await.parse().expect("an id");
                let link = app.accounts.passwords().issue_password_link(&Caller::system(), id).await.expect("a link");
                app.choose_password(&token_in(&link.url), OTHER_PASSWORD).expect_status(204).await;
            }
            change => app.change("maren", change).await,
        }
        assert_eq!(outcome(&userinfo(&app, &answer).await), "401 invalid_token", "{way}");
        assert_eq!(refresh(&app, &client, &answer).await, expected, "{way}");
    }
}

/// Otherwise somebody who enters the group again later would still be signed in everywhere.
#[tokio::test]
async fn access_that_was_lost_with_a_group_does_not_come_back_with_it() {
    let (app, client, maren) = new_app().await;
    let answer = offline(&app, &client, &maren).await;
    let replace = async |request: ApplicationRequest| {
        let request = ApplicationRequest { name: Text::Missing, ..request };
        app.accounts.applications().replace_application(&Caller::system(), WIKI, request).await.expect("a change");
    };
    replace(closed_at(WIKI, "https://wiki.example.com/")).await;
    assert_eq!(refresh(&app, &client, &answer).await, "400 invalid_grant");
    replace(open_at(WIKI, "https://wiki.example.com/")).await;
    assert_eq!(refresh(&app, &client, &answer).await, "400 invalid_grant");
    assert_eq!(app.events("client.revoke").await.len(), 1);
}

/// What is granted is never lost by a mistake in the operator's file, which is live.
#[tokio::test]
async fn an_application_that_is_closed_by_mistake_ends_no_access() {
    let app = TestApp::new().await;
    app.register("maren").await;
    for (name, members) in
        [("editors", &["maren"][..]), ("one", &["maren"][..]), ("other", &["maren"][..]), ("readers", &[][..])]
    {
        app.group(name, members).await;
    }
    app.install_client_key().await;
    let secret = "s".repeat(30);
    let file = "[[application]]\nname = \"wiki\"\ngroups = [\"editors\"]\n[[application.client]]\nclient_id = \"wiki\"\n\
                redirect_uris = [\"https://wiki.example.com/callback\"]\nsecret_file = \"secret\"\n\
                grants = [\"authorization_code\", \"refresh_token\"]\n";
    let apply = async |file: &str| {
        let definitions = read_file(file, None, &|_| Ok(secret.clone())).expect("a file");
        app.accounts.applications().apply_file(definitions).await.expect("the file is applied");
    };
    apply(file).await;
    let client = Client { id: WIKI.to_owned(), secret: Some(secret.clone()), redirect_uri: CALLBACK.to_owned() };
    let maren = app.log_in("maren").await;
    let mut answer = offline(&app, &client, &maren).await;
    for (mistaken, lost) in [(file.replace("groups", "group"), "one"), (file.replace("\"editors\"", ""), "other")] {
        apply(&mistaken).await;
        assert_eq!(refresh(&app, &client, &answer).await, "503 temporarily_unavailable", "{mistaken}");
        assert_eq!(outcome(&userinfo(&app, &answer).await), "401 invalid_token");
        let id = app.id_of("maren").await.parse().expect("an id");
        app.accounts.groups().remove_from_group(&Caller::system(), lost, id).await.expect("a change");
        apply(file).await;
        answer = refreshed(&app, &client, &answer).await;
    }
    assert_eq!(app.events("client.revoke").await.len(), 0);

    // Who is not a member any more has lost it.
    apply(&file.replace("editors", "readers")).await;
    assert_eq!(refresh(&app, &client, &answer).await, "400 invalid_grant");
    assert_eq!(app.events("client.revoke").await.len(), 1);
}

#[tokio::test]
async fn a_refresh_can_ask_for_less_and_never_for_more() {
    let (app, _, maren) = new_app().await;
    let resources = texts(&["https://api.example", "https://mcp.example/v1"]);
    let client = app.add_client(WIKI, ClientRequest { resources, ..client_request("api") }).await;
    let granted = json!({"scopes": "openid email offline_access", "resources": ["https://api.example"]});
    let mut answer = tokens(&app, &client, &maren, granted).await;
    let ask = async |answer: &Value, more: [(&str, &str); 1]| {
        let token = text(answer, "refresh_token").to_owned();
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token.as_str()), more[0]];
        client.call(&app, "/oauth/token", &fields).send().await
    };
    for (more, expected) in [
        (("scope", "openid groups"), "400 invalid_scope"),
        (("resource", "https://mcp.example/v1"), "400 invalid_target"),
        (("resource", "nothing"), "400 invalid_target"),
    ] {
        assert_eq!(outcome(&ask(&answer, [more]).await), expected, "{more:?}");
    }
    answer = ask(&answer, [("scope", "email")]).await.expect_status(200).json();
    assert_eq!((text(&answer, "scope"), answer.get("id_token")), ("email", None));
    answer = ask(&answer, [("resource", "https://api.example/")]).await.expect_status(200).json();
    assert_eq!(text(&answer, "scope"), "openid email offline_access", "the refresh token keeps all");

    let request = ClientRequest { resources: texts(&["https://mcp.example/v1"]), ..client_request("api") };
    app.change_client(&client, request).await;
    assert_eq!(refresh(&app, &client, &answer).await, "400 invalid_target", "taken away since");
}

#[tokio::test]
async fn a_refresh_token_is_that_of_one_client() {
    let (app, client, maren) = new_app().await;
    let other = app.add_client(WIKI, client_request("other")).await;
    let answer = offline(&app, &client, &maren).await;
    assert_eq!(refresh(&app, &other, &answer).await, "400 invalid_grant");
    assert_eq!(client.refresh(&app, &maren.refresh).await.status, 400, "one of our own");
    assert_eq!(app.post("/api/auth/refresh").bearer(text(&answer, "refresh_token")).send().await.status, 401);
    refreshed(&app, &client, &answer).await;
}

/// On SQLite, replicas are not supported.
#[tokio::test]
async fn a_replica_refuses_what_another_one_has_revoked() {
    let (app, client, maren) = new_app().await;
    if !app.database.is_postgres() {
        return;
    }
    let replica = app.replica(|_| {}).await;
    let sealed = code(&app, &client, &maren, json!({"scopes": "openid offline_access"}));
    let answer = client.exchange(&replica, &sealed, &[]).await.expect_status(200).json();
    assert_eq!(userinfo(&app, &answer).await.status, 200);
    let token = text(&answer, "refresh_token");
    client.call(&replica, "/oauth/revoke", &[("token", token)]).expect_status(200).await;
    eventually("the token is refused", async || userinfo(&app, &answer).await.status == 401).await;
    assert_eq!(refresh(&app, &client, &answer).await, "400 invalid_grant");
}
