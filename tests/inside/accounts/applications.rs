//! Applications: who may change them, conflicts with each other and with the file, and what is kept in memory.

use crate::support::{TestApp, code};
use std::time::Duration;
use tokio::{
    sync::oneshot,
    time::{Instant, sleep},
};
use vestibule::{
    accounts::{Authority, Caller, CurrentUser, Principal, application_problems},
    applications::{Address, Application, read_file},
    shared::{
        applications::{ApplicationRequest, ApplicationSource, ApplicationView},
        audit::EventKind,
        error::{AppError, ErrorCode},
        groups::{CreateGroupRequest, GroupNames},
        ids::SessionId,
        values::{Expected, Text},
    },
    store::{
        StoreError, Tx,
        locks::{self, AdvisoryLock},
    },
};

const FILE: &str = "\
[[application]]
name = \"shop\"
locations = [\"https://example.com/shop\"]
everyone = true
";

fn texts(items: &[&str]) -> Expected<Vec<Text>> {
    Expected::Given(items.iter().map(|item| Text::from(*item)).collect())
}

/// `name`: empty to leave it out.
fn request(name: &str, locations: &[&str]) -> ApplicationRequest {
    let name = if name.is_empty() { Text::Missing } else { name.into() };
    ApplicationRequest { name, locations: texts(locations), ..ApplicationRequest::default() }
}

async fn create(app: &TestApp, request: ApplicationRequest) -> Result<ApplicationView, AppError> {
    app.accounts.create_application(&Caller::system(), request).await
}

async fn replace(app: &TestApp, name: &str, request: ApplicationRequest) -> Result<ApplicationView, AppError> {
    app.wait(1);
    app.accounts.replace_application(&Caller::system(), name, request).await
}

async fn delete(app: &TestApp, name: &str) -> Result<(), AppError> {
    app.accounts.delete_application(&Caller::system(), name).await
}

async fn add_group(app: &TestApp, name: &str) {
    let request = CreateGroupRequest { name: name.into(), description: Text::Missing };
    app.accounts.create_group(&Caller::system(), request).await.unwrap();
}

/// The application that the address belongs to.
async fn at(app: &TestApp, url: &str) -> Option<String> {
    let applications = app.accounts.applications().await.unwrap();
    applications.at(&Address::parse_url(url).unwrap()).map(|application| application.name.to_string())
}

fn groups(names: &str) -> GroupNames {
    GroupNames::from_stored(names)
}

/// The code of the error, and its fields with their codes.
fn refused<T: std::fmt::Debug>(result: Result<T, AppError>) -> (ErrorCode, Vec<String>) {
    let error = result.unwrap_err();
    (error.code, error.errors.iter().map(|error| format!("{} {}", error.field, error.code)).collect())
}

async fn with_file() -> TestApp {
    let applications: Vec<Application> = read_file(FILE, None).unwrap();
    TestApp::with(|config| config.applications = applications).await
}

#[tokio::test]
async fn an_application_is_created_replaced_and_deleted_and_each_change_is_recorded() {
    let app = TestApp::new().await;
    add_group(&app, "editors").await;
    let created = create(&app, request("journal", &["https://journal.example.com"])).await.unwrap();
    assert_eq!((created.title.as_str(), created.source), ("journal", ApplicationSource::Database));
    assert_eq!(created.locations, ["https://journal.example.com/"]);
    assert_eq!(created.created_at, created.updated_at);
    let shown = app.accounts.show_application(&Caller::system(), "journal").await.unwrap();
    assert_eq!(shown, created);

    let changed = ApplicationRequest {
        title: "The Journal".into(),
        groups: texts(&["editors"]),
        claims: texts(&["name"]),
        ..request("", &["https://journal.example.com", "https://example.com/journal"])
    };
    let replaced = replace(&app, "journal", changed.clone()).await.unwrap();
    assert_eq!((replaced.title.as_str(), replaced.groups.joined(" ").as_str()), ("The Journal", "editors"));
    assert!(replaced.created_at == created.created_at && replaced.updated_at > created.updated_at);
    assert_eq!(replace(&app, "journal", changed).await.unwrap(), replaced, "nothing changes");
    assert_eq!(app.accounts.list_applications(&Caller::system()).await.unwrap(), [replaced]);

    delete(&app, "journal").await.unwrap();
    assert_eq!(code(delete(&app, "journal").await), ErrorCode::NotFound);
    let request = request("", &["https://a.example"]);
    assert_eq!(code(replace(&app, "journal", request.clone()).await), ErrorCode::NotFound);
    assert_eq!(code(replace(&app, "No name", request).await), ErrorCode::NotFound);
    let events = app.audit_events().await;
    let kinds = [EventKind::ApplicationCreate, EventKind::ApplicationUpdate, EventKind::ApplicationDelete];
    let of_applications: Vec<_> = events.iter().filter(|event| event.event.starts_with("application.")).collect();
    assert_eq!(
        of_applications.iter().map(|event| event.event.as_str()).collect::<Vec<_>>(),
        kinds.map(EventKind::as_str)
    );
    assert!(of_applications.iter().all(|event| event.detail.as_deref() == Some("journal")));
}

#[tokio::test]
async fn nobody_may_enter_until_said() {
    let app = TestApp::new().await;
    add_group(&app, "editors").await;
    create(&app, request("journal", &["https://journal.example.com"])).await.unwrap();
    let open = async |names: &str| {
        let applications = app.accounts.applications().await.unwrap();
        applications.open_to(&groups(names)).into_iter().map(|open| open.url).collect::<Vec<_>>()
    };
    assert!(open("").await.is_empty() && open("editors").await.is_empty());
    let for_editors =
        ApplicationRequest { groups: texts(&["editors"]), ..request("", &["https://journal.example.com"]) };
    replace(&app, "journal", for_editors).await.unwrap();
    assert!(open("").await.is_empty() && open("readers").await.is_empty());
    assert_eq!(open("editors readers").await, ["https://journal.example.com/"]);
    let for_all =
        ApplicationRequest { everyone: Expected::Given(true), ..request("", &["https://journal.example.com"]) };
    replace(&app, "journal", for_all).await.unwrap();
    assert_eq!(open("").await, ["https://journal.example.com/"]);
}

#[tokio::test]
async fn names_and_locations_belong_to_one_application() {
    let app = TestApp::new().await;
    create(&app, request("site", &["https://example.com", "https://www.example.com"])).await.unwrap();
    create(&app, request("wiki", &["https://example.com/wiki"])).await.unwrap();
    let taken = |fields: &[&str]| {
        (ErrorCode::ApplicationTaken, fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>())
    };
    let both = request("wiki", &["https://EXAMPLE.com:443/", "https://example.com/other"]);
    assert_eq!(refused(create(&app, both).await), taken(&["name taken", "locations taken"]));
    let other_case = request("other", &["https://example.com/WIKI/"]);
    let error = create(&app, other_case).await.unwrap_err();
    assert!(error.detail.contains("taken by the application wiki"), "{error}");
    let moved = request("", &["https://www.example.com"]);
    assert_eq!(refused(replace(&app, "wiki", moved).await), taken(&["locations taken"]));
    replace(&app, "wiki", request("wiki", &["https://example.com/wiki/", "https://w.example"])).await.unwrap();
    assert_eq!(at(&app, "https://w.example/page").await.as_deref(), Some("wiki"));
}

#[tokio::test]
async fn groups_must_exist_and_all_errors_are_reported_at_once() {
    let app = TestApp::new().await;
    add_group(&app, "editors").await;
    let request = ApplicationRequest {
        groups: texts(&["editors", "readers"]),
        claims: texts(&["phone"]),
        ..request("Journal", &["http://example.com"])
    };
    let fields = ["name not_allowed", "locations invalid_location", "groups unknown_group", "claims unknown_claim"];
    let expected = (ErrorCode::ValidationFailed, fields.map(str::to_owned).to_vec());
    assert_eq!(refused(create(&app, request).await), expected);
    assert!(app.audit_events().await.iter().all(|event| !event.event.starts_with("application.")));
}

#[tokio::test]
async fn only_administrators_with_a_session_manage_applications() {
    let app = TestApp::new().await;
    let signed_in = |user| {
        let authority = Authority::Session(SessionId(uuid::Uuid::from_u128(1)));
        Caller::from(Principal::User(CurrentUser { user: std::sync::Arc::new(user), authority }))
    };
    let person = signed_in(app.add("maren", "Maren").await);
    for caller in [Caller::default(), person] {
        let request = request("journal", &["https://a.example"]);
        let codes = [
            code(app.accounts.list_applications(&caller).await),
            code(app.accounts.show_application(&caller, "journal").await),
            code(app.accounts.create_application(&caller, request.clone()).await),
            code(app.accounts.replace_application(&caller, "journal", request).await),
            code(app.accounts.delete_application(&caller, "journal").await),
        ];
        assert_eq!(codes, [ErrorCode::Forbidden; 5]);
    }
}

#[tokio::test]
async fn what_the_file_defines_cannot_be_changed_or_taken() {
    let app = with_file().await;
    let shown = app.accounts.show_application(&Caller::system(), "shop").await.unwrap();
    assert_eq!((shown.source, shown.created_at), (ApplicationSource::File, None));
    let in_file = (ErrorCode::ApplicationTaken, vec!["name in_file".to_owned()]);
    assert_eq!(refused(create(&app, request("shop", &["https://a.example"])).await), in_file);
    assert_eq!(refused(replace(&app, "shop", request("", &["https://a.example"])).await), in_file);
    assert_eq!(refused(delete(&app, "shop").await), in_file);
    let taken = refused(create(&app, request("other", &["https://example.com/shop/"])).await);
    assert_eq!(taken, (ErrorCode::ApplicationTaken, vec!["locations taken".to_owned()]));
}

#[tokio::test]
async fn the_file_wins_over_the_database() {
    let app = TestApp::new().await;
    create(&app, request("shop", &["https://shop.example.com"])).await.unwrap();
    create(&app, request("old", &["https://example.com/shop", "https://example.com/old"])).await.unwrap();
    let applications = read_file(FILE, None).unwrap();
    let with_file = app.replica(|config| config.applications = applications).await;
    with_file.accounts.warn_about_applications().await.unwrap();
    assert_eq!(at(&with_file, "https://example.com/shop").await.as_deref(), Some("shop"));
    assert_eq!(at(&with_file, "https://example.com/old").await.as_deref(), Some("old"));
    assert_eq!(at(&with_file, "https://shop.example.com/").await, None);
    let listed = with_file.accounts.list_applications(&Caller::system()).await.unwrap();
    let names: Vec<_> = listed.iter().map(|view| (view.name.as_str(), view.source)).collect();
    assert_eq!(names, [("old", ApplicationSource::Database), ("shop", ApplicationSource::File)]);
}

/// Both on SQLite, where any commit evicts everything, and on PostgreSQL.
#[tokio::test]
async fn another_process_learns_of_changes() {
    let app = TestApp::new().await;
    let other = app.replica(|_| {}).await;
    let url = "https://journal.example.com/";
    let becomes = async |expected: Option<&str>| {
        let started = Instant::now();
        while at(&other, url).await.as_deref() != expected {
            assert!(started.elapsed() < Duration::from_secs(5), "not {expected:?} after five seconds");
            sleep(Duration::from_millis(10)).await;
        }
    };
    // On SQLite, the first poll only stores the current version.
    sleep(Duration::from_millis(500)).await;
    assert_eq!((at(&app, url).await, at(&other, url).await), (None, None));
    create(&app, request("journal", &[url])).await.unwrap();
    assert_eq!(at(&app, url).await.as_deref(), Some("journal"), "at once in the process that created it");
    becomes(Some("journal")).await;
    delete(&app, "journal").await.unwrap();
    assert_eq!(at(&app, url).await, None);
    becomes(None).await;
}

fn everyone(name: &str, locations: &[&str]) -> ApplicationRequest {
    ApplicationRequest { everyone: Expected::Given(true), ..request(name, locations) }
}

/// Writes the locations of an application by hand, and returns a server that starts afterwards.
async fn with_locations(app: &TestApp, name: &str, locations: &str) -> TestApp {
    app.database.run(&format!("UPDATE applications SET locations = '{locations}' WHERE name = '{name}'")).await;
    app.replica(|_| {}).await
}

async fn problems(app: &TestApp, name: &str) -> Vec<String> {
    app.accounts.show_application(&Caller::system(), name).await.unwrap().problems
}

#[tokio::test]
async fn a_row_that_cannot_be_read_closes_its_application_and_no_other() {
    let app = TestApp::new().await;
    add_group(&app, "editors").await;
    create(&app, everyone("site", &["https://site.example"])).await.unwrap();
    create(&app, everyone("broken", &["https://site.example/broken"])).await.unwrap();
    create(&app, everyone("unnamed", &["https://unnamed.example"])).await.unwrap();
    app.database.run("UPDATE applications SET name = 'Not a name' WHERE name = 'unnamed'").await;
    let too_long = format!("https://long.example/{}", "a".repeat(500));
    let broken = with_locations(&app, "broken", &format!("https://site.example/broken\n{too_long}")).await;

    broken.accounts.warn_about_applications().await.unwrap();
    let applications = broken.accounts.applications().await.unwrap();
    let open: Vec<_> = applications.open_to(&groups("editors")).into_iter().map(|open| open.url).collect();
    assert_eq!(open, ["https://site.example/"]);
    assert_eq!(at(&broken, "https://site.example/page").await.as_deref(), Some("site"));
    // Not of the application with the shorter path, which admits everyone.
    assert_eq!(at(&broken, "https://site.example/broken/x").await.as_deref(), Some("broken"));
    let listed = broken.accounts.list_applications(&Caller::system()).await.unwrap();
    let faulty: Vec<_> =
        listed.iter().filter(|view| !view.problems.is_empty()).map(|view| view.name.as_str()).collect();
    assert_eq!(faulty, ["Not a name", "broken"]);
    let problem = "Nobody may enter, because the application cannot be read. https://long.example/aaa";
    assert!(problems(&broken, "broken").await[0].starts_with(problem), "{listed:?}");
    assert!(broken.accounts.delete_group(&Caller::system(), "editors").await.is_ok());

    delete(&broken, "Not a name").await.unwrap();
    replace(&broken, "broken", everyone("", &["https://site.example/broken"])).await.unwrap();
    assert!(problems(&broken, "broken").await.is_empty());
    assert_eq!(broken.accounts.applications().await.unwrap().open_to(&groups("")).len(), 2);
}

#[tokio::test]
async fn applications_with_the_same_location_are_closed_there_and_no_other_is() {
    let app = TestApp::new().await;
    let shared = "https://example.com/journal";
    create(&app, everyone("journal", &[shared, "https://journal.example"])).await.unwrap();
    create(&app, everyone("aaa", &["https://aaa.example"])).await.unwrap();
    create(&app, everyone("site", &["https://example.com"])).await.unwrap();
    let app = with_locations(&app, "aaa", &format!("https://aaa.example/\n{shared}")).await;
    app.accounts.warn_about_applications().await.unwrap();

    for url in [shared, "https://example.com/journal/posts"] {
        assert_eq!(at(&app, url).await, None, "{url}");
    }
    for (url, expected) in [
        ("https://example.com/page", "site"),
        ("https://aaa.example/page", "aaa"),
        ("https://journal.example/posts", "journal"),
    ] {
        assert_eq!(at(&app, url).await.as_deref(), Some(expected), "{url}");
    }
    let open = app.accounts.applications().await.unwrap().open_to(&groups(""));
    let urls: Vec<_> = open.iter().map(|open| open.url.as_str()).collect();
    assert_eq!(urls, ["https://aaa.example/", "https://example.com/"], "without the one whose entrance is closed");

    for (name, other) in [("aaa", "journal"), ("journal", "aaa")] {
        let expected =
            format!("Nobody may enter at {shared}, because it is also a location of the application {other}. ");
        let problems = problems(&app, name).await;
        assert!(problems.len() == 1 && problems[0].starts_with(&expected), "{name}: {problems:?}");
    }
    assert!(problems(&app, "site").await.is_empty());
    let with_file = async |file| application_problems(&app.db, &read_file(file, None).unwrap(), None).await.unwrap();
    assert_eq!(with_file("").await.len(), 2);
    let in_file = "[[application]]\nname = \"news\"\nlocations = [\"https://example.com/Journal/\"]\n";
    assert!(with_file(in_file).await.is_empty(), "it belongs to the application of the file");

    replace(&app, "aaa", everyone("", &["https://aaa.example"])).await.unwrap();
    assert_eq!(at(&app, "https://example.com/journal/posts").await.as_deref(), Some("journal"));
    assert!(problems(&app, "aaa").await.is_empty() && problems(&app, "journal").await.is_empty());
}

#[tokio::test]
async fn what_is_accepted_can_be_read_again() {
    let app = TestApp::new().await;
    // The host is typed in 88 bytes, and kept in 223.
    let host = "ü.".repeat(27) + "example";
    let url = |length: usize| format!("https://{host}/{}", "a".repeat(length));
    let too_long = refused(create(&app, everyone("long", &[&url(400)])).await);
    assert_eq!(too_long, (ErrorCode::ValidationFailed, vec!["locations invalid_location".to_owned()]));
    create(&app, everyone("long", &[&url(260)])).await.unwrap();
    let started = app.replica(|_| {}).await;
    assert!(problems(&started, "long").await.is_empty());
    assert_eq!(started.accounts.applications().await.unwrap().open_to(&groups("")).len(), 1);
}

#[tokio::test]
async fn the_port_alone_sets_no_application_apart() {
    let app = TestApp::new().await;
    assert_eq!(app.accounts.settings().issuer, "http://localhost:3000");
    let other_port = vec!["locations other_port".to_owned()];
    for url in ["http://localhost:5000", "https://localhost:3000/shop"] {
        let expected = (ErrorCode::ValidationFailed, other_port.clone());
        assert_eq!(refused(create(&app, request("own", &[url])).await), expected, "{url}");
    }
    create(&app, request("own", &["http://localhost:3000/shop", "http://journal.localhost:8080"])).await.unwrap();
    // Of one application, the ports may differ.
    create(&app, request("tool", &["https://tool.example:4231", "https://tool.example:4233/x"])).await.unwrap();
    let taken = (ErrorCode::ApplicationTaken, other_port);
    let board = request("board", &["https://board.example", "https://tool.example:4232/board"]);
    let error = create(&app, board.clone()).await.unwrap_err();
    assert!(error.errors[0].message.contains("https://tool.example:4232/board is on the host of"), "{error:?}");
    assert_eq!(refused(create(&app, board.clone()).await), taken);
    create(&app, request("board", &["https://board.example"])).await.unwrap();
    assert_eq!(refused(replace(&app, "board", board).await), taken);
    let file = read_file("[[application]]\nname = \"own\"\nlocations = [\"https://a.example:1/\"]\n", None).unwrap();
    let with_file = app.replica(|config| config.applications = file).await;
    assert_eq!(refused(create(&with_file, request("new", &["https://a.example:2/"])).await), taken);
}

#[tokio::test]
async fn what_was_stored_before_the_rule_about_ports_keeps_serving_and_is_reported() {
    let app = TestApp::new().await;
    create(&app, everyone("tool", &["https://tool.example:4231"])).await.unwrap();
    create(&app, everyone("board", &["https://board.example"])).await.unwrap();
    create(&app, everyone("own", &["https://own.example"])).await.unwrap();
    with_locations(&app, "own", "http://localhost:5000/").await;
    let app = with_locations(&app, "board", "https://tool.example:4232/").await;
    app.accounts.warn_about_applications().await.unwrap();
    assert_eq!(app.accounts.applications().await.unwrap().open_to(&groups("")).len(), 3);
    assert_eq!(at(&app, "https://tool.example:4232/x").await.as_deref(), Some("board"));
    for (name, part) in [
        (
            "board",
            "https://tool.example:4232/ is on the host of https://tool.example:4231/, which belongs to the application tool",
        ),
        (
            "tool",
            "https://tool.example:4231/ is on the host of https://tool.example:4232/, which belongs to the application board",
        ),
        ("own", "http://localhost:5000/ is on the host of Vestibule with another port or scheme."),
    ] {
        let problems = problems(&app, name).await;
        assert!(problems.len() == 1 && problems[0].contains(part), "{name}: {problems:?}");
    }
    let unchanged = replace(&app, "board", everyone("", &["https://tool.example:4232"])).await.unwrap();
    assert_eq!(unchanged.problems.len(), 1, "nothing changes: {unchanged:?}");
    replace(&app, "board", everyone("", &["https://board.example"])).await.unwrap();
    assert!(problems(&app, "tool").await.is_empty() && problems(&app, "board").await.is_empty());
}

#[tokio::test]
async fn what_was_stored_before_the_rule_about_ports_can_be_changed() {
    let app = TestApp::new().await;
    for group in ["editors", "staff"] {
        add_group(&app, group).await;
    }
    create(&app, everyone("tool", &["https://tool.example:4231"])).await.unwrap();
    for (name, old) in [("board", "https://tool.example:4232/"), ("own", "http://localhost:5000/")] {
        let of_groups =
            |groups: &[&str], urls: &[&str]| ApplicationRequest { groups: texts(groups), ..request("", urls) };
        let admitting =
            ApplicationRequest { name: name.into(), ..of_groups(&["editors", "staff"], &["https://a.example"]) };
        create(&app, admitting).await.unwrap();
        let app = with_locations(&app, name, old).await;
        // One group less, and then nobody.
        for groups in [&["staff"][..], &[]] {
            let changed = replace(&app, name, of_groups(groups, &[old])).await.unwrap();
            assert_eq!((changed.groups.joined(" "), changed.problems.len()), (groups.join(" "), 1), "{changed:?}");
            assert_eq!(problems(&app, name).await, changed.problems);
        }
        // Others on that host are refused as before.
        let added = [old.replace(":4232", ":4233").replace(":5000", ":5001"), format!("{old}x")];
        for url in added {
            let (_, fields) = refused(replace(&app, name, of_groups(&[], &[old, &url])).await);
            assert_eq!(fields, ["locations other_port"], "{url}");
        }
        delete(&app, name).await.unwrap();
    }
}

#[tokio::test]
async fn applications_that_the_file_takes_the_place_of_have_no_problems() {
    let app = TestApp::new().await;
    create(&app, everyone("shop", &["https://shop.example"])).await.unwrap();
    create(&app, everyone("board", &["https://board.example:4231"])).await.unwrap();
    let app = with_locations(&app, "shop", "https://board.example:4232/").await;
    let problems = async |file| application_problems(&app.db, &read_file(file, None).unwrap(), None).await.unwrap();
    assert_eq!(problems("").await.len(), 2);
    assert!(problems(FILE).await.is_empty());
}

/// Both requests are accepted while a change of another administrator is under way, so they are decided one after the other.
#[tokio::test]
async fn a_group_that_is_deleted_meanwhile_is_not_admitted() {
    let app = TestApp::new().await;
    create(&app, request("old", &["https://old.example"])).await.unwrap();
    for changes in [["new", "https://new.example"], ["old", "https://old.example"]] {
        let [name, url] = changes;
        add_group(&app, "editors").await;
        let (release, released) = oneshot::channel::<()>();
        let db = app.db.clone();
        let other_change = tokio::spawn(async move {
            let hold = async move |mut tx: Tx| {
                locks::acquire(&mut tx, AdvisoryLock::Administrators).await?;
                released.await.unwrap_or(());
                Ok::<_, StoreError>(())
            };
            db.write(hold).await
        });
        sleep(Duration::from_millis(100)).await;
        let accounts = app.accounts.clone();
        let deletion = tokio::spawn(async move { accounts.delete_group(&Caller::system(), "editors").await });
        sleep(Duration::from_millis(200)).await;
        let accounts = app.accounts.clone();
        let admitting = ApplicationRequest { groups: texts(&["editors"]), ..request(name, &[url]) };
        let change = tokio::spawn(async move {
            let operator = Caller::system();
            match name {
                "new" => accounts.create_application(&operator, admitting).await,
                _ => accounts.replace_application(&operator, name, admitting).await,
            }
        });
        sleep(Duration::from_millis(200)).await;
        release.send(()).unwrap();
        other_change.await.unwrap().unwrap();
        let (deletion, change) = (deletion.await.unwrap(), change.await.unwrap());
        assert!(deletion.is_ok(), "{deletion:?}");
        assert_eq!(refused(change), (ErrorCode::ValidationFailed, vec!["groups unknown_group".to_owned()]), "{name}");
    }
    // A group that an application admits is in use.
    add_group(&app, "editors").await;
    replace(&app, "old", ApplicationRequest { groups: texts(&["editors"]), ..request("", &["https://old.example"]) })
        .await
        .unwrap();
    let deleted = app.accounts.delete_group(&Caller::system(), "editors").await;
    assert_eq!(code(deleted), ErrorCode::GroupInUse);
}
