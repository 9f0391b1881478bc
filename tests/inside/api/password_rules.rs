//! Every way to set a password applies the same rules.

use crate::support::{PASSWORD, TestApp};
use axum::http::Method;
use serde_json::json;
use vestibule::accounts::Caller;

/// Satisfies every rule, except that it contains the username.
const WITH_USERNAME: &str = "So long, maren-holt!";
/// Satisfies every rule, except that it is a common password.
const COMMON: &str = "P@ssw0rd";

#[tokio::test]
async fn common_passwords_and_ones_that_contain_own_names_are_rejected_everywhere() {
    let app = TestApp::new().await;
    let (_, admin) = app.administrator("admin").await;
    let (maren, tokens) = app.member("maren-holt").await;
    let id = maren["id"].as_str().expect("an id");
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
            app.call(Method::PUT, "/api/auth/password").bearer(&tokens.access).json(&change).send().await,
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
