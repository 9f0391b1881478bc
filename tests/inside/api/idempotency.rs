//! `Idempotency-Key`: a request that is sent again is executed once, and gets the same response.

use crate::support::*;
use std::iter;
use std::sync::Arc;
use vestibule::config::MasterSecret;

const DAY: u64 = 24 * 60 * 60;

/// A request to create an account.
fn create<'a>(app: &'a TestApp, who: &Tokens, username: &str) -> Call<'a> {
    let body = json!({"username": username, "email": format!("{username}@example.org")});
    app.post("/api/users").bearer(&who.access).json(&body)
}

async fn created(app: &TestApp, who: &Tokens, username: &str, key: &str) -> Reply {
    create(app, who, username).header("idempotency-key", key).send().await
}

/// A request without a body.
async fn posted(app: &TestApp, who: &Tokens, path: &str, key: &str) -> Reply {
    app.post(path).bearer(&who.access).header("idempotency-key", key).send().await
}

/// The usernames of all accounts except administrators.
async fn people(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT username FROM users WHERE role = 'user' ORDER BY username").await
}

/// The recipients of the invitations that wait.
async fn invited(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT recipient FROM outbox WHERE kind = 'invitation' ORDER BY created_at, recipient").await
}

async fn count(app: &TestApp, event: &str) -> usize {
    app.events(event).await.len()
}

/// Asserts that `second` is the response `first` again.
#[track_caller]
fn assert_replayed(first: &Reply, second: &Reply) {
    assert_eq!((second.status, second.text()), (first.status, first.text()));
    for name in ["location", "content-type"] {
        assert_eq!(second.header(name), first.header(name), "{name}");
    }
    assert_eq!((first.header("idempotency-replayed"), second.header("idempotency-replayed")), ("", "true"));
}

#[tokio::test]
async fn a_repeated_request_creates_one_account_and_gets_the_same_link() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let first = created(&app, &boss, "jonas", "key-1").await.expect_status(201);
    assert_replayed(&first, &created(&app, &boss, "jonas", "key-1").await);
    assert_eq!(people(&app).await, ["jonas"]);
    assert_eq!(count(&app, "user.create").await, 2, "and the administrator");

    app.choose_password(&token_in(&first.text()), PASSWORD).expect_status(204).await;
    assert_replayed(&first, &created(&app, &boss, "jonas", "key-1").await);

    // Of another session, and at another replica.
    let (again, replica) = (app.log_in("boss").await, app.replica(|_| {}).await);
    assert_replayed(&first, &created(&replica, &again, "jonas", "key-1").await);
    assert_eq!(people(&app).await, ["jonas"]);
}

#[tokio::test]
async fn groups_applications_fields_and_api_tokens_are_created_once_as_well() {
    let (app, _) = TestApp::with_administrator("boss").await;
    let tokens = format!("/api/users/{}/tokens", app.id_of("boss").await);
    let journal = json!({"name": "journal", "locations": ["https://journal.example.com/"]});
    for (path, body, event) in [
        ("/api/groups", json!({"name": "editors"}), "group.create"),
        ("/api/applications", journal, "application.create"),
        ("/api/fields", json!({"name": "department"}), "field.create"),
        ("/api/terms", json!({"texts": ["Be nice."], "applies_from": "2099-01-01"}), "terms.publish"),
        (&tokens, json!({"name": "Backup", "scopes": ["self"]}), "api_token.create"),
    ] {
        let boss = app.log_in("boss").await;
        let create =
            |who: &Tokens| app.post(path).bearer(&who.access).header("idempotency-key", event).json(&body).send();
        let first = create(&boss).await.expect_status(201);
        // What matters asks for a proof by now, also when it is repeated.
        app.wait(11 * 60);
        let boss = app.step_up(&boss).await;
        assert_replayed(&first, &create(&boss).await);
        assert_eq!(count(&app, event).await, 1, "{path}");
    }
}

#[tokio::test]
async fn without_a_key_nothing_is_stored_and_other_endpoints_ignore_it() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    assert_eq!(create(&app, &boss, "jonas").send().await.status, 201);
    create(&app, &boss, "jonas").send().await.assert_refused(409, "username_taken");
    assert!(app.database.run("SELECT 'a row' FROM idempotency_keys").await.is_empty());

    let id = app.add("maren", "Maren").await.id;
    let path = format!("/api/users/{id}");
    for name in ["One", "Two"] {
        let call = app.patch(&path).bearer(&boss.access).json(&json!({"name": name}));
        let reply = call.header("idempotency-key", "two words").send().await;
        assert_eq!((reply.status, &reply.json()["name"]), (200, &json!(name)));
    }
    let me = app.me(&boss.access).header("idempotency-key", "key-1").send().await;
    assert_eq!((me.status, me.header("idempotency-replayed")), (200, ""));
}

#[tokio::test]
async fn a_key_belongs_to_one_request() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let first = created(&app, &boss, "jonas", "key-1").await;
    let id = first.json()["user"]["id"].as_str().expect("an id").to_owned();
    let other = app.add("maren", "Maren").await.id;
    let reset = |id: &str| format!("/api/users/{id}/password-reset");
    assert_eq!(posted(&app, &boss, &reset(&id), "key-2").await.status, 201);
    let spaced = app.post("/api/users").bearer(&boss.access).header("content-type", "application/json");
    let spaced = spaced.body(r#"{ "email": "jonas@example.org", "username": "jonas" }"#);
    for reply in [
        created(&app, &boss, "ida", "key-1").await,
        posted(&app, &boss, &reset(&id), "key-1").await,
        posted(&app, &boss, &reset(&other.to_string()), "key-2").await,
        // Compared as bytes, because only the endpoint knows what a body means.
        spaced.header("idempotency-key", "key-1").send().await,
    ] {
        assert_eq!((reply.status, reply.code().as_str()), (422, "idempotency_key_reused"));
        assert!(!reply.text().contains("token="), "{}", reply.text());
    }
    assert_eq!(people(&app).await, ["jonas", "maren"]);
    assert_replayed(&first, &created(&app, &boss, "jonas", "key-1").await);
}

#[tokio::test]
async fn accounts_do_not_share_keys_which_are_deleted_with_them() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (maker, tokens) = app.administrator("maker").await;
    let first = created(&app, &boss, "jonas", "key-1").await;
    assert_eq!(created(&app, &tokens, "jonas", "key-1").await.code(), "username_taken");
    assert_eq!(created(&app, &tokens, "ida", "key-1").await.status, 201);
    assert_replayed(&first, &created(&app, &boss, "jonas", "key-1").await);
    assert_eq!(people(&app).await, ["ida", "jonas"]);

    let rows = async || app.database.run("SELECT 'a row' FROM idempotency_keys").await.len();
    assert_eq!(rows().await, 2);
    app.change("maker", "delete").await;
    let purged = app.post(&format!("/api/users/{}/purge", maker.id)).bearer(&boss.access).send().await;
    assert_eq!((purged.status, rows().await), (204, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_simultaneous_requests_one_is_executed() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    for (number, username) in [(2, "jonas"), (20, "ida")] {
        let replies = join_all((0..number).map(|_| created(&app, &boss, username, username))).await;
        let executed: Vec<_> = replies.iter().filter(|reply| reply.header("idempotency-replayed").is_empty()).collect();
        assert_eq!(executed.len(), 1, "{replies:?}");
        for reply in &replies {
            assert_eq!((reply.status, reply.text()), (201, executed[0].text()));
        }
    }
    assert_eq!(people(&app).await, ["ida", "jonas"]);
    assert_eq!(count(&app, "user.create").await, 3, "and the administrator");
}

#[tokio::test]
async fn a_request_can_be_repeated_for_24_hours() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let path = format!("/api/users/{}/password-reset", app.add("maren", "Maren").await.id);
    let first = posted(&app, &boss, &path, "key-1").await.expect_status(201);
    app.wait(DAY - 1);
    assert_eq!(app.accounts.maintenance().sweep().await.expect("a sweep").idempotency_keys, 0);
    assert_replayed(&first, &posted(&app, &app.log_in("boss").await, &path, "key-1").await);
    app.wait(1);
    let next = posted(&app, &app.log_in("boss").await, &path, "key-1").await;
    assert_eq!((next.status, next.header("idempotency-replayed")), (201, ""));
    assert_ne!(next.json(), first.json());
    app.wait(DAY);
    assert_eq!(app.accounts.maintenance().sweep().await.expect("a sweep").idempotency_keys, 0, "a clock may be behind");
    app.wait(60 * 60);
    assert_eq!(app.accounts.maintenance().sweep().await.expect("a sweep").idempotency_keys, 1);
}

#[tokio::test]
async fn a_failed_request_uses_up_no_key() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    app.add("jonas", "Jonas").await;
    for _ in 0..2 {
        let failed = created(&app, &boss, "jonas", "key-1").await;
        assert_eq!((failed.code().as_str(), failed.header("idempotency-replayed")), ("username_taken", ""));
    }
    let corrected = created(&app, &boss, "jonas2", "key-1").await;
    assert_eq!((corrected.status, corrected.header("idempotency-replayed")), (201, ""), "{}", corrected.text());
    assert_eq!(people(&app).await, ["jonas", "jonas2"]);
}

#[tokio::test]
async fn an_invalid_key_is_a_named_error() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let long: String = iter::repeat_n('k', 10 * 1024).collect();
    let with = |key: &[u8]| create(&app, &boss, "jonas").raw_header("idempotency-key", key);
    for call in [
        with(b""),
        with(&long.as_bytes()[..256]),
        with(b"two words"),
        with(b"key-1").header("idempotency-key", "key-1"),
    ] {
        let reply = call.send().await;
        reply.assert_refused(422, "validation_failed");
        assert_eq!(reply.errors(), "Idempotency-Key invalid");
    }
    assert!(people(&app).await.is_empty());
    let stranger = app.post("/api/users").header("idempotency-key", &long).json(&json!({})).send().await;
    assert_eq!(stranger.code(), "token_missing");
    assert_eq!(with(&long.as_bytes()[..255]).send().await.status, 201);
}

#[tokio::test]
async fn a_dropped_request_can_be_repeated() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let mut names = Vec::new();
    for last in 0.. {
        let name = format!("guest{last:03}");
        let answer = dropped_after(last, created(&app, &boss, &name, &name)).await;
        let repeated = created(&app, &boss, &name, &name).await;
        assert_eq!(repeated.status, 201, "dropped after {last} polls: {}", repeated.text());
        app.choose_password(&token_in(&repeated.text()), PASSWORD).expect_status(204).await;
        names.push(name);
        if let Some(reply) = answer {
            assert_replayed(&reply, &repeated);
            break;
        }
    }
    assert!(names.len() > 1, "no request was dropped on the way");
    assert_eq!(people(&app).await, names);
    assert_eq!(count(&app, "user.create").await, names.len() + 1, "and the administrator");
}

#[tokio::test]
async fn the_permission_is_checked_again() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (maker, tokens) = app.administrator("maker").await;
    assert_eq!(created(&app, &tokens, "jonas", "key-1").await.status, 201);
    let path = format!("/api/users/{}", maker.id);
    let change = async |change: &Value| app.patch(&path).bearer(&boss.access).json(change).send().await.status;
    assert_eq!(change(&json!({"role": "user"})).await, 200);
    let demoted = created(&app, &tokens, "jonas", "key-1").await;
    demoted.assert_refused(403, "forbidden");
    assert!(!demoted.text().contains("token="), "{}", demoted.text());
    assert_eq!(change(&json!({"status": "disabled"})).await, 200);
    assert_eq!(created(&app, &tokens, "jonas", "key-1").await.status, 401);
}

#[tokio::test]
async fn keys_and_results_are_not_stored_in_clear() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let reply = created(&app, &boss, "jonas", "a-secret-key").await;
    let token = token_in(&reply.text());
    let hex = if app.database.is_postgres() { ("encode(", ", 'hex')") } else { ("hex(", ")") };
    let columns = ["key_hash", "request_hash", "sealed_result"].map(|column| format!("{}{column}{}", hex.0, hex.1));
    let stored = app.database.run(&format!("SELECT {} FROM idempotency_keys", columns.join(" || "))).await;
    let [stored] = stored.as_slice() else { panic!("one row, but {stored:?}") };
    assert!(stored.len() > 400, "{stored}");
    for clear in [token.as_str(), "reset-password", "jonas", "a-secret-key"] {
        let clear: String = clear.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(!stored.to_lowercase().contains(&clear), "{clear} in {stored}");
    }
}

/// As docs/operations/recover.md says to replace the keys of a server whose secret is lost.
#[tokio::test]
async fn a_request_whose_result_is_sealed_with_a_lost_secret_is_not_executed_again() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (_, access) = app.api_token(&boss, &app.id_of("boss").await, &["users:write"]).await;
    let program = Tokens { refresh: access.clone(), access };
    assert_eq!(created(&app, &program, "jonas", "key-1").await.status, 201);

    for table in ["signing_keys", "sealed_secrets"] {
        app.database.run(&format!("DELETE FROM {table}")).await;
    }
    let app = TestApp::on_database_with_secret(Arc::clone(&app.database), MasterSecret::new(vec![9; 32])).await;
    let again = created(&app, &program, "jonas", "key-1").await;
    again.assert_refused(422, "idempotency_key_reused");
    assert!(again.text().contains("send a new key"), "{}", again.text());
    assert_eq!(people(&app).await, ["jonas"]);
    assert_eq!(created(&app, &program, "ida", "key-2").await.status, 201);
}

#[tokio::test]
async fn a_repeated_invitation_is_neither_sent_nor_charged_again() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let account = create(&app, &boss, "jonas").send().await.json();
    let path = format!("/api/users/{}/invitation", account["user"]["id"].as_str().expect("an id"));
    let first = posted(&app, &boss, &path, "key-0").await.expect_status(202);
    for number in 0..5 {
        assert_replayed(&first, &posted(&app, &boss, &path, "key-0").await);
        if number > 0 {
            assert_eq!(posted(&app, &boss, &path, &format!("key-{number}")).await.status, 202);
        }
    }
    assert_eq!(posted(&app, &boss, &path, "key-5").await.code(), "too_many_requests");
    assert_replayed(&first, &posted(&app, &boss, &path, "key-0").await);
    assert_eq!(invited(&app).await, ["jonas@example.org"; 5]);
    assert_eq!(count(&app, "user.invite").await, 5);

    let body = json!({"username": "ida", "email": "ida@example.org", "invite": true});
    let invite = || app.post("/api/users").bearer(&boss.access).header("idempotency-key", "key-7").json(&body).send();
    let first = invite().await;
    assert_replayed(&first, &invite().await);
    assert_eq!(invited(&app).await.len(), 6);
}
