//! Finds all applications: in the cache, so that a request to an application is decided without a query, or in the database. Keeps
//! as well what this server knows of the operator's file.

use super::stored;
use crate::accounts::clients::from_rows;
use crate::accounts::memory::{Memory, Versions};
use crate::applications::{Applications, Client, FileProblem};
use crate::shared::Timestamp;
use crate::store::applications::{self as rows, AppliedFile};
use crate::store::changes::Freshness;
use crate::store::clients as client_rows;
use crate::store::{ApplicationRow, ClientRow, ClientSecretRow, Conn, StoreError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(in crate::accounts) struct ApplicationMemory {
    cache: Memory<(), Arc<Made>>,
    file: Mutex<OwnFile>,
}

/// The operator's file of this server.
#[derive(Default)]
struct OwnFile {
    /// The hash of the file that this server has applied. None: not yet, or this is a command.
    applied: Option<[u8; 32]>,
    /// Whether another server has applied another file since.
    is_superseded: bool,
    state: FileState,
}

/// What is wrong with the operator's file, as this server has read it last.
#[derive(Clone, Default, Debug)]
pub struct FileState {
    /// Mistakes in entries, by line.
    pub problems: Vec<FileProblem>,
    /// Why the last version of the file is not in effect.
    pub failure: Option<String>,
}

/// Applications, and what they were made of.
struct Made {
    rows: Rows,
    applications: Arc<Applications>,
}

/// Applications with their clients and the secrets of these.
#[derive(Default, PartialEq, Eq)]
struct Rows {
    applications: Vec<ApplicationRow>,
    clients: Vec<ClientRow>,
    secrets: Vec<ClientSecretRow>,
}

impl Rows {
    async fn read(conn: &mut Conn) -> Result<Self, StoreError> {
        let applications = rows::list(conn).await?;
        let clients = client_rows::list(conn).await?;
        // Most installations have none, which saves a query.
        let secrets = if clients.is_empty() { Vec::new() } else { client_rows::secrets(conn).await? };
        Ok(Self { applications, clients, secrets })
    }

    /// `issuer`: the base URL.
    fn applications(&self, issuer: &str) -> Applications {
        let applications: Applications = self.applications.iter().cloned().map(stored::from_row).collect();
        let clients = from_rows(self.clients.clone(), self.secrets.clone());
        let of_server = |mut client: Client| {
            // No definition has one of them, but a row that was written by hand may.
            client.resources.retain(|resource| !resource.is_at(issuer));
            client
        };
        applications.with_clients(clients.into_iter().map(of_server))
    }
}

/// All applications with their clients, as they are stored in this transaction. `issuer`: the base URL.
pub(in crate::accounts) async fn read_all(conn: &mut Conn, issuer: &str) -> Result<Applications, StoreError> {
    Ok(Rows::read(conn).await?.applications(issuer))
}

impl crate::accounts::Applications {
    /// All applications, from memory while notifications of changes can be relied on, otherwise from the database.
    pub async fn all(&self) -> Result<Arc<Applications>, StoreError> {
        let memory = &self.parts().caches.applications;
        if let Some(made) = memory.cache.get(&()) {
            return Ok(Arc::clone(&made.applications));
        }
        let version = memory.cache.version();
        let (rows, applied) = self
            .db()
            .read(async |mut conn| Ok((Rows::read(&mut conn).await?, rows::applied_file(&mut conn).await?)))
            .await?;
        memory.compare(applied.as_ref());
        let made = memory.made_of(rows, &self.settings().issuer);
        memory.cache.insert(version, (), Arc::clone(&made));
        Ok(Arc::clone(&made.applications))
    }

    /// Whether the file of another server is in effect, and it defines other applications than that of this one.
    pub async fn is_file_superseded(&self) -> Result<bool, StoreError> {
        self.all().await?;
        Ok(self.parts().caches.applications.file().is_superseded)
    }
}

impl ApplicationMemory {
    /// `freshness` is false while notifications of other replicas cannot be received.
    pub(in crate::accounts) fn new(freshness: Freshness) -> Self {
        // With a version of its own, so that changes of accounts do not evict what is being read.
        Self { cache: Memory::new(1, &Versions::new(freshness)), file: Mutex::default() }
    }

    pub(in crate::accounts) fn evict(&self) {
        self.cache.evict_all();
    }

    /// Making applications takes longer than comparing their rows, and while notifications may be missing, every request comes here.
    fn made_of(&self, rows: Rows, issuer: &str) -> Arc<Made> {
        self.cache.last(&()).filter(|made| made.rows == rows).unwrap_or_else(|| {
            let applications = Arc::new(rows.applications(issuer));
            Arc::new(Made { rows, applications })
        })
    }

    /// Notes that this server has applied its file, which has these mistakes.
    pub(super) fn has_applied(&self, hash: [u8; 32], problems: Vec<FileProblem>) {
        let mut file = self.file();
        file.applied = Some(hash);
        file.state = FileState { problems, failure: None };
    }

    pub(super) fn file_failed(&self, why: String) {
        self.file().state.failure = Some(why);
    }

    pub(super) fn file_state(&self) -> FileState {
        self.file().state.clone()
    }

    /// Compares the file that is in effect with that of this server, and warns when another server has applied another one.
    fn compare(&self, applied: Option<&AppliedFile>) {
        let mut file = self.file();
        let Some(own) = file.applied else { return };
        let other = applied.filter(|applied| applied.hash != own);
        if let (Some(other), false) = (other, file.is_superseded) {
            let at = Timestamp(other.applied_at);
            tracing::warn!(
                "a server with another file of applications has started ({at}), and what that file defines is in effect here \
                 as well: give all servers the same file, and restart those that had another one"
            );
        }
        file.is_superseded = other.is_some();
    }

    // The state is valid even after a panic of another thread, so a poisoned lock is ignored.
    fn file(&self) -> MutexGuard<'_, OwnFile> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
impl ApplicationMemory {
    pub(in crate::accounts) fn fill(&self) {
        self.cache.insert(self.cache.version(), (), self.made_of(Rows::default(), ""));
    }

    pub(in crate::accounts) fn is_filled(&self) -> bool {
        self.cache.get(&()).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn applications_are_made_again_only_of_other_rows() {
        let memory = ApplicationMemory::new(Freshness::never());
        let made_of = |rows| memory.made_of(rows, "");
        assert!(!Arc::ptr_eq(&made_of(Rows::default()), &made_of(Rows::default())), "nothing is kept");
        memory.fill();
        let kept = made_of(Rows::default());
        assert!(Arc::ptr_eq(&kept, &made_of(Rows::default())) && !memory.is_filled());
        let secret = ClientSecretRow {
            id: Uuid::nil(),
            client_id: "wiki".to_owned(),
            secret_hash: Vec::new(),
            prefix: String::new(),
            of_file: false,
            created_at: 0,
            expires_at: None,
            last_used_at: None,
        };
        assert!(!Arc::ptr_eq(&kept, &made_of(Rows { secrets: vec![secret], ..Rows::default() })));
    }

    #[test]
    fn the_file_of_a_server_is_superseded_while_another_one_is_in_effect() {
        let memory = ApplicationMemory::new(Freshness::always());
        let in_effect = |hash: u8| AppliedFile { hash: vec![hash; 32], applied_at: 0 };
        let is_superseded = |applied: Option<AppliedFile>| {
            memory.compare(applied.as_ref());
            memory.file().is_superseded
        };
        assert!(!is_superseded(Some(in_effect(1))), "a command has no file");
        memory.has_applied([1; 32], Vec::new());
        let files = [Some(1), Some(2), Some(3), Some(1), None].map(|hash| is_superseded(hash.map(in_effect)));
        assert_eq!(files, [false, true, true, false, false]);
    }
}
