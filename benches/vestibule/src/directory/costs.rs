//! What an account, a session and an event take of the disk, and what is asked most of the processor.

use super::installation::Installation;
use crate::{
    Result,
    accounts::{self, Account},
    measurement::{Measurement, Rate},
    options::Engine,
    plan::Plan,
    progress,
    rates::{LOGIN, REFRESH},
    server::Server,
};
use serde::Serialize;
use std::fs;

/// The tables that have something for each account, session or event.
const ACCOUNTS: &[&str] = &["users", "user_words", "own_field_values"];
const SESSIONS: &[&str] = &["sessions", "refresh_tokens"];
const EVENTS: &[&str] = &["audit_events", "audit_origins"];

/// Bytes with all indexes. None: not measured.
#[derive(Debug, Default, Serialize)]
pub struct Bytes {
    pub of_account: Option<f64>,
    pub of_session: Option<f64>,
    pub of_event: Option<f64>,
}

/// The size of tables with their indexes, those in partitions included.
fn size_of(tables: &[&str]) -> String {
    let size = |table: &&str| {
        format!(
            "COALESCE((SELECT SUM(pg_total_relation_size(relid)) FROM pg_partition_tree('{table}')), \
             pg_total_relation_size('{table}'))"
        )
    };
    format!("SELECT ({})::bigint", tables.iter().map(size).collect::<Vec<_>>().join(" + "))
}

/// What `users` accounts take, and the sessions and events that were made up.
pub async fn bytes(installation: &Installation<'_>, users: u64) -> Result<Bytes> {
    let per = |bytes: u64, rows: u64| (rows > 0).then(|| bytes as f64 / rows as f64);
    if installation.engine == Engine::Sqlite {
        let file = fs::metadata(installation.subject.folder.join("vestibule.db"))?;
        return Ok(Bytes { of_account: per(file.len(), users), ..Bytes::default() });
    }
    let (database, done) = (installation.database()?, &installation.progress.done);
    let mut sizes = Vec::new();
    for tables in [ACCOUNTS, SESSIONS, EVENTS] {
        sizes.push(database.ask(&size_of(tables)).await?.parse::<u64>()?);
    }
    let of = |at: usize, rows: u64| sizes.get(at).and_then(|bytes| per(*bytes, rows));
    Ok(Bytes { of_account: of(0, users), of_session: of(1, done.sessions), of_event: of(2, done.events.0) })
}

/// The rates of refreshes and sign-ins. The sign-ins come last: each ends the oldest session of an account that has too many.
pub async fn rates(
    installation: &Installation<'_>,
    server: &Server,
    accounts: &[Account],
    connections: usize,
    plan: &Plan,
) -> Result<Vec<Rate>> {
    progress(&format!("refreshes and sign-ins on {}", installation.engine.name()));
    let mut refreshes =
        Measurement::new(REFRESH, server, accounts::refresh_clients(server, accounts, connections).await?);
    for _ in 0..plan.rounds {
        refreshes.run(plan).await?;
    }
    let mut sign_ins = Measurement::new(LOGIN, server, accounts::sign_in_clients(accounts, connections));
    for _ in 0..plan.rounds {
        sign_ins.run(plan).await?;
    }
    Ok(vec![refreshes.rate(), sign_ins.rate()])
}
