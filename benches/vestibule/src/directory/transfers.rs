//! Measures the export and the import of all users, and the memory that they take.

use super::{
    concurrent_requests::ConcurrentRequests,
    import_file,
    installation::Installation,
    page_requests::get,
    session_client::{self, STEPS},
};
use crate::{
    Result,
    accounts::Account,
    client::{head, succeeded},
    connection::Connection,
    load::{self, Pace},
    process::Memory,
    progress,
    server::Server,
};
use serde::{Deserialize, Serialize};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use tokio::time::timeout;

/// Two paths, because the default export excludes deleted users.
const EXPORT_PATHS: [&str; 2] = ["/api/users/export", "/api/users/export?status=deleted"];
/// The number of connections during an import, together 50 requests a second. There are so many that one slow response rarely
/// delays the next request of its connection.
const CONCURRENT_CONNECTIONS: usize = 32;
const PACE: Pace = Pace::Every(Duration::from_millis(640));
/// The timeout of an import.
const IMPORT_TIMEOUT: Duration = Duration::from_secs(2 * 60 * 60);

/// An export or an import.
#[derive(Debug, Serialize)]
pub struct Transfer {
    pub rows: u64,
    pub bytes: u64,
    pub seconds: f64,
    /// Right afterwards, of a server that was started for this transfer.
    pub memory: Memory,
}

#[derive(Deserialize)]
struct Report {
    outcome: String,
    good: u64,
}

/// Exports all users, and checks that there are `expected` rows.
pub async fn export(installation: &Installation<'_>, who: &Account, expected: u64) -> Result<Transfer> {
    progress(&format!("export on {}", installation.engine.name()));
    let server = installation.subject.start_again().await?;
    let bearer = format!("Bearer {}", who.sign_in(&server).await?);
    let (mut lines, mut bytes) = (0, 0);
    let started = Instant::now();
    for path in EXPORT_PATHS {
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
    // Each file starts with a header line. No seeded name contains a line break.
    let rows = lines.saturating_sub(EXPORT_PATHS.len() as u64);
    if rows != expected {
        return Err(format!("the export has {rows} rows instead of {expected}").into());
    }
    Ok(Transfer { rows, bytes, seconds, memory })
}

/// Imports accounts into an installation that has only administrators, who use the server during the import.
pub async fn import(
    installation: &Installation<'_>,
    accounts: &[Account],
    rows: u64,
) -> Result<(Transfer, Vec<ConcurrentRequests>)> {
    let file = installation.subject.folder.join("accounts.csv");
    let bytes = import_file::write(&file, rows)?;
    progress(&format!("import of {rows} rows on {}", installation.engine.name()));
    let server = installation.subject.start_again().await?;
    // Of its own: an account that signs in again and again loses its oldest sessions, here that of the import.
    let (importer, others) = accounts.split_first().ok_or("there is no administrator")?;
    let bearer = format!("Bearer {}", importer.sign_in(&server).await?);
    let clients = session_client::clients(&server, others, CONCURRENT_CONNECTIONS).await?;
    let (seconds, times) = load::during(&server, clients, PACE, send(&server, &bearer, &file, bytes, rows)).await?;
    let memory = server.process.memory()?;
    server.stop().await?;
    Ok((Transfer { rows, bytes, seconds, memory }, ConcurrentRequests::of(&times, &STEPS)))
}

/// Uploads the file. Returns the seconds until the import is complete.
async fn send(server: &Server, bearer: &str, file: &Path, bytes: u64, rows: u64) -> Result<f64> {
    let head = head("POST", "/api/users/import", &[("authorization", bearer), ("content-type", "text/csv")], bytes);
    let mut connection = Connection::open(server.address).await?;
    let started = Instant::now();
    let response = timeout(IMPORT_TIMEOUT, connection.upload(&head, file)).await?;
    let response = response.map_err(|error| format!("the import failed: {error}"))?;
    let seconds = started.elapsed().as_secs_f64();
    succeeded(&response)?;
    let report: Report = serde_json::from_slice(&response.body)?;
    if report.outcome != "imported" || report.good != rows {
        return Err(format!("not all rows were imported: {}", String::from_utf8_lossy(&response.body)).into());
    }
    Ok(seconds)
}
