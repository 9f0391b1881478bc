//! Everyone as a file, and out of one, with a look at the memory that takes.

use super::{
    installation::Installation,
    concurrent_requests::ConcurrentRequests,
    page_requests::get,
    import_file,
    session_client::{self, STEPS},
};
use crate::{
    Result,
    connection::Connection,
    load::{self, Pace},
    accounts::Account,
    process::Memory,
    progress,
    server::Server,
    client::{head, succeeded},
};
use serde::{Deserialize, Serialize};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use tokio::time::timeout;

/// Two questions, for the first one leaves out those who are deleted.
const EVERYONE: [&str; 2] = ["/api/users/export", "/api/users/export?status=deleted"];
/// Connections of those who look around during an import, together 50 times a second: so many that one slow answer hardly
/// ever holds up what is due next on its connection.
const VISITORS: usize = 32;
const PACE: Pace = Pace::Every(Duration::from_millis(640));
/// How long an import may take before nobody waits for it any more.
const IMPORT_TIMEOUT: Duration = Duration::from_secs(2 * 60 * 60);

/// A file that went one way or the other.
#[derive(Debug, Serialize)]
pub struct Transfer {
    pub rows: u64,
    pub bytes: u64,
    pub seconds: f64,
    /// Of a server that was started for it, right afterwards.
    pub memory: Memory,
}

#[derive(Deserialize)]
struct Report {
    outcome: String,
    good: u64,
}

/// Takes everyone out, and counts them: so many are expected.
pub async fn export(installation: &Installation<'_>, who: &Account, expected: u64) -> Result<Transfer> {
    progress(&format!("everyone into a file, from {}", installation.engine.name()));
    let server = installation.subject.start_again().await?;
    let bearer = format!("Bearer {}", who.sign_in(&server).await?);
    let (mut lines, mut bytes) = (0, 0);
    let started = Instant::now();
    for path in EVERYONE {
        let mut connection = Connection::open(server.address).await?;
        connection
            .download(&get(path, &bearer), |piece| {
                bytes += piece.len() as u64;
                lines += piece.iter().filter(|byte| **byte == b'\n').count() as u64;
            })
            .await?;
    }
    let seconds = started.elapsed().as_secs_f64();
    let memory = server.process.memory()?;
    server.stop().await?;
    // Each file begins with the names of its columns; no made-up name has a line break in it.
    let rows = lines.saturating_sub(EVERYONE.len() as u64);
    if rows != expected {
        return Err(format!("{rows} rows came out where {expected} accounts are").into());
    }
    Ok(Transfer { rows, bytes, seconds, memory })
}

/// Brings so many accounts into a installation that is empty but for the administrators, while these look around.
pub async fn import(installation: &Installation<'_>, accounts: &[Account], rows: u64) -> Result<(Transfer, Vec<ConcurrentRequests>)> {
    let file = installation.subject.folder.join("accounts.csv");
    let bytes = import_file::write(&file, rows)?;
    progress(&format!("{rows} accounts from a file, into {}", installation.engine.name()));
    let server = installation.subject.start_again().await?;
    let bearer = format!("Bearer {}", accounts.first().ok_or("nobody to ask")?.sign_in(&server).await?);
    let visitors = session_client::clients(&server, accounts, VISITORS).await?;
    let (seconds, times) = load::during(&server, visitors, PACE, send(&server, &bearer, &file, bytes, rows)).await?;
    let memory = server.process.memory()?;
    server.stop().await?;
    Ok((Transfer { rows, bytes, seconds, memory }, ConcurrentRequests::of(&times, &STEPS)))
}

/// Sends the file, and tells how many seconds it took until everyone was in.
async fn send(server: &Server, bearer: &str, file: &Path, bytes: u64, rows: u64) -> Result<f64> {
    let head = head("POST", "/api/users/import", &[("authorization", bearer), ("content-type", "text/csv")], bytes);
    let mut connection = Connection::open(server.address).await?;
    let started = Instant::now();
    let response = timeout(IMPORT_TIMEOUT, connection.upload(&head, file)).await?;
    let response = response.map_err(|error| format!("the import: {error}"))?;
    let seconds = started.elapsed().as_secs_f64();
    succeeded(&response)?;
    let report: Report = serde_json::from_slice(&response.body)?;
    if report.outcome != "imported" || report.good != rows {
        return Err(format!("not everyone was brought in: {}", String::from_utf8_lossy(&response.body)).into());
    }
    Ok(seconds)
}
