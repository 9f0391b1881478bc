//! Links for all accounts without a password, through the API and with the forms of the page.

use crate::support::*;

const API: &str = "/api/users/awaiting-password";
const PAGE: &str = "/users/awaiting-password";
const TWO: &str = "email\nines@example.org\njonas@example.org\n";

/// Imports a file; returns the report.
async fn import(app: &TestApp, boss: &Tokens, file: &'static str) -> Value {
    app.import(boss, "", file).await.expect_status(200).json()
}

async fn call(app: &TestApp, boss: &Tokens, method: Method, path: &str) -> Reply {
    app.call(method, &format!("{API}{path}")).bearer(&boss.access).send().await
}

async fn recipients(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT recipient FROM outbox WHERE kind = 'invitation' ORDER BY recipient").await
}

async fn feed(app: &TestApp) {
    app.wait(5);
    app.accounts.mailings().feed_mailing().await.expect("the outbox");
}

#[tokio::test]
async fn the_users_of_an_import_are_invited_by_its_number() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    import(&app, &boss, "email\nmaren@example.org\n").await;
    let report = import(&app, &boss, TWO).await;
    assert_eq!(report["without_password"], 2, "{report}");
    let number = report["import"].as_i64().expect("a number");

    let counted = call(&app, &boss, Method::GET, "").await.json();
    assert_eq!(counted, json!({"accounts": 3, "uninvited": 3, "rate": 60, "mailing": null}));
    let begun = call(&app, &boss, Method::POST, &format!("/invitations?import={number}")).await.expect_status(202);
    let mailing = json!({
        "state": "running", "import": number, "created_at": "2026-11-01T12:00:00.000Z", "rate": 60,
        "total": 2, "sent": 0, "waiting": 2, "failed": 0, "skipped": 0
    });
    assert_eq!(begun.json(), mailing);
    let other = call(&app, &boss, Method::POST, "/invitations").await;
    assert_eq!((other.status, other.code()), (409, "mailing_running".to_owned()));

    feed(&app).await;
    assert_eq!(recipients(&app).await, ["ines@example.org", "jonas@example.org"]);
    feed(&app).await;
    let counted = call(&app, &boss, Method::GET, &format!("?import={number}")).await.json();
    assert_eq!([&counted["accounts"], &counted["uninvited"]], [2, 0], "{counted}");
    assert_eq!(counted["mailing"]["state"], "completed", "{counted}");
}

/// A misspelt parameter would select all accounts.
#[tokio::test]
async fn invalid_and_unknown_parameters_are_refused_and_a_mailing_is_stopped_once() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    import(&app, &boss, TWO).await;
    for (method, path) in [(Method::GET, ""), (Method::POST, "/invitations"), (Method::POST, "/links")] {
        for (query, expected) in [
            ("imports=7", "imports unknown_field"),
            ("import=7", "import unknown_import"),
            ("import=seven", "import not_a_number"),
        ] {
            let reply = call(&app, &boss, method.clone(), &format!("{path}?{query}")).await;
            assert_eq!((reply.status, reply.errors().as_str()), (422, expected), "{method} {path} {query}");
        }
    }
    let format = call(&app, &boss, Method::POST, "/links?format=xml").await;
    assert_eq!((format.status, format.errors().as_str()), (422, "format unknown"));
    let events: Vec<_> = app.audit_events().await.into_iter().map(|event| event.event).collect();
    assert!(!events.iter().any(|event| event.starts_with("mailing.") || event.starts_with("password.")), "{events:?}");

    assert_eq!(call(&app, &boss, Method::DELETE, "/invitations").await.status, 404);
    assert_eq!(call(&app, &boss, Method::POST, "/invitations").await.status, 202);
    let stopped = call(&app, &boss, Method::DELETE, "/invitations").await;
    assert_eq!((stopped.status, &stopped.json()["state"]), (200, &json!("stopped")), "{}", stopped.text());
    assert_eq!(call(&app, &boss, Method::DELETE, "/invitations").await.status, 404);
    feed(&app).await;
    assert!(recipients(&app).await.is_empty());
}

#[tokio::test]
async fn a_file_of_links_is_a_download_that_is_not_cached_and_needs_a_proof_ten_minutes_after_signing_in() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    import(&app, &boss, TWO).await;
    let csv = call(&app, &boss, Method::POST, "/links").await;
    assert_eq!((csv.status, csv.header("cache-control")), (200, "no-store"));
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"password-links.csv\"");
    assert_eq!(csv.text().lines().count(), 3, "{}", csv.text());
    let lines = call(&app, &boss, Method::POST, "/links?format=jsonl").await;
    assert_eq!(lines.header("content-type"), "application/x-ndjson");
    let lines: Vec<Value> = lines.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let ines = lines.iter().find(|line| line["username"] == "ines").expect("a link");
    assert_eq!((&ines["email"], &ines["expires"]), (&json!("ines@example.org"), &json!("2026-11-04T12:00:00.000Z")));
    app.choose_password(&token_in(&ines["link"].to_string()), PASSWORD).expect_status(204).await;
    app.log_in("ines").await;

    app.wait(601);
    let links = async |body: Value| app.post(&format!("{API}/links")).bearer(&boss.access).json(&body).send().await;
    links(json!({})).await.assert_refused(401, "step_up_required");
    assert_eq!(links(json!({"current_password": 7})).await.expect_status(422).errors(), "current_password wrong_type");
    assert_eq!(links(json!({"current_password": PASSWORD})).await.status, 200);
}

#[tokio::test]
async fn without_javascript_an_import_leads_to_invitations() {
    let app = TestApp::new().await;
    let mut browser = app.administrator_in_browser("boss").await;
    let sent = browser.submit_import(TWO).await;
    let report = browser.follow(&sent).await.text();
    assert!(report.contains("2 new users have no password yet."), "{report}");
    let link =
        report.split_once(&format!("href=\"{PAGE}")).and_then(|(_, rest)| rest.split_once('"')).expect("a link").0;
    let (path, import) = (format!("{PAGE}{link}"), link.trim_start_matches("?import=").to_owned());
    browser.open(&path).await.assert_shows(&[
        "2 users of this import have no password.",
        "Send 2 invitations",
        "Download links",
    ]);

    let begun = browser.submit("/actions/users/invite-all", &[("import", &import)]).await;
    assert_eq!((begun.status, begun.location()), (303, path.as_str()));
    let page = browser.follow(&begun).await;
    page.assert_shows(&["The invitations are being sent.", "Sending invitations", "0 of 2", "Stop sending"]);
    page.assert_hides(&["Send 2 invitations"]);
    feed(&app).await;
    let stopped = browser.submit("/actions/users/stop-mailing", &[("import", &import)]).await;
    browser.follow(&stopped).await.assert_shows(&["Sending was stopped", "All of them have an open invitation."]);
    // What has ended cannot be stopped: the page says so.
    let page = browser.submit_and_follow("/actions/users/stop-mailing", &[("import", &import)]).await;
    page.assert_shows(&["No invitations are being sent at the moment."]);
}

#[tokio::test]
async fn without_javascript_a_file_of_links_is_downloaded_or_the_page_says_why_not() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    import(&app, &boss, TWO).await;
    let mut browser = app.browser_of("boss").await;
    let fields = |password| [("import", ""), ("current_password", password)];
    let file = browser.submit("/actions/users/password-links", &fields("")).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"), "{}", file.text());
    assert_eq!(file.text().lines().count(), 3);

    app.wait(601);
    let refused = browser.submit("/actions/users/password-links", &fields("")).await;
    assert_eq!((refused.status, refused.location()), (303, "/confirm?next=%2Fusers%2Fawaiting-password"));
    assert_eq!(browser.submit("/actions/users/password-links", &fields(PASSWORD)).await.status, 200);

    let elsewhere = app.post("/actions/users/password-links").html().header("sec-fetch-site", "cross-site");
    assert_eq!(elsewhere.form(&fields("")).send().await.status, 403);
}

#[tokio::test]
async fn an_installation_without_such_users_says_so() {
    let app = TestApp::new().await;
    let mut browser = app.administrator_in_browser("boss").await;
    let page = browser.open(PAGE).await;
    page.assert_shows(&["All users have a password."]);
    page.assert_hides(&["Download links"]);
    browser.submit_and_follow("/actions/users/invite-all", &[]).await.assert_shows(&["No invitation was sent"]);
    assert!(app.database.run("SELECT 'one' FROM mailings").await.is_empty());
}
