//! Applications that demand a second factor, or a proof of who somebody is that is not too old.

use super::*;
use crate::api::second_factor::add_authenticator;
use crate::support::totp::totp;
use vestibule::shared::own_fields::OwnFieldRequest;
use vestibule::shared::terms::TermsRequest;

const CART: &str = "https://id.example.com/shop/cart?item=7";
const POST: &str = "https://journal.example.com/posts?page=2";

async fn demand(app: &TestApp, name: &str, url: &str, second_factor: bool, max_age: &str) {
    let second_factor = Expected::Given(second_factor);
    let request = ApplicationRequest { second_factor, max_age: max_age.into(), ..open_at(name, url) };
    app.accounts.applications().replace_application(&Caller::system(), name, request).await.expect("a change");
}

/// The header of a refusal.
fn challenge(demand: &str) -> String {
    format!("Bearer realm=\"vestibule\", error=\"insufficient_user_authentication\", {demand}")
}

/// The part of an address on the host of Vestibule behind its origin, and the page to which it leads on.
fn way(location: &str) -> (String, String) {
    let path = location.strip_prefix(BASE).unwrap_or(location).to_owned();
    let next = path.split_once("next=").expect("a way on").1;
    let next = percent_encoding::percent_decode_str(next).decode_utf8().expect("UTF-8").into_owned();
    (path, next)
}

async fn entered(app: &TestApp) -> usize {
    app.events("application.enter").await.len()
}

#[tokio::test]
async fn a_proof_that_is_too_old_is_given_again_on_the_way_to_another_host() {
    let app = new_app().await;
    demand(&app, "journal", JOURNAL, false, "5m").await;
    let mut visitor = at_journal(&app).await;
    app.wait(299);
    assert_eq!(status_at(&visitor, POST).await, 200);
    app.wait(1);
    let refused = forwarded(&app, "GET", POST, &visitor.there).send().await;
    refused.assert_refused(401, "step_up_required");
    let age = "max_age=\"300\", acr_values=\"urn:vestibule:acr:password\"";
    assert_eq!(refused.header("www-authenticate"), challenge(age));
    assert!(!refused.headers.contains_key("remote-user") && !refused.headers.contains_key("x-vestibule-token"));
    let of_nginx = original(&app, POST, &visitor.there).html().expect_status(401).await;

    let led = visitor.open(POST).await.expect_status(302);
    assert_eq!(led.cookies().len(), 1, "nginx passes on one: {:?}", led.cookies());
    let (confirm, next) = way(led.location());
    assert!(confirm.starts_with("/confirm?next=%2Fauth%2Fenter"), "{confirm}");
    assert!(of_nginx.header("location").starts_with("https://id.example.com/confirm?next=%2Fauth%2Fenter"));
    // Neither does the hand-over go past it.
    let begun = visitor.own.open(&next).await;
    assert!(begun.location().starts_with("/confirm?next=p"), "{}", begun.location());
    let page = visitor.own.follow(&begun).await.expect_status(200);
    assert!(page.has("name", "password") && page.has("formaction", "/actions/leave"), "a link back would lead here");
    assert!(page.header("content-security-policy").contains("form-action 'self';"));
    let fields = [("password", PASSWORD), ("next", next.as_str())];
    let confirmed = visitor.own.submit("/actions/confirm", &fields).await;
    assert_eq!(confirmed.location(), next);
    assert_eq!(status_at(&visitor, POST).await, 200, "of the same session, wherever it was proved");
    let entered = visitor.own.follow(&confirmed).await.expect_status(302);
    let callback = entered.location().to_owned();
    assert_eq!(visitor.call_back(&callback).await.location(), POST);
    let granted = visitor.open(POST).await.expect_status(200);
    let claims = part_of_jwt(granted.header("x-vestibule-token"), 1);
    assert_eq!(claims["auth_time"], app.accounts.now().seconds() - 30);
}

#[tokio::test]
async fn on_the_host_of_vestibule_the_way_leads_back_to_the_page() {
    let app = new_app().await;
    demand(&app, "shop", SHOP, false, "60").await;
    let mut ada = Visitor::signed_in(&app).await.own;
    forwarded(&app, "GET", CART, &ada.jar).expect_status(200).await;
    app.wait(60);
    let expected = "https://id.example.com/confirm?next=%2Fshop%2Fcart%3Fitem%3D7";
    for (method, status) in [("GET", 302), ("POST", 303)] {
        let led = forwarded(&app, method, CART, &ada.jar).html().send().await;
        assert_eq!((led.status, led.location()), (status, expected), "{method}");
        assert!(led.cookies().is_empty(), "{method}");
    }
    let (confirm, next) = way(expected);
    let page = ada.open(&confirm).await.expect_status(200);
    assert!(page.has("name", "password") && page.has("formaction", "/actions/leave") && !page.links_to(&next));
    let confirmed = ada.submit("/actions/confirm", &[("password", PASSWORD), ("next", &next)]).await;
    assert_eq!(confirmed.location(), "/shop/cart?item=7");
    forwarded(&app, "GET", CART, &ada.jar).expect_status(200).await;
    // Other applications have not asked, and the demand ends with the next change.
    app.wait(60);
    demand(&app, "shop", SHOP, false, "").await;
    forwarded(&app, "GET", CART, &ada.jar).expect_status(200).await;
}

#[tokio::test]
async fn a_second_factor_is_demanded_although_the_password_was_right() {
    let app = new_app().await;
    demand(&app, "journal", JOURNAL, true, "").await;
    let mut visitor = Visitor::signed_in(&app).await;
    let reply = visitor.open(POST).await;
    let (sign_in, next) = way(reply.location());
    let signed_in = visitor.own.open(&sign_in).await;
    let led = visitor.own.follow(&signed_in).await;
    let (confirm, _) = way(led.location());
    assert!(confirm.starts_with("/confirm?next=p"), "{confirm}");

    let page = visitor.own.open(&confirm).await.expect_status(200);
    page.assert_shows(&["The application asks for a second factor, and your account has none."]);
    let security = confirm.replacen("/confirm", "/account/second-factor", 1);
    assert!(page.links_to(&security) && !page.has("name", "password"), "{}", page.text());
    assert_eq!(entered(&app).await, 0);

    let secret = add_authenticator(&app, &app.log_in("ada").await).await;
    let page = visitor.own.open(&confirm).await.expect_status(200);
    page.assert_hides(&["your account has none"]);
    let code = totp(&secret, app.accounts.now());
    let confirmed = visitor.own.submit("/actions/confirm", &[("code", &code), ("next", &next)]).await;
    assert_eq!(confirmed.location(), next);
    let callback = visitor.own.follow(&confirmed).await.expect_status(302).location().to_owned();
    assert_eq!(visitor.call_back(&callback).await.location(), POST);
    let granted = visitor.open(POST).await.expect_status(200);
    assert_eq!(part_of_jwt(granted.header("x-vestibule-token"), 1)["acr"], "urn:vestibule:acr:second-factor");
    assert_eq!(entered(&app).await, 1);
    app.wait(24 * 60 * 60 / 4);
    assert_eq!(status_at(&visitor, POST).await, 200, "no age is demanded");
}

#[tokio::test]
async fn only_those_who_may_enter_learn_what_is_demanded() {
    let app = new_app().await;
    let strict = Expected::Given(true);
    let wiki = ApplicationRequest { second_factor: strict, groups: texts(&["editors"]), ..closed_at("wiki", WIKI) };
    app.accounts.applications().replace_application(&Caller::system(), "wiki", wiki).await.expect("a change");
    let mut visitor = Visitor::signed_in(&app).await;
    let reply = visitor.open(WIKI).await;
    let (_, next) = way(reply.location());
    assert_eq!(visitor.own.open(&next).await.status, 403);
    set_membership(&app, "ada", true).await;
    assert!(visitor.own.open(&next).await.location().starts_with("/confirm?next="));
}

#[tokio::test]
async fn tokens_for_applications_are_refused_as_well() {
    let app = new_app().await;
    let visitor = at_journal(&app).await;
    let ada = app.log_in("ada").await;
    let ask = async |who: &Tokens| {
        let body = json!({"application": "journal"});
        app.send(who, Method::POST, "/api/auth/application-token", &body).await
    };
    ask(&ada).await.expect_status(200);
    demand(&app, "journal", JOURNAL, true, "1h").await;
    let level = "max_age=\"3600\", acr_values=\"urn:vestibule:acr:second-factor\"";
    let of_page = from_own_page(&app, "https://journal.example.com/.vestibule/token", &visitor.there).send().await;
    for refused in [ask(&ada).await, of_page] {
        refused.assert_refused(401, "step_up_required");
        assert_eq!(refused.header("www-authenticate"), challenge(level));
    }
    demand(&app, "journal", JOURNAL, true, "").await;
    let any_age = challenge("acr_values=\"urn:vestibule:acr:second-factor\"");
    assert_eq!(ask(&ada).await.header("www-authenticate"), any_age);

    let secret = add_authenticator(&app, &ada).await;
    let body = json!({"code": totp(&secret, app.accounts.now())});
    let proved = app.send(&ada, Method::POST, "/api/auth/step-up", &body).await.expect_status(200).json();
    let access = proved["access_token"].as_str().expect("a token").to_owned();
    let answer = ask(&Tokens { access, ..ada }).await.expect_status(200).json();
    let claims = part_of_jwt(answer["token"].as_str().expect("a token"), 1);
    assert_eq!(claims["amr"], json!(["pwd", "otp", "mfa"]));
}

#[tokio::test]
async fn the_test_of_a_connection_says_that_a_proof_was_asked_for() {
    let app = new_app().await;
    let (_, boss) = app.administrator("boss").await;
    let visitor = at_journal(&app).await;
    demand(&app, "journal", JOURNAL, true, "").await;
    app.wait(2);
    assert_eq!(status_at(&visitor, JOURNAL).await, 401);
    let seen = app.read(&boss, "/api/applications/journal/connection").await.expect_status(200).json();
    assert_eq!((&seen["state"], &seen["arrivals"][0]["result"]), (&json!("connected"), &json!("step_up")));
}

#[tokio::test]
async fn a_demand_reaches_a_ticket_that_waits_and_a_session_that_was_handed_over() {
    let app = new_app().await;
    let mut visitor = Visitor::signed_in(&app).await;
    let callback = visitor.hand_over(JOURNAL).await;
    demand(&app, "journal", JOURNAL, true, "").await;
    let led = visitor.call_back(&callback).await;
    assert!(!led.cookies().iter().any(|cookie| cookie.starts_with(APPLICATION)), "{}", led.location());
    demand(&app, "journal", JOURNAL, false, "").await;
    let callback = visitor.hand_over(JOURNAL).await;
    assert_eq!(visitor.call_back(&callback).await.status, 302);
    assert_eq!(status_at(&visitor, POST).await, 200);
    demand(&app, "journal", JOURNAL, true, "").await;
    forwarded(&app, "GET", POST, &visitor.there).send().await.assert_refused(401, "step_up_required");
}

#[tokio::test]
async fn terms_are_accepted_on_the_way_to_another_host() {
    let app = new_app().await;
    let mut visitor = at_journal(&app).await;
    let request =
        TermsRequest { application: "journal".into(), texts: texts(&["Be nice."]), ..TermsRequest::default() };
    let version = app.accounts.terms().publish_terms(&Caller::system(), request).await.expect("terms").version;
    forwarded(&app, "GET", POST, &visitor.there).send().await.assert_refused(403, "terms_required");
    let of_nginx = original(&app, POST, &visitor.there).html().expect_status(401).await;
    assert!(of_nginx.header("location").starts_with("https://id.example.com/terms/accept?next=%2Fauth%2Fenter"));

    let led = visitor.open(POST).await.expect_status(302);
    let (page, next) = way(led.location());
    let shown = visitor.own.open(&page).await.expect_status(200);
    assert!(shown.text().contains("Be nice."), "{}", shown.text());
    let number = version.to_string();
    let fields = [("next", next.as_str()), ("version", number.as_str())];
    let accepted = visitor.own.submit("/actions/accept-terms", &fields).await;
    assert!(accepted.location().starts_with("/auth/enter"), "{}", accepted.location());
    assert_eq!(status_at(&visitor, POST).await, 200);
}

#[tokio::test]
async fn fields_are_filled_in_on_the_way_to_another_host() {
    let app = new_app().await;
    let mut visitor = at_journal(&app).await;
    let request = OwnFieldRequest { name: "plan".into(), required: "sign-in".into(), ..OwnFieldRequest::default() };
    app.accounts.own_fields().create_field(&Caller::system(), request).await.expect("a field");
    let refused = forwarded(&app, "GET", POST, &visitor.there).send().await;
    refused.assert_refused(403, "fields_required");
    assert_eq!(refused.errors(), "fields.plan required");

    let led = visitor.open(POST).await.expect_status(302);
    let (page, _) = way(led.location());
    assert!(page.starts_with("/account/details?next="), "{page}");
    // The page keeps where they are going, as letters.
    let kept = visitor.own.open(&page).await.expect_status(302);
    let shown = visitor.own.follow(&kept).await.expect_status(200);
    assert!(shown.has("name", "fields[plan]"));
    let next = shown.hidden("next");
    let fields = [("asked", "on"), ("next", next.as_str()), ("fields[plan]", "pro")];
    let filled = visitor.own.submit("/actions/fields/fill", &fields).await;
    let led = visitor.own.follow(&filled).await.expect_status(302);
    let callback = "https://journal.example.com/.vestibule/callback?ticket=";
    assert!(led.location().starts_with(callback), "{}", led.location());
    assert_eq!(status_at(&visitor, POST).await, 200);
}
