//! `POST /api/users/bulk`: one change for many accounts, and its undo; the forms of the user list, and which changes require a
//! confirmation.

use crate::support::*;
use std::sync::Arc;
use vestibule::clock::ManualClock;
use vestibule::shared::directory::ListUsersRequest;
use vestibule::store::{CommitObserver, Effects};

async fn app_with_users(people: usize) -> (TestApp, Tokens) {
    let (app, admin) = TestApp::with_administrator("admin").await;
    for number in 0..people {
        app.add(&format!("u{number:03}"), "").await;
    }
    (app, admin)
}

async fn bulk(app: &TestApp, admin: &Tokens, body: &Value) -> Reply {
    app.post("/api/users/bulk").bearer(&admin.access).json(body).send().await
}

async fn total(app: &TestApp, admin: &Tokens, query: &str) -> u64 {
    let reply = app.get(&format!("/api/users?{query}")).bearer(&admin.access).send().await;
    reply.json()["pagination"]["total"].as_u64().expect("a total")
}

#[tokio::test]
async fn a_bulk_change_applies_to_all_matches_and_its_undo_restores_each() {
    let (app, admin) = app_with_users(230).await;
    app.change("u001", "disable").await;
    let reply = bulk(&app, &admin, &json!({"action": "delete", "filter": {"q": "u"}})).await.expect_status(200);
    let report = reply.json();
    assert_eq!((&report["changed"], &report["skipped"]), (&230.into(), &0.into()));
    assert_eq!((total(&app, &admin, "").await, total(&app, &admin, "status=deleted").await), (1, 230));

    // One account is restored separately: the undo skips it.
    app.change("u002", "restore").await;
    let undo = format!("/api/users/bulk/{}/undo", report["bulk_id"].as_str().unwrap());
    assert_eq!(app.post(&undo).bearer(&admin.access).send().await.json()["changed"], 229);
    assert_eq!((total(&app, &admin, "").await, total(&app, &admin, "status=disabled").await), (231, 1));
    assert_eq!(app.post(&undo).bearer(&admin.access).send().await.json()["changed"], 0);
}

#[tokio::test]
async fn a_bulk_change_of_a_group_leaves_everyone_else_alone() {
    let (app, admin) = app_with_users(6).await;
    app.group("staff", &["u000", "u001", "u002"]).await;
    app.group("staff-2", &["u003"]).await;
    app.change("u002", "disable").await;
    let filter = json!({"group": "staff", "q": "u", "status": "active"});
    let report = bulk(&app, &admin, &json!({"action": "disable", "filter": filter})).await.json();
    assert_eq!((&report["changed"], &report["skipped"]), (&2.into(), &0.into()));
    assert_eq!(total(&app, &admin, "status=disabled").await, 3);
    let none = bulk(&app, &admin, &json!({"action": "delete", "filter": {"group": "nobody"}})).await.json();
    assert_eq!(none["changed"], 0);
}

#[tokio::test]
async fn a_bulk_change_by_ids_skips_its_actor_and_one_of_roles_can_be_undone() {
    let (app, admin) = app_with_users(3).await;
    let (one, two, own) = (app.id_of("u000").await, app.id_of("u001").await, app.id_of("admin").await);
    let reply = bulk(&app, &admin, &json!({"action": "disable", "ids": [one, two, own]})).await.json();
    assert_eq!((&reply["changed"], &reply["skipped"]), (&2.into(), &1.into()));
    let reply = bulk(&app, &admin, &json!({"action": "disable", "filter": {}})).await.json();
    assert_eq!((&reply["changed"], &reply["skipped"]), (&1.into(), &1.into()));
    assert_eq!(total(&app, &admin, "status=active").await, 1);
    let reply = bulk(&app, &admin, &json!({"action": "enable", "filter": {"status": "disabled"}})).await.json();
    assert_eq!(reply["changed"], 3);

    let request = json!({"action": "set_role", "role": "admin", "filter": {"q": "u00"}});
    let report = bulk(&app, &admin, &request).await.json();
    assert_eq!((&report["changed"], total(&app, &admin, "role=admin").await), (&3.into(), 4));
    let undo = format!("/api/users/bulk/{}/undo", report["bulk_id"].as_str().unwrap());
    app.post(&undo).bearer(&admin.access).send().await;
    assert_eq!(total(&app, &admin, "role=admin").await, 1);
}

/// If an unknown key or a filter of a wrong type were ignored, the request would match more accounts.
#[tokio::test]
async fn a_bulk_request_that_is_not_valid_at_any_depth_changes_nothing() {
    let (app, admin) = app_with_users(1).await;
    let id = app.id_of("u000").await;
    for (body, field) in [
        (json!({"action": "explode", "ids": [id]}), "action"),
        (json!({"action": "set_role", "ids": [id]}), "action"),
        (json!({"action": "disable"}), "ids"),
        (json!({"action": "disable", "ids": [id], "filter": {}}), "ids"),
        (json!({"action": "disable", "ids": []}), "ids"),
        (json!({"action": "disable", "ids": ["x"]}), "ids"),
        (json!({"action": "disable", "ids": vec![id.clone(); 1001]}), "ids"),
        (json!({"action": "disable", "filter": {"role": "god"}}), "filter.role"),
        (json!({"action": "disable", "filter": {"group": "No Group"}}), "filter.group"),
        (json!({"action": "disable", "filter": {}, "rest": "x"}), "rest"),
        (json!({"action": "delete", "filter": []}), "filter"),
        (json!({"action": "delete", "filter": ["u"]}), "filter"),
        (json!({"action": "delete", "filter": "u"}), "filter"),
        (json!({"action": "delete", "filter": true}), "filter"),
        (json!({"action": "delete", "filter": {"q": 5}}), "filter.q"),
        (json!({"action": "delete", "filter": {"q": null}}), "filter.q"),
        (json!({"action": "delete", "filter": {"q": ["u"]}}), "filter.q"),
        (json!({"action": "delete", "filter": {"role": {}}}), "filter.role"),
        (json!({"action": "delete", "filter": {"status": false}}), "filter.status"),
        (json!({"action": "delete", "filter": {"group": null}}), "filter.group"),
        (json!({"action": "delete", "filter": {"signed_in": "no"}}), "filter.signed_in"),
        (json!({"action": "delete", "filter": {"created_from": null}}), "filter.created_from"),
        (json!({"action": "delete", "filter": {"created_to": 20261130}}), "filter.created_to"),
        (json!({"action": "delete", "filter": {"last_login_before": "August"}}), "filter.last_login_before"),
        (json!({"action": "delete", "ids": {}}), "ids"),
        (json!({"action": "delete", "ids": id}), "ids"),
        (json!({"action": "delete", "ids": [5]}), "ids"),
        (json!({"action": "delete", "ids": [[id]]}), "ids"),
        (json!({"action": "delete", "ids": {}, "filter": {}}), "ids"),
        (json!({"action": ["delete"], "ids": [id]}), "action"),
        (json!({"action": "set_role", "role": 1, "ids": [id]}), "role"),
        (json!({"action": "delete", "role": {}, "ids": [id]}), "role"),
        (json!({"action": "delete", "filter": {}, "rest": 7}), "rest"),
        (json!({"action": "delete", "ids": [id], "rest": {}}), "rest"),
        (json!({"action": "delete", "filter": {"query": "u"}}), "filter.query"),
        (json!({"action": "delete", "filter": {}, "q": "u"}), "q"),
        (json!({"action": "delete", "ids": [id], "dry_run": true}), "dry_run"),
        (json!({"action": "delete", "filter": {}, "role": "user"}), "role"),
    ] {
        let reply = bulk(&app, &admin, &body).await;
        assert_eq!(reply.status, 422, "{body}: {}", reply.text());
        assert_eq!(reply.json()["errors"][0]["field"], field, "{body}");
    }
    let reply = app.post("/api/users/bulk?dry_run=true").bearer(&admin.access);
    let reply = reply.json(&json!({"action": "delete", "ids": [id]})).send().await;
    assert_eq!((reply.status, &reply.json()["errors"][0]["field"]), (422, &"dry_run".into()), "{}", reply.text());
    assert_eq!(total(&app, &admin, "status=active").await, 2);

    let report = bulk(&app, &admin, &json!({"action": "disable", "ids": [id]})).await.json();
    let undo = format!("/api/users/bulk/{}/undo", report["bulk_id"].as_str().unwrap());
    let reply = app.post(&undo).bearer(&admin.access).json(&json!({"ids": [id]})).send().await;
    assert_eq!((reply.status, &reply.json()["errors"][0]["field"]), (422, &"ids".into()), "{}", reply.text());
    let reply = app.post(&format!("{undo}?only=one")).bearer(&admin.access).send().await;
    assert_eq!((reply.status, &reply.json()["errors"][0]["field"]), (422, &"only".into()), "{}", reply.text());
    assert_eq!(total(&app, &admin, "status=active").await, 1, "nothing was undone");
    let reply = app.post(&undo).bearer(&admin.access).json(&json!({})).send().await;
    assert_eq!((reply.status, &reply.json()["changed"]), (200, &1.into()), "{}", reply.text());
}

/// Moves the clock by three seconds at each commit, so that a request reaches its limit of five seconds in the second batch.
struct Slow(Arc<ManualClock>);

impl CommitObserver for Slow {
    fn committed(&self, _: &Effects) {
        self.0.advance(Duration::from_secs(3));
    }
}

#[tokio::test]
async fn a_bulk_change_that_takes_too_long_is_continued_by_the_next_request() {
    let (app, admin) = app_with_users(230).await;
    let slow: Arc<dyn CommitObserver> = Arc::new(Slow(Arc::clone(&app.clock)));
    app.db.observe(Arc::downgrade(&slow));
    let wanted = json!({"action": "disable", "filter": {"q": "u"}});
    let first = bulk(&app, &admin, &wanted).await.json();
    assert_eq!(first["changed"], 200);
    assert_eq!(total(&app, &admin, "status=disabled").await, 200);

    // One account is changed back separately: the continued request does not change it again.
    let disabled = app.get("/api/users?status=disabled&per_page=1").bearer(&admin.access).send().await.json();
    let back = disabled["users"][0]["username"].as_str().unwrap().to_owned();
    app.change(&back, "enable").await;
    let mut further = wanted.clone();
    further["rest"] = first["rest"].clone();
    let mut other = further.clone();
    other["action"] = "delete".into();
    let reply = bulk(&app, &admin, &other).await;
    assert_eq!((reply.status, &reply.json()["errors"][0]["field"]), (422, &"rest".into()), "it is for this work alone");
    let second = bulk(&app, &admin, &further).await.json();
    assert_eq!((&second["changed"], &second["bulk_id"]), (&30.into(), &first["bulk_id"]));
    assert!(second["rest"].is_null(), "{second}");
    assert_eq!(total(&app, &admin, "status=disabled").await, 229);

    // One undo covers both requests, and takes two requests as well.
    let undo = format!("/api/users/bulk/{}/undo", first["bulk_id"].as_str().unwrap());
    let first = app.post(&undo).bearer(&admin.access).send().await.json();
    assert_eq!((&first["changed"], first["rest"].is_null()), (&200.into(), false), "{first}");
    let second = app.post(&undo).bearer(&admin.access).send().await.json();
    assert_eq!((&second["changed"], second["rest"].is_null()), (&29.into(), true), "{second}");
    assert_eq!(total(&app, &admin, "status=disabled").await, 0);
}

#[tokio::test]
async fn changes_of_the_last_day_are_listed_until_they_are_undone() {
    let (app, admin) = app_with_users(3).await;
    let ids = [app.id_of("u000").await, app.id_of("u001").await];
    let listed = async || {
        let list = app.get("/api/users/bulk").bearer(&admin.access).send().await.expect_status(200).json();
        list["changes"].as_array().expect("changes").clone()
    };
    assert!(listed().await.is_empty());
    let disabled = bulk(&app, &admin, &json!({"action": "disable", "ids": ids})).await.json();
    app.wait(1);
    bulk(&app, &admin, &json!({"action": "set_role", "role": "admin", "ids": [app.id_of("u002").await]})).await;
    let changes = listed().await;
    assert_eq!((&changes[0]["action"], &changes[0]["role"]), (&json!("set_role"), &json!("admin")));
    assert_eq!((&changes[1]["action"], &changes[1]["accounts"]), (&json!("disable"), &json!(2)));
    assert_eq!((&changes[1]["bulk_id"], &changes[1]["name"]), (&disabled["bulk_id"], &Value::Null));
    // An account that was changed since is not counted.
    bulk(&app, &admin, &json!({"action": "enable", "ids": [ids[0]]})).await;
    assert_eq!(listed().await[2]["accounts"], 1);
    let undo = format!("/api/users/bulk/{}/undo", disabled["bulk_id"].as_str().expect("an id"));
    assert_eq!(app.send(&admin.access, Method::POST, &undo, &json!({})).await.json()["changed"], 1);
    assert_eq!(listed().await.len(), 2);
    app.wait(24 * 60 * 60 + 1);
    let fresh = app.log_in("admin").await;
    let list = app.get("/api/users/bulk").bearer(&fresh.access).send().await.expect_status(200).json();
    assert_eq!(list, json!({"changes": []}));
}

/// Without JavaScript, unless a test says otherwise. They need no second database.
mod pages {
    use super::*;

    async fn app_with_people(people: usize) -> TestApp {
        let app = TestApp::with(|config| config.rate_limit = false).await;
        app.administrator("admin").await;
        for number in 0..people {
            app.add(&format!("u{number:03}"), "").await;
        }
        app
    }

    async fn matching(app: &TestApp, status: &str) -> u64 {
        let request = ListUsersRequest { q: "u".into(), status: status.into(), ..ListUsersRequest::default() };
        app.accounts.directory().list_users(&Caller::system(), &request).await.expect("a list").pagination.total
    }

    /// The value of a hidden field of the confirmation form.
    fn hidden(page: &str, name: &str) -> String {
        let form =
            page.split_once("aria-labelledby=\"bulk-question\"").unwrap_or_else(|| panic!("no question: {page}")).1;
        let input = form.split("<input").find(|input| input.contains(&format!("name=\"{name}\""))).expect("a field");
        let value = input.split_once("value=\"").map_or("", |(_, rest)| rest.split_once('"').expect("an end").0);
        value.replace("&amp;", "&")
    }

    /// Submits the confirmation form as a browser without JavaScript does.
    async fn confirm(browser: &mut Browser<'_>, page: &str, typed: &str) -> Reply {
        let names = ["action", "selection", "all", "back", "confirmed"];
        let mut fields: Vec<_> = names.iter().map(|name| (*name, hidden(page, name))).collect();
        fields.push(("typed", typed.to_owned()));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.submit("/actions/users/bulk", &fields).await
    }

    #[tokio::test]
    async fn all_matches_are_asked_about_and_changed_also_if_rows_were_ticked() {
        let app = app_with_people(3).await;
        let mut browser = app.browser_of("admin").await;
        let one = app.id_of("u000").await;
        let fields = [("action", "delete"), ("ids[]", &*one), ("all", "on"), ("back", "/users?q=u")];
        let response = browser.submit("/actions/users/bulk", &fields).await;
        assert_eq!((response.status, response.location()), (303, "/users?q=u"));
        assert_eq!((matching(&app, "active").await, matching(&app, "deleted").await), (3, 0), "nothing happens before");

        let page = browser.follow(&response).await.text();
        assert!(page.contains("Delete 3 accounts?"), "{page}");
        let done = confirm(&mut browser, &page, "").await;
        assert_eq!((matching(&app, "active").await, matching(&app, "deleted").await), (0, 3));
        let page = browser.follow(&done).await;
        page.assert_shows(&["3 accounts changed.", "Undo"]);
        page.assert_hides(&["Delete 3 accounts?"]);
    }

    #[tokio::test]
    async fn the_own_account_is_not_counted_because_it_is_not_changed() {
        let app = app_with_people(2).await;
        let mut browser = app.browser_of("admin").await;
        for (back, question) in [
            ("/users", "Delete 2 accounts?"),
            ("/users?q=example", "Delete 2 accounts?"),
            ("/users?role=user", "Delete 2 accounts?"),
            ("/users?q=u001", "Delete 1 account?"),
            ("/users?signed_in=never", "Delete 2 accounts?"),
            ("/users?created_from=2026-11-01", "Delete 2 accounts?"),
        ] {
            let fields = [("action", "delete"), ("all", "on"), ("back", back)];
            let page = browser.submit_and_follow("/actions/users/bulk", &fields).await;
            page.assert_shows(&[question]);
        }
        let fields = [("action", "delete"), ("all", "on"), ("back", "/users")];
        let page = browser.submit_and_follow("/actions/users/bulk", &fields).await.text();
        let done = confirm(&mut browser, &page, "").await;
        browser.follow(&done).await.assert_shows(&["2 accounts changed."]);
    }

    #[tokio::test]
    async fn a_hundred_selected_users_are_kept_for_the_confirmation() {
        let app = app_with_people(102).await;
        let mut browser = app.browser_of("admin").await;
        let mut ids = Vec::new();
        for number in 0..100 {
            ids.push(app.id_of(&format!("u{number:03}")).await);
        }
        let mut fields = vec![("action", "disable"), ("back", "/users")];
        fields.extend(ids.iter().map(|id| ("ids[]", id.as_str())));
        let response = browser.submit("/actions/users/bulk", &fields).await;
        let cookie = &browser.jar["vestibule_flash"];
        assert!(cookie.len() < 4_000, "{} bytes", cookie.len());
        let page = browser.follow(&response).await.text();
        assert!(page.contains("Disable 100 accounts?"), "{page}");
        assert_eq!(matching(&app, "disabled").await, 0);
        confirm(&mut browser, &page, "").await;
        assert_eq!((matching(&app, "disabled").await, matching(&app, "active").await), (100, 2));
    }

    #[tokio::test]
    async fn small_changes_are_immediate_and_serious_ones_require_confirmation() {
        let app = app_with_people(23).await;
        let mut browser = app.browser_of("admin").await;
        let (one, two) = (app.id_of("u000").await, app.id_of("u001").await);
        let done =
            browser.submit("/actions/users/bulk", &[("action", "disable"), ("ids[]", &one), ("ids[]", &two)]).await;
        browser.follow(&done).await.assert_shows(&["2 accounts changed."]);

        for (action, question) in [("delete", "Delete u000?"), ("set_role:admin", "Make u000 an administrator?")] {
            let page = browser.submit_and_follow("/actions/users/bulk", &[("action", action), ("ids[]", &one)]).await;
            page.assert_shows(&[question]);
        }
        // Two are disabled already.
        let fields = [("action", "disable"), ("all", "on"), ("back", "/users?q=u")];
        browser.submit_and_follow("/actions/users/bulk", &fields).await.assert_shows(&["Disable 21 accounts?"]);
        assert_eq!((matching(&app, "deleted").await, matching(&app, "disabled").await), (0, 2));
    }

    #[tokio::test]
    async fn the_server_function_requires_confirmation_too() {
        let app = app_with_people(2).await;
        let mut browser = app.browser_of("admin").await;
        let mut fields = vec![("action", "delete"), ("all", "on"), ("back", "/users?q=u")];
        let response = browser.run("/actions/users/bulk", &fields).await.json();
        assert_eq!(response["Accepted"]["Confirm"]["count"], 2, "{response}");
        // Another account matches now: the confirmation covers only the count that was shown.
        app.add("u900", "").await;
        fields.push(("confirmed", "2"));
        let response = browser.run("/actions/users/bulk", &fields).await.json();
        assert_eq!(response["Accepted"]["Confirm"]["count"], 3, "{response}");
        assert_eq!(matching(&app, "deleted").await, 0);
        fields.pop();
        fields.push(("confirmed", "3"));
        let done = browser.run("/actions/users/bulk", &fields).await.json();
        assert_eq!(done["Accepted"]["Done"]["changed"], 3, "{done}");
    }

    #[tokio::test]
    async fn above_a_thousand_the_count_must_be_typed() {
        let app = app_with_people(0).await;
        app.seed(1_200).await;
        let users = ListUsersRequest { role: "user".into(), ..ListUsersRequest::default() };
        let total =
            app.accounts.directory().list_users(&Caller::system(), &users).await.expect("a list").pagination.total;
        let number = format!("1,{:03}", total - 1_000);
        let mut browser = app.browser_of("admin").await;
        let fields = [("action", "delete"), ("all", "on"), ("back", "/users?role=user")];
        let mut page = browser.submit_and_follow("/actions/users/bulk", &fields).await.text();
        assert!(page.contains(&format!("Type {number} to confirm")), "{page}");
        for typed in ["", "1000"] {
            let again = confirm(&mut browser, &page, typed).await;
            page = browser.follow(&again).await.text();
            assert!(page.contains(&format!("The number does not match. Type {number}.")), "{page}");
        }
        let done = confirm(&mut browser, &page, &number).await;
        browser.follow(&done).await.assert_shows(&[&format!("{number} accounts changed.")]);
    }

    #[tokio::test]
    async fn a_promotion_on_the_page_of_a_user_requires_confirmation() {
        let app = app_with_people(1).await;
        let mut browser = app.browser_of("admin").await;
        let id = app.id_of("u000").await;
        let mut fields = vec![("id", &*id), ("name", "Ida"), ("username", "u000"), ("email", "u000@example.org")];
        fields.push(("role", "admin"));
        let page = format!("/users/{id}");
        let response = browser.submit("/actions/users/update", &fields).await;
        assert_eq!(response.location(), page);
        let shown = browser.follow(&response).await;
        shown.assert_shows(&["Confirm that this user becomes an administrator"]);
        assert!(shown.has("name", "confirmed"));
        // What was typed is kept.
        shown.assert_shows(&["Ida"]);
        let admins = ListUsersRequest { role: "admin".into(), ..ListUsersRequest::default() };
        let count =
            async || app.accounts.directory().list_users(&Caller::system(), &admins).await.expect("a list").users.len();
        assert_eq!(count().await, 1, "nothing happens before");

        fields.push(("confirmed", "on"));
        browser.submit("/actions/users/update", &fields).await;
        assert_eq!(count().await, 2);
        // Saving someone who is an administrator already needs no confirmation.
        fields.pop();
        let saved = browser.submit("/actions/users/update", &fields).await;
        browser.follow(&saved).await.assert_shows(&["Changes saved."]);
    }
}
