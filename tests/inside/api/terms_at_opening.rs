//! Terms of the installation are accepted in the form that opens an account.

use super::invitations::invite;
use super::terms::{accept, app_with_applications, enter, owed, publish};
use crate::support::mailbox::{deliver, wait_for};
use crate::support::page::is_chosen;
use crate::support::*;

const BOX: &str = "accepted_terms";
const NEEDED: &str = "Accept the terms of use to go on.";

/// The versions that accounts have accepted, each with its language.
async fn accepted(app: &TestApp) -> Vec<String> {
    let sql = "SELECT CAST(version AS TEXT) || ' ' || language FROM terms_acceptances ORDER BY accepted_at, version";
    app.database.run(sql).await
}

/// The fields of a registration, with those about terms.
fn account<'a>(username: &'a str, password: &'a str, terms: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let email = ("email", if username == "ada" { "ada@example.org" } else { "bea@example.org" });
    [&[("username", username), email, ("password", password)][..], terms].concat()
}

/// Registers through the API.
async fn register(app: &TestApp, username: &str, accepted: &Value) -> Reply {
    let email = format!("{username}@example.org");
    let body = json!({"username": username, "email": email, "password": PASSWORD, "accepted_terms": accepted});
    app.post("/api/users/register").json(&body).send().await
}

#[tokio::test]
async fn who_registers_ticks_a_box_and_is_led_to_no_other_page() {
    let app = app_with_applications().await;
    let mut browser = app.browser();
    assert!(!browser.open("/register").await.expect_status(200).has("name", BOX));
    let version = publish(&app, "", "Be nice.", "").await.to_string();
    let page = browser.open("/register").await.expect_status(200);
    assert!(page.has("name", BOX) && page.links_to(&format!("/terms/{version}")), "{}", page.text());
    assert_eq!(page.hidden("terms_shown"), version);

    let shown = [("terms_shown", version.as_str())];
    let page = browser.submit_and_follow("/actions/register", &account("ada", PASSWORD, &shown)).await;
    page.assert_shows(&[NEEDED]);
    assert!(page.has("value", "ada") && !is_chosen(&page.text(), &version), "{}", page.text());
    let script = browser.run("/actions/register", &account("ada", PASSWORD, &shown)).await;
    assert_eq!((script.status, script.errors()), (422, format!("{BOX} required")));
    // A mistake elsewhere does not untick it.
    let ticked = [("terms_shown", version.as_str()), (BOX, version.as_str())];
    let page = browser.submit_and_follow("/actions/register", &account("ada", "short", &ticked)).await;
    page.assert_hides(&[NEEDED]);
    assert!(is_chosen(&page.text(), &version), "{}", page.text());
    assert_eq!(accepted(&app).await, Vec::<String>::new());

    let reply = browser.submit("/actions/register", &account("ada", PASSWORD, &ticked)).await;
    assert!(!reply.location().starts_with("/terms"), "{}", reply.location());
    assert_eq!(accepted(&app).await, [format!("{version} en")]);
    let [event] = app.events("terms.accept").await.try_into().expect("one event");
    assert_eq!((event.detail.as_deref(), event.actor.id), (Some(version.as_str()), event.target_id));
    let ada = app.log_in("ada").await;
    enter(&app, &ada, "journal").await.expect_status(200);
}

#[tokio::test]
async fn what_the_form_has_shown_is_stored_and_its_successor_is_asked_for_next() {
    let app = TestApp::new().await;
    let first = publish(&app, "", "Be nice.", "").await.to_string();
    let second = publish(&app, "", "Be very nice.", "").await;
    let ticked = [("terms_shown", first.as_str()), (BOX, first.as_str())];
    let mut browser = app.browser();
    let reply = browser.submit("/actions/register", &account("ada", PASSWORD, &ticked)).await;
    assert!(reply.location().starts_with("/terms/accept"), "{}", reply.location());
    assert_eq!(accepted(&app).await, [format!("{first} en")]);
    assert_eq!(owed(&app, &app.log_in("ada").await, "").await, [second]);
    // A form that was loaded before there were any terms has no box.
    let reply = app.browser().submit("/actions/register", &account("bea", PASSWORD, &[])).await;
    assert!(reply.location().starts_with("/terms/accept"), "{}", reply.location());
    assert_eq!(accepted(&app).await.len(), 1);
}

#[tokio::test]
async fn a_program_may_say_what_a_person_has_accepted() {
    let app = app_with_applications().await;
    let replaced = publish(&app, "", "Be nice.", "").await;
    let version = publish(&app, "", "de=Seien Sie nett.", "").await;
    let of_wiki = publish(&app, "wiki", "Be brief.", "").await;
    let planned = publish(&app, "", "Be very nice.", "2099-01-01").await;
    for (wrong, code) in [
        (json!(replaced), "not_allowed"),
        (json!(of_wiki), "not_allowed"),
        (json!(planned), "not_allowed"),
        (json!(99), "not_allowed"),
        (json!("x"), "not_allowed"),
        (json!(true), "wrong_type"),
    ] {
        let reply = register(&app, "ada", &wrong).await;
        assert_eq!((reply.status, reply.errors()), (422, format!("{BOX} {code}")), "{wrong}");
    }
    register(&app, "ada", &json!(version)).await.expect_status(201);
    register(&app, "bea", &Value::Null).await.expect_status(201);
    assert_eq!(accepted(&app).await, [format!("{version} de")]);
    let [ada, bea] = [app.log_in("ada").await, app.log_in("bea").await];
    enter(&app, &ada, "journal").await.expect_status(200);
    enter(&app, &bea, "journal").await.assert_refused(403, "terms_required");
    assert_eq!(owed(&app, &bea, "").await, [version]);
}

#[tokio::test]
async fn with_strict_privacy_the_acceptance_waits_for_the_link() {
    let app = TestApp::with(|config| config.strict_registration_privacy = true).await;
    let version = publish(&app, "", "Be nice.", "").await;
    let at = app.accounts.now().0;
    register(&app, "ada", &json!(version)).await.expect_status(202);
    wait_for(&app, &["confirm_email ada@example.org"]).await;
    let token = deliver(&app).await[0].token("/verify-email");
    assert_eq!(accepted(&app).await, Vec::<String>::new());
    app.wait(60);
    let next = publish(&app, "", "Be very nice.", "").await;
    app.post("/api/auth/email/verify").json(&json!({"token": token})).expect_status(204).await;
    assert_eq!(accepted(&app).await, [format!("{version} en")]);
    let times = app.database.run("SELECT CAST(accepted_at AS TEXT) FROM terms_acceptances").await;
    assert_eq!(times, [at.to_string()]);
    assert_eq!(app.events("terms.accept").await.len(), 1);
    assert_eq!(owed(&app, &app.log_in("ada").await, "").await, [next]);
}

#[tokio::test]
async fn who_accepts_an_invitation_ticks_the_box_as_well() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let (_, token) = invite(&app, &boss, "jonas").await;
    let version = publish(&app, "", "Be nice.", "").await.to_string();
    let mut browser = app.browser();
    let page = browser.open(&format!("/reset-password?token={token}")).await.expect_status(200);
    assert!(page.has("name", BOX), "{}", page.text());
    let fields = |password| [("token", token.as_str()), ("password", password), ("terms_shown", version.as_str())];
    let page = browser.submit_and_follow("/actions/reset-password", &fields(PASSWORD)).await.expect_status(200);
    page.assert_shows(&[NEEDED]);
    let ticked = |password| [&fields(password)[..], &[(BOX, version.as_str())]].concat();
    let page = browser.submit_and_follow("/actions/reset-password", &ticked("short")).await.expect_status(200);
    assert!(is_chosen(&page.text(), &version), "{}", page.text());
    let reply = browser.submit("/actions/reset-password", &ticked(PASSWORD)).await;
    assert_eq!(reply.location(), "/account");
    assert_eq!(accepted(&app).await, [format!("{version} en")]);

    // With the API, and with a link that an administrator hands over, nobody is asked.
    let (_, token) = invite(&app, &boss, "ida").await;
    let chosen = |accepted: Value| json!({"token": token, "password": PASSWORD, "accepted_terms": accepted});
    let wrong = app.post("/api/auth/password/reset").json(&chosen(json!(99))).send().await;
    assert_eq!((wrong.status, wrong.errors()), (422, format!("{BOX} not_allowed")));
    app.post("/api/auth/password/reset").json(&chosen(Value::Null)).expect_status(204).await;
    assert_eq!(accepted(&app).await.len(), 1);
    let new = json!({"username": "lena", "email": "lena@example.org"});
    let token = token_in(&app.send(&boss, Method::POST, "/api/users", &new).await.expect_status(201).text());
    assert!(!app.browser().open(&format!("/reset-password?token={token}")).await.expect_status(200).has("name", BOX));
}

#[tokio::test]
async fn who_proves_first_that_an_account_is_theirs_has_accepted_nothing() {
    let app = TestApp::new().await;
    let version = publish(&app, "", "Be nice.", "").await;
    // Somebody else registers with the address.
    register(&app, "maren", &json!(version)).await.expect_status(201);
    let id = app.id_of("maren").await.parse().expect("an id");
    let choose = async |password: &str| {
        let link = app.accounts.passwords().issue_password_link(&Caller::system(), id).await.expect("a link");
        app.choose_password(&token_in(&link.url), password).expect_status(204).await;
        Tokens::of(&app.sign_in("maren", password).expect_status(200).await.json())
    };
    let maren = choose(OTHER_PASSWORD).await;
    assert_eq!(accepted(&app).await, Vec::<String>::new());
    assert_eq!(owed(&app, &maren, "").await, [version]);
    // Whose account it is known to be has not accepted them for nothing.
    accept(&app, &maren, version).await.expect_status(204);
    assert_eq!(owed(&app, &choose(PASSWORD).await, "").await, Vec::<i64>::new());
}
