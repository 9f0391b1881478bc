//! The language of pages, of errors and of mail: how it is chosen, and what is English for everybody.

use super::logs::Log;
use crate::support::mailbox::{deliver, wait_for};
use crate::support::*;
use vestibule::language::Language;

/// In pages and in messages.
const ENGLISH: &str = "<html lang=\"en\"";
const GERMAN: &str = "<html lang=\"de\"";
const COOKIE: &str = "vestibule_language";
/// What a page depends on, for caches.
const VARY: &str = "accept-encoding, accept-language, cookie";
/// A part of the error after a wrong password.
const NO_MATCH: &str = "passen nicht zusammen";

/// As a browser sends it that prefers German.
fn in_german(call: Call<'_>) -> Call<'_> {
    call.header("accept-language", "qaa-CH, de-CH;q=0.9, en;q=0.5")
}

/// A browser in which this language was chosen.
fn browser_in<'a>(app: &'a TestApp, language: &str) -> Browser<'a> {
    let mut browser = app.browser();
    browser.jar.insert(COOKIE.to_owned(), language.to_owned());
    browser
}

#[tokio::test]
async fn a_page_is_in_the_language_that_the_browser_prefers_and_loads_the_texts_of_that_one() {
    let app = TestApp::new().await;
    let page = |path: &str| app.get(path).html();
    // The pages of strangers are kept: the second one of each language is not rendered again.
    for _ in 0..2 {
        let german = in_german(page("/login")).send().await.expect_status(200);
        // The last one is a file that the page loads.
        german.assert_shows(&[GERMAN, "Neu hier?", "/texts/de.txt\""]);
        let english = page("/login").send().await.expect_status(200);
        english.assert_shows(&[ENGLISH, "New here?", "/texts/en.txt\""]);
        assert_eq!([german.header("vary"), english.header("vary")], [VARY; 2]);
    }
    for (path, status) in [("/nowhere", 404), ("/actions/login", 405)] {
        let error = page(path).send().await;
        assert_eq!((error.status, error.header("vary")), (status, VARY), "{path}");
    }
}

#[tokio::test]
async fn an_application_may_ask_for_a_language() {
    let app = TestApp::new().await;
    for (query, expected) in
        [("ui_locales=de", GERMAN), ("ui_locales=qaa%20de-AT+en", GERMAN), ("ui_locales=qaa", ENGLISH)]
    {
        let page = app.get(&format!("/login?{query}")).html().send().await;
        page.assert_shows(&[expected]);
    }
    let page = in_german(app.get("/login?ui_locales=en").html()).send().await;
    page.assert_shows(&[ENGLISH]);
}

#[tokio::test]
async fn the_switch_stores_the_language_in_a_cookie_and_leads_back() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let page = browser.open("/login?next=%2Faccount").await;
    let back = page.hidden("back");
    assert!(page.has("action", "/actions/language") && back.starts_with("/login?next="), "{}", page.text());
    let switched = browser.submit("/actions/language", &[("language", "de"), ("back", &*back)]).await;
    assert_eq!((switched.status, switched.location()), (303, back.as_str()));
    let cookie = format!("{COOKIE}=de; HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000");
    assert_eq!(switched.cookies(), [cookie]);
    browser.follow(&switched).await.assert_shows(&[GERMAN]);
    // Before what an application asks for, and what the browser prefers.
    browser.open("/login?ui_locales=en").await.assert_shows(&[GERMAN]);
    let page = browser.call(Method::GET, "/login").html().header("accept-language", "en").send().await;
    page.assert_shows(&[GERMAN]);

    for back in ["https://evil.example", "//evil.example", "/\\evil.example"] {
        let switched = browser.submit("/actions/language", &[("language", "en"), ("back", back)]).await;
        assert_eq!((switched.status, switched.location()), (303, "/account"), "{back}");
    }
}

/// That of an account is checked in `api/users/language.rs`: these are of a later version, or were made up.
#[tokio::test]
async fn a_language_without_texts_falls_to_the_next_way_of_choosing() {
    let app = TestApp::with_user("ada").await;
    app.database.run("UPDATE users SET language = 'qaa'").await;
    let mut ada = app.browser_of("ada").await;
    for (cookie, query, accept, expected) in [
        (None, "", "de", GERMAN),
        (Some("qac"), "", "de", GERMAN),
        (Some("qac"), "?ui_locales=qaa", "de", GERMAN),
        (Some("qac"), "?ui_locales=qaa%20de", "en", GERMAN),
        (Some("de"), "?ui_locales=en", "en", GERMAN),
        (Some("qac"), "?ui_locales=qaa", "qab, *", ENGLISH),
    ] {
        ada.forget(COOKIE);
        ada.jar.extend(cookie.map(|language| (COOKIE.to_owned(), language.to_owned())));
        let call = ada.call(Method::GET, &format!("/account{query}")).html().header("sec-fetch-site", "none");
        let page = call.header("accept-language", accept).expect_status(200).await;
        let shown = page.text();
        assert!(shown.contains(expected), "{cookie:?} {query} {accept}: {shown}");
    }
}

#[tokio::test]
async fn where_nothing_says_the_language_the_setting_of_the_operator_does() {
    let app = TestApp::with(|config| config.language = Language::German).await;
    for (accept, query, expected) in [
        ("", "", GERMAN),
        ("qaa, *", "?ui_locales=qab", GERMAN),
        ("qaa, en;q=0.1", "", ENGLISH),
        ("qaa", "?ui_locales=en", ENGLISH),
    ] {
        let page = app.get(&format!("/login{query}")).html();
        let page = if accept.is_empty() { page } else { page.header("accept-language", accept) };
        page.expect_status(200).await.assert_shows(&[expected]);
    }
    app.get("/nowhere").html().expect_status(404).await.assert_shows(&[GERMAN, "Seite nicht gefunden"]);
    browser_in(&app, "qac").open("/login").await.assert_shows(&[GERMAN]);
    browser_in(&app, "en").open("/login").await.assert_shows(&[ENGLISH]);

    app.get("/docs").html().expect_status(200).await.assert_shows(&[GERMAN, "Alle Operationen der JSON-API"]);
    let refused = app.sign_in("ada", PASSWORD).expect_status(401).await.json();
    assert_eq!(refused["title"], "The username and password do not match");
    // What the API causes is for a person.
    app.sign_up("ada", "ada@example.org").expect_status(201).await;
    let messages = deliver(&app).await;
    assert!(messages.len() == 1 && messages[0].contains(GERMAN), "{messages:?}");
}

#[tokio::test]
async fn a_rejected_form_without_javascript_shows_its_errors_in_the_language_of_the_page() {
    let app = TestApp::with_user("ada").await;
    let wrong = [("login", "ada"), ("password", OTHER_PASSWORD)];
    let mut browser = browser_in(&app, "de");
    browser.submit_and_follow("/actions/login", &wrong).await.assert_shows(&[GERMAN, NO_MATCH]);
    let fields = [("username", "bea"), ("email", "bea-at-home"), ("password", PASSWORD)];
    let page = browser.submit_and_follow("/actions/register", &fields).await;
    page.assert_shows(&[GERMAN, "Ergänzen Sie ein @ und eine Domain wie in name@example.org.", "bea-at-home"]);

    // The words are in the cookie already: what was sent in German is answered in German.
    let refused = browser.submit("/actions/login", &wrong).await;
    browser.jar.insert(COOKIE.to_owned(), "en".to_owned());
    browser.follow(&refused).await.assert_shows(&[ENGLISH, NO_MATCH]);
    browser.submit_and_follow("/actions/login", &wrong).await.assert_shows(&[ENGLISH, "do not match"]);
}

#[tokio::test]
async fn server_functions_answer_the_script_in_the_language_of_the_page() {
    let app = TestApp::with_user("ada").await;
    let mut browser = browser_in(&app, "de");
    let wrong = [("login", "ada"), ("password", OTHER_PASSWORD)];
    let refused = browser.run("/actions/login", &wrong).await;
    refused.assert_refused(401, "invalid_credentials");
    let detail = "Benutzername und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.";
    assert_eq!(refused.json()["detail"], detail);

    let invalid = browser.run("/actions/register", &[("username", "x"), ("email", "nonsense")]).await;
    invalid.assert_refused(422, "validation_failed");
    let problem = invalid.json();
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.starts_with("Es gibt ")), "{problem}");
    let messages = each(&problem["errors"], "message");
    assert!(
        messages.contains(&"Ergänzen Sie ein @ und eine Domain wie in name@example.org.".to_owned()),
        "{messages:?}"
    );

    // Without a cookie, and where no server function is.
    for (path, status, detail) in [
        ("/actions/login", 401, detail),
        ("/actions/nothing", 404, "Unter dieser Adresse wurde nichts gefunden. Prüfen Sie die Adresse."),
    ] {
        let call = app.post(path).header("accept", "application/json").header("sec-fetch-site", "same-origin");
        let reply = in_german(call).form(&wrong).expect_status(status).await;
        assert_eq!(reply.json()["detail"], detail, "{path}");
    }
}

#[tokio::test]
async fn the_api_is_in_english() {
    let app = TestApp::with_user("ada").await;
    // In the same thread, which must not keep the language.
    in_german(app.get("/login").html()).send().await.assert_shows(&[GERMAN]);
    let refused = in_german(app.sign_in("ada", OTHER_PASSWORD)).send().await;
    refused.assert_refused(401, "invalid_credentials");
    assert_eq!(refused.json()["title"], "The username and password do not match");
    assert_eq!(refused.json()["detail"], "That username and password do not match. Check both and try again.");

    let invalid = in_german(app.sign_up("bea", "nonsense")).send().await;
    invalid.assert_refused(422, "validation_failed");
    let problem = invalid.json();
    assert_eq!(problem["title"], "Some fields are not valid");
    assert_eq!(each(&problem["errors"], "message"), ["Include an @ and a domain, such as name@example.org."]);

    let nothing = in_german(app.get("/api/nothing")).send().await;
    nothing.assert_refused(404, "not_found");
    assert_eq!(nothing.json()["detail"], "Nothing was found at this address. Check the address.");
}

#[tokio::test]
async fn the_log_and_the_command_line_are_in_english() {
    let (log, _logging) = Log::start();
    let app = TestApp::with_user("ada").await;
    // The command line calls the same use case, and prints the error.
    let operator = Caller { language: Some(Language::German), ..Caller::system() };
    let unknown = app.accounts.users().find_by_login(&operator, "bea").await.err().map(|error| error.to_string());
    assert_eq!(unknown.as_deref(), Some("There is no such account."));

    app.db.close().await;
    let reply = browser_in(&app, "de").run("/actions/login", &[("login", "ada"), ("password", PASSWORD)]).await;
    reply.assert_refused(503, "unavailable");
    let detail =
        "Die Datenbank ist nicht erreichbar. Ihre Daten sind sicher. Versuchen Sie es in einigen Sekunden noch einmal.";
    assert_eq!(reply.json()["detail"], detail);
    let lines = log.take_lines();
    assert!(lines.iter().any(|line| line["message"] == "the database does not respond"), "{lines:?}");
    assert!(!lines.iter().any(|line| line.to_string().contains("Datenbank")), "{lines:?}");
}

#[tokio::test]
async fn error_pages_are_in_the_language_of_the_visitor() {
    let app = TestApp::with_limits("request=1/s", |_| {}).await;
    let open = async |path: &str| in_german(app.get(path).html()).send().await;
    // Files are not charged.
    for path in ["/nowhere", "/pkg/nowhere.js"] {
        let page = open(path).await.expect_status(404);
        page.assert_shows(&[GERMAN, "Fehler 404", "Seite nicht gefunden", "Prüfen Sie die Adresse auf Tippfehler."]);
    }
    for _ in 0..3 {
        open("/login").await.expect_status(200);
    }
    let page = open("/login").await.expect_status(429);
    let advice = "Warten Sie eine Sekunde und versuchen Sie es dann noch einmal.";
    page.assert_shows(&[GERMAN, "Zu viele Anfragen", advice]);
    let english = app.get("/login").html().expect_status(429).await;
    english.assert_shows(&[ENGLISH, "Too many requests", "Wait 1 second, then try again."]);
}

#[tokio::test]
async fn a_message_about_a_registration_is_in_the_language_of_the_form_or_of_the_program() {
    let app = TestApp::new().await;
    let fields = [("username", "ada"), ("email", "ada@example.org"), ("password", PASSWORD)];
    let form = app.post("/actions/register").html().header("sec-fetch-site", "same-origin");
    in_german(form).form(&fields).expect_status(303).await;
    in_german(app.sign_up("bea", "bea@example.org")).expect_status(201).await;
    let messages = deliver(&app).await;
    assert_eq!(messages.len(), 2);
    for message in messages {
        for part in [GERMAN, "mit dieser Adresse ein Konto erstellt."] {
            assert!(message.contains(part), "{part}: {}", message.text);
        }
    }
    app.sign_up("cleo", "cleo@example.org").expect_status(201).await;
    let messages = deliver(&app).await;
    assert!(messages.len() == 1 && messages[0].contains(ENGLISH), "{messages:?}");
}

#[tokio::test]
async fn a_message_is_in_the_language_of_the_account_before_that_of_the_request() {
    let app = TestApp::new().await;
    for (username, language, other, expected) in [("ada", "de", "en", GERMAN), ("bea", "en", "de", ENGLISH)] {
        let email = format!("{username}@example.org");
        let body = json!({"username": username, "email": email, "password": PASSWORD, "language": language});
        let register = app.post("/api/users/register").header("accept-language", other);
        register.json(&body).expect_status(201).await;
        let messages = deliver(&app).await;
        assert!(messages.len() == 1 && messages[0].contains(expected), "{messages:?}");
        let forgot = app.post("/api/auth/password/forgot").header("accept-language", other);
        forgot.json(&json!({"email": email})).expect_status(202).await;
        wait_for(&app, &[&format!("password_reset {email}")]).await;
        let messages = deliver(&app).await;
        assert!(messages.len() == 1 && messages[0].contains(expected), "{messages:?}");
    }
}
