//! `POST /api/users/register`, and the rules for a password, which are the same in every other way to set one.

use crate::support::*;

/// Satisfies every rule, except that it contains the username.
const WITH_USERNAME: &str = "So long, maren-holt!";
/// Satisfies every rule, except that it is a common password.
const COMMON: &str = "P@ssw0rd";
/// Satisfies every rule, except that it is on the list of stolen passwords.
const STOLEN: &str = "Glitter in the air";

#[tokio::test]
async fn registration_returns_201_with_the_account_and_ignores_what_clients_may_not_set() {
    let app = TestApp::new().await;
    let body = json!({
        "username": "Ada", "email": "ada@example.org", "password": PASSWORD, "name": "Ada L.",
        "role": "admin", "is_admin": true, "status": "disabled", "email_verified": true,
        "id": "00000000-0000-0000-0000-000000000000",
    });
    let reply = app.post("/api/users/register").json(&body).expect_status(201).await;
    let user = reply.json();
    assert_eq!(reply.header("location"), path_of(&user));
    for (field, value) in [
        ("username", json!("Ada")),
        ("email", json!("ada@example.org")),
        ("name", json!("Ada L.")),
        ("role", json!("user")),
        ("status", json!("active")),
        ("email_verified", json!(false)),
        ("created_at", json!("2026-11-01T12:00:00.000Z")),
    ] {
        assert_eq!(user[field], value, "{field}");
    }
    assert_ne!(user["id"], body["id"]);
    assert!(!reply.text().contains("password"), "{}", reply.text());

    let unnamed = json!({"email": "grace.hopper@example.org", "password": PASSWORD});
    let reply = app.post("/api/users/register").json(&unnamed).send().await;
    assert_eq!(reply.json()["username"], "grace.hopper", "made from the address");
}

#[tokio::test]
async fn all_invalid_fields_are_reported_together() {
    let app = TestApp::new().await;
    let body = json!({"username": "a", "email": "nonsense", "password": "short", "name": "x".repeat(121)});
    let reply = app.post("/api/users/register").json(&body).send().await;
    reply.assert_refused(422, "validation_failed");
    let mut fields = reply.invalid_fields();
    fields.sort();
    fields.dedup();
    assert_eq!(fields, ["email", "name", "password", "username"]);

    // A confirmation of the password must match if it is sent.
    let mut body = json!({"email": "ada@example.org", "password": PASSWORD, "confirm_password": "x"});
    let reply = app.post("/api/users/register").json(&body).send().await;
    reply.assert_refused(422, "validation_failed");
    assert_eq!(reply.invalid_fields(), ["confirm_password"]);
    body["confirm_password"] = json!(PASSWORD);
    app.post("/api/users/register").json(&body).expect_status(201).await;
}

#[tokio::test]
async fn taken_names_are_reported_ignoring_case() {
    let app = TestApp::with_user("ada").await;
    for (username, email, code, fields) in [
        ("ADA", "new@example.org", "username_taken", &["username"][..]),
        ("new", "Ada@Example.org", "email_taken", &["email"]),
        ("Ada", "ADA@example.org", "username_taken", &["username", "email"]),
    ] {
        let reply = app.sign_up(username, email).send().await;
        reply.assert_refused(409, code);
        assert_eq!(reply.invalid_fields(), fields);
    }
}

#[tokio::test]
async fn registration_is_rejected_while_it_is_closed() {
    let app = TestApp::with(|config| config.registration_open = false).await;
    app.sign_up("ada", "ada@example.org").send().await.assert_refused(403, "registration_closed");
    let page = app.get("/register").html().send().await;
    page.assert_shows(&["Registration is closed."]);
    assert!(!page.has("name", "username"), "{}", page.text());
    let home = app.get("/").html().send().await;
    assert!(home.links_to("/login") && !home.links_to("/register"), "{}", home.text());
}

#[tokio::test]
async fn of_two_concurrent_registrations_of_one_name_one_succeeds() {
    let app = TestApp::new().await;
    let send = || app.sign_up("ada", "ada@example.org").send();
    let (one, other) = tokio::join!(send(), send());
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn known_passwords_and_ones_that_contain_own_names_are_rejected_everywhere() {
    let (app, admin) = TestApp::with_administrator("admin").await;
    let (maren, tokens) = app.member("maren-holt").await;
    let id = id_of(&maren);
    let reset = app.post(&format!("/api/users/{id}/password-reset")).bearer(&admin.access).send().await;
    let token = token_in(&reset.text());
    // A second application without an administrator, for the setup link.
    let new = TestApp::new().await;
    let setup = new.accounts.users().issue_setup_token().await.expect("an answer").expect("a token").0;
    for (password, code) in [(WITH_USERNAME, "contains_identity"), (COMMON, "too_common"), (STOLEN, "stolen")] {
        let register = json!({"username": "maren-holt", "email": "holt@example.org", "password": password});
        let change = json!({"current_password": PASSWORD, "new_password": password});
        let reset = json!({"token": token, "password": password});
        let replies = [
            app.post("/api/users/register").json(&register).send().await,
            app.put("/api/auth/password").bearer(&tokens.access).json(&change).send().await,
            app.post("/api/auth/password/reset").json(&reset).send().await,
        ];
        for (way, reply) in ["register", "change", "reset"].iter().zip(replies) {
            let codes: Vec<_> = reply.fields().into_iter().map(|(_, code)| code).collect();
            assert_eq!((reply.status, codes), (422, vec![code.to_owned()]), "{way}");
        }
        let (username, email) = ("maren-holt", "holt@example.org");
        let fields = [("token", &*setup), ("username", username), ("email", email), ("password", password)];
        let reply = new.browser().run("/actions/setup", &fields).await;
        assert_eq!(reply.fields(), [("password".to_owned(), code.to_owned())], "setup");
        let id = id.parse().expect("an id");
        let set = app.accounts.passwords().set_password(&Caller::system(), id, &password.into()).await;
        assert_eq!(set.expect_err("a refusal").errors[0].code, code, "set_password");
    }
}
