//! What a client can cost: its requests have a budget, and what it sends has bounds.

use super::tickets::{code, offline, outcome, text, userinfo};
use crate::support::openid::{
    AUTHORIZE, CALLBACK, Client, DEVICE_GRANT, TOKEN, WIKI, WIKI_URL, answer, basic, client_request,
};
use crate::support::*;
use vestibule::keys::fingerprint;
use vestibule::shared::clients::ClientRequest;
use vestibule::store::clients::device_codes::{self, NewDeviceCode};

const INTROSPECT: &str = "/oauth/introspect";
const REVOKE: &str = "/oauth/revoke";
const DEVICE: &str = "/oauth/device";

/// A provider with these limits and a client, which may also be a device.
async fn limited(limits: &str) -> (TestApp, Client) {
    let app = TestApp::with_limits(limits, |_| {}).await;
    app.add_application(open_at(WIKI, WIKI_URL)).await;
    let grants = texts(&["authorization_code", "refresh_token", DEVICE_GRANT]);
    let client = app.add_client(WIKI, ClientRequest { grants, ..client_request(WIKI) }).await;
    (app, client)
}

/// Asserts that a budget is empty, in the words of OAuth.
#[track_caller]
fn is_spent(reply: &Reply, endpoint: &str) {
    assert_eq!(reply.status, 429, "{endpoint}: {}", reply.text());
    assert_eq!(reply.json()["error"], "temporarily_unavailable", "{endpoint}");
    assert!(reply.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds >= 1), "{endpoint}");
    assert!(reply.header("ratelimit").starts_with("\"client-token\";r=0"), "{endpoint}: {}", reply.header("ratelimit"));
}

#[tokio::test]
async fn the_requests_of_a_client_have_a_budget_for_each_source() {
    let token = ("token", "x");
    for (endpoint, fields) in [
        (TOKEN, [("grant_type", "authorization_code"), ("code", "x")]),
        (TOKEN, [("grant_type", "refresh_token"), ("refresh_token", "x")]),
        (INTROSPECT, [token, ("token_type_hint", "access_token")]),
        (REVOKE, [token, ("token_type_hint", "refresh_token")]),
        (DEVICE, [("scope", "openid"), ("x", "x")]),
    ] {
        let (app, client) = limited("client-token=3/m").await;
        let other = app.add_client(WIKI, client_request("wiki-two")).await;
        for _ in 0..3 {
            assert_ne!(client.call(&app, endpoint, &fields).send().await.status, 429, "{endpoint}");
        }
        is_spent(&client.call(&app, endpoint, &fields).send().await, endpoint);
        assert_ne!(other.call(&app, endpoint, &fields).send().await.status, 429, "{endpoint}: another client");
        let elsewhere = client.call(&app, endpoint, &fields).seen_from("192.0.2.2").send().await;
        assert_ne!(elsewhere.status, 429, "{endpoint}: another source");
        app.wait(60);
        assert_ne!(client.call(&app, endpoint, &fields).send().await.status, 429, "{endpoint}: later");
    }
}

/// An attacker can neither try many secrets, nor keep the client itself from signing people in by trying some elsewhere.
#[tokio::test]
async fn guessed_secrets_are_charged_to_who_guesses() {
    let (app, client) = limited("client-token=5/m,request=1/s").await;
    let fields = [("grant_type", "authorization_code"), ("code", "x")];
    let guess = |number: u32, id: &str| {
        let secret = format!("vcs_guessed-{number:039}");
        app.post(TOKEN).header("authorization", &basic(id, &secret)).form(&fields).seen_from("198.51.100.7")
    };
    let mut statuses = Vec::new();
    for number in 0..12 {
        statuses.push(guess(number, &client.id).send().await.status);
    }
    assert_eq!(statuses[0], 401);
    assert_eq!(statuses[11], 429, "{statuses:?}");
    let own = client.call(&app, TOKEN, &fields).send().await;
    assert_eq!(own.status, 400, "the client has its own source: {}", own.text());
    // Made-up ids take no memory, but are charged to the source.
    app.wait(600);
    let mut statuses = Vec::new();
    for number in 0..12 {
        statuses.push(guess(number, &format!("made-up-{number}")).send().await.status);
    }
    assert_eq!((statuses[0], statuses[11]), (401, 429), "{statuses:?}");
}

#[tokio::test]
async fn a_device_that_polls_has_a_budget_besides_its_interval() {
    let (app, client) = limited("client-poll=3/m").await;
    let begun = client.call(&app, DEVICE, &[("scope", "openid")]).expect_status(200).await.json();
    let code = begun["device_code"].as_str().expect("a code");
    let fields = [("grant_type", DEVICE_GRANT), ("device_code", code)];
    for _ in 0..3 {
        app.wait(5);
        let reply = client.call(&app, TOKEN, &fields).send().await;
        assert_eq!(reply.json()["error"], "authorization_pending", "{}", reply.text());
    }
    // Three requests have taken a minute's budget, and a quarter of it has come back.
    app.wait(5);
    let spent = client.call(&app, TOKEN, &fields).send().await;
    assert_eq!(spent.json()["error"], "slow_down", "{}", spent.text());
}

/// A public client has no secret: anybody can begin, and each device is a row.
#[tokio::test]
async fn few_devices_begin_at_a_source_and_a_bounded_number_waits() {
    let (app, client) = limited("client-device=2/m").await;
    let now = app.accounts.now();
    let begin = async |source: &str| client.call(&app, DEVICE, &[("scope", "openid")]).seen_from(source).send().await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(begin("192.0.2.1").await.status);
    }
    assert_eq!((statuses, begin("192.0.2.2").await.status), (vec![200, 200, 429], 200));

    // A hundred networks with ten devices each take all places of the client, and give one back to each further network.
    fill_places(&app, now, |number| format!("198.51.{}.7", number % 100)).await;
    assert_eq!(begin("192.0.2.3").await.status, 200);
    let full = begin("198.51.5.7").await;
    assert_eq!((full.status, &full.json()["error"]), (503, &json!("temporarily_unavailable")), "one of those networks");
    // Networks of one subscriber count as one.
    app.wait(601);
    let now = app.accounts.now();
    fill_places(&app, now, |number| format!("2001:db8:1:{number:x}::7")).await;
    assert_eq!(begin("192.0.2.3").await.status, 200);
    app.wait(601);
    let now = app.accounts.now();
    fill_places(&app, now, |number| format!("198.{}.{}.7", number / 250, number % 250)).await;
    assert_eq!(begin("192.0.2.3").await.status, 503, "a thousand networks with a device each");
}

/// Lets a thousand devices wait, each at the address that belongs to its number.
async fn fill_places(app: &TestApp, now: Timestamp, address: fn(u32) -> String) {
    let many = async move |mut tx: Tx| {
        for number in 0..1_000_u32 {
            let new = NewDeviceCode {
                code_hash: fingerprint(&[now.0.to_be_bytes().as_slice(), &number.to_be_bytes()].concat()),
                user_code: format!("{}-{number}", now.0),
                client_id: WIKI.to_owned(),
                scopes: String::new(),
                resources: String::new(),
                device: None,
                address: Some(address(number)),
                created_at: now,
                expires_at: now.plus(Duration::from_secs(600)),
                poll_interval: 5,
            };
            device_codes::insert(&mut tx, &new).await?;
        }
        Ok::<_, StoreError>(())
    };
    app.db.write(many).await.expect("devices");
}

/// Asserts that the budget of an account is empty, in the words of OAuth.
#[track_caller]
fn is_spent_by_account(reply: &Reply, budget: &str) {
    assert_eq!((reply.status, &reply.json()["error"]), (429, &json!("temporarily_unavailable")), "{}", reply.text());
    assert!(reply.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds >= 1));
    assert!(reply.header("ratelimit").starts_with(&format!("\"{budget}\";r=0")), "{}", reply.header("ratelimit"));
}

/// Each exchange is a row and each rotation a write: neither more clients nor more addresses give an account more of them.
#[tokio::test]
async fn what_clients_get_of_an_account_is_charged_to_the_account() {
    let (app, client) = limited("client-grant=3/h,client-refresh=3/h").await;
    let other = app.add_client(WIKI, client_request("wiki-two")).await;
    for username in ["maren", "jonas"] {
        app.register(username).await;
    }
    let (maren, jonas) = (app.log_in("maren").await, app.log_in("jonas").await);
    let first = offline(&app, &client, &maren).await;
    let second = offline(&app, &other, &maren).await;
    let used = code(&app, &client, &maren, json!({}));
    let third = client.exchange(&app, &used, &[]).await.expect_status(200).json();
    let exchange = async |client: &Client| client.exchange(&app, &code(&app, client, &maren, json!({})), &[]).await;
    is_spent_by_account(&exchange(&client).await, "client-grant");
    is_spent_by_account(&exchange(&other).await, "client-grant");
    offline(&app, &client, &jonas).await;
    // A second use of a code revokes what it has given also now.
    assert_eq!(userinfo(&app, &third).await.status, 200);
    is_spent_by_account(&client.exchange(&app, &used, &[]).await, "client-grant");
    assert_eq!(userinfo(&app, &third).await.status, 401);
    app.wait(20 * 60);
    assert_eq!(exchange(&client).await.status, 200);

    let next = client.refresh(&app, text(&first, "refresh_token")).await.expect_status(200).json();
    let last = other.refresh(&app, text(&second, "refresh_token")).await.expect_status(200).json();
    let last = other.refresh(&app, text(&last, "refresh_token")).await.expect_status(200).json();
    is_spent_by_account(&other.refresh(&app, text(&last, "refresh_token")).await, "client-refresh");
    is_spent_by_account(&client.refresh(&app, text(&next, "refresh_token")).await, "client-refresh");
    // And a second use of a token as well.
    app.wait(11);
    assert_eq!(outcome(&client.refresh(&app, text(&first, "refresh_token")).await), "400 invalid_grant");
    assert_eq!(userinfo(&app, &next).await.status, 401);
    // What is revoked uses up nothing.
    app.wait(20 * 60);
    for _ in 0..5 {
        assert_eq!(outcome(&client.refresh(&app, text(&next, "refresh_token")).await), "400 invalid_grant");
    }
    assert_eq!(other.refresh(&app, text(&last, "refresh_token")).await.status, 200);
}

/// What a request says about itself chooses no larger budget.
#[tokio::test]
async fn only_a_poll_has_the_budget_of_polls() {
    let (app, client) = limited("client-token=2/m").await;
    let fields = [("grant_type", DEVICE_GRANT), ("token", "x")];
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(client.call(&app, INTROSPECT, &fields).send().await.status);
    }
    assert_eq!(statuses, [200, 200, 429]);
}

#[tokio::test]
async fn what_a_client_sends_has_bounds() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let (code, long) = (client.code(&mut browser, &[]).await, "x".repeat(100_000));
    for (name, value) in [("code", long.as_str()), ("code_verifier", &long), ("redirect_uri", &long), ("x", &long)] {
        let reply = client.exchange(&app, &code, &[(name, value)]).await;
        assert!((400..500).contains(&reply.status) || name == "x", "{name}: {}", reply.status);
        let answer = reply.json();
        assert!(answer["error"].is_string() || answer["access_token"].is_string(), "{name}: {answer}");
    }
    let many: Vec<_> = (0..500).map(|_| ("resource", "https://api.example.com")).collect();
    let reply = client.call(&app, TOKEN, &[&many[..], &[("grant_type", "client_credentials")]].concat()).send().await;
    assert_eq!((reply.status, &reply.json()["error"]), (400, &json!("invalid_request")));

    // The longest address that the server reads is shorter than that of the form.
    let (long, deep) = ("x".repeat(20_000), "{\"a\":".repeat(2_000));
    for (what, changes) in [
        ("a long state", vec![("state", long.as_str())]),
        ("a long nonce", vec![("nonce", long.as_str())]),
        ("a long scope", vec![("scope", long.as_str())]),
        ("many resources", vec![("resource", "https://api.example.com"); 100]),
        ("deep claims", vec![("claims", deep.as_str())]),
        ("no claims", vec![("claims", "[1")]),
    ] {
        let reply = client.authorize(&mut browser, &changes).await;
        let is_refused = match reply.status {
            303 => {
                assert!(reply.location().starts_with(CALLBACK), "{what}: {}", reply.location());
                !answer(&reply).contains_key("code")
            }
            status => (400..500).contains(&status),
        };
        assert!(is_refused || what == "a long scope", "{what}: {}", reply.status);
        assert!(reply.header("location").len() < 20_000, "{what}: an answer that no browser takes");
    }
    let own = basic(&client.id, client.secret.as_deref().expect("a secret"));
    let call = app.post(TOKEN).header("authorization", &own).json(&json!({"grant_type": "authorization_code"}));
    let wrong_type = call.send().await;
    assert!((400..500).contains(&wrong_type.status), "{}", wrong_type.text());
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        for path in [TOKEN, INTROSPECT, REVOKE, DEVICE] {
            assert_eq!(app.call(method.clone(), path).send().await.status, 405, "{method} {path}");
        }
    }
    assert_eq!(app.call(Method::PUT, AUTHORIZE).send().await.status, 405);
}
