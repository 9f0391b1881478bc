//! The baseline of refreshes on PostgreSQL: the writes of a refresh as a single statement, run by pgbench.

use crate::{Result, client_threads, latencies::median, pgbench, postgres::Database};
use std::time::{Duration, SystemTime};

/// `rotation.sql` explains why the statement is equivalent to a refresh.
const SCRIPT: &str = "--file=benches/vestibule/rotation.sql";
/// The number of tokens per round: each of up to 1,000 clients has a billion.
const TOKENS_PER_ROUND: u64 = 1_000_000_000_000;

pub struct Baseline<'a> {
    database: Database<'a>,
    clients: usize,
    rates: Vec<f64>,
}

impl<'a> Baseline<'a> {
    /// Copies the database of Vestibule, so that tables and indexes are the same. There must be no connections to it.
    pub async fn prepare(subject: &Database<'a>, clients: usize) -> Result<Self> {
        Ok(Self { database: subject.copy("pgbench").await?, clients, rates: Vec::new() })
    }

    /// Runs one round. pgbench accepts whole seconds only. It does not count the time for connecting, so there is no warm-up.
    pub async fn run(&mut self, window: Duration) -> Result<()> {
        let first = TOKENS_PER_ROUND * u64::try_from(self.rates.len())?;
        let now = 1000 * SystemTime::UNIX_EPOCH.elapsed()?.as_secs();
        let end = now + 1_000_000_000;
        self.database.run(&insert_sessions(self.clients, first, now, end)).await?;
        let define = |name: &str, value: u64| format!("--define={name}={value}");
        let options = [
            "--no-vacuum",
            "--protocol=prepared",
            &format!("--client={}", self.clients),
            &format!("--jobs={}", client_threads().min(self.clients)),
            &format!("--time={}", window.as_secs_f64().ceil()),
            &define("first", first),
            &define("turn", 0),
            &define("now", now),
            &define("end", end),
            SCRIPT,
        ];
        let report = self.database.pgbench(&options).await?;
        self.rates.push(pgbench::parse_rate(&report)?);
        Ok(())
    }

    /// The median of the statements per second.
    pub fn rate(&self) -> f64 {
        median(self.rates.iter().copied())
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
