//! Bulk changes with the forms of the user list: which changes require a confirmation, without and with JavaScript.

use crate::support::{Browser, Reply, TestApp};
use vestibule::{accounts::Caller, shared::directory::ListUsersRequest};

async fn app_with_users(people: usize) -> TestApp {
    let app = TestApp::with(|config| config.rate_limit = false).await;
    app.administrator("admin").await;
    for number in 0..people {
        app.add(&format!("u{number:03}"), "").await;
    }
    app
}

async fn matching(app: &TestApp, status: &str) -> u64 {
    let request = ListUsersRequest { q: "u".into(), status: status.into(), ..ListUsersRequest::default() };
    app.accounts.list_users(&Caller::system(), &request).await.expect("a list").pagination.total
}

/// The value of a hidden field of the confirmation form.
fn hidden(page: &str, name: &str) -> String {
    let form = page.split_once("aria-labelledby=\"bulk-question\"").unwrap_or_else(|| panic!("no question: {page}")).1;
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
async fn deleting_all_matches_requires_confirmation() {
    let app = app_with_users(3).await;
    let mut browser = app.browser();
    browser.log_in("admin").await;
    let fields = [("action", "delete"), ("all", "on"), ("back", "/users?q=u")];
    let response = browser.submit("/actions/users/bulk", &fields).await;
    assert_eq!((response.status, response.location()), (303, "/users?q=u"));
    assert_eq!((matching(&app, "active").await, matching(&app, "deleted").await), (3, 0), "nothing happens before");

    let page = browser.follow(&response).await.text();
    assert!(page.contains("Delete 3 accounts?"), "{page}");
    let done = confirm(&mut browser, &page, "").await;
    assert_eq!((matching(&app, "active").await, matching(&app, "deleted").await), (0, 3));
    let page = browser.follow(&done).await.text();
    assert!(page.contains("3 accounts changed.") && page.contains("Undo"), "{page}");
    assert!(!page.contains("Delete 3 accounts?"), "{page}");
}

#[tokio::test]
async fn a_change_of_all_members_of_a_group_confirms_their_number() {
    let app = app_with_users(5).await;
    app.group("staff", &["u000", "u001"]).await;
    let mut browser = app.browser();
    browser.log_in("admin").await;
    let fields = [("action", "delete"), ("all", "on"), ("back", "/users?group=staff")];
    let response = browser.submit("/actions/users/bulk", &fields).await;
    let page = browser.follow(&response).await.text();
    assert!(page.contains("Delete 2 accounts?"), "{page}");
    confirm(&mut browser, &page, "").await;
    assert_eq!((matching(&app, "active").await, matching(&app, "deleted").await), (3, 2));
}

#[tokio::test]
async fn a_hundred_selected_users_are_kept_for_the_confirmation() {
    let app = app_with_users(102).await;
    let mut browser = app.browser();
    browser.log_in("admin").await;
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
    let app = app_with_users(21).await;
    let mut browser = app.browser();
    browser.log_in("admin").await;
    let (one, two) = (app.id_of("u000").await, app.id_of("u001").await);
    let done = browser.submit("/actions/users/bulk", &[("action", "disable"), ("ids[]", &one), ("ids[]", &two)]).await;
    assert!(browser.follow(&done).await.text().contains("2 accounts changed."));

    for (action, question) in [("delete", "Delete u000?"), ("set_role:admin", "Make u000 an administrator?")] {
        let response = browser.submit("/actions/users/bulk", &[("action", action), ("ids[]", &one)]).await;
        let page = browser.follow(&response).await.text();
        assert!(page.contains(question), "{page}");
    }
    let fields = [("action", "set_role:user"), ("all", "on"), ("back", "/users?q=u")];
    let response = browser.submit("/actions/users/bulk", &fields).await;
    assert!(browser.follow(&response).await.text().contains("Make 21 accounts users?"));
    assert_eq!((matching(&app, "deleted").await, matching(&app, "disabled").await), (0, 2));
}

#[tokio::test]
async fn the_server_function_requires_confirmation_too() {
    let app = app_with_users(2).await;
    let mut browser = app.browser();
    browser.log_in("admin").await;
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
    let app = app_with_users(0).await;
    app.accounts.seed(1_200, &mut |_| {}).await.expect("people");
    let users = ListUsersRequest { role: "user".into(), ..ListUsersRequest::default() };
    let total = app.accounts.list_users(&Caller::system(), &users).await.expect("a list").pagination.total;
    let number = format!("1,{:03}", total - 1_000);
    let mut browser = app.browser();
    browser.log_in("admin").await;
    let fields = [("action", "delete"), ("all", "on"), ("back", "/users?role=user")];
    let response = browser.submit("/actions/users/bulk", &fields).await;
    let mut page = browser.follow(&response).await.text();
    assert!(page.contains(&format!("Type {number} to confirm")), "{page}");
    for typed in ["", "1000"] {
        let again = confirm(&mut browser, &page, typed).await;
        page = browser.follow(&again).await.text();
        assert!(page.contains(&format!("The number does not match. Type {number}.")), "{page}");
    }
    let done = confirm(&mut browser, &page, &number).await;
    assert!(browser.follow(&done).await.text().contains(&format!("{number} accounts changed.")));
}

#[tokio::test]
async fn a_promotion_on_the_page_of_a_user_requires_confirmation() {
    let app = app_with_users(1).await;
    let mut browser = app.browser();
    browser.log_in("admin").await;
    let id = app.id_of("u000").await;
    let mut fields = vec![("id", &*id), ("name", "Ida"), ("username", "u000"), ("email", "u000@example.org")];
    fields.push(("role", "admin"));
    let page = format!("/users/{id}");
    let response = browser.submit("/actions/users/update", &fields).await;
    assert_eq!(response.location(), page);
    let shown = browser.follow(&response).await.text();
    assert!(
        shown.contains("Confirm that this user becomes an administrator") && shown.contains("name=\"confirmed\""),
        "{shown}"
    );
    assert!(shown.contains("Ida"), "what was typed is lost");
    let admins = ListUsersRequest { role: "admin".into(), ..ListUsersRequest::default() };
    let count = async || app.accounts.list_users(&Caller::system(), &admins).await.expect("a list").users.len();
    assert_eq!(count().await, 1, "nothing happens before");

    fields.push(("confirmed", "on"));
    browser.submit("/actions/users/update", &fields).await;
    assert_eq!(count().await, 2);
    // Saving someone who is an administrator already needs no confirmation.
    fields.pop();
    let saved = browser.submit("/actions/users/update", &fields).await;
    assert!(browser.follow(&saved).await.text().contains("Changes saved."));
}
