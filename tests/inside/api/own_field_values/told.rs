//! What applications are told: whatever a value is, it ends no header, no pair and no claim.

use super::{HOSTILE, assert_inert, plan, story};
use crate::api::forward_auth::{Jar, app_with, forwarded};
use crate::api::openid::tickets::{text, tokens, userinfo};
use crate::support::openid::{WIKI, client_request};
use crate::support::*;
use url::form_urlencoded;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::terms::TermsRequest;

const SHOP: &str = "https://id.example.com/shop";

/// Defines both fields as an administrator.
async fn define(app: &TestApp) {
    let (_, boss) = app.administrator("boss").await;
    for field in [plan(), story()] {
        app.send(&boss, Method::POST, "/api/fields", &field).await.expect_status(201);
    }
}

/// Sets both fields of somebody's own account.
async fn set(app: &TestApp, who: &Tokens, path: &str, plan: &str, story: &str) {
    // Otherwise two changes would have the same time.
    app.wait(1);
    let body = json!({ "fields": { "plan": plan, "story": story } });
    app.send(who, Method::PATCH, path, &body).await.expect_status(200);
}

#[tokio::test]
async fn a_value_ends_neither_the_header_nor_its_pair() {
    let app = app_with(|_| {}).await;
    define(&app).await;
    let shop = ApplicationRequest { fields: texts(&["plan", "story"]), ..open_at("shop", SHOP) };
    app.accounts.applications().replace_application(&Caller::system(), "shop", shop).await.expect("a change");
    let ada = app.log_in("ada").await;
    let path = format!("/api/users/{}", app.id_of("ada").await);
    let jar: Jar = [("__Host-vestibule_access".to_owned(), ada.access.clone())].into_iter().collect();
    for (what, value) in HOSTILE {
        let lines = format!("{value}\r\nRemote-User: root\n\n{value}");
        set(&app, &ada, &path, value, &lines).await;
        let reply = forwarded(&app, "GET", SHOP, &jar).expect_status(200).await;
        let stored = lines.replace("\r\n", "\n");
        let pairs: Vec<_> = form_urlencoded::parse(reply.header("remote-fields").as_bytes()).into_owned().collect();
        let expected = [("plan", value), ("story", stored.as_str())];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(pairs, expected, "{what}");
        assert_eq!(reply.header("remote-user"), "ada", "{what}");
        assert_eq!(reply.headers.get_all("remote-user").iter().count(), 1, "{what}");
        // What has no room in the token is left out as a whole.
        let claims = part_of_jwt(reply.header("x-vestibule-token"), 1);
        let fields = claims["fields"].as_object().cloned().unwrap_or_default();
        assert_eq!(fields.get("plan"), Some(&json!(value)), "{what}: {claims}");
        assert!(fields.get("story").is_none_or(|story| *story == json!(stored)), "{what}: {claims}");
        assert_eq!(claims["sub"].as_str(), path.rsplit('/').next(), "{what}");
    }
}

#[tokio::test]
async fn a_claim_is_the_value_and_nothing_else() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    define(&app).await;
    let request = ClientRequest {
        id_token_claims: Expected::Given(true),
        claims: texts(&["plan<=plan", "story<=story"]),
        ..client_request("spa")
    };
    let client = app.add_client(WIKI, request).await;
    let maren = app.log_in("maren").await;
    let path = format!("/api/users/{}", app.id_of("maren").await);
    for (what, value) in HOSTILE {
        set(&app, &maren, &path, value, value).await;
        let answer = tokens(&app, &client, &maren, json!({ "scopes": "openid profile" })).await;
        let said = [part_of_jwt(text(&answer, "id_token"), 1), userinfo(&app, &answer).await.expect_status(200).json()];
        for claims in said {
            assert_eq!((&claims["plan"], &claims["story"]), (&json!(value), &json!(value)), "{what}: {claims}");
            assert_eq!(claims.get("role"), None, "{what}: {claims}");
            assert_eq!(claims["sub"].as_str(), path.rsplit('/').next(), "{what}");
        }
    }
}

#[tokio::test]
async fn the_text_of_terms_is_no_element_either() {
    let app = TestApp::with_user("maren").await;
    let all: String = HOSTILE.iter().map(|(_, text)| format!("{text}\n\n")).collect();
    let links = "[a](javascript:alert(1)) [b](data:text/html,x) ![c](x\" onerror=\"alert(1)) \
                 <https://example.org/\" onfocus=\"x>";
    let written = format!("{all}{links}");
    let request = TermsRequest { texts: texts(&[written.as_str()]), ..TermsRequest::default() };
    app.accounts.terms().publish_terms(&Caller::system(), request).await.expect("terms");
    let mut browser = app.browser_of("maren").await;
    for path in ["/terms", "/terms/1", "/terms/accept?next=/account"] {
        let page = browser.open(path).await.expect_status(200);
        assert_inert(&page, path);
        let html = page.text().to_lowercase();
        for address in ["href=\"javascript:", "href=\"data:", "onerror=\"", "src=\"x"] {
            assert!(!html.contains(address), "{path}: {address} in {html}");
        }
    }
}
