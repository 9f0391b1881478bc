//! Applies the operator's file when a server starts: afterwards the database is the only source of applications
//! (`docs/decisions/0043-applications.md`).

use super::stored::{from_row, to_row};
use crate::accounts::policy::Action;
use crate::accounts::unit_of_work::UnitOfWork;
use crate::accounts::{Accounts, Caller};
use crate::applications::{Application, parse_location};
use crate::keys::fingerprint;
use crate::shared::audit::EventKind;
use crate::shared::error::AppError;
use crate::store::StoreError;
use crate::store::applications::{self as rows, ApplicationRow};

impl Accounts {
    /// Makes the applications of the file rows of the database, and deletes those that only an earlier file defined. A name or a
    /// location of another application becomes that of the file; the log says what its row was.
    ///
    /// To be called once, before the server accepts requests. What the server that has started last has applied is in effect at all
    /// servers.
    pub async fn apply_file(&self, mut file: Vec<Application>) -> Result<(), AppError> {
        file.sort_by(|one, other| one.name.cmp(&other.name));
        let views: Vec<_> = file.iter().map(Application::view).collect();
        let json = serde_json::to_vec(&views).unwrap_or_else(|_| unreachable!("views serialize to JSON"));
        let hash = fingerprint(&json);
        let job = async move |mut tx: UnitOfWork| Ok(apply(&mut tx, &file, &hash).await?);
        self.change(&Caller::system(), Action::ManageApplications, job).await?;
        self.0.applications.has_applied(hash);
        Ok(())
    }
}

/// `hash`: of the file. Writes only what differs.
async fn apply(tx: &mut UnitOfWork, file: &[Application], hash: &[u8; 32]) -> Result<(), StoreError> {
    let now = tx.now();
    let stored = rows::list(tx).await?;
    for row in &stored {
        if file.iter().any(|new| new.name.as_str() == row.name) {
            continue;
        }
        if row.of_file {
            rows::delete(tx, &row.name).await?;
            tx.record(tx.event(EventKind::ApplicationDelete).detail(&row.name));
        } else {
            take_locations(tx, row, file).await?;
        }
    }
    for new in file {
        let current = stored.iter().find(|row| row.name == new.name.as_str());
        if current.is_some_and(|row| from_row(row.clone()) == *new) {
            continue;
        }
        if let Some(row) = current.filter(|row| !row.of_file) {
            tracing::warn!(
                "the file of applications takes the place of an application of the database, which was {row:?}"
            );
        }
        let kind = if current.is_some() { EventKind::ApplicationUpdate } else { EventKind::ApplicationCreate };
        put(tx, kind, ApplicationRow { created_at: now.0, ..to_row(new) }).await?;
    }
    let applied = rows::applied_file(tx).await?;
    if !applied.map_or(file.is_empty(), |applied| applied.hash == *hash) {
        rows::note_file(tx, hash, now).await?;
    }
    Ok(())
}

/// Removes the locations that the file defines from the row of another application. The others stay, so that their addresses do not
/// fall to an application with a shorter path; so do lines that cannot be read.
async fn take_locations(tx: &mut UnitOfWork, row: &ApplicationRow, file: &[Application]) -> Result<(), StoreError> {
    let is_taken =
        |url: &str| parse_location(url).is_ok_and(|location| file.iter().any(|application| application.has(&location)));
    let kept: Vec<_> = row.locations.lines().filter(|url| !is_taken(url)).collect();
    if kept.len() == row.locations.lines().count() {
        return Ok(());
    }
    tracing::warn!("the file of applications takes locations of an application of the database, which was {row:?}");
    put(tx, EventKind::ApplicationUpdate, ApplicationRow { locations: kept.join("\n"), ..row.clone() }).await
}

/// Writes a row, and records the event.
async fn put(tx: &mut UnitOfWork, kind: EventKind, row: ApplicationRow) -> Result<(), StoreError> {
    let row = ApplicationRow { updated_at: tx.now().0, ..row };
    rows::put(tx, &row).await?;
    tx.record(tx.event(kind).detail(row.name));
    Ok(())
}
