//! Applications: conflicts with each other and with the file, and what is kept in memory.

use crate::support::*;
use std::collections::BTreeSet;
use tempfile::NamedTempFile;
use tokio::sync::oneshot;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{Registry, fmt};
use vestibule::accounts::{admitted_groups, application_problems, file_problems, group_problems};
use vestibule::applications::{Address, FileDefinitions, read_file};
use vestibule::language::Message;
use vestibule::shared::applications::{ApplicationRequest, ApplicationSource, ApplicationView};
use vestibule::shared::groups::GroupNames;
use vestibule::store::locks::{self, AdvisoryLock};

const FILE: &str = "\
[[application]]
name = \"shop\"
locations = [\"https://example.com/shop\"]
everyone = true
";

/// `name`: empty to leave it out.
fn request(name: &str, locations: &[&str]) -> ApplicationRequest {
    let name = if name.is_empty() { Text::Missing } else { name.into() };
    ApplicationRequest { name, locations: texts(locations), ..ApplicationRequest::default() }
}

async fn create(app: &TestApp, request: ApplicationRequest) -> Result<ApplicationView, AppError> {
    app.accounts.applications().create_application(&Caller::system(), request).await
}

async fn replace(app: &TestApp, name: &str, request: ApplicationRequest) -> Result<ApplicationView, AppError> {
    app.wait(1);
    app.accounts.applications().replace_application(&Caller::system(), name, request).await
}

async fn delete(app: &TestApp, name: &str) -> Result<(), AppError> {
    app.accounts.applications().delete_application(&Caller::system(), name).await
}

/// The application that the address belongs to.
async fn at(app: &TestApp, url: &str) -> Option<String> {
    let applications = app.accounts.applications().all().await.unwrap();
    applications.at(&Address::parse_url(url).unwrap()).map(|application| application.name.to_string())
}

fn groups(names: &str) -> GroupNames {
    GroupNames::from_stored(names)
}

/// The code of the error, and its fields with their codes.
fn refused<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    let error = result.unwrap_err();
    let fields = error.errors.iter().map(|error| format!(" {} {}", error.field, error.code));
    format!("{:?}{}", error.code, fields.collect::<String>())
}

/// Another server on the same database, which applies this file.
async fn with_file(app: &TestApp, file: &str) -> TestApp {
    let applications = definitions(file);
    app.wait(1);
    app.replica(|config| config.applications = applications).await
}

fn definitions(file: &str) -> FileDefinitions {
    read_file(file, None, &|_| Err("no file".to_owned())).unwrap()
}

/// The names of all applications, and where each is defined.
async fn sources(app: &TestApp) -> Vec<String> {
    let listed = app.accounts.applications().list_applications(&Caller::system()).await.unwrap();
    listed.into_iter().map(|view| format!("{} {}", view.name, view.source)).collect()
}

/// What happened to applications; by name if it was at the same time.
async fn events(app: &TestApp) -> Vec<String> {
    let events = app.audit_events().await.into_iter().filter_map(|event| {
        let kind = event.event.strip_prefix("application.")?;
        Some((event.at, format!("{kind} {}", event.detail.as_deref()?)))
    });
    events.collect::<BTreeSet<_>>().into_iter().map(|(_, event)| event).collect()
}

/// Writes the log to a file until the result is dropped.
fn log_to(file: &NamedTempFile) -> DefaultGuard {
    let lines = fmt::layer().with_ansi(false).with_writer(file.reopen().unwrap());
    tracing::subscriber::set_default(Registry::default().with(lines))
}

/// The lines of the log that contain this text.
fn logged(file: &NamedTempFile, part: &str) -> Vec<String> {
    let log = std::fs::read_to_string(file.path()).unwrap();
    log.lines().filter(|line| line.contains(part)).map(str::to_owned).collect()
}

#[tokio::test]
async fn names_and_locations_belong_to_one_application() {
    let app = TestApp::new().await;
    create(&app, request("site", &["https://example.com", "https://www.example.com"])).await.unwrap();
    create(&app, request("wiki", &["https://example.com/wiki"])).await.unwrap();
    let both = request("wiki", &["https://EXAMPLE.com:443/", "https://example.com/other"]);
    assert_eq!(refused(create(&app, both).await), "ApplicationTaken name taken locations taken");
    let other_case = request("other", &["https://example.com/WIKI/"]);
    let error = create(&app, other_case).await.unwrap_err();
    assert!(error.detail.say().contains("taken by the application wiki"), "{error}");
    let moved = request("", &["https://www.example.com"]);
    assert_eq!(refused(replace(&app, "wiki", moved).await), "ApplicationTaken locations taken");
    replace(&app, "wiki", request("wiki", &["https://example.com/wiki/", "https://w.example"])).await.unwrap();
    assert_eq!(at(&app, "https://w.example/page").await.as_deref(), Some("wiki"));
}

#[tokio::test]
async fn what_the_file_defines_cannot_be_changed_or_taken() {
    let app = with_file(&TestApp::new().await, FILE).await;
    let shown = app.accounts.applications().show_application(&Caller::system(), "shop").await.unwrap();
    assert_eq!((shown.source, shown.created_at), (ApplicationSource::File, None));
    let in_file = "ApplicationTaken name in_file";
    assert_eq!(refused(create(&app, request("shop", &["https://a.example"])).await), in_file);
    assert_eq!(refused(replace(&app, "shop", request("", &["https://a.example"])).await), in_file);
    assert_eq!(refused(delete(&app, "shop").await), in_file);
    let taken = refused(create(&app, request("other", &["https://example.com/shop/"])).await);
    assert_eq!(taken, "ApplicationTaken locations taken");
    assert_eq!(app.accounts.applications().show_application(&Caller::system(), "shop").await.unwrap(), shown);
}

#[tokio::test]
async fn rows_of_the_file_change_and_go_with_it() {
    let app = TestApp::new().await;
    app.group("editors", &[]).await;
    create(&app, request("wiki", &["https://w.example"])).await.unwrap();
    let news = "[[application]]\nname = \"news\"\nlocations = [\"https://n.example/\"]\ngroups = [\"editors\"]\n";
    with_file(&app, &format!("{FILE}{news}")).await;
    assert_eq!(sources(&app).await, ["news file", "shop file", "wiki database"]);
    let deletion = app.accounts.groups().delete_group(&Caller::system(), "editors").await;
    assert_eq!(code(deletion), ErrorCode::GroupInUse);

    with_file(&app, &format!("{news}{FILE}")).await;
    let changed = with_file(&app, &FILE.replace("/shop\"", "/sale\"")).await;
    assert_eq!(sources(&app).await, ["shop file", "wiki database"]);
    assert_eq!(at(&changed, "https://example.com/sale").await.as_deref(), Some("shop"));
    assert_eq!(at(&changed, "https://n.example/").await, None);
    with_file(&app, "application = []\n").await;
    assert_eq!(sources(&app).await, ["wiki database"]);
    let expected = ["create wiki", "create news", "create shop", "delete news", "update shop", "delete shop"];
    assert_eq!(events(&app).await, expected, "a start that changes nothing records nothing");
}

/// With an application goes what was granted to its clients, for good.
#[tokio::test]
async fn a_mistake_in_the_file_deletes_nothing() {
    let app = TestApp::new().await;
    let news = "[[application]]\nname = \"news\"\nlocations = [\"https://n.example/\"]\n";
    with_file(&app, &format!("{FILE}{news}")).await;
    let all = ["news file", "shop file"];
    let taken = news.replace("news", "shop");
    for (mistaken, problem) in [
        ("", "line 1: It defines no application any more"),
        ("# nothing\n", "line 1: It defines no application any more"),
        ("[[application]]\n", "The key name is missing"),
        (format!("{FILE}[[application]]\n").as_str(), "The key name is missing"),
        (format!("{FILE}{}", news.replace("\"news\"", "\"the news\"")).as_str(), "line 6: "),
        (format!("{FILE}{taken}").as_str(), "The name shop is taken."),
        (format!("{FILE}{}", news.replace("application", "aplication")).as_str(), "unknown field `aplication`"),
    ] {
        let server = with_file(&app, mistaken).await;
        assert_eq!(sources(&app).await, all, "{mistaken}");
        let problems = server.accounts.applications().file_state().problems;
        assert!(problems.iter().any(|one| one.error.to_string().contains(problem)), "{mistaken}: {problems:?}");
        let checked = file_problems(&server.db, &definitions(mistaken), "http://localhost:3000").await.unwrap();
        assert_eq!(checked, problems, "{mistaken}");
    }
    assert_eq!(at(&app, "https://n.example/").await.as_deref(), Some("news"), "what it defined before stays in effect");
    // Its address falls to whichever application the file gives it.
    let moved = news.replace("\"news\"", "\"blog\"");
    let server = with_file(&app, &format!("{FILE}{moved}[[application]]\n")).await;
    assert_eq!(at(&server, "https://n.example/").await.as_deref(), Some("blog"));
    with_file(&app, FILE).await;
    assert_eq!(sources(&app).await, ["shop file"]);
}

#[tokio::test]
async fn groups_of_the_file_that_do_not_exist_are_named() {
    let app = TestApp::new().await;
    app.group("staff", &[]).await;
    let file =
        "[[application]]\nname = \"news\"\nlocations = [\"https://n.example/\"]\ngroups = [\"staff\", \"staf\"]\n";
    let definitions = definitions(&format!("{FILE}{file}"));
    let problems = group_problems(&app.db, admitted_groups(definitions.applications.iter())).await.unwrap();
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert!(problem.starts_with("The application news admits the group staf, which does not exist: "), "{problem}");
}

#[tokio::test]
async fn the_file_takes_names_and_locations_of_the_database() {
    let log = NamedTempFile::new().unwrap();
    let _logging = log_to(&log);
    let app = TestApp::new().await;
    create(&app, request("shop", &["https://shop.example.com"])).await.unwrap();
    create(&app, request("old", &["https://example.com/SHOP", "https://example.com/old"])).await.unwrap();
    create(&app, request("gone", &["https://gone.example"])).await.unwrap();
    let app = with_locations(&app, "gone", "https://example.com/shop/\nftp://gone.example/").await;
    let app = with_file(&app, FILE).await;

    assert_eq!(at(&app, "https://example.com/shop").await.as_deref(), Some("shop"));
    assert_eq!(at(&app, "https://example.com/old").await.as_deref(), Some("old"));
    assert_eq!(at(&app, "https://shop.example.com/").await, None);
    assert_eq!(sources(&app).await, ["gone database", "old database", "shop file"]);
    let locations = app.database.run("SELECT locations FROM applications ORDER BY name").await;
    assert_eq!(locations, ["ftp://gone.example/", "https://example.com/old", "https://example.com/shop"]);
    assert!(problems(&app, "gone").await[0].contains("ftp://gone.example/"), "it stays closed");
    assert!(problems(&app, "old").await.is_empty() && problems(&app, "shop").await.is_empty());
    assert_eq!(events(&app).await[3..], ["update gone", "update old", "update shop"]);
    let lost = logged(&log, "the file of applications takes");
    for was in
        ["https://example.com/shop/\\nftp://gone.example/", "https://example.com/SHOP", "https://shop.example.com/"]
    {
        assert!(lost.len() == 3 && lost.iter().any(|line| line.contains(was)), "{was}: {lost:?}");
    }
}

#[tokio::test]
async fn a_server_whose_file_is_not_in_effect_warns_and_does_not_write() {
    let log = NamedTempFile::new().unwrap();
    let _logging = log_to(&log);
    let one = with_file(&TestApp::new().await, FILE).await;
    let ready = async |app: &TestApp| app.get("/ready").send().await.json();
    let is_noticed = async |app: &TestApp| ready(app).await["applications"] == "another file";
    assert_eq!(ready(&one).await.get("applications"), None);

    let other = with_file(&one, &FILE.replace("shop", "wiki")).await;
    eventually("the other file is noticed", async || is_noticed(&one).await).await;
    assert!(!is_noticed(&other).await);
    let needs_attention = async |app: &TestApp| app.concerns().await.contains(&"replica".to_owned());
    assert_eq!((needs_attention(&one).await, needs_attention(&other).await), (true, false));
    for app in [&one, &other] {
        assert_eq!(sources(app).await, ["wiki file"]);
        assert_eq!(at(app, "https://example.com/wiki").await.as_deref(), Some("wiki"));
    }
    let warnings = logged(&log, "a server with another file of applications has started");
    assert_eq!(warnings.len(), 1, "{warnings:?}");

    // A restart applies its file again.
    let again = with_file(&one, FILE).await;
    assert_eq!((sources(&other).await, is_noticed(&again).await), (vec!["shop file".to_owned()], false));
    eventually("the restart is noticed", async || !is_noticed(&one).await && is_noticed(&other).await).await;
}

/// Both on SQLite, where any commit evicts everything, and on PostgreSQL.
#[tokio::test]
async fn another_process_learns_of_changes() {
    let app = TestApp::new().await;
    let other = app.replica(|_| {}).await;
    let url = "https://journal.example.com/";
    assert_eq!((at(&app, url).await, at(&other, url).await), (None, None));
    create(&app, request("journal", &[url])).await.unwrap();
    assert_eq!(at(&app, url).await.as_deref(), Some("journal"), "at once in the process that created it");
    eventually("the application is known", async || at(&other, url).await.is_some()).await;
    delete(&app, "journal").await.unwrap();
    assert_eq!(at(&app, url).await, None);
    eventually("the application is gone", async || at(&other, url).await.is_none()).await;
}

fn everyone(name: &str, locations: &[&str]) -> ApplicationRequest {
    ApplicationRequest { everyone: Expected::Given(true), ..request(name, locations) }
}

/// Writes the locations of an application by hand, and returns a server that starts afterwards.
async fn with_locations(app: &TestApp, name: &str, locations: &str) -> TestApp {
    app.database.run(&format!("UPDATE applications SET locations = '{locations}' WHERE name = '{name}'")).await;
    app.replica(|_| {}).await
}

/// The problems of an application in words.
fn said(application: &ApplicationView) -> Vec<String> {
    application.problems.iter().map(Message::say).collect()
}

async fn problems(app: &TestApp, name: &str) -> Vec<String> {
    said(&app.accounts.applications().show_application(&Caller::system(), name).await.unwrap())
}

#[tokio::test]
async fn a_row_that_cannot_be_read_closes_its_application_and_no_other() {
    let app = TestApp::new().await;
    app.group("editors", &[]).await;
    create(&app, everyone("site", &["https://site.example"])).await.unwrap();
    create(&app, everyone("broken", &["https://site.example/broken"])).await.unwrap();
    create(&app, everyone("unnamed", &["https://unnamed.example"])).await.unwrap();
    app.database.run("UPDATE applications SET name = 'Not a name' WHERE name = 'unnamed'").await;
    let too_long = format!("https://long.example/{}", "a".repeat(500));
    let broken = with_locations(&app, "broken", &format!("https://site.example/broken\n{too_long}")).await;

    let applications = broken.accounts.applications().all().await.unwrap();
    let open: Vec<_> = applications.open_to(&groups("editors")).into_iter().map(|open| open.url).collect();
    assert_eq!(open, ["https://site.example/"]);
    assert_eq!(at(&broken, "https://site.example/page").await.as_deref(), Some("site"));
    // Not of the application with the shorter path, which admits everyone.
    assert_eq!(at(&broken, "https://site.example/broken/x").await.as_deref(), Some("broken"));
    let listed = broken.accounts.applications().list_applications(&Caller::system()).await.unwrap();
    let faulty: Vec<_> =
        listed.iter().filter(|view| !view.problems.is_empty()).map(|view| view.name.as_str()).collect();
    assert_eq!(faulty, ["Not a name", "broken"]);
    let problem = "Nobody may enter, because the application cannot be read. https://long.example/aaa";
    assert!(problems(&broken, "broken").await[0].starts_with(problem), "{listed:?}");
    assert!(broken.accounts.groups().delete_group(&Caller::system(), "editors").await.is_ok());

    delete(&broken, "Not a name").await.unwrap();
    replace(&broken, "broken", everyone("", &["https://site.example/broken"])).await.unwrap();
    assert!(problems(&broken, "broken").await.is_empty());
    assert_eq!(broken.accounts.applications().all().await.unwrap().open_to(&groups("")).len(), 2);
}

#[tokio::test]
async fn applications_with_the_same_location_are_closed_there_and_no_other_is() {
    let app = TestApp::new().await;
    let shared = "https://example.com/journal";
    create(&app, everyone("journal", &[shared, "https://journal.example"])).await.unwrap();
    create(&app, everyone("aaa", &["https://aaa.example"])).await.unwrap();
    create(&app, everyone("site", &["https://example.com"])).await.unwrap();
    let app = with_locations(&app, "aaa", &format!("https://aaa.example/\n{shared}")).await;

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
    let open = app.accounts.applications().all().await.unwrap().open_to(&groups(""));
    let urls: Vec<_> = open.iter().map(|open| open.url.as_str()).collect();
    assert_eq!(urls, ["https://aaa.example/", "https://example.com/"], "without the one whose entrance is closed");

    for (name, other) in [("aaa", "journal"), ("journal", "aaa")] {
        let expected =
            format!("Nobody may enter at {shared}, because it is also an address of the application {other}. ");
        let problems = problems(&app, name).await;
        assert!(problems.len() == 1 && problems[0].starts_with(&expected), "{name}: {problems:?}");
    }
    assert!(problems(&app, "site").await.is_empty());
    assert_eq!(application_problems(&app.db, None).await.unwrap().len(), 2);

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
    assert_eq!(too_long, "ValidationFailed locations invalid_location");
    create(&app, everyone("long", &[&url(260)])).await.unwrap();
    let started = app.replica(|_| {}).await;
    assert!(problems(&started, "long").await.is_empty());
    assert_eq!(started.accounts.applications().all().await.unwrap().open_to(&groups("")).len(), 1);
}

#[tokio::test]
async fn the_port_alone_sets_no_application_apart() {
    let app = TestApp::new().await;
    assert_eq!(app.accounts.settings().issuer, "http://localhost:3000");
    for url in ["http://localhost:5000", "https://localhost:3000/shop"] {
        let refused = refused(create(&app, request("own", &[url])).await);
        assert_eq!(refused, "ValidationFailed locations other_port", "{url}");
    }
    create(&app, request("own", &["http://localhost:3000/shop", "http://journal.localhost:8080"])).await.unwrap();
    // Of one application, the ports may differ.
    create(&app, request("tool", &["https://tool.example:4231", "https://tool.example:4233/x"])).await.unwrap();
    let taken = "ApplicationTaken locations other_port";
    let board = request("board", &["https://board.example", "https://tool.example:4232/board"]);
    let error = create(&app, board.clone()).await.unwrap_err();
    assert!(error.errors[0].message.say().contains("https://tool.example:4232/board is on the host of"), "{error:?}");
    assert_eq!(refused(create(&app, board.clone()).await), taken);
    create(&app, request("board", &["https://board.example"])).await.unwrap();
    assert_eq!(refused(replace(&app, "board", board).await), taken);
    let file = "[[application]]\nname = \"own\"\nlocations = [\"https://a.example:1/\"]\n";
    assert_eq!(refused(create(&with_file(&app, file).await, request("new", &["https://a.example:2/"])).await), taken);
}

#[tokio::test]
async fn what_was_stored_before_the_rule_about_ports_keeps_serving_and_is_reported() {
    let app = TestApp::new().await;
    create(&app, everyone("tool", &["https://tool.example:4231"])).await.unwrap();
    create(&app, everyone("board", &["https://board.example"])).await.unwrap();
    create(&app, everyone("own", &["https://own.example"])).await.unwrap();
    with_locations(&app, "own", "http://localhost:5000/").await;
    let app = with_locations(&app, "board", "https://tool.example:4232/").await;
    assert_eq!(app.accounts.applications().all().await.unwrap().open_to(&groups("")).len(), 3);
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
        app.group(group, &[]).await;
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
            assert_eq!(problems(&app, name).await, said(&changed));
        }
        // Others on that host are refused as before.
        let added = [old.replace(":4232", ":4233").replace(":5000", ":5001"), format!("{old}x")];
        for url in added {
            let refused = refused(replace(&app, name, of_groups(&[], &[old, &url])).await);
            assert!(refused.ends_with(" locations other_port"), "{url}: {refused}");
        }
        delete(&app, name).await.unwrap();
    }
}

/// How many changes wait until a transaction has ended: for the writer of SQLite, or for the lock of administration.
async fn behind(app: &TestApp) -> usize {
    if app.database.is_postgres() {
        let waiting = "SELECT '' FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
                       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        return app.database.run(waiting).await.len();
    }
    app.db.load().queues.iter().map(|(_, waiting)| waiting).sum()
}

/// Both requests are accepted while a change of another administrator is under way, so they are decided one after the other.
#[tokio::test]
async fn a_group_that_is_deleted_meanwhile_is_not_admitted() {
    let app = TestApp::new().await;
    create(&app, request("old", &["https://old.example"])).await.unwrap();
    for changes in [["new", "https://new.example"], ["old", "https://old.example"]] {
        let [name, url] = changes;
        app.group("editors", &[]).await;
        let ((held, is_held), (release, released)) = (oneshot::channel(), oneshot::channel::<()>());
        let db = app.db.clone();
        let other_change = tokio::spawn(async move {
            let hold = async move |mut tx: Tx| {
                locks::acquire(&mut tx, AdvisoryLock::Administrators).await?;
                let _ = held.send(());
                released.await.unwrap_or(());
                Ok::<_, StoreError>(())
            };
            db.write(hold).await
        });
        is_held.await.expect("an open transaction");
        let accounts = app.accounts.clone();
        let deletion = tokio::spawn(async move { accounts.groups().delete_group(&Caller::system(), "editors").await });
        eventually("the deletion waits", async || behind(&app).await == 1).await;
        let accounts = app.accounts.clone();
        let admitting = ApplicationRequest { groups: texts(&["editors"]), ..request(name, &[url]) };
        let change = tokio::spawn(async move {
            let operator = Caller::system();
            match name {
                "new" => accounts.applications().create_application(&operator, admitting).await,
                _ => accounts.applications().replace_application(&operator, name, admitting).await,
            }
        });
        eventually("the change waits as well", async || behind(&app).await == 2).await;
        release.send(()).unwrap();
        other_change.await.unwrap().unwrap();
        let (deletion, change) = (deletion.await.unwrap(), change.await.unwrap());
        assert!(deletion.is_ok(), "{deletion:?}");
        assert_eq!(refused(change), "ValidationFailed groups unknown_group", "{name}");
    }
}
