//! `POST /api/auth/application-token`: a token for one application, in place of an access token.

use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;

const PATH: &str = "/api/auth/application-token";

/// With the group `writers`, the application `journal` for its members, and `wiki` for everyone, which learns nothing.
async fn new_app() -> TestApp {
    let app = TestApp::with_user("ada").await;
    app.group("writers", &["ada"]).await;
    let journal = closed_at("journal", "https://journal.example.com");
    app.add_application(ApplicationRequest { groups: texts(&["writers"]), ..journal }).await;
    let wiki = open_at("wiki", "https://wiki.example.com");
    app.add_application(ApplicationRequest { claims: texts(&[]), ..wiki }).await;
    app.add_application(closed_at("closed", "https://closed.example.com")).await;
    app
}

async fn ask(app: &TestApp, who: &Tokens, application: &Value) -> Reply {
    app.post(PATH).bearer(&who.access).json(&json!({"application": application})).send().await
}

#[tokio::test]
async fn a_member_gets_a_token_for_one_application_and_five_minutes() {
    let app = new_app().await;
    let ada = app.log_in("ada").await;
    let reply = ask(&app, &ada, &json!("journal")).await.expect_status(200);
    let answer = reply.json();
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("Bearer"), &json!(300)));
    assert_eq!(reply.header("cache-control"), "no-store");
    let token = answer["token"].as_str().expect("a token");
    assert_eq!(part_of_jwt(token, 0)["typ"], "app+jwt");
    let claims = part_of_jwt(token, 1);
    let now = app.accounts.now().seconds();
    let sid = part_of_jwt(&ada.access, 1)["sid"].clone();
    let expected = json!({
        "iss": app.accounts.settings().issuer, "aud": "journal", "sub": app.id_of("ada").await, "sid": sid,
        "iat": now - 30, "nbf": now - 30, "exp": now + 300, "auth_time": now - 30, "amr": ["pwd"],
        "acr": "urn:vestibule:acr:password", "username": "ada", "email": "ada@example.org", "email_verified": false,
        "groups": ["writers"], "type": "application",
    });
    assert_eq!(claims, expected);
    let plain = ask(&app, &ada, &json!("wiki")).await.json();
    let claims = part_of_jwt(plain["token"].as_str().expect("a token"), 1);
    assert_eq!((&claims["aud"], claims.get("groups"), claims.get("email")), (&json!("wiki"), None, None));
}

#[tokio::test]
async fn who_may_not_enter_an_application_does_not_learn_whether_it_exists() {
    let app = new_app().await;
    let (_, jonas) = app.member("jonas").await;
    let unknown = ask(&app, &jonas, &json!("shop")).await;
    unknown.assert_refused(404, "not_found");
    for name in ["journal", "closed"] {
        let reply = ask(&app, &jonas, &json!(name)).await;
        assert_eq!((reply.status, &reply.json()["detail"]), (404, &unknown.json()["detail"]), "{name}");
    }
    assert_eq!(ask(&app, &jonas, &json!("wiki")).await.status, 200);
    // Being an administrator makes no difference.
    let (_, boss) = app.administrator("boss").await;
    assert_eq!(ask(&app, &boss, &json!("journal")).await.status, 404);
}

#[tokio::test]
async fn it_needs_a_session_the_name_of_an_application_and_the_group_from_the_next_request_on() {
    let app = new_app().await;
    let ada = app.log_in("ada").await;
    let (_, secret) = app.api_token(&ada, &app.id_of("ada").await, &["self"]).await;
    let request = json!({"application": "journal"});
    assert_eq!(app.post(PATH).bearer(&secret).json(&request).send().await.code(), "token_scope");
    assert_eq!(app.post(PATH).json(&request).send().await.code(), "token_missing");
    for (name, code) in [
        (json!(null), "required"),
        (json!(""), "required"),
        (json!("Journal"), "not_allowed"),
        (json!("../x"), "not_allowed"),
        (json!(7), "wrong_type"),
    ] {
        let reply = ask(&app, &ada, &name).await;
        assert_eq!(reply.status, 422, "{name}");
        assert_eq!(reply.fields(), [("application".to_owned(), code.to_owned())], "{name}");
    }

    assert_eq!(ask(&app, &ada, &json!("journal")).await.status, 200);
    let id = app.id_of("ada").await.parse().expect("an id");
    app.accounts.groups().remove_from_group(&Caller::system(), "writers", id).await.expect("a change");
    assert_eq!(ask(&app, &ada, &json!("journal")).await.status, 404);
    assert_eq!(ask(&app, &ada, &json!("wiki")).await.status, 200);
    app.post("/api/auth/logout").bearer(&ada.access).send().await;
    assert_eq!(ask(&app, &ada, &json!("wiki")).await.code(), "token_revoked");
}
