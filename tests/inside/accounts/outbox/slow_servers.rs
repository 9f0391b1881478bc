//! Mail servers that take their time to answer the final dot of a message: they get it once, and delay no other message.

use super::{deliver, plain, queue, send_beside_a_thousand, waiting};
use crate::support::{TestApp, smtp_server::SmtpServer};
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use vestibule::{
    accounts::{DeliveryLimits, MailDelivery},
    mail::Mailer,
};

/// A second takes 20 ms, for the client and for the server, so that nothing takes minutes.
const SECOND: Duration = Duration::from_millis(20);

fn delivery(app: &TestApp, mailer: &Mailer) -> MailDelivery {
    let DeliveryLimits { fast_lane_timeout, transfer_timeout, answer_timeout, lease } = DeliveryLimits::STANDARD;
    app.accounts.mail_delivery(mailer, CancellationToken::new()).within(DeliveryLimits {
        fast_lane_timeout: scaled(fast_lane_timeout),
        transfer_timeout: scaled(transfer_timeout),
        answer_timeout: scaled(answer_timeout),
        lease: scaled(lease),
    })
}

fn scaled(time: Duration) -> Duration {
    SECOND.mul_f64(time.as_secs_f64())
}

/// An address whose server answers the final dot after so many of the seconds above.
fn answers_after(seconds: u32, number: u32) -> String {
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

#[tokio::test]
async fn a_thousand_servers_that_do_not_answer_delay_a_good_one_by_less_than_five_seconds() {
    send_beside_a_thousand(&["hold-600"]).await;
}

#[tokio::test]
async fn an_answer_that_never_comes_ends_in_another_try() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let mailer = app.mailer(&plain(&server));
    let address = answers_after(700, 0);
    queue(&app, &address, None).await;
    let mut delivery = delivery(&app, &mailer);
    delivery.start_due().await.expect("the outbox");
    delivery.finish().await;
    assert_eq!((waiting(&app).await, server.count()), (vec![address], 1));
    deliver(&app, &mailer).await;
    assert_eq!(server.count(), 1, "the wait is not over");
}
