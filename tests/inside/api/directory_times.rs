//! `GET /api/users` and what has the same filters: by days of creation, by the last sign-in, and by whether there was one.

use super::directory::{app_with_users, list, names, names_of};
use crate::support::page::is_chosen;
use crate::support::*;

/// Sets when an account was created and signed in last; None: never.
async fn set_times(app: &TestApp, username: &str, created_at: &str, last_login_at: Option<&str>) {
    let number = |time: &str| time.parse::<Timestamp>().expect("a time").0;
    let (created_at, last_login_at) = (number(created_at), last_login_at.map_or(0, number));
    let times = format!("created_at = {created_at}, last_login_at = {last_login_at}");
    app.database.run(&format!("UPDATE users SET {times} WHERE username = '{username}'")).await;
}

/// Accounts around the ends of months, and the administrator of 1 November, who has just signed in.
async fn app_with_times() -> (TestApp, Tokens) {
    let (app, admin) = app_with_users(&["ada", "bea", "cid", "dora"]).await;
    set_times(&app, "ada", "2026-11-01", Some("2026-11-20T08:30:00Z")).await;
    set_times(&app, "bea", "2026-11-30T23:59:59.999Z", None).await;
    set_times(&app, "cid", "2026-10-31T23:59:59.999Z", Some("2026-07-31T23:59:59.999Z")).await;
    set_times(&app, "dora", "2026-12-01", Some("2026-08-01")).await;
    app.group("staff", &["ada", "bea", "cid"]).await;
    (app, admin)
}

#[tokio::test]
async fn the_list_filters_by_days_of_creation_and_by_the_last_sign_in() {
    let (app, admin) = app_with_times().await;
    for (query, found) in [
        ("signed_in=never", vec!["bea"]),
        ("created_from=2026-11-01", vec!["dora", "bea", "admin", "ada"]),
        ("created_to=2026-11-30", vec!["bea", "admin", "ada", "cid"]),
        ("created_from=2026-11-01&created_to=2026-11-30", vec!["bea", "admin", "ada"]),
        ("created_from=2026-12-01&created_to=2026-12-01", vec!["dora"]),
        ("created_from=2026-12-01&created_to=2026-11-01", vec![]),
        // Those who have never signed in are not among them.
        ("last_login_before=2026-08-01", vec!["cid"]),
        ("last_login_before=2026-08-02", vec!["dora", "cid"]),
        ("last_login_before=2026-12-01&sort=name", vec!["ada", "admin", "cid", "dora"]),
        ("last_login_before=2026-12-01&sort=-last_login_at", vec!["ada", "admin", "dora", "cid"]),
        ("last_login_before=2026-12-01&created_to=2026-11-30&sort=last_login_at", vec!["cid", "admin", "ada"]),
        ("signed_in=never&last_login_before=2026-12-01", vec![]),
        // Together with the other filters.
        ("last_login_before=2026-12-01&role=admin", vec!["admin"]),
        ("created_from=2026-11-01&group=staff&sort=username", vec!["ada", "bea"]),
        ("signed_in=never&q=be&status=active", vec!["bea"]),
        ("signed_in=never&q=ad", vec![]),
        ("signed_in=never&status=disabled", vec![]),
        ("signed_in=&created_from=&created_to=&last_login_before=", vec!["dora", "bea", "admin", "ada", "cid"]),
    ] {
        let page = list(&app, &admin, query).await.json();
        assert_eq!(names_of(&page), found, "{query}");
        let pagination = &page["pagination"];
        let counted = (&pagination["total"], &pagination["total_is_exact"]);
        assert_eq!(counted, (&found.len().into(), &true.into()), "{query}");
    }
    let id = app.id_of("bea").await;
    assert_eq!(names(&app, &admin, &format!("q={id}&signed_in=never")).await, ["bea"]);
    assert!(names(&app, &admin, &format!("q={id}&created_to=2026-11-29")).await.is_empty());
    app.change("bea", "delete").await;
    assert_eq!(names(&app, &admin, "signed_in=never&status=deleted").await, ["bea"]);
}

#[tokio::test]
async fn more_than_ten_thousand_accounts_of_a_time_are_not_counted_and_can_all_be_paged_through() {
    let (app, admin) = app_with_users(&[]).await;
    app.seed(11_000).await;
    for query in ["created_to=2026-10-31", "created_to=2026-10-31&sort=email", "last_login_before=2027-01-01&sort=name"]
    {
        let first = list(&app, &admin, &format!("{query}&per_page=100")).await.json();
        let counted = (&first["pagination"]["total"], &first["pagination"]["total_is_exact"]);
        if query.starts_with("created_to") {
            assert_eq!(counted, (&json!(10_000), &json!(false)), "{query}");
        }
        let second = list(&app, &admin, &format!("{query}&per_page=100&page=2")).await.json();
        let next = first["pagination"]["next"].as_str().expect("a cursor");
        let by_cursor = list(&app, &admin, &format!("{query}&per_page=100&cursor={next}")).await.json();
        assert_eq!(names_of(&second), names_of(&by_cursor), "{query}");
        assert_eq!(by_cursor["pagination"]["total"], first["pagination"]["total"], "{query}");
    }
}

#[tokio::test]
async fn an_export_and_a_bulk_change_have_the_filters_by_time() {
    let (app, admin) = app_with_times().await;
    let exported = async |query: &str| {
        let file = app.read(&admin, &format!("/api/users/export?format=jsonl&{query}")).await.expect_status(200).text();
        let username = |line: &str| {
            let user: Value = serde_json::from_str(line).expect("a line of JSON");
            user["username"].as_str().expect("a name").to_owned()
        };
        file.lines().map(username).collect::<Vec<_>>()
    };
    assert_eq!(exported("created_from=2026-11-01&created_to=2026-11-30").await, ["ada", "admin", "bea"]);
    assert_eq!(exported("signed_in=never").await, ["bea"]);
    assert_eq!(exported("last_login_before=2026-08-02&q=c").await, ["cid"]);
    app.read(&admin, "/api/users/export?created_to=x").await.assert_refused(422, "validation_failed");

    let bulk = async |body: Value| app.send(&admin.access, Method::POST, "/api/users/bulk", &body).await.json();
    let report = bulk(json!({"action": "disable", "filter": {"last_login_before": "2026-08-02"}})).await;
    assert_eq!((&report["changed"], &report["skipped"]), (&json!(2), &json!(0)));
    assert_eq!(names(&app, &admin, "status=disabled").await, ["dora", "cid"]);
    let filter = json!({"created_from": "2026-11-01", "created_to": "2026-11-30", "q": "example"});
    let report = bulk(json!({"action": "delete", "filter": filter})).await;
    assert_eq!((&report["changed"], &report["skipped"]), (&json!(2), &json!(1)), "the own account is left out");
    assert_eq!(names(&app, &admin, "status=deleted").await, ["bea", "ada"]);
    let report = bulk(json!({"action": "enable", "filter": {"signed_in": "never"}})).await;
    assert_eq!(report["changed"], 0);
}

/// Without JavaScript. They need no second database.
mod pages {
    use super::*;

    #[tokio::test]
    async fn the_filters_by_time_are_fields_and_chips_and_are_kept_by_every_link() {
        let app = TestApp::new().await;
        app.add("ada", "Élise").await;
        app.add("bea", "Bea Summer").await;
        app.log_in("ada").await;
        let mut boss = app.administrator_in_browser("boss").await;
        let plain = boss.open("/users").await;
        plain.assert_shows(&["More filters", "Created from", "Created to", "Last sign-in before"]);
        plain.assert_hides(&["Signed in: never"]);

        let filters = "signed_in=never&created_from=2026-11-01&created_to=2026-11-30";
        let found = boss.open(&format!("/users?{filters}&sort=name")).await;
        assert!(found.has_text("Bea Summer") && !found.has_text("Élise"));
        assert!(is_chosen(&found.text(), "never") && found.has("value", "2026-11-01"));
        found.assert_shows(&["Signed in: never", "Created from: 2026-11-01", "Created to: 2026-11-30"]);
        for address in [
            // Without one of them, or without all.
            "/users?created_from=2026-11-01&created_to=2026-11-30&sort=name",
            "/users?signed_in=never&created_to=2026-11-30&sort=name",
            "/users?sort=name",
            // Another order, another size, and the export.
            &format!("/users?{filters}&sort=email"),
            &format!("/users?{filters}&sort=name&per_page=50"),
            &format!("/users/export?{filters}&sort=name"),
        ] {
            let link = format!("href=\"{}\"", address.replace('&', "&amp;"));
            found.assert_shows(&[&link]);
        }
        let empty = boss.open("/users?last_login_before=2026-01-01&role=admin").await;
        empty.assert_shows(&["No administrators match the filters", "Last sign-in before: 2026-01-01"]);
    }

    #[tokio::test]
    async fn what_is_not_a_day_is_an_error_and_stays_in_its_field() {
        let app = TestApp::new().await;
        let mut boss = app.administrator_in_browser("boss").await;
        let page = boss.open("/users?created_to=soon").await.expect_status(422);
        page.assert_shows(&["created_to must be a day, such as 2026-11-26.", "Clear search and filters"]);
        assert!(page.has("value", "soon"));
    }
}
