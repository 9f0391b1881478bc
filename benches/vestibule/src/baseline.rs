//! The baseline of PostgreSQL, run by pgbench: the writes of a refresh, and the first page of a list, each as a single
//! statement.

use crate::{
    Result, client_threads, pgbench,
    postgres::{Database, Route},
};
use std::time::{Duration, SystemTime};

/// `rotation.sql` explains why the statement is equivalent to a refresh.
const ROTATION: &str = "benches/vestibule/rotation.sql";
const PAGE: &str = "benches/vestibule/page.sql";
/// The number of tokens per round: each of up to 1,000 clients has a billion.
const TOKENS_PER_ROUND: u64 = 1_000_000_000_000;

pub struct Baseline<'a> {
    database: Database<'a>,
    clients: usize,
    /// Rounds of rotations so far.
    rotations: u64,
}

impl<'a> Baseline<'a> {
    /// Copies the database of Vestibule, so that tables and indexes are the same. There must be no connections to it.
    pub async fn prepare(subject: &Database<'a>, clients: usize) -> Result<Self> {
        Ok(Self { database: subject.copy("pgbench").await?, clients, rotations: 0 })
    }

    /// Rotates tokens for one round, and returns the rotations per second.
    pub async fn rotate(&mut self, route: &Route, window: Duration) -> Result<f64> {
        let first = TOKENS_PER_ROUND * self.rotations;
        self.rotations += 1;
        let now = 1000 * SystemTime::UNIX_EPOCH.elapsed()?.as_secs();
        let end = now + 1_000_000_000;
        self.database.run(&insert_sessions(self.clients, first, now, end)).await?;
        let define = |name: &str, value: u64| format!("--define={name}={value}");
        let values = [define("first", first), define("turn", 0), define("now", now), define("end", end)];
        self.run(ROTATION, &values, route, window).await
    }

    /// Reads the first page of a list for one round, and returns the pages per second.
    pub async fn read_pages(&self, route: &Route, window: Duration) -> Result<f64> {
        self.run(PAGE, &[], route, window).await
    }

    /// pgbench accepts whole seconds only. It does not count the time for connecting, so there is no warm-up.
    async fn run(&self, script: &str, values: &[String], route: &Route, window: Duration) -> Result<f64> {
        let mut options = vec![
            "--no-vacuum".to_owned(),
            format!("--protocol={}", route.protocol),
            format!("--client={}", self.clients),
            format!("--jobs={}", client_threads().min(self.clients)),
            format!("--time={}", window.as_secs_f64().ceil()),
            format!("--file={script}"),
        ];
        options.extend_from_slice(values);
        pgbench::parse_rate(&self.database.pgbench(route, &options).await?)
    }
}

/// SQL that inserts a session and its first refresh token for each client.
fn insert_sessions(clients: usize, first: u64, now: u64, end: u64) -> String {
    format!(
        "WITH clients AS (
            SELECT client, gen_random_uuid() AS session FROM generate_series(0, {clients} - 1) AS client
        ), sessions AS (
            INSERT INTO sessions (id, user_id, remember, created_at, last_used_at, expires_at)
            SELECT session, (SELECT id FROM users LIMIT 1), TRUE, {now}, {now}, {end} FROM clients
        )
        INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at)
        SELECT sha256(int8send({first} + client * 1000000000::bigint)), session, sha256('salt'), {now}, {end}
        FROM clients"
    )
}
