//! The pages of groups, with forms that are sent without JavaScript.

use crate::support::{Browser, TestApp};
use vestibule::{
    accounts::Caller,
    shared::{applications::ApplicationRequest, values::Expected},
};

const PAGE: &str = "/users/groups";
const EDITORS: [(&str, &str); 2] = [("name", "editors"), ("description", "Write articles.")];

/// The administrator `boss`, signed in.
async fn boss(app: &TestApp) -> Browser<'_> {
    app.administrator("boss").await;
    let mut boss = app.browser();
    boss.log_in("boss").await;
    boss
}

/// An application with the group `editors` and the user `ada`; returns the id of the user.
async fn with_editors(app: &TestApp, boss: &mut Browser<'_>) -> String {
    let created = boss.submit("/actions/groups/create", &EDITORS).await;
    assert_eq!((created.status, created.location()), (303, PAGE));
    app.add("ada", "Ada Lovelace").await.id.to_string()
}

async fn add(boss: &mut Browser<'_>, id: &str, group: &str) -> String {
    let added = boss.submit("/actions/groups/add", &[("id", id), ("group", group)]).await;
    assert_eq!(added.location(), format!("/users/{id}"));
    boss.follow(&added).await.text()
}

/// Whether the page has an option with this `value` that is selected.
fn is_selected(page: &str, value: &str) -> bool {
    page.contains(&format!("<option value=\"{value}\" selected>"))
}

#[tokio::test]
async fn a_group_is_created_described_and_deleted() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    assert!(boss.open("/users").await.text().contains("href=\"/users/groups\""));
    assert!(boss.open(PAGE).await.text().contains("No groups yet."));
    let created = boss.submit("/actions/groups/create", &EDITORS).await;
    assert_eq!((created.status, created.location()), (303, PAGE));
    let page = boss.follow(&created).await.text();
    for words in ["Group created.", "Write articles.", "href=\"/users?group=editors\">0 members<", "Delete editors?"] {
        assert!(page.contains(words), "{words}: {page}");
    }

    let saved = boss.submit("/actions/groups/update", &[("name", "editors"), ("description", "Publish them.")]).await;
    let page = boss.follow(&saved).await.text();
    assert!(page.contains("Changes saved.") && page.contains("<small>Publish them.</small>"), "{page}");

    let deleted = boss.submit("/actions/groups/delete", &[("name", "editors")]).await;
    assert_eq!(deleted.location(), PAGE);
    let page = boss.follow(&deleted).await.text();
    assert!(page.contains("Group deleted.") && page.contains("No groups yet."), "{page}");
}

/// The message is in a cookie, which browsers drop if it is too long.
#[tokio::test]
async fn a_group_of_hundreds_of_applications_says_why_it_is_not_deleted() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    boss.submit("/actions/groups/create", &EDITORS).await;
    for number in 100..300 {
        let name = format!("{number}-{}", "x".repeat(58));
        let request = ApplicationRequest {
            name: name.as_str().into(),
            locations: Expected::Given(vec![format!("https://{number}.example.org/").into()]),
            groups: Expected::Given(vec!["editors".into()]),
            ..ApplicationRequest::default()
        };
        app.accounts.create_application(&Caller::system(), request).await.expect("an application");
    }
    let refused = boss.submit("/actions/groups/delete", &[("name", "editors")]).await;
    assert!(refused.cookies().iter().all(|cookie| cookie.len() <= 4096), "{:?}", refused.cookies());
    let page = boss.follow(&refused).await.text();
    assert!(page.contains("and 195 more. Remove the group from them before you delete it."), "{page}");
}

#[tokio::test]
async fn a_rejected_form_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    let rejected = boss.submit("/actions/groups/create", &[("name", "Our Editors"), ("description", "Write.")]).await;
    assert_eq!(rejected.location(), PAGE);
    let page = boss.follow(&rejected).await.text();
    for words in ["There is a problem", "value=\"Our Editors\"", "value=\"Write.\"", "No groups yet."] {
        assert!(page.contains(words), "{words}: {page}");
    }

    with_editors(&app, &mut boss).await;
    let taken = boss.submit("/actions/groups/create", &EDITORS).await;
    let page = boss.follow(&taken).await.text();
    assert!(page.contains("There is a problem") && page.contains("value=\"editors\""), "{page}");

    let long = "x".repeat(201);
    let rejected = boss.submit("/actions/groups/update", &[("name", "editors"), ("description", &long)]).await;
    let page = boss.follow(&rejected).await.text();
    assert!(page.contains("role=\"alert\"") && page.contains(&format!("value=\"{long}\"")), "{page}");
    assert!(page.contains("<small>Write articles.</small>"), "nothing was saved: {page}");

    let gone = boss.submit("/actions/groups/delete", &[("name", "writers")]).await;
    assert!(boss.follow(&gone).await.text().contains("There is no such group."));
}

#[tokio::test]
async fn a_user_is_added_to_a_group_and_removed() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    let id = with_editors(&app, &mut boss).await;
    let page = boss.open(&format!("/users/{id}")).await.text();
    assert!(page.contains("In no group.") && page.contains("<option value=\"editors\">"), "{page}");

    let page = add(&mut boss, &id, "editors").await;
    for words in ["Added to the group.", "aria-label=\"Remove from editors\"", "href=\"/users?group=editors\""] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("<option value=\"editors\">"), "the user is in it already: {page}");
    assert!(boss.open(PAGE).await.text().contains(">1 member<"));
    let mut ada = app.browser();
    ada.log_in("ada").await;
    assert!(ada.open("/account").await.text().contains("Groups: editors"));

    let removed = boss.submit("/actions/groups/remove", &[("id", &*id), ("group", "editors")]).await;
    let page = boss.follow(&removed).await.text();
    assert!(page.contains("Removed from the group.") && page.contains("In no group."), "{page}");
    assert!(!ada.open("/account").await.text().contains("Groups: "));
}

#[tokio::test]
async fn groups_of_a_deleted_user_cannot_be_changed() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    let id = with_editors(&app, &mut boss).await;
    add(&mut boss, &id, "editors").await;
    app.change("ada", "delete").await;
    let page = boss.open(&format!("/users/{id}")).await.text();
    assert!(page.contains(">editors</a>"), "{page}");
    assert!(!page.contains("/actions/groups/remove") && !page.contains("/actions/groups/add"), "{page}");
}

#[tokio::test]
async fn an_unknown_group_is_reported_on_the_page_of_the_user() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    let id = with_editors(&app, &mut boss).await;
    assert!(add(&mut boss, &id, "writers").await.contains("There is no such group."));
    assert_eq!(boss.run("/actions/groups/add", &[("id", "ada"), ("group", "editors")]).await.status, 404);
}

#[tokio::test]
async fn the_directory_is_filtered_by_group() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    assert!(!boss.open("/users").await.text().contains("Any group"), "there are no groups");
    let id = with_editors(&app, &mut boss).await;
    app.add("bea", "Bea Summer").await;
    add(&mut boss, &id, "editors").await;

    let page = boss.open("/users").await.text();
    assert!(is_selected(&page, "") && page.contains(">Bea Summer<"), "{page}");
    let page = boss.open("/users?group=editors&sort=name").await.text();
    assert!(is_selected(&page, "editors"), "{page}");
    assert!(page.contains(">Ada Lovelace<") && !page.contains(">Bea Summer<"), "{page}");
    for link in [
        "/users?group=editors&amp;sort=-name",
        "/users?group=editors&amp;sort=name&amp;per_page=50",
        "/users/export?group=editors",
    ] {
        assert!(page.contains(link), "{link}: {page}");
    }
    let nobody = boss.open("/users?group=editors&q=harlow").await.text();
    assert!(nobody.contains("No users in the group editors match “harlow”"), "{nobody}");
}

#[tokio::test]
async fn an_unknown_group_in_the_address_is_shown_as_the_filter() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    let unknown = boss.open("/users?group=writers").await;
    let page = unknown.text();
    assert_eq!(unknown.status, 200);
    assert!(is_selected(&page, "writers") && page.contains("No users in the group writers"), "{page}");
    let invalid = boss.open("/users?group=%22%3E%3Cimg%20src%3Dx%3E").await;
    assert_eq!(invalid.status, 422);
    assert!(!invalid.text().contains("\"><img src=x"), "{}", invalid.text());
}

#[tokio::test]
async fn the_forms_lead_back_after_signing_in() {
    let app = TestApp::new().await;
    for form in ["/actions/groups/create", "/actions/groups/update", "/actions/groups/delete"] {
        let reply = app.browser().submit_from(PAGE, form, &EDITORS).await;
        assert_eq!(reply.location(), "/login?next=%2Fusers%2Fgroups", "{form}");
    }
}
