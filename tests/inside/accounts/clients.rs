//! Clients of the operator's file: one mistake stops one client, and what was granted to it stays.

use crate::support::*;
use vestibule::applications::{FileDefinitions, read_file};
use vestibule::shared::applications::ApplicationSource;
use vestibule::shared::clients::{ClientId, ClientRequest, ClientView};

const FILE: &str = "\
[[application]]
name = \"wiki\"
everyone = true

[[application.client]]
client_id = \"wiki\"
secret_file = \"old\"
redirect_uris = [\"https://wiki.example.com/cb\"]

[[application.client]]
client_id = \"app\"
kind = \"public\"
redirect_uris = [\"http://127.0.0.1/cb\"]
";

/// A file with a secret of the same name has that name many times as its secret.
fn definitions(file: &str) -> FileDefinitions {
    read_file(file, None, &|path| Ok(path.repeat(10))).unwrap()
}

fn secret(path: &str) -> String {
    path.repeat(10)
}

/// Applies a file, as a server does when it changes.
async fn apply(app: &TestApp, file: &str) -> Vec<String> {
    app.install_client_key().await;
    app.wait(1);
    app.accounts.applications().apply_file(definitions(file)).await.unwrap();
    app.accounts.applications().file_state().problems.iter().map(|problem| problem.error.to_string()).collect()
}

async fn show(app: &TestApp, id: &str) -> ClientView {
    app.accounts.clients().show_client(&Caller::system(), id).await.unwrap()
}

/// Whether clients can ask for it.
async fn is_open(app: &TestApp, id: &str) -> bool {
    let applications = app.accounts.applications().all().await.unwrap();
    applications.client(&ClientId::from_stored(id.to_owned())).is_some()
}

async fn authenticates(app: &TestApp, secret: &str) -> bool {
    app.accounts.clients().authenticate_client("wiki", Some(secret)).await.unwrap().is_some()
}

#[tokio::test]
async fn clients_change_and_go_with_the_file() {
    let app = TestApp::new().await;
    let file = FILE.replace("\"old\"", "\"secret\"");
    assert!(apply(&app, &file).await.is_empty());
    assert!(is_open(&app, "wiki").await && is_open(&app, "app").await);
    assert!(authenticates(&app, &secret("secret")).await);
    let view = show(&app, "wiki").await;
    assert_eq!((view.source, view.secrets.len()), (ApplicationSource::File, 1));

    let both = file.replace("\"secret\"", "[\"secret\", \"second\"]");
    apply(&app, &both).await;
    assert!(authenticates(&app, &secret("secret")).await && authenticates(&app, &secret("second")).await);
    assert_eq!(show(&app, "wiki").await.secrets.iter().filter(|one| one.id == view.secrets[0].id).count(), 1);
    apply(&app, &file.replace("\"secret\"", "\"second\"")).await;
    assert!(!authenticates(&app, &secret("secret")).await && authenticates(&app, &secret("second")).await);

    let operator = Caller::system();
    let changed = app.accounts.clients().replace_client(&operator, "wiki", ClientRequest::default()).await;
    assert_eq!(code(changed), ErrorCode::ApplicationTaken, "the file alone changes it");
    assert_eq!(code(app.accounts.clients().delete_client(&operator, "wiki").await), ErrorCode::ApplicationTaken);
    let (first, _) = file.rsplit_once("[[application.client]]").unwrap();
    apply(&app, first).await;
    assert!(is_open(&app, "wiki").await && !is_open(&app, "app").await);
    assert_eq!(app.events("client.delete").await.len(), 1);
}

#[tokio::test]
async fn one_mistake_stops_one_client_and_no_other() {
    let app = TestApp::new().await;
    let file = FILE.replace("\"old\"", "\"secret\"");
    apply(&app, &file).await;
    for (mistake, problem) in [
        ("grants = [\"implicit\"]", "line 8: "),
        ("secret = \"x\"", "line 8: unknown field `secret`."),
        ("service_account = \"nothing\"", "line 8: "),
        ("resources = [\"http://localhost:3000/api\"]", "line 8: "),
    ] {
        let broken = file.replacen("redirect_uris", &format!("{mistake}\nredirect_uris"), 1);
        let problems = apply(&app, &broken).await;
        assert!(problems.len() == 1 && problems[0].starts_with(problem), "{mistake}: {problems:?}");
        assert!(!is_open(&app, "wiki").await && is_open(&app, "app").await, "{mistake}");
        let view = show(&app, "wiki").await;
        assert!(view.problems[0].say().contains("line 8"), "{:?}", view.problems);
        assert_eq!(view.definition.redirect_uris, ["https://wiki.example.com/cb"], "the page shows it as it was");
        let application = app.accounts.applications().show_application(&Caller::system(), "wiki").await.unwrap();
        assert_eq!(application.problems.len(), 1);
        // The same file again writes nothing.
        let events = app.events("client.update").await.len();
        apply(&app, &broken).await;
        assert_eq!(app.events("client.update").await.len(), events, "{mistake}");
    }
    assert_eq!(app.events("client.delete").await.len(), 0);
    assert!(apply(&app, &file).await.is_empty());
    assert!(authenticates(&app, &secret("secret")).await, "it has its secret again");
}

/// With a client goes what was granted to it, for good.
#[tokio::test]
async fn a_client_that_may_be_meant_by_a_mistaken_entry_is_not_deleted() {
    let app = TestApp::new().await;
    let file = FILE.replace("\"old\"", "\"secret\"");
    apply(&app, &file).await;
    let (first, _) = file.rsplit_once("[[application.client]]").unwrap();
    for mistaken in [
        file.replace("client_id = \"app\"", "client_id = \"an app\""),
        file.replace("client_id = \"app\"", "client_id = \"wiki\""),
        file.replace("client_id = \"app\"\n", ""),
        format!("{first}[[application.client]]\n"),
        format!("{first}[[application]]\n"),
        "[[application]]\nname = \"wiki\"\nclient = 1\n".to_owned(),
        String::new(),
    ] {
        assert!(!apply(&app, &mistaken).await.is_empty(), "{mistaken}");
        assert!(is_open(&app, "wiki").await && is_open(&app, "app").await, "{mistaken}");
    }
    assert_eq!(app.events("client.delete").await.len(), 0);
    assert!(apply(&app, first).await.is_empty());
    assert!(is_open(&app, "wiki").await && !is_open(&app, "app").await);
}

#[tokio::test]
async fn a_file_takes_a_client_of_the_database_and_an_export_writes_it() {
    let app = TestApp::new().await;
    app.add_application(open_at("wiki", "https://wiki.example.com/")).await;
    let client = app.add_client("wiki", openid::client_request("wiki")).await;
    let own = client.secret.expect("a secret");
    let file = app.accounts.clients().export_applications(&Caller::system(), &[]).await.unwrap();
    assert!(file.contains("client_id = \"wiki\"\n") && !file.contains(&own), "{file}");
    let before = show(&app, "wiki").await;
    assert!(apply(&app, &file).await.is_empty(), "{file}");
    let after = show(&app, "wiki").await;
    assert_eq!((after.definition, after.source), (before.definition, ApplicationSource::File));
    assert!(authenticates(&app, &own).await, "the hash of its secret is in the file");
    assert_eq!(
        app.accounts.clients().export_applications(&Caller::system(), &["wiki".to_owned()]).await.unwrap(),
        file
    );
    let unknown = app.accounts.clients().export_applications(&Caller::system(), &["shop".to_owned()]).await;
    assert_eq!(code(unknown), ErrorCode::NotFound);
}
