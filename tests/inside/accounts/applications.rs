//! Applications: who may change them, conflicts with each other and with the file, and what is kept in memory.

use crate::support::TestApp;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use vestibule::{
    accounts::{ApplicationError, Authority, Caller, CurrentUser, Principal},
    applications::{Address, Application, read_file},
    shared::{
        applications::{ApplicationRequest, ApplicationSource, ApplicationView},
        audit::EventKind,
        error::{AppError, ErrorCode},
        groups::{CreateGroupRequest, GroupNames},
        ids::SessionId,
        strict::Expected,
        text::Text,
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

async fn create(app: &TestApp, request: ApplicationRequest) -> Result<ApplicationView, ApplicationError> {
    app.accounts.create_application(&Principal::System, &Caller::local(), request).await
}

async fn replace(app: &TestApp, name: &str, request: ApplicationRequest) -> Result<ApplicationView, ApplicationError> {
    app.wait(1);
    app.accounts.replace_application(&Principal::System, &Caller::local(), name, request).await
}

async fn delete(app: &TestApp, name: &str) -> Result<(), ApplicationError> {
    app.accounts.delete_application(&Principal::System, &Caller::local(), name).await
}

async fn add_group(app: &TestApp, name: &str) {
    let request = CreateGroupRequest { name: name.into(), description: Text::Missing };
    app.accounts.create_group(&Principal::System, &Caller::local(), request).await.unwrap();
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
fn refused<T: std::fmt::Debug>(result: Result<T, ApplicationError>) -> (ErrorCode, Vec<String>) {
    let error = AppError::from(result.unwrap_err());
    (error.code, error.errors.iter().map(|error| format!("{} {}", error.field, error.code)).collect())
}

async fn with_file() -> TestApp {
    let applications: Vec<Application> = read_file(FILE).unwrap();
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
    let shown = app.accounts.show_application(&Principal::System, "journal").await.unwrap();
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
    assert_eq!(app.accounts.list_applications(&Principal::System).await.unwrap(), [replaced]);

    delete(&app, "journal").await.unwrap();
    assert!(matches!(delete(&app, "journal").await, Err(ApplicationError::NotFound)));
    let request = request("", &["https://a.example"]);
    assert!(matches!(replace(&app, "journal", request.clone()).await, Err(ApplicationError::NotFound)));
    assert!(matches!(replace(&app, "No name", request).await, Err(ApplicationError::NotFound)));
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
    let error = AppError::from(create(&app, other_case).await.unwrap_err());
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
        Principal::User(CurrentUser { user: std::sync::Arc::new(user), authority })
    };
    let person = signed_in(app.add("maren", "Maren").await);
    for who in [Principal::Anonymous, person] {
        let request = request("journal", &["https://a.example"]);
        let caller = Caller::local();
        let forbidden = |result: Result<(), ApplicationError>| matches!(result, Err(ApplicationError::Forbidden));
        assert!(forbidden(app.accounts.list_applications(&who).await.map(drop)));
        assert!(forbidden(app.accounts.show_application(&who, "journal").await.map(drop)));
        assert!(forbidden(app.accounts.create_application(&who, &caller, request.clone()).await.map(drop)));
        assert!(forbidden(app.accounts.replace_application(&who, &caller, "journal", request).await.map(drop)));
        assert!(forbidden(app.accounts.delete_application(&who, &caller, "journal").await));
    }
}

#[tokio::test]
async fn what_the_file_defines_cannot_be_changed_or_taken() {
    let app = with_file().await;
    let shown = app.accounts.show_application(&Principal::System, "shop").await.unwrap();
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
    let applications = read_file(FILE).unwrap();
    let with_file = app.replica(|config| config.applications = applications).await;
    with_file.accounts.warn_about_overridden_applications().await.unwrap();
    assert_eq!(at(&with_file, "https://example.com/shop").await.as_deref(), Some("shop"));
    assert_eq!(at(&with_file, "https://example.com/old").await.as_deref(), Some("old"));
    assert_eq!(at(&with_file, "https://shop.example.com/").await, None);
    let listed = with_file.accounts.list_applications(&Principal::System).await.unwrap();
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
