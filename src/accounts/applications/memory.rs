//! Finds all applications: in memory, so that a request to an application is decided without a query, or in the database.
//!
//! The rules are those of the session cache: a change made by this process evicts the copy before it is answered, a change by
//! another replica when its notification arrives, and while notifications may be missing, every request queries the database.

use super::stored;
use crate::accounts::{Accounts, TRIAL_PATH, clients};
use crate::applications::openid::{Client, RedirectUri};
use crate::applications::{Applications, FileProblem};
use crate::shared::timestamp::Timestamp;
use crate::store::applications::{self as rows, ApplicationRow, AppliedFile};
use crate::store::changes::Freshness;
use crate::store::clients::{self as client_rows, ClientRow, ClientSecretRow};
use crate::store::{Conn, StoreError};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

/// Maximum age of the copy. Changes evict it, so this only limits the damage if an eviction is missed.
const MAX_AGE: Duration = Duration::from_secs(60);

/// The number of evictions so far. Rows that were read before one must not be kept after it.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Version(u64);

pub(in crate::accounts) struct ApplicationMemory {
    memory: RwLock<Memory>,
    freshness: Freshness,
}

/// Behind one lock, so that no eviction comes between the comparison of versions and an insertion.
#[derive(Default)]
struct Memory {
    version: Version,
    copy: Option<Copy>,
    /// The hash of the file that this server has applied. None: not yet, or this is a command.
    own_file: Option<[u8; 32]>,
    /// Whether another server has applied another file since.
    is_superseded: bool,
    file: FileState,
}

/// What is wrong with the operator's file, as this server has read it last.
#[derive(Clone, Default, Debug)]
pub struct FileState {
    /// Mistakes in entries, by line.
    pub problems: Vec<FileProblem>,
    /// Why the last version of the file is not in effect.
    pub failure: Option<String>,
}

struct Copy {
    inserted_at: Instant,
    /// What it was made of.
    rows: Rows,
    applications: Arc<Applications>,
}

/// Applications with their clients and the secrets of these.
#[derive(Clone, PartialEq, Eq, Default)]
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
        let clients = clients::from_rows(self.clients.clone(), self.secrets.clone());
        let trial_uri = RedirectUri::parse(&format!("{issuer}{TRIAL_PATH}")).ok();
        let of_server = |mut client: Client| {
            // No definition has one of them, but a row that was written by hand may.
            client.resources.retain(|resource| !resource.is_at(issuer));
            client.trial_uri.clone_from(&trial_uri);
            client
        };
        applications.with_clients(clients.into_iter().map(of_server))
    }
}

/// All applications with their clients, as they are stored in this transaction. `issuer`: the base URL.
pub(in crate::accounts) async fn read_all(conn: &mut Conn, issuer: &str) -> Result<Applications, StoreError> {
    Ok(Rows::read(conn).await?.applications(issuer))
}

impl Accounts {
    /// All applications, from memory while notifications of changes can be relied on, otherwise from the database.
    pub async fn applications(&self) -> Result<Arc<Applications>, StoreError> {
        let memory = &self.0.applications;
        if let Some(applications) = memory.get() {
            return Ok(applications);
        }
        let version = memory.version();
        let (rows, applied) = self
            .db()
            .read(async |mut conn| Ok((Rows::read(&mut conn).await?, rows::applied_file(&mut conn).await?)))
            .await?;
        memory.compare(applied.as_ref());
        let applications =
            memory.made_of(&rows).unwrap_or_else(|| Arc::new(rows.applications(&self.settings().issuer)));
        memory.insert(version, rows, &applications);
        Ok(applications)
    }

    /// Whether the file of another server is in effect, and it defines other applications than that of this one.
    pub async fn is_file_superseded(&self) -> Result<bool, StoreError> {
        self.applications().await?;
        Ok(self.0.applications.read().is_superseded)
    }
}

impl ApplicationMemory {
    /// `freshness` is false while notifications of other replicas cannot be received.
    pub(in crate::accounts) fn new(freshness: Freshness) -> Self {
        Self { memory: RwLock::default(), freshness }
    }

    fn get(&self) -> Option<Arc<Applications>> {
        // A change by another replica may be missing, so the caller has to ask the database.
        if !self.freshness.is_fresh() {
            return None;
        }
        let memory = self.read();
        let copy = memory.copy.as_ref()?;
        (copy.inserted_at.elapsed() < MAX_AGE).then(|| Arc::clone(&copy.applications))
    }

    /// The copy if it was made of these rows. Reading all locations again takes longer than comparing them, and while
    /// notifications may be missing, every request comes here.
    fn made_of(&self, rows: &Rows) -> Option<Arc<Applications>> {
        let memory = self.read();
        memory.copy.as_ref().filter(|copy| copy.rows == *rows).map(|copy| Arc::clone(&copy.applications))
    }

    /// Notes that this server has applied its file, which has these mistakes.
    pub(super) fn has_applied(&self, hash: [u8; 32], problems: Vec<FileProblem>) {
        let mut memory = self.write();
        memory.own_file = Some(hash);
        memory.file = FileState { problems, failure: None };
    }

    pub(super) fn file_failed(&self, why: String) {
        self.write().file.failure = Some(why);
    }

    pub(super) fn file_state(&self) -> FileState {
        self.read().file.clone()
    }

    /// Compares the file that is in effect with that of this server, and warns when another server has applied another one.
    fn compare(&self, applied: Option<&AppliedFile>) {
        let mut memory = self.write();
        let Some(own) = memory.own_file else { return };
        let other = applied.filter(|applied| applied.hash != own);
        if let (Some(other), false) = (other, memory.is_superseded) {
            let at = Timestamp(other.applied_at);
            tracing::warn!(
                "a server with another file of applications has started ({at}), and what that file defines is in effect here \
                 as well: give all servers the same file, and restart those that had another one"
            );
        }
        memory.is_superseded = other.is_some();
    }

    /// To be called before the rows are read.
    fn version(&self) -> Version {
        self.read().version
    }

    /// Keeps what was read at `read_at`, unless anything has changed since.
    fn insert(&self, read_at: Version, rows: Rows, applications: &Arc<Applications>) {
        let mut memory = self.write();
        if memory.version == read_at {
            memory.copy = Some(Copy { inserted_at: Instant::now(), rows, applications: Arc::clone(applications) });
        }
    }

    pub(in crate::accounts) fn evict(&self) {
        let mut memory = self.write();
        // Rows that are being read now can no longer be kept.
        memory.version.0 += 1;
        memory.copy = None;
    }

    // The memory is valid even after a panic of another thread, so a poisoned lock is ignored.
    fn read(&self) -> RwLockReadGuard<'_, Memory> {
        self.memory.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Memory> {
        self.memory.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applications_are_kept_until_one_changes() {
        let memory = ApplicationMemory::new(Freshness::always());
        assert!(memory.get().is_none());
        memory.insert(memory.version(), Rows::default(), &Arc::default());
        assert!(memory.get().is_some());
        memory.evict();
        assert!(memory.get().is_none());
        memory.insert(memory.version(), Rows::default(), &Arc::default());
        assert!(memory.get().is_some(), "they are kept again");
    }

    #[test]
    fn applications_read_before_a_change_are_not_kept_after_it() {
        let memory = ApplicationMemory::new(Freshness::always());
        let version = memory.version();
        memory.evict();
        memory.insert(version, Rows::default(), &Arc::default());
        assert!(memory.get().is_none());
    }

    #[test]
    fn applications_are_made_again_only_of_other_rows() {
        let row = |title: &str| ApplicationRow {
            name: "journal".to_owned(),
            title: title.to_owned(),
            locations: "https://a.example/".to_owned(),
            everyone: false,
            group_names: String::new(),
            claims: String::new(),
            remote_user: "username".to_owned(),
            after_sign_out: None,
            second_factor: false,
            max_age: None,
            of_file: false,
            created_at: 1,
            updated_at: 1,
        };
        let rows = |title: &str| Rows { applications: vec![row(title)], ..Rows::default() };
        let memory = ApplicationMemory::new(Freshness::always());
        memory.insert(memory.version(), rows("Journal"), &Arc::default());
        assert!(memory.made_of(&rows("Journal")).is_some());
        assert!(memory.made_of(&rows("The Journal")).is_none() && memory.made_of(&Rows::default()).is_none());
    }

    #[test]
    fn the_file_of_a_server_is_superseded_while_another_one_is_in_effect() {
        let memory = ApplicationMemory::new(Freshness::always());
        let in_effect = |hash: u8| AppliedFile { hash: vec![hash; 32], applied_at: 0 };
        let is_superseded = |applied: Option<AppliedFile>| {
            memory.compare(applied.as_ref());
            memory.read().is_superseded
        };
        assert!(!is_superseded(Some(in_effect(1))), "a command has no file");
        memory.has_applied([1; 32], Vec::new());
        let files = [Some(1), Some(2), Some(3), Some(1), None].map(|hash| is_superseded(hash.map(in_effect)));
        assert_eq!(files, [false, true, true, false, false]);
    }
}
