//! `POST /api/users/register`, and the rules for a password, which are the same in every other way to set one.

use crate::support::*;

/// Satisfies every rule, except that it contains the username.
const WITH_USERNAME: &str = "So long, maren-holt!";
/// Satisfies every rule, except that it is a common password.
const COMMON: &str = "P@ssw0rd";

#[tokio::test]
async fn registration_returns_201_with_the_account_and_its_location() {
    let app = TestApp::new().await;
    let body = json!({"username": "Ada", "email": "ada@example.org", "password": PASSWORD, "name": "Ada L."});
    let reply = app.post("/api/users/register").json(&body).send().await;

    assert_eq!(reply.status, 201);
    let user = reply.json();
    assert_eq!(reply.header("location"), path_of(&user));
    assert_eq!(user["username"], "Ada");
    assert_eq!(user["email"], "ada@example.org");
    assert_eq!(user["name"], "Ada L.");
    assert_eq!(user["role"], "user");
    assert_eq!(user["status"], "active");
    assert_eq!(user["email_verified"], false);
    assert_eq!(user["created_at"], "2026-11-01T12:00:00.000Z");
    assert!(!reply.text().contains("password"), "{}", reply.text());
}

#[tokio::test]
async fn a_missing_username_is_derived_from_the_email_address() {
    let app = TestApp::new().await;
    let body = json!({"email": "grace.hopper@example.org", "password": PASSWORD});
    let reply = app.post("/api/users/register").json(&body).send().await;
    assert_eq!(reply.json()["username"], "grace.hopper");
}

#[tokio::test]
async fn all_invalid_fields_are_reported_together() {
    let app = TestApp::new().await;
    let body = json!({"username": "a", "email": "nonsense", "password": "short", "name": "x".repeat(121)});
    let reply = app.post("/api/users/register").json(&body).send().await;

    assert_eq!((reply.status, reply.code().as_str()), (422, "validation_failed"));
    let mut fields: Vec<_> = reply.invalid_fields();
    fields.sort();
    fields.dedup();
    assert_eq!(fields, ["email", "name", "password", "username"]);
}

#[tokio::test]
async fn a_password_confirmation_must_match_if_it_is_sent() {
    let app = TestApp::new().await;
    let mut body =
        json!({"username": "ada", "email": "ada@example.org", "password": PASSWORD, "confirm_password": "x"});
    let reply = app.post("/api/users/register").json(&body).send().await;
    assert_eq!(reply.code(), "validation_failed");
    assert_eq!(reply.fields()[0].0, "confirm_password");

    body["confirm_password"] = json!(PASSWORD);
    assert_eq!(app.post("/api/users/register").json(&body).send().await.status, 201);
}

#[tokio::test]
async fn taken_names_are_reported_ignoring_case() {
    let app = TestApp::with_user("ada").await;
    let cases = [
        (
            json!({"username": "ADA", "email": "new@example.org", "password": PASSWORD}),
            "username_taken",
            vec!["username"],
        ),
        (json!({"username": "new", "email": "Ada@Example.org", "password": PASSWORD}), "email_taken", vec!["email"]),
        (
            json!({"username": "Ada", "email": "ADA@example.org", "password": PASSWORD}),
            "username_taken",
            vec!["username", "email"],
        ),
    ];
    for (body, code, fields) in cases {
        let reply = app.post("/api/users/register").json(&body).send().await;
        assert_eq!((reply.status, reply.code().as_str()), (409, code));
        assert_eq!(reply.fields().into_iter().map(|(field, _)| field).collect::<Vec<_>>(), fields);
    }
}

#[tokio::test]
async fn fields_that_clients_may_not_set_are_ignored() {
    let app = TestApp::new().await;
    let body = json!({
        "username": "ada", "email": "ada@example.org", "password": PASSWORD,
        "role": "admin", "is_admin": true, "status": "disabled", "email_verified": true,
        "id": "00000000-0000-0000-0000-000000000000",
    });
    let user = app.post("/api/users/register").json(&body).send().await.json();
    assert_eq!(
        (&user["role"], &user["status"], &user["email_verified"]),
        (&json!("user"), &json!("active"), &json!(false))
    );
    assert_ne!(user["id"], "00000000-0000-0000-0000-000000000000");
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
async fn common_passwords_and_ones_that_contain_own_names_are_rejected_everywhere() {
    let (app, admin) = TestApp::with_administrator("admin").await;
    let (maren, tokens) = app.member("maren-holt").await;
    let id = id_of(&maren);
    let reset = app.post(&format!("/api/users/{id}/password-reset")).bearer(&admin.access).send().await.json();
    let token = reset["reset_url"].as_str().and_then(|url| url.rsplit('=').next()).expect("a token").to_owned();
    // A second application without an administrator, for the setup link.
    let new = TestApp::new().await;
    let setup = new.accounts.issue_setup_token().await.expect("an answer").expect("a token").0;
    for (password, code) in [(WITH_USERNAME, "contains_identity"), (COMMON, "too_common")] {
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
        let set = app.accounts.set_password(&Caller::system(), id, &password.into()).await;
        assert_eq!(set.expect_err("a refusal").errors[0].code, code, "set_password");
    }
}
