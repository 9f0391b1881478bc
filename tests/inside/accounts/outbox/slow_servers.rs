//! Mail servers that take their time to answer the final dot of a message: they get it once, and delay no other message.

use super::{deliver, plain, queue, waiting};
use crate::support::smtp_server::SmtpServer;
use crate::support::*;
use futures::{StreamExt as _, stream};
use std::future::pending;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use vestibule::accounts::{DeliveryLimits, MailDelivery};
use vestibule::http::open_files::within_open_files;
use vestibule::http::server::Limits;
use vestibule::mail::Mailer;

/// A second takes 20 ms, for the client and for the server, so that nothing takes minutes.
pub(super) const SECOND: Duration = Duration::from_millis(20);

pub(super) fn delivery(app: &TestApp, mailer: &Mailer) -> MailDelivery {
    let DeliveryLimits { fast_lane_timeout, transfer_timeout, answer_timeout, lease } = DeliveryLimits::STANDARD;
    app.accounts.outbox().mail_delivery(mailer, CancellationToken::new()).within(DeliveryLimits {
        fast_lane_timeout: scaled(fast_lane_timeout),
        transfer_timeout: scaled(transfer_timeout),
        answer_timeout: scaled(answer_timeout),
        lease: scaled(lease),
    })
}

pub(super) fn scaled(time: Duration) -> Duration {
    SECOND.mul_f64(time.as_secs_f64())
}

/// An address whose server answers the final dot after so many of the seconds above.
pub(super) fn answers_after(seconds: u32, number: u32) -> String {
    format!("hold-{}-{number}@example.org", (SECOND * seconds).as_secs_f64())
}

#[tokio::test]
async fn a_message_that_is_answered_after_ten_forty_or_three_hundred_seconds_arrives_once() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let mailer = app.mailer(&plain(&server));
    // More than both lanes have places.
    let mut expected: Vec<_> = (0..60)
        .map(|number| answers_after(10, number))
        .chain((0..20).map(|number| answers_after(40, number)))
        .chain((0..5).map(|number| answers_after(300, number)))
        .collect();
    for address in &expected {
        queue(&app, address, None).await;
    }
    while !waiting(&app).await.is_empty() {
        let mut delivery = delivery(&app, &mailer);
        delivery.start_due().await.expect("the outbox");
        delivery.finish().await;
        // On a busy machine one may have taken too long before its final dot: it is tried again.
        app.clock.advance(Duration::from_secs(60 * 60));
    }
    let mut recipients = server.recipients();
    recipients.sort();
    expected.sort();
    assert_eq!(recipients, expected);
}

#[tokio::test]
async fn a_replica_keeps_a_message_while_it_waits_for_the_answer() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let (other, mailer) = (app.replica(|_| {}).await, app.mailer(&plain(&server)));
    queue(&app, &answers_after(300, 0), None).await;
    let (mut first, mut second) = (delivery(&app, &mailer), delivery(&other, &mailer));
    first.start_due().await.expect("the outbox");
    while !waiting(&app).await.is_empty() {
        sleep(10 * SECOND).await;
        app.clock.advance(10 * SECOND);
        second.start_due().await.expect("the outbox");
    }
    first.finish().await;
    second.finish().await;
    assert_eq!(server.count(), 1);
}

/// A mail server that never answers the final dot of a message to `example.org`. It is in this process, because aiosmtpd takes too
/// long for a thousand connections.
#[derive(Clone, Default)]
struct SilentServer {
    /// How many messages wait for the answer.
    waiting: Arc<AtomicUsize>,
    /// How many messages to other domains it has accepted.
    accepted: Arc<AtomicUsize>,
}

impl SilentServer {
    /// Returns its port as well.
    async fn start() -> (Self, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = Self::default();
        let listening = server.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                // An error means that the client has closed the connection.
                tokio::spawn(listening.clone().talk(connection));
            }
        });
        (server, port)
    }

    async fn talk(self, connection: TcpStream) -> io::Result<()> {
        let (reader, mut writer) = connection.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 mail.test\r\n").await?;
        let mut is_silent = false;
        while let Some(line) = lines.next_line().await? {
            let is_data = line == "DATA";
            if line.starts_with("RCPT") {
                is_silent = line.contains("@example.org");
            }
            let reply: &[u8] = if is_data { b"354 Go ahead\r\n" } else { b"250 OK\r\n" };
            writer.write_all(reply).await?;
            if is_data {
                loop {
                    let Some(line) = lines.next_line().await? else { return Ok(()) };
                    if line == "." {
                        break;
                    }
                }
                if is_silent {
                    self.waiting.fetch_add(1, Ordering::SeqCst);
                    pending::<()>().await;
                }
                self.accepted.fetch_add(1, Ordering::SeqCst);
                writer.write_all(b"250 OK\r\n").await?;
            }
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_messages_that_wait_for_an_answer_delay_one_to_another_domain_by_less_than_five_seconds() {
    /// As many as one domain may have.
    const WAITING: usize = 1_000;
    // Each of the connections has both of its ends in this process.
    within_open_files(Limits::default());
    let (app, (server, port)) = (TestApp::new().await, SilentServer::start().await);
    let mailer = app.mailer(&format!("smtp://127.0.0.1:{port}"));
    // Eight of them can begin to wait in this time.
    let limits = DeliveryLimits { fast_lane_timeout: Duration::from_millis(30), ..DeliveryLimits::STANDARD };
    let mut delivery = app.accounts.outbox().mail_delivery(&mailer, CancellationToken::new()).within(limits);
    let (app, addresses) = (&app, stream::iter((0..WAITING).map(|number| format!("user{number}@example.org"))));
    addresses.for_each_concurrent(8, |address| async move { queue(app, &address, None).await }).await;
    loop {
        delivery.start_due().await.expect("the outbox");
        sleep(Duration::from_millis(50)).await;
        if server.waiting.load(Ordering::SeqCst) == WAITING {
            break;
        }
        // On a busy machine some have taken too long before their final dot: they are tried again.
        app.database.run("UPDATE outbox SET next_attempt_at = created_at WHERE last_error IS NOT NULL").await;
    }

    queue(app, "maren@example.net", None).await;
    let queued = Instant::now();
    delivery.start_due().await.expect("the outbox");
    while server.accepted.load(Ordering::SeqCst) == 0 {
        assert!(queued.elapsed() < Duration::from_secs(5), "the message waits");
        sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(server.waiting.load(Ordering::SeqCst), WAITING, "the others still wait, and were sent once");
}

#[tokio::test]
async fn an_answer_that_never_comes_ends_in_another_try() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let mailer = app.mailer(&plain(&server));
    let address = answers_after(700, 0);
    queue(&app, &address, None).await;
    loop {
        let mut delivery = delivery(&app, &mailer);
        delivery.start_due().await.expect("the outbox");
        delivery.finish().await;
        if server.count() > 0 {
            break;
        }
        // On a busy machine it may have taken too long before its final dot: it is tried again at once.
        app.database.run("UPDATE outbox SET next_attempt_at = created_at WHERE last_error IS NOT NULL").await;
    }
    assert_eq!((waiting(&app).await, server.count()), (vec![address], 1));
    deliver(&app, &mailer).await;
    assert_eq!(server.count(), 1, "the wait is not over");
}
