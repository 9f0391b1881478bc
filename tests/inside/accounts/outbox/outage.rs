//! The database fails, or a lease ends, while a message is being sent: it arrives once.

use super::slow_servers::{self, SECOND, answers_after, scaled};
use super::{MINUTE, delivery, plain, queue, waiting};
use crate::support::smtp_server::SmtpServer;
use crate::support::*;
use tokio::time::sleep;
use vestibule::accounts::DeliveryLimits;
use vestibule::store::outbox::QueuedMail;
use vestibule::store::queue::claim;

/// The server answers the final dot when the test releases it.
const KEPT: &str = "keep-0@example.org";

/// Waits until the server has a message, which it has not answered yet.
async fn wait_for_final_dot(server: &SmtpServer) {
    while server.count() == 0 {
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_message_that_is_accepted_during_an_outage_longer_than_its_lease_arrives_once() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    queue(&app, KEPT, None).await;
    let mut delivery = delivery(&app, &app.mailer(&plain(&server)));
    delivery.start_due().await.expect("the outbox");
    wait_for_final_dot(&server).await;

    // From now on everything about the outbox fails.
    app.database.run("ALTER TABLE outbox RENAME TO outbox_elsewhere").await;
    app.clock.advance(3 * MINUTE);
    assert!(delivery.start_due().await.is_err());
    // The answer comes, and cannot be stored. If it takes longer, it is stored afterwards, and the message arrives once as well.
    server.release();
    sleep(Duration::from_secs(1)).await;
    app.database.run("ALTER TABLE outbox_elsewhere RENAME TO outbox").await;

    // The lease has ended, so the message can be claimed again before its outcome is stored.
    delivery.start_due().await.expect("the outbox");
    delivery.finish().await;
    assert_eq!((server.count(), waiting(&app).await), (1, Vec::new()));
}

#[tokio::test]
async fn a_process_that_claims_its_own_message_again_keeps_it_and_does_not_send_it_again() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    let (other, mailer) = (app.replica(|_| {}).await, app.mailer(&plain(&server)));
    // Longer than a lease.
    queue(&app, &answers_after(200, 0), None).await;
    let (mut first, mut second) = (slow_servers::delivery(&app, &mailer), slow_servers::delivery(&other, &mailer));
    first.start_due().await.expect("the outbox");
    wait_for_final_dot(&server).await;
    app.clock.advance(scaled(DeliveryLimits::STANDARD.lease));
    first.start_due().await.expect("the outbox");
    while !waiting(&app).await.is_empty() {
        sleep(10 * SECOND).await;
        app.clock.advance(10 * SECOND);
        first.start_due().await.expect("the outbox");
        second.start_due().await.expect("the outbox");
    }
    first.finish().await;
    second.finish().await;
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_message_that_was_sent_is_deleted_although_another_replica_has_claimed_it() {
    let (app, server) = (TestApp::new().await, SmtpServer::start());
    queue(&app, KEPT, None).await;
    let mut delivery = delivery(&app, &app.mailer(&plain(&server)));
    delivery.start_due().await.expect("the outbox");
    wait_for_final_dot(&server).await;
    app.clock.advance(3 * MINUTE);
    let now = app.accounts.now();
    let other = async move |mut tx: Tx| claim::<QueuedMail>(&mut tx, now, now.plus(2 * MINUTE), 1).await;
    app.db.write(other).await.expect("an answer").pop().expect("a message");
    server.release();
    delivery.finish().await;
    assert_eq!(waiting(&app).await, [""; 0]);
}
