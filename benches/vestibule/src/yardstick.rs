//! What PostgreSQL itself can do: the one statement that a refresh comes down to, run by pgbench.

use crate::{Result, client_threads, latencies::median, pgbench, postgres::Database};
use std::time::{Duration, SystemTime};

/// Beside `rotation.sql` stands why it is equivalent.
const SCRIPT: &str = "--file=benches/vestibule/rotation.sql";
/// How far apart the numbers of one round's tokens are from the next one's: a thousand clients have a milliard each.
const ROUND: u64 = 1_000_000_000_000;

pub struct Yardstick<'a> {
    database: Database<'a>,
    clients: usize,
    rates: Vec<f64>,
}

impl<'a> Yardstick<'a> {
    /// Beside a database of Vestibule, which nobody is connected to: its tables are the same, to the last index.
    pub async fn beside(subject: &Database<'a>, clients: usize) -> Result<Self> {
        Ok(Self { database: subject.copy("pgbench").await?, clients, rates: Vec::new() })
    }

    /// One round. pgbench counts in whole seconds, and not the time that connecting takes; so there is no warm-up.
    pub async fn run(&mut self, window: Duration) -> Result<()> {
        let first = ROUND * u64::try_from(self.rates.len())?;
        let now = 1000 * SystemTime::UNIX_EPOCH.elapsed()?.as_secs();
        let end = now + 1_000_000_000;
        self.database.run(&lineages(self.clients, first, now, end)).await?;
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
        self.rates.push(pgbench::rate_in(&report)?);
        Ok(())
    }

    /// Statements per second: the median of the rounds.
    pub fn rate(&self) -> f64 {
        median(self.rates.iter().copied())
    }
}

/// SQL that opens a session for each client, with the first token of its lineage.
fn lineages(clients: usize, first: u64, now: u64, end: u64) -> String {
    format!(
        "WITH lineages AS (
            SELECT client, gen_random_uuid() AS session FROM generate_series(0, {clients} - 1) AS client
        ), sessions AS (
            INSERT INTO sessions (id, user_id, remember, created_at, last_used_at, expires_at)
            SELECT session, (SELECT id FROM users LIMIT 1), TRUE, {now}, {now}, {end} FROM lineages
        )
        INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at)
        SELECT sha256(int8send({first} + client * 1000000000::bigint)), session, sha256('salt'), {now}, {end}
        FROM lineages"
    )
}
