//! The server-rendered pages of the audit log, and the export for browsers.

use super::fill;
use crate::support::page::{is_chosen, tags};
use crate::support::*;

/// Creates the administrator `boss`, who signs in through the API and in a browser.
async fn boss(app: &TestApp) -> Browser<'_> {
    app.administrator("boss").await;
    app.wait(1);
    app.browser_of("boss").await
}

/// The event of each row.
fn event_names(page: &str) -> Vec<String> {
    let rows = page.split("<td role=\"cell\" class=\"c-what\">").skip(1);
    rows.map(|row| between(row, "<span>", "</span>").to_owned()).collect()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("{start} in {text}"));
    rest.split_once(end).map_or(rest, |(found, _)| found)
}

/// The target of the link with this id, if the page has such a link.
fn link_target(page: &str, id: &str) -> Option<String> {
    tags(page).find(|tag| tag.has("id", id)).and_then(|tag| tag.attribute("href"))
}

#[tokio::test]
async fn the_page_is_complete_without_javascript() {
    let app = TestApp::new().await;
    let ada = app.add("ada", "Élise <b>").await;
    app.wait(60);
    let tried = json!({"login": "ada", "password": "wrong"});
    let call = app.post("/api/auth/login").header("user-agent", "Wren/1.0 <i>").json(&tried);
    let request = call.send().await.header("x-request-id").to_owned();
    app.wait(60);
    let page = boss(&app).await.open("/audit").await.text();
    let rows = event_names(&page);
    assert_eq!((rows.len(), rows[0].as_str()), (5, "boss signed in"));
    assert_eq!(rows[3], "A sign-in to the account of Élise &lt;b&gt; was refused");
    assert_eq!(rows[4], "The operator created the account of Élise &lt;b&gt;");
    let refused = between(&page, "was refused</span>", "</tr>");
    for words in [
        ">Refused</span>",
        "<dt>Event</dt><dd>session.start</dd>",
        "<dt>Reason</dt><dd>Username and password did not match</dd>",
        "<dt>IP address</dt><dd>192.0.2.1</dd>",
        "<dt>Device</dt><dd>Wren</dd>",
        "<dt>User agent</dt><dd>Wren/1.0 &lt;i&gt;</dd>",
        &format!("<dt>Request ID</dt><dd><code>{request}</code>"),
        "<dt>By</dt><dd>A visitor</dd>",
        &format!("<a href=\"/users/{0}\">Élise &lt;b&gt;</a><br><code>{0}</code>", ada.id),
        "aria-label=\"Copy the id of Élise &lt;b&gt;\"",
        "<small>1 minute ago</small>",
    ] {
        assert!(refused.contains(words), "{words} in {refused}");
    }
    assert!(page.contains("<dt>By</dt><dd>The operator</dd>") && page.contains("5 events"));
    assert!(!page.contains("<i>") || !page.contains("Wren/1.0 <i>"));
}

#[tokio::test]
async fn filters_are_read_from_the_url_and_shown_in_the_form_and_the_export_links() {
    let app = TestApp::new().await;
    app.add("ada", "").await;
    let mut boss = boss(&app).await;
    for (query, rows) in [
        ("person=ada", 1),
        ("person=192.0.2.1", 2),
        ("person=session.start", 2),
        ("address=192.0.2.1&event=session.start", 2),
        ("address=192.0.2.9", 0),
        ("kinds=sign_ins", 2),
        ("kinds=accounts&period=24h", 2),
        ("kinds=mail", 0),
        ("event=session.start", 2),
        ("result=refused", 0),
        ("person=&event=&result=&from=&to=&per_page=", 4),
    ] {
        let page = boss.open(&format!("/audit?{query}")).await.text();
        assert_eq!(event_names(&page).len(), rows, "{query}");
        assert_eq!(page.contains("No events match your filters"), rows == 0, "{query}");
    }
    let page = boss.open("/audit?person=ada&event=user.create&result=success&from=2026-11-01").await.text();
    assert!(page.contains("value=\"ada\"") && page.contains("value=\"2026-11-01\""), "{page}");
    assert!(is_chosen(&page, "user.create") && is_chosen(&page, "success"), "{page}");
    for format in ["csv", "jsonl"] {
        let file = format!(
            "/audit/export?format={format}&amp;person=ada&amp;event=user.create&amp;result=success&amp;from=2026-11-01"
        );
        assert!(page.contains(&file), "{file} in {page}");
    }
}

#[tokio::test]
async fn pages_link_to_older_and_newer_events() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    fill(&app, 60, "A browser").await;
    let first = boss.open("/audit").await.text();
    assert_eq!((event_names(&first).len(), link_target(&first, "prev")), (50, None));
    let older = link_target(&first, "next").expect("a way on");
    let last = boss.open(&older).await.text();
    assert_eq!((event_names(&last).len(), link_target(&last, "next")), (13, None));
    let back = link_target(&last, "prev").expect("a way back");
    assert!(back.starts_with("/audit?after="), "{back}");
    assert_eq!(event_names(&boss.open(&back).await.text()), event_names(&first));

    let few = boss.open("/audit?per_page=20&result=refused").await.text();
    assert_eq!(event_names(&few).len(), 20);
    let on = link_target(&few, "next").expect("a way on");
    assert!(on.starts_with("/audit?result=refused&per_page=20&before="), "{on}");
    assert_eq!(link_target(&few, "size-100").as_deref(), Some("/audit?result=refused&per_page=100"));
    let beyond = boss.open("/audit?before=01936f2a-0000-7000-8000-000000000000").await.expect_status(200);
    assert!(beyond.text().contains("No more events") && beyond.text().contains("Go to the newest events"));
}

#[tokio::test]
async fn an_address_and_a_device_lead_to_all_that_came_from_there() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    fill(&app, 3, "A browser").await;
    let page = boss.open("/audit?result=refused").await;
    let address = "/audit?result=refused&address=2001%3Adb8%3A%3A2";
    assert!(page.links_to(address) && page.links_to("/audit?result=refused&device=A%20browser"), "{}", page.text());
    let found = boss.open(address).await;
    assert_eq!(event_names(&found.text()).len(), 1);
    found.assert_shows(&["IP address: 2001:db8::2"]);
    assert!(found.links_to("/audit?result=refused"));
    assert_eq!(event_names(&boss.open("/audit?device=A%20browser").await.text()).len(), 3);
}

#[tokio::test]
async fn invalid_filters_show_an_error_and_the_form() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    for (query, words) in [
        ("event=user.fly", "Use the name of an event"),
        ("person=nobody", "No account has this username or email address."),
        ("from=yesterday", "Use the format 2026-11-20"),
        ("kinds=all", "Use sign_ins, accounts"),
        ("period=1h", "Use 24h, 7d, 30d or 1y."),
        ("per_page=1000000000", "per_page must be a whole number from 1 to 100."),
    ] {
        let reply = boss.open(&format!("/audit?{query}")).await;
        assert_eq!(reply.status, 422, "{query}");
        let page = reply.text();
        assert!(page.contains("The search or a filter is not valid") && page.contains(words), "{query}: {page}");
        assert!(page.contains("role=\"search\"") && page.contains("href=\"/audit\""), "{query}");
    }
    let page = boss.open("/audit?event=user.fly&result=maybe").await;
    page.assert_shows(&["Use the name of an event", "Use success or refused."]);
    boss.open("/audit?person=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E").await.assert_hides(&["<script>alert"]);
}

#[tokio::test]
async fn the_export_contains_the_filtered_events_in_either_format() {
    let app = TestApp::new().await;
    app.add("ada", "").await;
    let mut boss = boss(&app).await;
    let csv = boss.open("/audit/export?format=csv&person=ada").await;
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"audit.csv\"");
    assert_eq!(csv.header("cache-control"), "no-store");
    assert!(csv.text().starts_with(r#""id","at","event","result","#), "{}", csv.text());
    assert_eq!(csv.text().lines().count(), 2);
    let lines = boss.open("/audit/export?format=jsonl").await;
    assert_eq!(lines.header("content-disposition"), "attachment; filename=\"audit.jsonl\"");
    assert_eq!(lines.text().lines().count(), 4);
    for query in ["format=xml", "format=csv&event=user.fly"] {
        assert_eq!(boss.open(&format!("/audit/export?{query}")).await.status, 422, "{query}");
    }
    let (_, tokens) = app.member("bea").await;
    let bearer = app.get("/audit/export").header("authorization", &format!("Bearer {}", tokens.access)).send().await;
    assert_eq!(bearer.status, 302, "pages do not accept bearer tokens");
}

#[tokio::test]
async fn users_see_their_own_activity_but_not_who_acted_on_them() {
    let app = TestApp::with_user("ada").await;
    app.add("bea", "Bea Summer").await;
    let mut boss = boss(&app).await;
    let id = app.id_of("ada").await;
    app.wait(1);
    for action in ["disable", "enable"] {
        boss.submit("/actions/users/change", &[("id", &id), ("action", action)]).await;
        app.wait(1);
    }
    let mut ada = app.browser_of("ada").await;
    let sentences = [
        "You signed in",
        "An administrator enabled your account",
        "An administrator disabled your account",
        "You registered",
    ];
    let security = ada.open("/account/security").await;
    assert!(security.links_to("/account/activity"), "{}", security.text());
    let page = ada.open("/account/activity").await.text();
    assert_eq!(event_names(&page), sentences);
    assert!(page.contains("<dt>By</dt><dd>An administrator</dd>") && !page.contains("<dt>Account</dt>"), "{page}");
    let offers = |page: &str, kind: &str| tags(page).any(|tag| tag.has("value", kind));
    assert!(offers(&page, "session.start") && !offers(&page, "user.import"), "only kinds of one's own: {page}");
    assert!(!page.contains("boss") && !page.contains("Bea Summer") && !page.contains("/users/"), "{page}");
    assert!(!page.contains("name=\"person\"") && !page.contains("/audit"), "{page}");
    let narrowed = ada.open("/account/activity?event=session.start&person=boss").await.text();
    assert_eq!(event_names(&narrowed), ["You signed in"]);
    assert_eq!(ada.open("/account/activity?event=user.fly").await.status, 422);
    assert_eq!(app.get("/account/activity").html().send().await.location(), "/login?next=%2Faccount%2Factivity");

    let own = boss.open("/account/activity").await.text();
    assert_eq!(event_names(&own).len(), 5, "made, signed in twice, and both changes of ada's: {own}");
    assert!(own.contains("You disabled the account of ada") && own.contains(&format!("href=\"/users/{id}\"")), "{own}");
    assert!(offers(&own, "user.import"), "{own}");
}

#[tokio::test]
async fn the_page_of_a_user_links_to_their_events_even_after_a_purge() {
    let app = TestApp::new().await;
    let id = app.add("ada", "").await.id.to_string();
    let mut boss = boss(&app).await;
    let link_target = format!("href=\"/audit?person={id}\"");
    boss.open(&format!("/users/{id}")).await.assert_shows(&[&link_target]);
    app.wait(1);
    app.change("ada", "delete").await;
    app.wait(1);
    assert!(boss.open(&format!("/audit?person={id}")).await.links_to(&format!("/users/{id}")));
    boss.submit("/actions/users/purge", &[("id", &id), ("username", "ada")]).await;
    let page = boss.open(&format!("/audit?person={id}")).await.text();
    let acts = ["boss permanently deleted", "The operator deleted", "The operator created"];
    assert_eq!(event_names(&page), acts.map(|act| format!("{act} an account that no longer exists")));
    assert!(!page.contains(&format!("/users/{id}")) && page.contains(">Deleted user</a>"), "{page}");
}
