//! The download of all data about one's own account.

use crate::support::picture::plain;
use crate::support::store;
use crate::support::*;
use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use futures::StreamExt as _;
use image::ImageFormat;
use tower::ServiceExt as _;
use vestibule::shared::audit::{ActorKind, EventKind};
use vestibule::shared::ids::{PasskeyId, SessionId, TrustedBrowserId};
use vestibule::store::added_in::AddedIn;
use vestibule::store::audit::NewEvent;
use vestibule::store::factors::passkeys::{self, NewPasskey};
use vestibule::store::factors::trusted_browsers::{self, NewTrustedBrowser};
use vestibule::store::factors::{authenticators, recovery_codes};
use vestibule::store::refresh_tokens::NewRefreshToken;
use vestibule::store::sign_ins::{self, NewSession};

fn id_of(user: &Value) -> UserId {
    user["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")
}

async fn data(app: &TestApp, who: &Tokens, id: UserId) -> Reply {
    app.get(&format!("/api/users/{id}/data")).bearer(&who.access).send().await
}

fn list<'a>(data: &'a Value, name: &str) -> &'a Vec<Value> {
    data[name].as_array().expect("a list")
}

/// An application with `maren`, who has data of every kind, and `admin`, who acts on the account from another address.
async fn app_with_full_account() -> (TestApp, UserId, Tokens) {
    let (app, admin) = TestApp::with_administrator("admin").await;
    let (maren, tokens) = app.member("maren").await;
    let id = id_of(&maren);
    app.wait(1);
    app.post("/api/auth/logout").bearer(&app.log_in("maren").await.access).send().await;
    let file = plain(ImageFormat::Png, [200, 30, 30]);
    let call = app.put(&format!("/api/users/{id}/avatar")).bearer(&tokens.access);
    assert_eq!(call.header("content-type", "image/png").body(file).send().await.status, 200);
    let wrong = json!({"current_password": "wrong", "new_password": "wrong"});
    app.put("/api/auth/password").bearer(&tokens.access).json(&wrong).send().await;
    app.sign_in("maren", "wrong").send().await;
    for (path, body) in [("", json!({"role": "admin"})), ("", json!({"role": "user"})), ("/password-reset", json!({}))]
    {
        let method = if path.is_empty() { Method::PATCH } else { Method::POST };
        let call = app.call(method, &format!("/api/users/{id}{path}")).bearer(&admin.access).json(&body);
        let reply = call.seen_from("198.51.100.7").header("user-agent", "The administrator's own").send().await;
        assert!(reply.status < 300, "{}", reply.text());
    }
    app.wait(1);
    (app, id, tokens)
}

#[tokio::test]
async fn the_download_contains_all_stored_data() {
    let (app, id, tokens) = app_with_full_account().await;
    let account = app.get(&format!("/api/users/{id}")).bearer(&tokens.access).send().await;
    let picture = app.get(account.json()["avatar_url"].as_str().expect("an address")).send().await;
    let reply = data(&app, &tokens, id).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/json"), "{}", reply.text());
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"vestibule-data.json\"");
    assert_eq!(reply.header("cache-control"), "no-store");
    let data = reply.json();
    assert!(data["note"].as_str().expect("a note").contains("hashes of your password"));
    assert_eq!(data["exported_at"], json!(app.accounts.now()));

    for (name, value) in account.json().as_object().expect("an account") {
        assert_eq!(data["account"][name], *value, "{name}");
    }
    assert!(account.header("etag").starts_with(&format!("\"{}-", data["account"]["version"])));
    assert_eq!((&data["account"]["role_before"], &data["account"]["status_before"]), (&"admin".into(), &Value::Null));
    let bytes = BASE64_STANDARD.decode(data["picture"]["base64"].as_str().expect("a picture")).unwrap();
    assert_eq!((bytes, data["picture"]["media_type"].as_str()), (picture.body.clone(), Some("image/jpeg")));
    assert_eq!(data["failed_sign_ins"]["count"], 1);
    let link = list(&data, "one_time_links")[0].as_object().expect("a link");
    assert!(link.keys().eq(["created_at", "expires_at", "purpose", "used_at"]), "{link:?}");

    let [current, ended] = list(&data, "sessions").as_slice() else { panic!("{data}") };
    assert_eq!((&current["current"], &current["ended_at"]), (&true.into(), &Value::Null));
    assert_eq!(current["failed_confirmations"]["count"], 1);
    assert_eq!((&ended["current"], &ended["failed_confirmations"]), (&false.into(), &Value::Null));
    assert!(ended["ended_at"].is_string(), "{ended}");

    let events: Vec<_> = list(&data, "events").iter().rev().map(|event| event["event"].as_str().unwrap()).collect();
    let [begin @ .., last] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(*last, "user.data_download");
    let mut begin = begin.to_vec();
    begin.sort_unstable();
    let expected = [
        "avatar.set",
        "password.change",
        "password.reset_issued",
        "session.end",
        "session.start",
        "session.start",
        "session.start",
        "user.register",
        "user.set_role",
        "user.set_role",
    ];
    assert_eq!(begin, expected);
}

#[tokio::test]
async fn the_download_contains_no_secrets_and_no_data_of_others() {
    let (app, id, tokens) = app_with_full_account().await;
    let file = data(&app, &tokens, id).await;
    let hash = app.database.run("SELECT password_hash FROM users WHERE username = 'maren'").await.remove(0);
    let admin = app.id_of("admin").await;
    for (what, text) in [
        ("the password", PASSWORD),
        ("its hash", &hash),
        ("any hash", "argon2"),
        ("any token", "eyJ"),
        ("an address", "198.51.100.7"),
        ("a device", "The administrator's own"),
        ("somebody's id", &admin),
    ] {
        assert!(!file.text().contains(text), "{what} is in {}", file.text());
    }
    let data = file.json();
    let (own, others): (Vec<_>, Vec<_>) = list(&data, "events").iter().partition(|event| !event["address"].is_null());
    assert!(own.iter().all(|event| event["address"] == "192.0.2.1"), "{own:?}");
    let others: Vec<_> = others.iter().map(|event| &event["actor"]).collect();
    assert_eq!(others, [&json!({"kind": "user", "id": null}); 3]);
}

#[tokio::test]
async fn the_download_contains_all_events_and_sessions_of_a_large_account() {
    let (app, maren, tokens) = TestApp::with_member("maren").await;
    let (id, now) = (id_of(&maren), app.accounts.now());
    let recorded = app.db.write(async move |mut tx: Tx| {
        for ago in 1..=1_100 {
            let at = now.minus(Duration::from_secs(ago));
            tx.record(NewEvent {
                actor_kind: ActorKind::User,
                actor: Some(id),
                target: Some(id),
                ..store::event(EventKind::UserUpdate, at)
            });
        }
        for number in 1..=230 {
            let id_of_session = SessionId(Uuid::from_u128(number));
            let expires_at = now.plus(Duration::from_secs(60));
            let session = NewSession {
                id: id_of_session,
                user: id,
                remember: false,
                device: None,
                address: None,
                methods: "pwd".to_owned(),
                factor_since: None,
                created_at: now,
                expires_at,
            };
            let hash: [u8; 32] = std::array::from_fn(|place| id_of_session.0.as_bytes()[place % 16]);
            let token = NewRefreshToken { hash, session: id_of_session, issued_at: now, expires_at };
            sign_ins::insert(&mut tx, &session, &token, 1_000).await?;
        }
        Ok::<_, StoreError>(())
    });
    recorded.await.expect("events and sessions");
    let data = data(&app, &tokens, id).await.json();
    let ids = |name| list(&data, name).iter().map(|item| item["id"].as_str().unwrap()).collect::<Vec<_>>();
    // Besides the inserted events: a registration, a sign-in and the download itself.
    assert_eq!(ids("events").len(), 1_103);
    assert!(ids("events").is_sorted_by(|newer, older| newer > older));
    assert_eq!(ids("sessions").len(), 231);
    assert!(ids("sessions").is_sorted_by(|older, newer| older < newer));
}

#[tokio::test]
async fn links_messages_and_api_tokens_are_streamed() {
    const ROWS: usize = 2_350;
    let (app, maren, tokens) = TestApp::with_member("maren").await;
    let (id, hash) = if app.database.is_postgres() {
        ("gen_random_uuid()", "sha256(CAST('x' || n AS BYTEA))")
    } else {
        ("randomblob(16)", "randomblob(32)")
    };
    let user = "(SELECT id FROM users WHERE username = 'maren')";
    let now = app.accounts.now().0;
    // Many of the links were created in the same millisecond.
    for (columns, values) in [
        (
            "one_time_tokens (token_hash, purpose, user_id, created_at, expires_at, used_at)",
            format!("{hash}, 'password', {user}, {now} - n % 7, {now} + 60000, {now}"),
        ),
        (
            "outbox (id, kind, recipient, user_id, parameters, created_at, next_attempt_at)",
            format!("{id}, 'test', 'maren@example.org', {user}, '{{}}', {now}, {now} + 60000"),
        ),
        (
            "api_tokens (id, token_hash, user_id, name, scopes, created_at, expires_at, revoked_at)",
            format!("{id}, {hash}, {user}, 'Backup', 'self', {now}, {now} + 60000, {now}"),
        ),
    ] {
        let numbers =
            format!("WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {ROWS})");
        app.database.run(&format!("INSERT INTO {columns} {numbers} SELECT {values} FROM numbers")).await;
    }
    let path = format!("/api/users/{}/data", id_of(&maren));
    let request = Request::get(path).header("host", "localhost:3000");
    let request = request.header("authorization", format!("Bearer {}", tokens.access)).body(Body::empty());
    let response = app.router.clone().oneshot(request.expect("a request")).await.expect("routers do not fail");
    let mut chunks = response.into_body().into_data_stream();
    let (mut file, mut largest) = (Vec::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.expect("a chunk");
        largest = largest.max(chunk.len());
        file.extend_from_slice(&chunk);
    }
    assert!(largest < 64 * 1024, "{largest} bytes at once of {}", file.len());
    let data: Value = serde_json::from_slice(&file).expect("JSON");
    let links: Vec<_> = list(&data, "one_time_links").iter().map(|link| link["created_at"].as_str()).collect();
    // Besides the inserted ones: the link of the registration and its message.
    assert_eq!(links.len(), ROWS + 1);
    assert!(links.is_sorted());
    assert_eq!(list(&data, "waiting_mail").len(), ROWS + 1);
    assert_eq!(list(&data, "api_tokens").len(), ROWS);
}

#[tokio::test]
async fn the_page_about_own_data_links_to_the_same_download() {
    let app = TestApp::with_user("maren").await;
    let mut browser = app.browser();
    let redirect = browser.open("/account/data").await;
    assert_eq!((redirect.status, redirect.location()), (302, "/login?next=%2Faccount%2Fyour-data"));
    browser.log_in("maren").await;
    assert!(browser.open("/account/your-data").await.links_to("/account/data"));
    let file = browser.open("/account/data").await;
    assert_eq!((file.status, file.header("cache-control")), (200, "no-store"));
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"vestibule-data.json\"");
    assert_eq!(file.json()["account"]["username"], "maren");
    assert_eq!(list(&file.json(), "sessions")[0]["current"], true);
}

/// The users who have downloaded their data, from the audit log.
async fn downloads(app: &TestApp) -> Vec<Option<UserId>> {
    let events = app.audit_events().await.into_iter().filter(|event| event.event == "user.data_download");
    events.map(|event| event.actor.id).collect()
}

#[tokio::test]
async fn only_successful_downloads_are_recorded() {
    let (app, admin) = TestApp::with_administrator("admin").await;
    let (maren, tokens) = app.member("maren").await;
    let id = id_of(&maren);
    assert_eq!(data(&app, &admin, id).await.code(), "forbidden");
    assert_eq!(downloads(&app).await, []);
    data(&app, &tokens, id).await;
    assert_eq!(downloads(&app).await, [Some(id)]);
}

/// Where what is added comes from.
fn added(device: &str) -> AddedIn {
    AddedIn { device: Some(device.to_owned()), address: Some("192.0.2.2".to_owned()), ..AddedIn::default() }
}

/// Gives the account a passkey, an authenticator app, two recovery codes and a trusted browser.
async fn add_factors(app: &TestApp, user: UserId) {
    let now = app.accounts.now();
    let passkey = NewPasskey {
        id: PasskeyId(Uuid::from_u128(1)),
        user,
        rp_id: "localhost".to_owned(),
        credential_id: b"c0ffee-id".to_vec(),
        credential: "c0ffee-key".to_owned(),
        name: "Phone".to_owned(),
        aaguid: Some(Uuid::from_u128(7)),
        is_synced: true,
        is_backed_up: false,
        sign_count: 0,
        added: added("Phone"),
        created_at: now,
    };
    let browser = NewTrustedBrowser {
        id: TrustedBrowserId(Uuid::from_u128(2)),
        user,
        token_hash: [5; 32],
        device: Some("Firefox".to_owned()),
        address: Some("192.0.2.1".to_owned()),
        created_at: now,
        expires_at: now.plus(Duration::from_secs(60)),
    };
    let added = app.db.write(async move |mut tx: Tx| {
        passkeys::insert(&mut tx, &passkey).await?;
        authenticators::insert_or_replace(&mut tx, user, b"c0ffee-seed", &added("Safari"), now).await?;
        recovery_codes::replace_all(&mut tx, user, &[[3; 32], [4; 32]], &added("Chrome"), now).await?;
        recovery_codes::spend(&mut tx, user, &[4; 32], now).await?;
        trusted_browsers::insert(&mut tx, &browser).await
    });
    added.await.expect("factors");
}

#[tokio::test]
async fn factors_are_in_the_download_without_their_secrets() {
    let (app, maren, tokens) = TestApp::with_member("maren").await;
    let id = id_of(&maren);
    let none = data(&app, &tokens, id).await.json();
    let empty = json!([]);
    assert_eq!((&none["passkeys"], &none["authenticator"]), (&empty, &Value::Null));
    assert_eq!((&none["recovery_codes"], &none["trusted_browsers"]), (&empty, &empty));
    let session = &list(&none, "sessions")[0];
    assert_eq!((&session["methods"], &session["proved_at"]), (&json!("pwd"), &session["created_at"]));

    add_factors(&app, id).await;
    // Beside a factor the password alone is not enough for the download.
    app.database.run("UPDATE sessions SET methods = 'pwd hwk'").await;
    let now = json!(app.accounts.now());
    let file = data(&app.replica(|_| {}).await, &tokens, id).await;
    assert!(!file.text().contains("c0ffee"), "a key or a secret is in {}", file.text());
    let data = file.json();
    let [passkey] = list(&data, "passkeys").as_slice() else { panic!("{data}") };
    assert_eq!((&passkey["name"], &passkey["domain"]), (&json!("Phone"), &json!("localhost")));
    assert_eq!((&passkey["is_synced"], &passkey["is_backed_up"]), (&json!(true), &json!(false)));
    assert_eq!((&passkey["created_at"], &passkey["last_used_at"]), (&now, &Value::Null));
    assert_eq!((&passkey["device"], &passkey["address"]), (&json!("Phone"), &json!("192.0.2.2")));
    let app = json!({"device": "Safari", "address": "192.0.2.2", "created_at": now, "last_used_at": null});
    assert_eq!(data["authenticator"], app);
    let code =
        |used_at: &Value| json!({"device": "Chrome", "address": "192.0.2.2", "created_at": now, "used_at": used_at});
    assert_eq!(data["recovery_codes"], json!([code(&now), code(&Value::Null)]));
    let [browser] = list(&data, "trusted_browsers").as_slice() else { panic!("{data}") };
    assert_eq!((&browser["device"], &browser["address"]), (&json!("Firefox"), &json!("192.0.2.1")));
    assert_eq!(browser.get("token_hash"), None);
}
