//! One process writes to SQLite continuously while another one needs to write once, such as a server and a command.

use crate::database::TestDatabase;
use crate::support::store::{add, open};
use crate::support::{TestApp, assert_prompt, code, eventually};
use sqlx::Executor as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use vestibule::accounts::Caller;
use vestibule::shared::bulk::UserAction;
use vestibule::shared::error::ErrorCode;
use vestibule::store::changes::Notification;
use vestibule::store::{Conn, Db, StoreError, Tx};

/// The documented delay until the change of a command takes effect in a running server.
const SECOND: Duration = Duration::from_secs(1);
/// Concurrent writers in one process, each without a pause between its writes.
const WRITERS: usize = 8;

/// Writes continuously until it is stopped.
struct Flood {
    written: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    writers: JoinSet<()>,
}

impl Flood {
    async fn begin(db: &Db) -> Self {
        write(db, "CREATE TABLE flood (number INTEGER) STRICT").await;
        let (written, stop, mut writers) =
            (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)), JoinSet::new());
        for _ in 0..WRITERS {
            let (db, written, stop) = (db.clone(), Arc::clone(&written), Arc::clone(&stop));
            writers.spawn(async move {
                while !stop.load(Ordering::SeqCst) {
                    write(&db, "INSERT INTO flood (number) VALUES (1)").await;
                    written.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        let flood = Self { written, stop, writers };
        while flood.written() < 10 * WRITERS {
            sleep(Duration::from_millis(1)).await;
        }
        flood
    }

    /// The number of completed writes.
    fn written(&self) -> usize {
        self.written.load(Ordering::SeqCst)
    }

    async fn end(mut self) {
        self.stop.store(true, Ordering::SeqCst);
        while self.writers.join_next().await.is_some() {}
    }
}

async fn write(db: &Db, sql: &'static str) {
    let job = async move |mut tx: Tx| {
        let Conn::Sqlite(connection) = &mut *tx else { unreachable!("this is SQLite") };
        connection.execute(sql).await?;
        Ok::<_, StoreError>(())
    };
    db.write(job).await.expect("a write");
}

/// Measures the wait in commits of the other process, which does not depend on the speed of the machine.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_continuously_writing_process_lets_another_one_write() {
    const TIMES: usize = 5;
    let place = TestDatabase::sqlite();
    let db = open(&place).await;
    db.migrations().up(None).await.unwrap();
    let other = open(&place).await;
    let flood = Flood::begin(&db).await;
    let before = flood.written();
    for number in 0..TIMES {
        assert!(add(&other, number as u128 + 1, &format!("guest{number}")).await);
    }
    let passed = (flood.written() - before) / WRITERS / TIMES;
    flood.end().await;
    assert!(passed < 20, "the other process waited for {passed} commits each time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_by_another_process_takes_effect_within_a_second_in_a_continuously_writing_one() {
    let server = TestApp::on_database(Arc::new(TestDatabase::sqlite())).await;
    let command = server.replica(|_| {}).await;
    server.register("maren").await;
    let id = server.id_of("maren").await.parse().expect("an id");
    let mut changes = server.db.changes();
    let flood = Flood::begin(&server.db).await;

    let mut waits = Vec::new();
    for _ in 0..3 {
        let tokens = server.log_in("maren").await;
        server.accounts.sessions().authenticate(&tokens.access).await.expect("a cached session");
        let start = Instant::now();
        let disabled = command.accounts.users().change_status(&Caller::system(), id, UserAction::Disable).await;
        disabled.expect("a change");
        assert_eq!(changes.next().await, Some(Notification::Anything));
        eventually("the session has ended", async || {
            server.accounts.sessions().authenticate(&tokens.access).await.is_err()
        })
        .await;
        waits.push(start.elapsed());
        assert_eq!(code(server.accounts.sessions().authenticate(&tokens.access).await), ErrorCode::TokenRevoked);
        let enabled = command.accounts.users().change_status(&Caller::system(), id, UserAction::Enable).await;
        enabled.expect("a change");
        assert_eq!(changes.next().await, Some(Notification::Anything));
    }
    assert_prompt(waits, SECOND, 5 * SECOND);
    flood.end().await;
}
