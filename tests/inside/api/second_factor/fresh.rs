//! For an account with a second factor the current password alone is no fresh proof, wherever a request takes it.

use super::{AUTHENTICATOR, MINUTE, RECOVERY_CODES, add_authenticator};
use crate::support::authenticator::{Authenticator, begin_sign_in};
use crate::support::totp::totp;
use crate::support::*;

const PASSKEYS: &str = "/api/account/factors/passkeys";
const STRONG: &str = "acr_values=\"urn:vestibule:acr:second-factor\"";
const STRONGEST: &str = "acr_values=\"urn:vestibule:acr:passkey\"";

/// A request with the right password.
struct Asking {
    method: Method,
    path: String,
    body: Value,
    /// After a proof by the factor.
    status: u16,
}

impl Asking {
    fn new(request: &str, body: Value, status: u16) -> Self {
        let (method, path) = request.split_once(' ').expect("a method and a path");
        Self { method: method.parse().expect("a method"), path: path.to_owned(), body, status }
    }

    async fn send(&self, app: &TestApp, who: &Tokens, password: &str) -> Reply {
        let mut body = self.body.clone();
        for name in ["current_password", "password"] {
            if body.get(name).is_some() {
                body[name] = json!(password);
            }
        }
        app.send(who, self.method.clone(), &self.path, &body).await
    }
}

/// Whatever takes the password of the administrator with this id. The last one deletes the account.
fn all(id: &str) -> Vec<Asking> {
    let own = format!("/api/users/{id}");
    let password = |mut body: Value| {
        body["current_password"] = json!(PASSWORD);
        body
    };
    let address = json!({"email": "boss@example.net"});
    let replaced = json!({"username": "boss", "email": "boss@example.com"});
    let token = json!({"name": "Backup", "scopes": ["users:write"], "expires_in_days": 366});
    let links = "POST /api/users/awaiting-password/links";
    vec![
        Asking::new(&format!("PATCH {own}"), password(address), 200),
        Asking::new(&format!("PUT {own}"), password(replaced), 200),
        Asking::new(&format!("POST {own}/tokens"), password(token), 201),
        Asking::new(links, password(json!({})), 200),
        Asking::new(&format!("DELETE {PASSKEYS}/{}", Uuid::nil()), password(json!({})), 404),
        Asking::new("PUT /api/auth/password", password(json!({"new_password": PASSWORD})), 204),
        Asking::new(&format!("DELETE {own}"), json!({"password": PASSWORD}), 204),
    ]
}

/// A second factor, and how it is shown again.
enum Factor {
    App(String),
    Passkey(Box<Authenticator>),
}

impl Factor {
    async fn prove(&mut self, app: &TestApp, who: &Tokens) {
        let body = match self {
            Self::App(secret) => {
                app.wait(30);
                json!({"code": totp(secret, app.accounts.now())})
            }
            Self::Passkey(passkey) => passkey.answer(&begin_sign_in(app, &json!({})).await),
        };
        app.send(who, Method::POST, "/api/auth/step-up", &body).await.expect_status(200);
    }
}

async fn with_app(app: &TestApp, who: &Tokens) -> Factor {
    Factor::App(add_authenticator(app, who).await)
}

async fn with_passkey(app: &TestApp, who: &Tokens) -> Factor {
    Factor::Passkey(Box::new(Authenticator::added(app, who).await))
}

/// `level`: what the session has to show, as its challenge names it.
#[track_caller]
fn assert_asked(reply: &Reply, what: &Asking, level: &str) {
    reply.assert_refused(401, "step_up_required");
    let challenge = reply.header("www-authenticate");
    assert!(challenge.contains(level), "{} {}: {challenge}", what.method, what.path);
}

/// `shown`: the level of the session in which the factor is added.
async fn walk(adds: impl AsyncFn(&TestApp, &Tokens) -> Factor, shown: &str) {
    let app = TestApp::with(|config| config.rate_limit = false).await;
    app.administrator("other").await;
    let (boss, first) = app.administrator("boss").await;
    let recent = app.log_in("boss").await;
    let mut factor = adds(&app, &first).await;
    let requests = all(&boss.id.to_string());
    let before = app.audit_events().await.len();
    // Signed in with the password a moment ago, before there was a factor, as somebody else may have.
    for asking in &requests {
        assert_asked(&asking.send(&app, &recent, PASSWORD).await, asking, STRONG);
    }
    app.wait(10 * MINUTE);
    let first = Tokens::of(&app.refresh(&first).await.expect_status(200).json());
    for asking in &requests {
        assert_asked(&asking.send(&app, &first, PASSWORD).await, asking, shown);
        assert_asked(&asking.send(&app, &first, "a guess").await, asking, shown);
    }
    assert_eq!(app.audit_events().await.len(), before, "nothing has happened");
    factor.prove(&app, &first).await;
    for asking in &requests {
        let wrong = asking.send(&app, &first, "a guess").await;
        assert!(wrong.status == 422 || wrong.status == asking.status, "{} {}", asking.path, wrong.text());
        let reply = asking.send(&app, &first, PASSWORD).await;
        assert_eq!(reply.status, asking.status, "{} {}: {}", asking.method, asking.path, reply.text());
    }
}

#[tokio::test]
async fn beside_an_authenticator_app_the_password_alone_is_no_fresh_proof() {
    walk(with_app, STRONG).await;
}

#[tokio::test]
async fn beside_a_passkey_the_password_alone_is_no_fresh_proof() {
    walk(with_passkey, STRONGEST).await;
}

#[tokio::test]
async fn a_session_has_shown_the_factor_that_it_adds_and_no_other_has() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    let other = app.log_in("maren").await;
    app.post(RECOVERY_CODES).bearer(&other.access).expect_status(201).await;
    let begun = app.post(&format!("{AUTHENTICATOR}/begin")).bearer(&other.access).expect_status(200).await.json();
    add_authenticator(&app, &maren).await;
    app.post(RECOVERY_CODES).bearer(&maren.access).expect_status(201).await;
    app.post(RECOVERY_CODES).bearer(&other.access).send().await.assert_refused(401, "step_up_required");
    // What has begun before there was a factor is not finished with the password alone.
    let secret = begun["secret"].as_str().expect("a secret");
    let body = json!({"setup": begun["setup"], "code": totp(secret, app.accounts.now())});
    let refused = app.send(&other, Method::POST, &format!("{AUTHENTICATOR}/confirm"), &body).await;
    refused.assert_refused(401, "step_up_required");
}

/// Without JavaScript.
mod pages {
    use super::*;

    #[tokio::test]
    async fn a_form_with_the_password_leads_to_the_factor_and_comes_back_with_what_was_typed() {
        let app = TestApp::new().await;
        let (_, tokens) = app.member("maren").await;
        let mut maren = app.browser_of("maren").await;
        let secret = add_authenticator(&app, &tokens).await;
        app.wait(10 * MINUTE);
        let fields = [("name", "Nightly backup"), ("scopes[]", "self"), ("current_password", PASSWORD)];
        let asked = maren.submit("/actions/tokens/create", &fields).await;
        assert_eq!((asked.status, asked.location()), (303, "/confirm?next=%2Faccount%2Ftokens"));
        let page = maren.follow(&asked).await.expect_status(200);
        assert!(page.has("name", "code") && !page.has("name", "password"), "{}", page.text());
        let code = totp(&secret, app.accounts.now());
        let confirmed = maren.submit("/actions/confirm", &[("code", &code), ("next", "/account/tokens")]).await;
        assert_eq!(confirmed.location(), "/account/tokens");
        let page = maren.follow(&confirmed).await.expect_status(200);
        assert!(page.text().contains("Nightly backup"), "{}", page.text());
        let made = maren.submit("/actions/tokens/create", &[("name", "Nightly backup"), ("scopes[]", "self")]).await;
        assert_eq!(made.location(), "/account/tokens");
        assert_eq!(app.events("api_token.create").await.len(), 1);
    }
}
