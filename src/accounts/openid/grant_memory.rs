//! Keeps grants with their accounts, and the claims of verified access tokens, so that the userinfo endpoint usually needs no
//! query.
//!
//! The rules are those of the session cache: a change made by this process evicts its entries before it is answered, a change by
//! another replica when its notification arrives, and while notifications may be missing, every request queries the database.

use super::access_claims::ClientAccessClaims;
use crate::accounts::clients::AuthenticatedClient;
use crate::accounts::{Accounts, User};
use crate::shared::clients::ClientId;
use crate::shared::ids::{ClientGrantId, ClientSecretId, UserId};
use crate::shared::timestamp::Timestamp;
use crate::store::changes::{Change, Freshness};
use crate::store::clients::grants::{self, GrantRow};
use crate::store::{Conn, StoreError, users};
use moka::sync::Cache;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The maximum number of grants, some 1,500 bytes each, and of accounts.
const MAX_GRANTS: u64 = 20_000;
/// The maximum number of verified tokens; some 1,000 bytes each.
const MAX_VERIFIED: u64 = 20_000;
/// The maximum number of clients whose last use is known. More than there can be, with their secrets.
const MAX_USES: u64 = 20_000;
/// The maximum age of a grant in memory. Changes evict it, so this only limits the damage if an eviction is missed.
const MAX_AGE: Duration = Duration::from_secs(60);
/// How often the last use of a client is stored at most.
const USE_STORED_EVERY: Duration = Duration::from_secs(60);

/// A grant as it was read, with its account.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct StoredGrant {
    pub row: GrantRow,
    pub user: Arc<User>,
}

impl StoredGrant {
    /// Whether it gives access at `now`, as far as its row says.
    pub(in crate::accounts) fn is_valid(&self, now: Timestamp) -> bool {
        self.row.revoked_at.is_none() && now < Timestamp(self.row.expires_at)
    }

    /// Whether it would give access at `now` if it was not revoked, as that of a trial is from its beginning.
    pub(super) fn is_revoked_only(&self, now: Timestamp) -> bool {
        self.row.revoked_at.is_some() && now < Timestamp(self.row.expires_at)
    }
}

/// The hash of a token, and the generation of the keys with which it was verified.
type TokenKey = ([u8; 32], u64);

/// Which client, with which secret.
type ClientUse = (ClientId, Option<ClientSecretId>);

/// That an account has not changed: entries with another mark than the current one are stale.
type Mark = Arc<()>;

/// The number of changes so far. Rows that were read before a change must not be kept after it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Version(u64);

pub(in crate::accounts) struct GrantMemory {
    grants: Cache<ClientGrantId, (Arc<StoredGrant>, Mark)>,
    marks: Cache<UserId, Mark>,
    verified: Cache<TokenKey, Arc<ClientAccessClaims>>,
    /// When the last use of a client was stored.
    uses: Cache<ClientUse, Timestamp>,
    /// Locked for insertions and invalidations, but not for lookups.
    version: Mutex<u64>,
    freshness: Freshness,
}

impl GrantMemory {
    /// `freshness` is false while notifications of other replicas cannot be received.
    pub(in crate::accounts) fn new(freshness: Freshness) -> Self {
        Self {
            grants: Cache::builder().max_capacity(MAX_GRANTS).time_to_live(MAX_AGE).build(),
            marks: Cache::builder().max_capacity(MAX_GRANTS).time_to_live(MAX_AGE).build(),
            verified: Cache::new(MAX_VERIFIED),
            uses: Cache::new(MAX_USES),
            version: Mutex::new(0),
            freshness,
        }
    }

    fn find(&self, id: ClientGrantId) -> Option<Arc<StoredGrant>> {
        // A revocation by another replica may be missing, so the caller has to ask the database.
        if !self.freshness.is_fresh() {
            return None;
        }
        let (grant, kept_with) = self.grants.get(&id)?;
        let mark = self.marks.get(&grant.user.id)?;
        Arc::ptr_eq(&mark, &kept_with).then_some(grant)
    }

    /// To be called before the row to be kept is read.
    fn version(&self) -> Version {
        // The counter is valid even after a panic of another thread, so a poisoned lock is ignored.
        Version(*self.version.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what was read at `read_at`, unless anything has changed since.
    fn insert(&self, read_at: Version, id: ClientGrantId, grant: &Arc<StoredGrant>) {
        // Held during both insertions, so that no invalidation comes between the comparison and them.
        let version = self.version.lock().unwrap_or_else(PoisonError::into_inner);
        if *version == read_at.0 {
            let mark = self.marks.get_with(grant.user.id, Mark::default);
            self.grants.insert(id, (Arc::clone(grant), mark));
        }
    }

    pub(in crate::accounts) fn invalidate(&self, change: Change) {
        self.next_version(|| match change {
            Change::ClientGrant(id) => self.grants.invalidate(&id),
            Change::User(id) => self.marks.invalidate(&id),
            Change::Groups | Change::RelyingParty => self.marks.invalidate_all(),
            // The grants of a deleted client are deleted as well, and another one can get its id.
            Change::Applications => self.grants.invalidate_all(),
            // Sessions are looked up each time, and keys have a generation.
            Change::Session(_) | Change::ApiToken(_) | Change::Providers | Change::SigningKeys => {}
        });
    }

    pub(in crate::accounts) fn invalidate_all(&self) {
        self.next_version(|| self.grants.invalidate_all());
    }

    fn next_version(&self, invalidate: impl FnOnce()) {
        let mut version = self.version.lock().unwrap_or_else(PoisonError::into_inner);
        // Under the same lock as the invalidation: rows that are being read now can no longer be kept.
        *version += 1;
        invalidate();
    }

    /// The claims of a token that was verified before. Whether it has expired is not checked.
    pub(super) fn verified(&self, key: &TokenKey) -> Option<Arc<ClientAccessClaims>> {
        self.verified.get(key)
    }

    /// Only after the verification, so that invalid tokens take no space.
    pub(super) fn note_verified(&self, key: TokenKey, claims: &Arc<ClientAccessClaims>) {
        self.verified.insert(key, Arc::clone(claims));
    }

    /// Whether the use of a client at `now` should be stored. Notes that it is.
    pub(super) fn is_use_to_store(&self, client: &AuthenticatedClient, now: Timestamp) -> bool {
        let key = (client.registered.client.id.clone(), client.secret);
        if self.uses.get(&key).is_some_and(|stored| stored.until(now) < USE_STORED_EVERY) {
            return false;
        }
        self.uses.insert(key, now);
        true
    }
}

impl Accounts {
    /// A grant with its account, revoked or not, usually from memory.
    pub(super) async fn stored_grant(&self, id: ClientGrantId) -> Result<Option<Arc<StoredGrant>>, StoreError> {
        let memory = &self.0.grant_memory;
        if let Some(found) = memory.find(id) {
            return Ok(Some(found));
        }
        let version = memory.version();
        let Some(found) = self.db().read(async move |mut conn| read(&mut conn, id).await).await? else {
            return Ok(None);
        };
        let found = Arc::new(found);
        memory.insert(version, id, &found);
        Ok(Some(found))
    }
}

async fn read(conn: &mut Conn, id: ClientGrantId) -> Result<Option<StoredGrant>, StoreError> {
    let Some(row) = grants::find(conn, id).await? else { return Ok(None) };
    let user = users::find(conn, UserId(row.user_id)).await?;
    Ok(user.map(|user| StoredGrant { row, user: Arc::new(User::from(user)) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const GRANT: ClientGrantId = ClientGrantId(Uuid::from_u128(7));
    const USER: UserId = UserId(Uuid::from_u128(1));

    fn grant() -> Arc<StoredGrant> {
        let row = GrantRow {
            id: GRANT.0,
            client_id: "wiki".to_owned(),
            user_id: USER.0,
            session_id: Uuid::from_u128(2),
            scopes: "openid".to_owned(),
            resources: String::new(),
            claims: None,
            is_offline: false,
            methods: "pwd".to_owned(),
            proved_at: 1,
            created_at: 1,
            last_used_at: 1,
            expires_at: 10,
            revoked_at: None,
        };
        Arc::new(StoredGrant { row, user: Arc::new(User::sample(USER)) })
    }

    #[test]
    fn a_grant_is_kept_until_it_or_its_account_or_a_client_changes() {
        let memory = GrantMemory::new(Freshness::always());
        let fill = || memory.insert(memory.version(), GRANT, &grant());
        for change in [Change::ClientGrant(GRANT), Change::User(USER), Change::Groups, Change::Applications] {
            fill();
            assert!(memory.find(GRANT).is_some());
            memory.invalidate(change);
            assert!(memory.find(GRANT).is_none(), "{change:?}");
        }
        fill();
        memory.invalidate(Change::ClientGrant(ClientGrantId(Uuid::nil())));
        memory.invalidate(Change::User(UserId(Uuid::nil())));
        assert!(memory.find(GRANT).is_some(), "others have changed");
        memory.invalidate_all();
        assert!(memory.find(GRANT).is_none());
    }

    #[test]
    fn a_grant_that_was_read_before_a_change_is_not_kept_after_it() {
        let memory = GrantMemory::new(Freshness::always());
        let version = memory.version();
        memory.invalidate(Change::ClientGrant(GRANT));
        memory.insert(version, GRANT, &grant());
        assert!(memory.find(GRANT).is_none());
    }

    #[test]
    fn a_grant_is_valid_until_it_expires_or_is_revoked() {
        let grant = grant();
        assert!(grant.is_valid(Timestamp(9)) && !grant.is_valid(Timestamp(10)));
        assert!(!grant.is_revoked_only(Timestamp(9)));
        let row = GrantRow { revoked_at: Some(3), ..grant.row.clone() };
        let revoked = StoredGrant { row, user: Arc::clone(&grant.user) };
        assert!(!revoked.is_valid(Timestamp(3)));
        assert!(revoked.is_revoked_only(Timestamp(9)) && !revoked.is_revoked_only(Timestamp(10)));
    }
}
