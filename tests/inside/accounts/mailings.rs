//! Links for many accounts without a password: mailings, which send invitations at a limited rate, and files of password links.

use crate::support::smtp_server::SmtpServer;
use crate::support::*;
use futures::{TryStreamExt as _, stream};
use std::collections::BTreeMap;
use std::pin::pin;
use vestibule::accounts::PasswordLinkFile;
use vestibule::shared::awaiting_password::{
    AwaitingPasswordRequest, AwaitingPasswordView, MailingState, MailingView, PasswordLinksRequest,
};
use vestibule::shared::import::{ImportReport, ImportRequest};

/// The hash of some password.
const HASH: &str = "$2b$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK";

async fn import_file(app: &TestApp, file: String) -> ImportReport {
    let chunks = stream::iter([Ok::<_, AppError>(file)]);
    app.accounts.imports().import_users(&Caller::system(), &ImportRequest::default(), chunks).await.expect("a report")
}

/// Imports accounts without a password: `first`, `first` + 1 and so on. Returns the number of the import.
async fn import_guests(app: &TestApp, first: u32, count: u32) -> i64 {
    let rows: String = (first..first + count).map(|guest| format!("guest{guest:03}@example.org\n")).collect();
    let report = import_file(app, format!("email\n{rows}")).await;
    assert_eq!(report.without_password, u64::from(count), "{report:?}");
    report.import.expect("the number of the import")
}

/// The request for the accounts of one import, or for all.
fn of(import: Option<i64>) -> AwaitingPasswordRequest {
    let import = import.map_or(Text::Missing, |number| number.to_string().into());
    AwaitingPasswordRequest { import, ..AwaitingPasswordRequest::default() }
}

async fn begin(app: &TestApp, caller: &Caller, import: Option<i64>) -> Result<MailingView, AppError> {
    app.accounts.mailings().begin_mailing(caller, &of(import)).await
}

async fn begin_as_operator(app: &TestApp) -> MailingView {
    begin(app, &Caller::system(), None).await.expect("a mailing")
}

async fn feed(app: &TestApp) {
    app.accounts.mailings().feed_mailing().await.expect("the outbox");
}

async fn shown(app: &TestApp) -> AwaitingPasswordView {
    app.accounts.mailings().show_awaiting_password(&Caller::system(), &of(None)).await.expect("the figures")
}

async fn mailing(app: &TestApp) -> MailingView {
    shown(app).await.mailing.expect("a mailing")
}

async fn recipients(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT recipient FROM outbox WHERE kind = 'invitation' ORDER BY recipient").await
}

/// How many events of a kind there are.
async fn events(app: &TestApp, kind: &str) -> usize {
    app.events(kind).await.len()
}

/// Sends all messages that are due.
async fn deliver(app: &TestApp, server: &SmtpServer) {
    let mailer = app.mailer(&format!("smtp://127.0.0.1:{}", server.port()));
    let mut delivery = app.accounts.outbox().mail_delivery(&mailer, CancellationToken::new());
    delivery.start_due().await.expect("the outbox");
    delivery.finish().await;
}

/// An application with two administrators: the actor, and one who keeps the role.
async fn app_with_actor() -> (TestApp, Caller) {
    let app = TestApp::new().await;
    app.administrator("boss").await;
    let (_, tokens) = app.administrator("actor").await;
    let actor = app.caller(&tokens.access).await;
    (app, actor)
}

async fn links_file(app: &TestApp, caller: &Caller, password: &Text) -> Result<PasswordLinkFile, AppError> {
    app.accounts.mailings().create_password_links(caller, &PasswordLinksRequest::default(), password).await
}

/// The whole file of links for all accounts.
async fn whole_file(app: &TestApp) -> String {
    let file = links_file(app, &Caller::system(), &Text::Missing).await.expect("a file");
    let chunks: Vec<Vec<u8>> = file.file().try_collect().await.expect("all of it");
    String::from_utf8(chunks.concat()).expect("text")
}

/// The tokens in a file, by username.
fn tokens(file: &str) -> BTreeMap<String, String> {
    let token = |line: &str| {
        let (before, rest) = line.split_once("/reset-password?token=")?;
        let username = before.split('"').nth(1)?.to_owned();
        Some((username, rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()))
    };
    file.lines().filter_map(token).collect()
}

async fn choose(app: &TestApp, token: &str) -> u16 {
    app.choose_password(token, PASSWORD).send().await.status
}

#[tokio::test]
async fn active_people_without_a_password_are_counted() {
    let app = TestApp::new().await;
    app.add("maren", "Maren Holt").await;
    let (_, boss) = app.administrator("boss").await;
    let robot = json!({"username": "robot"});
    app.post("/api/service-accounts").bearer(&boss.access).json(&robot).expect_status(201).await;
    let rows = format!("ida@example.org,,\njonas@example.org,{HASH},\nlena@example.org,,disabled\n");
    let report = import_file(&app, format!("email,password_hash,status\n{rows}")).await;
    assert_eq!((report.good, report.without_password), (3, 1));

    assert_eq!((shown(&app).await.accounts, shown(&app).await.uninvited), (1, 1));
    let other = import_guests(&app, 1, 2).await;
    assert_eq!(shown(&app).await.accounts, 3);
    let of_import = app.accounts.mailings().show_awaiting_password(&Caller::system(), &of(Some(other))).await;
    assert_eq!(of_import.expect("the figures").accounts, 2);
    let unknown = app.accounts.mailings().show_awaiting_password(&Caller::system(), &of(Some(other + 1))).await;
    let refused = unknown.expect_err("a refusal");
    assert_eq!((&*refused.errors[0].field, &*refused.errors[0].code), ("import", "unknown_import"));
}

#[tokio::test]
async fn invitations_are_sent_at_the_rate() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    import_guests(&app, 1, 10).await;
    let begun = begin_as_operator(&app).await;
    assert_eq!((begun.state, begun.total, begun.sent, begun.waiting), (MailingState::Running, 10, 0, 10));
    feed(&app).await;
    feed(&app).await;
    assert_eq!(recipients(&app).await.len(), 1, "the first one at once, and the next one a second later");
    app.wait(2);
    feed(&app).await;
    assert_eq!(recipients(&app).await.len(), 3);
    let queued = mailing(&app).await;
    assert_eq!((queued.sent, queued.waiting), (0, 10), "what is in the outbox is not sent");
    deliver(&app, &server).await;
    let under_way = mailing(&app).await;
    assert_eq!((under_way.state, under_way.sent, under_way.waiting), (MailingState::Running, 3, 7));

    app.wait(3_600);
    feed(&app).await;
    assert_eq!(recipients(&app).await.len(), 5, "a pause is made up for by five seconds at most");
    app.wait(5);
    feed(&app).await;
    app.wait(5);
    feed(&app).await;
    deliver(&app, &server).await;
    let done = mailing(&app).await;
    assert_eq!((done.state, done.sent, done.waiting, done.failed), (MailingState::Completed, 10, 0, 0));
    let mut sent = server.recipients();
    sent.sort();
    sent.dedup();
    assert_eq!(sent.len(), 10, "each once");
    assert_eq!((events(&app, "mailing.begin").await, events(&app, "user.invite").await), (1, 10));
}

#[tokio::test]
async fn two_replicas_add_each_invitation_once() {
    let app = TestApp::with(|config| config.mailing_rate = 6_000).await;
    let other = app.replica(|config| config.mailing_rate = 6_000).await;
    import_guests(&app, 1, 120).await;
    begin_as_operator(&app).await;
    app.wait(5);
    tokio::join!(feed(&app), feed(&other), feed(&app));
    // The first that finds no account ends the mailing.
    feed(&other).await;
    let mut invited = recipients(&app).await;
    invited.dedup();
    assert_eq!(invited.len(), 120);
    assert_eq!(events(&app, "user.invite").await, 120);
    assert_eq!(mailing(&other).await.state, MailingState::Completed);
}

#[tokio::test]
async fn a_repeated_request_sends_nothing_twice() {
    let app = TestApp::new().await;
    let import = import_guests(&app, 1, 2).await;
    let first = begin_as_operator(&app).await;
    app.wait(1);
    assert_eq!(begin_as_operator(&app).await, first);
    let other = begin(&app, &Caller::system(), Some(import)).await;
    assert_eq!(code(other), ErrorCode::MailingRunning);
    feed(&app).await;
    app.wait(5);
    feed(&app).await;
    assert_eq!(mailing(&app).await.state, MailingState::Completed);

    let again = begin_as_operator(&app).await;
    assert_eq!((again.state, again.total), (MailingState::Completed, 0), "everybody has an open invitation");
    import_guests(&app, 3, 1).await;
    assert_eq!(begin_as_operator(&app).await.total, 1, "only the new account");
    app.wait(5);
    feed(&app).await;
    assert_eq!(recipients(&app).await, ["guest001@example.org", "guest002@example.org", "guest003@example.org"]);
    assert_eq!(events(&app, "mailing.begin").await, 2);
}

#[tokio::test]
async fn accounts_that_cannot_sign_in_any_more_get_no_invitation() {
    let app = TestApp::new().await;
    import_guests(&app, 1, 3).await;
    begin_as_operator(&app).await;
    app.change("guest001", "disable").await;
    app.change("guest003", "delete").await;
    app.wait(5);
    feed(&app).await;
    feed(&app).await;
    assert_eq!(recipients(&app).await, ["guest002@example.org"]);
    assert_eq!(mailing(&app).await.state, MailingState::Completed);
}

#[tokio::test]
async fn a_message_that_is_refused_has_failed() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    import_file(&app, "email\nrefuse-550@example.org\nida@example.org\n".to_owned()).await;
    begin_as_operator(&app).await;
    app.wait(5);
    feed(&app).await;
    feed(&app).await;
    deliver(&app, &server).await;
    let done = mailing(&app).await;
    assert_eq!((done.state, done.sent, done.failed, done.waiting), (MailingState::Completed, 1, 1, 0));
    assert_eq!(server.recipients(), ["ida@example.org"]);
}

#[tokio::test]
async fn a_mailing_stops_with_the_role_of_its_creator() {
    let (app, actor) = app_with_actor().await;
    import_guests(&app, 1, 10).await;
    begin(&app, &actor, None).await.expect("a mailing");
    feed(&app).await;
    assert_eq!(recipients(&app).await.len(), 1);
    app.change("actor", "disable").await;
    app.wait(5);
    feed(&app).await;
    assert_eq!(mailing(&app).await.state, MailingState::Stopped);
    assert_eq!(recipients(&app).await.len(), 1);
    assert_eq!(events(&app, "mailing.stop").await, 1);
}

#[tokio::test]
async fn each_link_of_a_file_sets_the_password_of_its_account_once() {
    let app = TestApp::new().await;
    app.add("maren", "Maren Holt").await;
    import_guests(&app, 1, 3).await;
    app.change("guest003", "disable").await;
    let file = whole_file(&app).await;
    assert!(file.starts_with("\"username\",\"email\",\"link\",\"expires\"\r\n"), "{file}");
    assert!(file.contains("\r\n\"guest001\",\"guest001@example.org\",\"http"), "{file}");
    assert_eq!((events(&app, "password.links_issued").await, events(&app, "password.reset_issued").await), (1, 2));

    let links = tokens(&file);
    assert_eq!(links.keys().collect::<Vec<_>>(), ["guest001", "guest002"]);
    assert_eq!((choose(&app, &links["guest001"]).await, choose(&app, &links["guest001"]).await), (204, 404));
    app.log_in("guest001").await;
    // Another file replaces the first one, and has only the accounts that still have no password.
    let newer = tokens(&whole_file(&app).await);
    assert_eq!(newer.keys().collect::<Vec<_>>(), ["guest002"]);
    assert_eq!((choose(&app, &links["guest002"]).await, choose(&app, &newer["guest002"]).await), (404, 204));
}

#[tokio::test]
async fn a_file_ends_when_its_creator_is_no_administrator_any_more() {
    let (app, actor) = app_with_actor().await;
    import_guests(&app, 1, 150).await;
    let file = links_file(&app, &actor, &Text::Missing).await.expect("a file");
    let mut chunks = pin!(file.file());
    assert!(chunks.try_next().await.expect("the header").is_some());
    let links = chunks.try_next().await.expect("the first links").expect("a chunk");
    let links = tokens(&String::from_utf8(links).expect("text"));
    assert!(!links.is_empty() && links.len() < 150, "{}", links.len());
    app.change("actor", "disable").await;
    assert!(chunks.try_next().await.is_err());
    let first = links.values().next().expect("a link");
    assert_eq!(choose(&app, first).await, 404, "the links of a former administrator are not valid");
}
