//! The pages of applications, with forms that are sent without JavaScript, and the start page.

use crate::support::{Browser, TestApp};
use vestibule::{
    accounts::Caller,
    shared::{applications::ApplicationRequest, groups::CreateGroupRequest, values::Expected},
};

const PAGE: &str = "/applications";
const CREATE: &str = "/actions/applications/create";
const REPLACE: &str = "/actions/applications/replace";
const DELETE: &str = "/actions/applications/delete";
const JOURNAL: [(&str, &str); 4] = [
    ("name", "journal"),
    ("title", "The Journal"),
    ("locations", "https://journal.example.com/\r\nhttps://example.com/journal"),
    ("entry", "nobody"),
];

async fn boss(app: &TestApp) -> Browser<'_> {
    app.administrator("boss").await;
    let mut boss = app.browser();
    boss.log_in("boss").await;
    boss
}

/// Creates an application that everyone may enter, as the operator.
async fn open_application(app: &TestApp, name: &str, title: &str, location: &str) {
    let request = ApplicationRequest {
        name: name.into(),
        title: title.into(),
        locations: Expected::Given(vec![location.into()]),
        everyone: Expected::Given(true),
        ..ApplicationRequest::default()
    };
    app.accounts.create_application(&Caller::system(), request).await.expect("an application");
}

/// Whether the page has a control with this `value` that is checked.
fn is_checked(page: &str, value: &str) -> bool {
    let attribute = format!("value=\"{value}\"");
    let is_it = |tag: &str| tag.contains(&attribute) && tag.contains(" checked");
    page.split('<').filter_map(|tag| tag.split('>').next()).any(is_it)
}

#[track_caller]
fn assert_contains(page: &str, words: &[&str]) {
    for words in words {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[tokio::test]
async fn an_application_is_created_changed_and_deleted() {
    let app = TestApp::new().await;
    let group = CreateGroupRequest { name: "editors".into(), ..CreateGroupRequest::default() };
    app.accounts.create_group(&Caller::system(), group).await.expect("a group");
    let mut boss = boss(&app).await;
    let page = boss.open(PAGE).await.text();
    assert_contains(&page, &["No applications yet.", "href=\"/applications\" aria-current=\"page\""]);
    for value in ["nobody", "name", "email", "groups", "username"] {
        assert!(is_checked(&page, value), "{value}: {page}");
    }

    let created = boss.submit(CREATE, &JOURNAL).await;
    assert_eq!((created.status, created.location()), (303, "/applications/journal"));
    let page = boss.follow(&created).await.text();
    let connection = ["http://localhost:3000/auth/forward", "http://localhost:3000/auth/request", "value=\"journal\""];
    assert_contains(&page, &connection);
    let locations = "https://journal.example.com/\nhttps://example.com/journal</textarea>";
    assert_contains(&page, &["Application created.", ">The Journal<", locations, "Delete application…"]);
    assert!(is_checked(&page, "nobody") && !is_checked(&page, "name"), "{page}");

    let changes = [
        ("name", "journal"),
        ("title", ""),
        ("locations", "https://journal.example.com/"),
        ("entry", "groups"),
        ("groups", "editors"),
        ("claims[]", "name"),
        ("claims[]", "groups"),
        ("remote_user", "id"),
        ("after_sign_out", "https://example.com/goodbye"),
    ];
    let saved = boss.submit(REPLACE, &changes).await;
    assert_eq!(saved.location(), "/applications/journal");
    let page = boss.follow(&saved).await.text();
    assert_contains(&page, &["Changes saved.", ">journal<", "value=\"editors\""]);
    assert!(is_checked(&page, "groups") && is_checked(&page, "name") && !is_checked(&page, "email"), "{page}");
    assert!(is_checked(&page, "id") && !is_checked(&page, "username"), "{page}");
    assert_contains(&page, &["After signing out", "value=\"https://example.com/goodbye\""]);
    let page = boss.open(PAGE).await.text();
    let row = ["May enter: editors<", "Learns: id, username, name, groups<", "journal · https://journal.example.com/<"];
    assert_contains(&page, &row);
    assert_contains(&page, &["After signing out: https://example.com/goodbye<"]);
    // An empty field removes it.
    boss.submit(REPLACE, &[&JOURNAL[..], &[("remote_user", "id"), ("after_sign_out", "")]].concat()).await;
    assert!(!boss.open(PAGE).await.text().contains("After signing out: "));

    let deleted = boss.submit(DELETE, &[("name", "journal")]).await;
    assert_eq!(deleted.location(), PAGE);
    assert_contains(&boss.follow(&deleted).await.text(), &["Application deleted.", "No applications yet."]);
    assert_eq!(boss.open("/applications/journal").await.status, 404);
}

#[tokio::test]
async fn an_application_that_cannot_be_read_is_named_and_can_be_changed() {
    let app = TestApp::new().await;
    open_application(&app, "broken", "Broken", "https://broken.example.com/").await;
    app.database.run("UPDATE applications SET locations = 'https://<b>/'").await;
    let mut boss = boss(&app).await;
    let problem = "Nobody may enter, because the application cannot be read. https://&lt;b&gt;/: use one host name";
    assert_contains(&boss.open(PAGE).await.text(), &["Needs a change", problem]);
    let page = boss.open("/applications/broken").await.text();
    assert_contains(&page, &["This application needs a change", problem]);
    let fields = [("name", "broken"), ("locations", "https://broken.example.com/"), ("entry", "everyone")];
    let saved = boss.submit(REPLACE, &fields).await;
    let page = boss.follow(&saved).await.text();
    assert!(!page.contains("needs a change") && page.contains("Changes saved."), "{page}");
}

#[tokio::test]
async fn an_application_whose_name_cannot_be_read_has_a_page_and_is_deleted_there() {
    let app = TestApp::new().await;
    open_application(&app, "broken", "Broken", "https://broken.example.com/").await;
    app.database.run("UPDATE applications SET name = 'Not a näme, 100 %'").await;
    let mut boss = boss(&app).await;
    let page = "/applications/Not%20a%20n%C3%A4me%2C%20100%20%25";
    let problem = "Delete it (`vestibule application delete NAME`) and create it again.";
    assert_contains(&boss.open(PAGE).await.text(), &[&format!("href=\"{page}\""), problem]);
    let shown = boss.open(page).await;
    assert_eq!(shown.status, 200);
    assert_contains(&shown.text(), &["<title>Application · Vestibule</title>", "Delete Not a näme, 100 %<", problem]);
    assert_eq!(boss.open("/applications/%FF").await.status, 404);
    let deleted = boss.submit(DELETE, &[("name", "Not a näme, 100 %")]).await;
    assert_contains(&boss.follow(&deleted).await.text(), &["Application deleted.", "No applications yet."]);
}

#[tokio::test]
async fn a_page_of_the_previous_version_leaves_what_it_does_not_know_as_it_is() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    boss.submit(CREATE, &JOURNAL).await;
    let with_all = [&JOURNAL[..], &[("remote_user", "id"), ("after_sign_out", "https://example.com/goodbye")]].concat();
    boss.submit(REPLACE, &with_all).await;
    let with_id = [&JOURNAL[..], &[("remote_user", "id")]].concat();
    for fields in [JOURNAL.as_slice(), with_id.as_slice()] {
        let saved = boss.submit(REPLACE, fields).await;
        let page = boss.follow(&saved).await.text();
        assert!(page.contains("Changes saved.") && is_checked(&page, "id"), "{page}");
        assert_contains(&page, &["value=\"https://example.com/goodbye\""]);
    }
}

#[tokio::test]
async fn a_rejected_form_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    let locations = "https://journal.example.com/\r\nhttp://example.com/ \"</textarea>";
    let fields = [
        ("name", "journal"),
        ("title", "x"),
        ("locations", locations),
        ("entry", "groups"),
        ("groups", "no-such-group"),
        ("claims[]", "email"),
        ("remote_user", "id"),
        ("after_sign_out", "http://example.com/\"bye"),
    ];
    let rejected = boss.submit(CREATE, &fields).await;
    assert_eq!(rejected.location(), PAGE);
    let page = boss.follow(&rejected).await.text();
    assert_contains(
        &page,
        &["There are 3 problems", "value=\"no-such-group\"", "/ &quot;&lt;/textarea&gt;</textarea>"],
    );
    assert!(is_checked(&page, "groups") && is_checked(&page, "email") && !is_checked(&page, "name"), "{page}");
    assert!(is_checked(&page, "id"), "{page}");

    // Members of no group at all.
    let fields = [JOURNAL[0], JOURNAL[2], ("entry", "groups"), ("groups", " ")];
    let rejected = boss.submit(CREATE, &fields).await;
    assert_contains(&boss.follow(&rejected).await.text(), &["There is a problem", "No applications yet."]);
}

#[tokio::test]
async fn twenty_long_locations_are_kept_as_well() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    let locations: Vec<_> = (10..30).map(|number| format!("https://journal-{number}.example.com/posts")).collect();
    let locations = locations.join("\r\n");
    let rejected = boss.submit(CREATE, &[("name", "Journal"), ("locations", &locations)]).await;
    assert_contains(&boss.follow(&rejected).await.text(), &["https://journal-29.example.com/posts</textarea>"]);
}

#[tokio::test]
async fn the_forms_lead_back_after_signing_in() {
    let app = TestApp::new().await;
    for (form, page) in [
        (CREATE, "/login?next=%2Fapplications"),
        (REPLACE, "/login?next=%2Fapplications%2Fjournal"),
        (DELETE, "/login?next=%2Fapplications%2Fjournal"),
    ] {
        assert_eq!(app.browser().submit(form, &JOURNAL).await.location(), page, "{form}");
    }
}

#[tokio::test]
async fn the_start_page_lists_the_applications_that_are_open_to_a_user() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let mut ada = app.browser();
    ada.log_in("ada").await;
    assert!(!ada.open("/").await.text().contains("aria-label=\"Applications\""), "nothing is open");

    open_application(&app, "a", "Zoo", "https://zoo.example.com/").await;
    open_application(&app, "z", "<b>Archive", "http://archive.localhost:8080/old").await;
    let request = ApplicationRequest {
        name: "secret".into(),
        locations: Expected::Given(vec!["https://secret.example.com/".into()]),
        ..ApplicationRequest::default()
    };
    app.accounts.create_application(&Caller::system(), request).await.expect("an application");
    let page = ada.open("/").await.text();
    let archive = "href=\"http://archive.localhost:8080/old\">&lt;b&gt;Archive</a></p><small>archive.localhost:8080<";
    assert_contains(&page, &[archive, "href=\"https://zoo.example.com/\">Zoo</a></p><small>zoo.example.com<"]);
    assert!(page.find("Archive") < page.find("Zoo"), "by title: {page}");
    assert!(!page.contains("secret.example.com"), "{page}");
    let stranger = app.get("/").html().send().await.text();
    assert!(!stranger.contains("zoo.example.com"), "{stranger}");
}
