//! Terms: nobody enters an application without having accepted what is in effect.

use super::openid::tickets::{offline, outcome, userinfo};
use crate::support::page::tags;
use crate::support::*;
use vestibule::accounts::Goal;
use vestibule::shared::terms::TermsRequest;

const TOKEN: &str = "/api/auth/application-token";
const OWN: &str = "/api/account/terms";

/// Publishes terms. Returns the number of the version.
pub async fn publish(app: &TestApp, application: &str, text: &str, from: &str) -> i64 {
    let request = TermsRequest {
        application: application.into(),
        texts: texts(&[text]),
        applies_from: from.into(),
        ..TermsRequest::default()
    };
    app.accounts.terms().publish_terms(&Caller::system(), request).await.expect("terms").version
}

pub async fn enter(app: &TestApp, who: &Tokens, application: &str) -> Reply {
    app.send(who, Method::POST, TOKEN, &json!({"application": application})).await
}

pub async fn accept(app: &TestApp, who: &Tokens, version: i64) -> Reply {
    app.send(who, Method::POST, &format!("{OWN}/{version}"), &Value::Null).await
}

/// The numbers of what somebody has to accept.
pub async fn owed(app: &TestApp, who: &Tokens, application: &str) -> Vec<i64> {
    let answer = app.read(who, &format!("{OWN}?application={application}")).await.expect_status(200).json();
    let terms = answer["terms"].as_array().expect("a list");
    terms.iter().map(|terms| terms["version"].as_i64().expect("a number")).collect()
}

pub async fn app_with_applications() -> TestApp {
    let app = TestApp::with_user("maren").await;
    app.add_application(open_at("wiki", "https://wiki.example.com/")).await;
    app.add_application(open_at("journal", "https://journal.example.com/")).await;
    app
}

#[tokio::test]
async fn an_application_that_does_not_exist_has_no_terms_and_what_is_no_name_is_an_error() {
    let app = TestApp::with_user("maren").await;
    let maren = app.log_in("maren").await;
    assert!(owed(&app, &maren, "missing").await.is_empty());
    let too_long = format!("{OWN}?application={}", "a".repeat(64));
    let problem = app.read(&maren, &too_long).await.expect_status(422).json();
    assert_eq!(problem["errors"][0]["field"], "application", "{problem}");
}

#[tokio::test]
async fn no_application_is_entered_before_its_terms_are_accepted() {
    let app = app_with_applications().await;
    let maren = app.log_in("maren").await;
    enter(&app, &maren, "wiki").await.expect_status(200);

    let version = publish(&app, "wiki", "Be nice.", "").await;
    let replica = app.replica(|_| {}).await;
    enter(&app, &maren, "wiki").await.assert_refused(403, "terms_required");
    enter(&app, &maren, "journal").await.expect_status(200);
    app.me(&maren.access).expect_status(200).await;
    assert_eq!((owed(&app, &maren, "wiki").await, owed(&app, &maren, "").await), (vec![version], vec![]));

    accept(&app, &maren, version).await.expect_status(204);
    accept(&app, &maren, version).await.expect_status(204);
    for server in [&app, &replica] {
        enter(server, &maren, "wiki").await.expect_status(200);
    }
    let events = app.events("terms.accept").await;
    assert_eq!(events.len(), 1, "once: {events:?}");
    accept(&app, &maren, 99).await.assert_refused(404, "not_found");
}

#[tokio::test]
async fn a_new_version_is_asked_for_when_its_time_has_come() {
    let app = app_with_applications().await;
    let maren = app.log_in("maren").await;
    let first = publish(&app, "", "Be nice.", "").await;
    accept(&app, &maren, first).await.expect_status(204);
    let tomorrow = app.accounts.now().plus(std::time::Duration::from_secs(24 * 60 * 60));
    let second = publish(&app, "", "Be very nice.", &tomorrow.to_string()).await;
    enter(&app, &maren, "wiki").await.expect_status(200);
    accept(&app, &maren, second).await.assert_refused(404, "not_found");

    app.wait(24 * 60 * 60);
    let maren = app.log_in("maren").await;
    enter(&app, &maren, "wiki").await.assert_refused(403, "terms_required");
    assert_eq!(owed(&app, &maren, "").await, [second]);
    accept(&app, &maren, first).await.assert_refused(404, "not_found");
    accept(&app, &maren, second).await.expect_status(204);
    enter(&app, &maren, "wiki").await.expect_status(200);

    let (_, admin) = app.administrator("boss").await;
    let listed = app.read(&admin, "/api/terms").await.expect_status(200).json();
    let states = each(&listed["versions"], "state");
    assert_eq!(states, ["in-effect", "replaced"], "{listed}");
    assert_eq!(listed["versions"][0]["accepted"], json!(1));
    // What people have accepted stays.
    app.delete(&format!("/api/terms/{second}"))
        .bearer(&admin.access)
        .send()
        .await
        .assert_refused(422, "validation_failed");
    let own =
        app.read(&maren, &format!("/api/users/{}/data", app.id_of("maren").await)).await.expect_status(200).json();
    assert_eq!(own["accepted_terms"].as_array().map(Vec::len), Some(2), "{own}");
}

#[tokio::test]
async fn tokens_of_clients_are_worth_nothing_until_then() {
    let (app, wiki) = TestApp::with_client_and_user("maren").await;
    let maren = app.log_in("maren").await;
    let given = offline(&app, &wiki, &maren).await;
    let version = publish(&app, "", "Be nice.", "").await;
    assert_eq!(userinfo(&app, &given).await.status, 401);
    let refresh_token = given["refresh_token"].as_str().expect("a token");
    assert_eq!(outcome(&wiki.refresh(&app, refresh_token).await), "400 invalid_grant");
    accept(&app, &maren, version).await.expect_status(204);
    assert_eq!(userinfo(&app, &given).await.status, 200);
    assert_eq!(outcome(&wiki.refresh(&app, refresh_token).await), "200");
}

#[tokio::test]
async fn a_sign_in_leads_to_the_terms_and_from_there_on() {
    let app = app_with_applications().await;
    let version = publish(&app, "", "# Rules\n\nBe <b>nice</b>, see [us](https://example.org/).", "").await;
    let mut browser = app.browser();
    let page = browser.open("/terms").await.expect_status(200).text();
    assert!(page.contains("<h2>Rules</h2>") && page.contains("&lt;b&gt;nice"), "{page}");
    let signed_in = browser
        .submit("/actions/login", &[("login", "maren"), ("password", PASSWORD), ("next", "/account/devices")])
        .await;
    assert_eq!(signed_in.location(), "/terms/accept?next=%2Faccount%2Fdevices");
    let asked = browser.open(signed_in.location()).await.expect_status(200).text();
    assert!(
        tags(&asked).any(|tag| tag.attribute("value").is_some_and(|value| value == version.to_string())),
        "{asked}"
    );
    // The account stays open.
    browser.open("/account/your-data").await.expect_status(200);
    let number = version.to_string();
    let accepted = browser.submit("/actions/accept-terms", &[("next", "/account/devices"), ("version", &number)]).await;
    assert_eq!(accepted.location(), "/account/devices");
    assert_eq!(browser.open("/terms/accept?next=/account/devices").await.location(), "/account/devices");
}

#[tokio::test]
async fn administrators_publish_on_a_page_and_withdraw_what_is_not_in_effect() {
    let app = app_with_applications().await;
    let mut boss = app.administrator_in_browser("boss").await;
    let fields = [("application", "wiki"), ("document-en", "Be nice."), ("applies_from", "2099-01-01")];
    assert_eq!(boss.submit("/actions/terms/publish", &fields).await.location(), "/terms/manage");
    let page = boss.open("/terms/manage").await.expect_status(200).text();
    assert!(page.contains("Terms of wiki") && page.contains("accepted by 0 accounts"), "{page}");
    boss.submit("/actions/terms/withdraw", &[("version", "1")]).await.expect_status(303);
    let wrong = [("document-en", "Be <nice>."), ("document-de", "https://example.org/agb")];
    let refused = boss.submit("/actions/terms/publish", &wrong).await.expect_status(422).text();
    assert!(refused.contains("Use either links or texts.") && refused.contains("Be &lt;nice&gt;."), "{refused}");
    // What was typed is not lost.
    app.wait(11 * 60);
    let texts = [("document-en", "Be nice.")];
    let refused = boss.submit("/actions/terms/publish", &texts).await.expect_status(401).text();
    assert!(refused.contains("/confirm?next=%2Fterms%2Fmanage") && refused.contains("Be nice."), "{refused}");
}

#[tokio::test]
async fn what_the_last_version_says_is_not_published_again() {
    let app = app_with_applications().await;
    let mut boss = app.administrator_in_browser("boss").await;
    // The button was pressed twice.
    for _ in 0..2 {
        app.wait(1);
        let fields = [("document-en", "Be nice.")];
        assert_eq!(boss.submit("/actions/terms/publish", &fields).await.location(), "/terms/manage");
    }
    assert_eq!(app.events("terms.publish").await.len(), 1);
    let nice = "en=Be nice.";
    assert_eq!(publish(&app, "", nice, "").await, 1, "the same through another door");
    assert_eq!(publish(&app, "wiki", nice, "").await, 2, "of another application");
    for (from, version) in [("2099-01-01", 3), ("2099-01-01", 3), ("2099-01-02", 4)] {
        assert_eq!(publish(&app, "", nice, from).await, version, "{from}");
    }
    for (text, version) in [("Be very nice.", 5), ("Be very nice.", 5), (nice, 6)] {
        app.wait(1);
        assert_eq!(publish(&app, "", text, "").await, version, "what was replaced can return: {text}");
    }
}

#[tokio::test]
async fn nobody_learns_of_the_terms_of_an_application_that_they_may_not_enter() {
    let app = TestApp::with_user("maren").await;
    app.add_application(closed_at("vault", "https://vault.example.com/")).await;
    let version = publish(&app, "vault", "Be silent.", "").await;
    let (maren, page) = (app.log_in("maren").await, format!("/terms/{version}"));
    assert_eq!(owed(&app, &maren, "vault").await, Vec::<i64>::new());
    accept(&app, &maren, version).await.assert_refused(404, "not_found");
    app.browser().open(&page).await.expect_status(404);
    app.browser_of("maren").await.open(&page).await.expect_status(404);
    app.administrator_in_browser("boss").await.open(&page).await.expect_status(200).assert_shows(&["Be silent."]);
    // On the way there, the terms of the installation are asked for first, and nothing else.
    let who = app.accounts.sessions().authenticate(&maren.access).await.expect("a session");
    let goal = Goal::Application("https://vault.example.com/".to_owned(), String::new());
    let before = async || app.accounts.journeys().terms_before(&who, Some(&goal)).await.expect("terms").len();
    assert_eq!(before().await, 0);
    publish(&app, "", "Be nice.", "").await;
    assert_eq!(before().await, 1);
}

#[tokio::test]
async fn what_somebody_has_accepted_they_can_read_for_good() {
    let app = app_with_applications().await;
    let version = publish(&app, "wiki", "Be nice.", "").await;
    let (maren, page) = (app.log_in("maren").await, format!("/terms/{version}"));
    app.browser().open(&page).await.expect_status(404);
    app.browser_of("maren").await.open(&page).await.expect_status(200).assert_shows(&["Be nice."]);
    accept(&app, &maren, version).await.expect_status(204);
    let (_, boss) = app.administrator("boss").await;
    app.send(&boss, Method::DELETE, "/api/applications/wiki", &Value::Null).await.expect_status(204);
    app.browser_of("maren").await.open(&page).await.expect_status(200);
    app.browser().open(&page).await.expect_status(404);
}

#[tokio::test]
async fn the_language_is_that_of_the_document_that_was_shown() {
    let app = TestApp::with_user("maren").await;
    let version = publish(&app, "", "de=Seien Sie nett.", "").await;
    let maren = app.log_in("maren").await;
    accept(&app, &maren, version).await.expect_status(204);
    assert_eq!(app.database.run("SELECT language FROM terms_acceptances").await, ["de"]);
}
