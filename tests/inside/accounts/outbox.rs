//! Mail: what is in the outbox is sent, to a real mail server, once.

mod bad_servers;
mod languages;
mod outage;
mod slow_servers;

use crate::support::smtp_server::{LOGIN_IN_URL, SmtpServer, Tls};
use crate::support::*;
use futures::{StreamExt as _, stream};
use std::os::unix::fs::PermissionsExt as _;
use std::time::Instant;
use vestibule::accounts::{MailDelivery, Recipient};
use vestibule::mail::{Mail, Mailer, OneTime};
use vestibule::store::outbox::QueuedMail;
use vestibule::store::queue::{claim, delete};

const MINUTE: Duration = Duration::from_secs(60);
const TOKEN: &str = "c2VjcmV0LXRva2Vu";

async fn queue(app: &TestApp, address: &str, user: Option<UserId>) {
    queue_for(app, Recipient { address: address.to_owned(), user, language: None }).await;
}

async fn queue_for(app: &TestApp, to: Recipient) {
    let mail = Mail::PasswordReset { name: Some("Maren".to_owned()), minutes: 30 };
    let one_time = OneTime { token: TOKEN.to_owned(), digits: None };
    app.accounts.outbox().queue_mail(mail, to, Some(one_time)).await.expect("a place in the outbox");
}

fn delivery(app: &TestApp, mailer: &Mailer) -> MailDelivery {
    app.accounts.outbox().mail_delivery(mailer, CancellationToken::new())
}

/// Sends everything that is due, and waits until it is settled.
async fn deliver(app: &TestApp, mailer: &Mailer) {
    let mut delivery = delivery(app, mailer);
    delivery.start_due().await.expect("the outbox");
    delivery.finish().await;
}

async fn waiting(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT recipient FROM outbox ORDER BY recipient").await
}

async fn failures(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT detail FROM audit_events WHERE event = 'mail.failed'").await
}

fn plain(server: &SmtpServer) -> String {
    format!("smtp://127.0.0.1:{}", server.port())
}

fn message_id(message: &serde_json::Value) -> String {
    let data = message["data"].as_str().expect("a message");
    data.lines().find(|line| line.starts_with("Message-ID: ")).expect("a Message-ID").to_owned()
}

#[tokio::test]
async fn a_message_is_sent_with_its_link_and_leaves_nothing_behind_or_has_the_same_id_after_a_crash() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let mailer = app.mailer(&plain(&server));
    queue(&app, "maren@example.org", None).await;
    let stored = app.database.run("SELECT kind || parameters || recipient FROM outbox").await.concat();
    assert!(stored.contains("password_reset") && !stored.contains(TOKEN), "{stored}");

    deliver(&app, &mailer).await;
    let messages = server.messages();
    assert_eq!(server.recipients(), ["maren@example.org"]);
    // Quoted-printable writes `=` as `=3D`, and may break the line.
    let data = messages[0]["data"].as_str().unwrap().replace("=\r\n", "").replace("=3D", "=");
    assert!(data.contains(&format!("http://localhost:3000/reset-password?token={TOKEN}")), "{data}");
    assert!(waiting(&app).await.is_empty());

    deliver(&app, &mailer).await;
    assert_eq!(server.recipients().len(), 1);

    queue(&app, "maren@example.org", None).await;
    // The row survives, as if the process had ended between sending and deleting it.
    app.database.run("CREATE TABLE copied AS SELECT * FROM outbox").await;
    deliver(&app, &mailer).await;
    app.database.run("INSERT INTO outbox SELECT * FROM copied").await;
    deliver(&app, &mailer).await;
    let messages = server.messages();
    assert_eq!(messages.len(), 3);
    assert_eq!(message_id(&messages[1]), message_id(&messages[2]));
}

#[tokio::test]
async fn a_token_opens_only_in_the_message_that_it_was_sealed_for() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    queue(&app, "maren@example.org", None).await;
    queue(&app, "jonas@example.org", None).await;
    app.database
        .run(
            "UPDATE outbox SET sealed_token = (SELECT sealed_token FROM outbox WHERE recipient = 'maren@example.org') \
             WHERE recipient = 'jonas@example.org'",
        )
        .await;
    deliver(&app, &app.mailer(&plain(&server))).await;
    assert_eq!(server.recipients(), ["maren@example.org"]);
}

#[tokio::test]
async fn two_replicas_send_each_message_once() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let other = app.replica(|_| {}).await;
    let mailer = app.mailer(&plain(&server));
    let mut expected = Vec::new();
    for number in 0..40 {
        let address = format!("user{number:02}@example.org");
        queue(&app, &address, None).await;
        expected.push(address);
    }
    tokio::join!(deliver(&app, &mailer), deliver(&other, &mailer));
    let mut recipients = server.recipients();
    recipients.sort();
    assert_eq!(recipients, expected);
}

#[tokio::test]
async fn a_message_of_a_replica_that_died_is_sent_by_another_after_two_minutes() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let mailer = app.mailer(&plain(&server));
    queue(&app, "maren@example.org", None).await;
    let now = app.accounts.now();
    let other = async move |mut tx: Tx| claim::<QueuedMail>(&mut tx, now, now.plus(2 * MINUTE), 1).await;
    let claimed = app.db.write(other).await.expect("an answer").pop().expect("a message");
    deliver(&app, &mailer).await;
    assert!(server.recipients().is_empty(), "it belongs to the other replica");

    app.clock.advance(2 * MINUTE);
    deliver(&app, &mailer).await;
    assert_eq!(server.recipients(), ["maren@example.org"]);
    let late = async move |mut tx: Tx| delete(&mut tx, &claimed).await;
    assert!(!app.db.write(late).await.expect("an answer"), "the first replica has lost its claim");
}

#[tokio::test]
async fn a_message_that_is_refused_for_now_is_tried_again_after_a_wait() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let mailer = app.mailer(&plain(&server));
    queue(&app, "once-451@example.org", None).await;
    deliver(&app, &mailer).await;
    assert_eq!(waiting(&app).await, ["once-451@example.org"]);
    assert_eq!(app.database.run("SELECT last_error FROM outbox").await, ["RCPT TO was answered with 451"]);
    deliver(&app, &mailer).await;
    assert!(server.messages().is_empty(), "the wait is not over");

    app.clock.advance(2 * MINUTE);
    deliver(&app, &mailer).await;
    assert_eq!(server.recipients(), ["once-451@example.org"]);
    assert!(waiting(&app).await.is_empty() && failures(&app).await.is_empty());
}

#[tokio::test]
async fn an_address_that_refuses_mail_is_marked_until_it_accepts_some() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let mailer = app.mailer(&plain(&server));
    let marked = async || app.database.run("SELECT email_key || ': ' || reason FROM refused_addresses").await;
    queue(&app, "Refuse-550@example.org", None).await;
    deliver(&app, &mailer).await;
    assert!(waiting(&app).await.is_empty());
    // The server compares the local part with its case, and has therefore accepted this one.
    assert!(marked().await.is_empty());

    queue(&app, "refuse-550@example.org", None).await;
    deliver(&app, &mailer).await;
    assert!(waiting(&app).await.is_empty());
    assert_eq!(marked().await, ["refuse-550@example.org: RCPT TO was answered with 550"]);
    assert_eq!(failures(&app).await, ["password_reset"]);

    queue(&app, "Refuse-550@example.org", None).await;
    deliver(&app, &mailer).await;
    assert!(marked().await.is_empty());
}

#[tokio::test]
async fn a_message_is_given_up_after_a_day() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let mailer = app.mailer(&plain(&server));
    queue(&app, "later-451@example.org", None).await;
    for _ in 0..23 {
        deliver(&app, &mailer).await;
        assert_eq!(waiting(&app).await.len(), 1);
        app.clock.advance(60 * MINUTE);
    }
    app.clock.advance(59 * MINUTE);
    // At most 20 % less than an hour before the end of the day, so this attempt is the last one.
    deliver(&app, &mailer).await;
    assert!(waiting(&app).await.is_empty());
    assert_eq!(failures(&app).await, ["password_reset"]);
    assert!(app.database.run("SELECT email_key FROM refused_addresses").await.is_empty());
    // None was sent, so mail may not work at all.
    assert!(app.concerns().await.contains(&"mail".to_owned()));
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_hangs_up_or_answers_megabytes_only_delays_its_message() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    for address in ["drop@example.org", "huge@example.org", "maren@example.org"] {
        queue(&app, address, None).await;
    }
    deliver(&app, &app.mailer(&plain(&server))).await;
    assert_eq!(server.recipients(), ["maren@example.org"]);
    assert_eq!(waiting(&app).await, ["drop@example.org", "huge@example.org"]);

    queue(&app, "jonas@example.org", None).await;
    // Nothing listens on this port.
    deliver(&app, &app.mailer("smtp://127.0.0.1:1")).await;
    assert_eq!(waiting(&app).await.len(), 3);
    assert!(failures(&app).await.is_empty());
}

#[tokio::test]
async fn a_thousand_dead_addresses_delay_a_good_one_by_less_than_five_seconds() {
    let others = ["later-451", "refuse-550", "slow"];
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let mailer = app.mailer(&plain(&server));
    let addresses = (0..1000).map(|number| format!("{}-{number}@example.org", others[number % others.len()]));
    let (app, addresses) = (&app, stream::iter(addresses));
    // Several at a time, so that they share commits.
    addresses.for_each_concurrent(8, |address| async move { queue(app, &address, None).await }).await;
    let running = tokio::spawn(app.accounts.outbox().mail_delivery(&mailer, CancellationToken::new()).run());
    let mut waits = Vec::new();
    // The first one comes soon after the start, the second one when those that hang have taken all places.
    for (address, pause) in [("maren@example.org", 500), ("jonas@example.org", 4_000)] {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        // The newest message is sent first, and the clock of the test stands still otherwise.
        app.wait(1);
        queue(app, address, None).await;
        let queued = Instant::now();
        eventually("the message arrives", async || server.recipients().iter().any(|to| to == address)).await;
        waits.push(queued.elapsed());
        let untried = app.database.run("SELECT recipient FROM outbox WHERE attempts = 0").await;
        assert!(!untried.is_empty(), "no address was left to delay the message to {address}");
    }
    running.abort();
    assert_prompt(waits, Duration::from_secs(5), Duration::from_secs(60));
}

#[tokio::test]
async fn messages_are_encrypted_and_authenticated_as_configured() {
    let app = TestApp::new().await;
    for (scheme, parameters, tls) in [("smtp", "tls=required&", Tls::Explicit), ("smtps", "", Tls::Implicit)] {
        let server = SmtpServer::with(tls, true);
        let (port, ca) = (server.port(), server.ca());
        let url = |login: &str, ca: &str| format!("{scheme}://{login}localhost:{port}?{parameters}{ca}");
        let trusted = format!("ca={}", ca.display());
        for (url, error) in [
            (url(&format!("{LOGIN_IN_URL}@"), ""), "an authority that nobody knows"),
            (url("maren:wrong@", &trusted), "a wrong password"),
            (url("", &trusted), "no password"),
        ] {
            queue(&app, "maren@example.org", None).await;
            deliver(&app, &app.mailer(&url)).await;
            assert_eq!((waiting(&app).await.len(), server.messages().len()), (1, 0), "{scheme}: {error}");
            app.database.run("DELETE FROM outbox").await;
        }
        queue(&app, "maren@example.org", None).await;
        deliver(&app, &app.mailer(&url(&format!("{LOGIN_IN_URL}@"), &trusted))).await;
        let messages = server.messages();
        assert_eq!(messages.len(), 1, "{scheme}: {:?}", app.database.run("SELECT last_error FROM outbox").await);
        assert_eq!((&messages[0]["encrypted"], &messages[0]["authenticated"]), (&true.into(), &true.into()));
    }
    assert!(failures(&app).await.is_empty(), "a wrong configuration is not the fault of a recipient");
}

#[tokio::test]
async fn nothing_is_sent_to_a_server_without_tls_where_it_is_required() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    queue(&app, "maren@example.org", None).await;
    deliver(&app, &app.mailer(&format!("{}?tls=required", plain(&server)))).await;
    assert_eq!((waiting(&app).await.len(), server.messages().len()), (1, 0));
    app.clock.advance(2 * MINUTE);
    deliver(&app, &app.mailer(&format!("{}?tls=opportunistic", plain(&server)))).await;
    assert_eq!((waiting(&app).await.len(), server.messages().len()), (0, 1));
}

#[tokio::test]
async fn without_a_server_messages_are_files_that_only_their_owner_can_read() {
    let app = TestApp::new().await;
    queue(&app, "maren@example.org", None).await;
    deliver(&app, &app.mailer("")).await;
    let folder = app.database.folder().join("outbox");
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [file] = files.as_slice() else { panic!("{files:?}") };
    assert_eq!(file.extension().unwrap(), "eml");
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(file)), (0o700, 0o600));
    assert!(std::fs::read_to_string(file).unwrap().contains("To: maren@example.org\r\n"));
    assert!(waiting(&app).await.is_empty());
}

#[tokio::test]
async fn purging_an_account_deletes_its_mail_and_the_mark_of_its_address() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    app.register("refuse-550").await;
    app.register("maren").await;
    let id: UserId = app.id_of("refuse-550").await.parse().unwrap();
    queue(&app, "refuse-550@example.org", Some(id)).await;
    deliver(&app, &app.mailer(&plain(&server))).await;
    assert_eq!(app.database.run("SELECT email_key FROM refused_addresses").await.len(), 1);
    queue(&app, "refuse-550@example.org", Some(id)).await;
    queue(&app, "maren@example.org", None).await;

    app.change("refuse-550", "delete").await;
    app.clock.advance(31 * 24 * 60 * MINUTE);
    assert_eq!(app.accounts.maintenance().sweep().await.unwrap().accounts, 1);
    assert_eq!(waiting(&app).await, ["maren@example.org"]);
    assert!(app.database.run("SELECT email_key FROM refused_addresses").await.is_empty());
}
