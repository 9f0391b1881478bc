//! Applies the operator's file when a server starts and when the file changes: afterwards the database is the only source of
//! applications (`docs/decisions/0043-applications.md`).

use super::memory::FileState;
use super::stored::{from_row, to_row};
use crate::accounts::clients::{apply_clients, client_problems};
use crate::accounts::deletions::BATCH;
use crate::accounts::group_rules::group_file_problems;
use crate::accounts::own_fields::{named_problems, planned, read_fields};
use crate::accounts::terms::of_unknown_application;
use crate::accounts::{Action, Applications, Caller, UnitOfWork};
use crate::applications::{Application, FileDefinitions, FileError, FileProblem, parse_location};
use crate::keys::fingerprint;
use crate::language::message;
use crate::shared::{AppError, ApplicationName, EventKind};
use crate::store::applications as rows;
use crate::store::clients::removal;
use crate::store::{ApplicationRow, Conn, Db, StoreError};

impl Applications {
    /// Makes the applications and clients of the file rows of the database, and deletes those that only an earlier file defined,
    /// unless that may be a mistake: with an application goes what was granted to its clients, for good. A name, a location or a
    /// client id of another application becomes that of the file; the log says what its row was.
    ///
    /// What the server that has applied a file last has applied is in effect at all servers.
    pub async fn apply_file(&self, mut file: FileDefinitions) -> Result<(), AppError> {
        file.applications.sort_by(|one, other| one.name.cmp(&other.name));
        let views: Vec<_> = file.applications.iter().map(Application::view).collect();
        let mut json = serde_json::to_vec(&views).unwrap_or_else(|_| unreachable!("views serialize to JSON"));
        json.extend(others(&file));
        if !file.clients.is_empty() {
            self.signing_keys().make_client_signing_key(&Caller::system()).await?;
        }
        let providers = std::mem::take(&mut file.providers);
        let terms = std::mem::take(&mut file.terms);
        // Before the applications, which may be told them.
        let fields = file.fields.take();
        file.problems.extend(self.own_fields().apply_file_fields(fields, file.has_wrong_field).await?);
        let fields = self.own_fields().all().await?;
        file.problems.extend(named_problems(&fields, &file.named));
        let groups = std::mem::take(&mut file.groups);
        if !groups.is_empty() {
            file.problems.extend(self.group_rules().apply_file_groups(groups).await?);
        }
        let (hash, mut problems) = loop {
            let (file, json) = (file.clone(), json.clone());
            let job = async move |mut tx: UnitOfWork| {
                if defines_deleted(&mut tx, &file).await? {
                    return Ok(None);
                }
                Ok(Some(apply(&mut tx, file, json).await?))
            };
            if let Some(applied) = self.change(&Caller::system(), Action::ManageApplications, job).await? {
                break applied;
            }
            // An earlier file, or somebody, has deleted what this file defines again. What was granted to it does not come back.
            self.deletions().finish_deletions().await?;
        };
        // After the applications, which they may be of.
        problems.extend(self.terms().publish_file_terms(terms).await?);
        problems.sort_by_key(|problem| problem.error.line);
        // Those of clients that the file does not define any more.
        self.deletions().finish_deletions_later();
        problems.iter().for_each(|problem| tracing::warn!("the file of applications, {}", problem.error));
        self.parts().caches.applications.has_applied(hash, problems);
        self.providers().set_file_providers(providers);
        Ok(())
    }

    /// Notes that the file has changed, and cannot be read. What it defined before stays in effect.
    pub fn file_failed(&self, why: String) {
        self.parts().caches.applications.file_failed(why);
    }

    /// What is wrong with the file, as this server has read it last.
    pub fn file_state(&self) -> FileState {
        self.parts().caches.applications.file_state()
    }
}

/// What the file defines beside applications and clients, as JSON. Empty if there is none of it: then a version that does not know of it
/// tells files apart as this one.
fn others(file: &FileDefinitions) -> Vec<u8> {
    let fields: Vec<_> = file.fields.iter().flatten().map(|field| (&field.name, &field.definition)).collect();
    let groups: Vec<_> = file.groups.iter().map(|group| (&group.name, &group.description, &group.rule)).collect();
    let terms = file.terms.iter().map(|terms| (&terms.application, &terms.documents, terms.applies_from));
    let terms: Vec<_> = terms.collect();
    if fields.is_empty() && groups.is_empty() && terms.is_empty() {
        return Vec::new();
    }
    serde_json::to_vec(&(fields, groups, terms)).unwrap_or_else(|_| unreachable!("definitions serialize to JSON"))
}

/// The mistakes of the file, in its order. `issuer`: the base URL.
pub async fn file_problems(db: &Db, file: &FileDefinitions, issuer: &str) -> Result<Vec<FileProblem>, StoreError> {
    let (defined, issuer) = (file.clone(), issuer.to_owned());
    let read = db.read(async move |mut conn| {
        let (fields, mut problems) = planned(&read_fields(&mut conn).await?, &defined);
        problems.extend(named_problems(&fields, &defined.named));
        problems.extend(group_file_problems(&fields, &defined.groups));
        problems.extend(client_problems(&mut conn, &defined.clients, &issuer, &fields).await?);
        Ok((problems, rows::list(&mut conn).await?))
    });
    let (mut problems, stored) = read.await?;
    let is_known = |name: &ApplicationName| {
        let is_defined = file.applications.iter().any(|new| new.name == *name);
        is_defined || stored.iter().any(|row| row.name == name.as_str())
    };
    let of_terms = file.terms.iter().filter_map(|terms| of_unknown_application(terms, is_known));
    problems.extend(file.problems.iter().cloned().chain(of_terms).chain(emptied(file, &stored)));
    problems.sort_by_key(|problem| problem.error.line);
    Ok(problems)
}

/// Whether an application or a client of the file is being deleted.
async fn defines_deleted(conn: &mut Conn, file: &FileDefinitions) -> Result<bool, StoreError> {
    let (applications, clients) = (rows::marked(conn).await?, removal::marked(conn).await?);
    let is_defined = |name: &String| file.applications.iter().any(|new| new.name.as_str() == name);
    let is_client = |id: &String| file.clients.iter().any(|new| new.id.as_str() == id);
    Ok(applications.iter().any(is_defined) || clients.iter().any(is_client))
}

/// `json`: the applications. Writes only what differs. Returns the hash of what the file defines, and its mistakes.
async fn apply(
    tx: &mut UnitOfWork,
    file: FileDefinitions,
    json: Vec<u8>,
) -> Result<([u8; 32], Vec<FileProblem>), StoreError> {
    let stored = rows::list(tx).await?;
    let emptied = emptied(&file, &stored);
    let keeps = file.has_unnamed || emptied.is_some();
    // The rows that this transaction may delete.
    let mut room = BATCH;
    apply_applications(tx, &file, &stored, keeps, &mut room).await?;
    let (of_clients, content) = apply_clients(tx, &file.clients, keeps, &mut room).await?;
    let hash = fingerprint(&[&json, content.as_bytes()].concat());
    // Without a file, nothing is noted of it.
    let is_empty = json == b"[]";
    let applied = rows::applied_file(tx).await?;
    if !applied.map_or(is_empty, |applied| applied.hash == hash) {
        let now = tx.now();
        rows::note_file(tx, &hash, now).await?;
    }
    let mut problems: Vec<_> = file.problems.into_iter().chain(of_clients).chain(emptied).collect();
    problems.sort_by_key(|problem| problem.error.line);
    Ok((hash, problems))
}

/// The problem of a file that defines no application any more, without saying so: it may have been cut or overwritten, or the
/// server was started where it is not.
fn emptied(file: &FileDefinitions, stored: &[ApplicationRow]) -> Option<FileProblem> {
    let is_emptied = file.applications.is_empty() && !file.says_none && stored.iter().any(|row| row.of_file);
    let error = || FileError { line: 1, message: message::file_emptied() };
    is_emptied.then(|| FileProblem { application: None, client: None, error: error() })
}

/// `keeps`: what the file does not define stays as it is.
async fn apply_applications(
    tx: &mut UnitOfWork,
    FileDefinitions { applications: file, clients, .. }: &FileDefinitions,
    stored: &[ApplicationRow],
    keeps: bool,
    room: &mut u32,
) -> Result<(), StoreError> {
    let now = tx.now();
    // They may have moved to another application.
    let clients: Vec<&str> = clients.iter().map(|client| client.id.as_str()).collect();
    for row in stored {
        if file.iter().any(|new| new.name.as_str() == row.name) {
            continue;
        }
        if row.of_file && !keeps {
            tx.delete_application(&row.name, &clients, room).await?;
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
