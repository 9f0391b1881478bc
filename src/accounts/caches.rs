//! What is kept in memory of the database, and what of it is evicted when something changes: by a commit of this process, or by another
//! one. [`memory`](super::memory) says why that is enough.

use super::api_tokens::ActiveApiToken;
use super::applications::ApplicationMemory;
use super::memory::{Memory, OfAccounts, Versions};
use super::openid::{ClientAccessClaims, StoredGrant};
use super::own_fields::OwnFieldMemory;
use super::sessions::ActiveSession;
use super::terms::TermsMemory;
use super::upstream::ProviderMemory;
use super::{Parts, User, audit};
use crate::cache::Cache;
use crate::keys::AccessClaims;
use crate::shared::{ApiTokenId, ClientGrantId, ClientId, ClientSecretId, SessionId, Timestamp, UserId};
use crate::store::changes::{Change, Freshness, Notification};
use crate::store::{Changes, CommitObserver, Effects};
use std::sync::{Arc, Weak};

/// The maximum number of accounts, of sessions and of API tokens; some 300 bytes each.
const CAPACITY: usize = 50_000;
/// The maximum number of grants, some 1,500 bytes each, and of verified tokens of each kind, some 1,000 bytes each.
const CAPACITY_OF_TOKENS: usize = 20_000;

/// The claims of verified tokens, by the hash of the token and the generation of the keys: when a key is retired, the next use of a
/// token verifies it again.
type Verified<Claims> = Cache<([u8; 32], u64), Arc<Claims>>;

/// What requests need most.
pub(super) struct Caches {
    pub(super) accounts: Arc<Memory<UserId, Arc<User>>>,
    pub(super) sessions: OfAccounts<SessionId, ActiveSession>,
    pub(super) api_tokens: OfAccounts<ApiTokenId, ActiveApiToken>,
    /// The tokens by the hashes of their secrets. Never changes for a token, so only `api_tokens` says whether it is valid.
    pub(super) api_token_ids: Cache<[u8; 32], ApiTokenId>,
    pub(super) grants: OfAccounts<ClientGrantId, Arc<StoredGrant>>,
    pub(super) applications: ApplicationMemory,
    pub(super) providers: ProviderMemory,
    pub(super) own_fields: OwnFieldMemory,
    pub(super) terms: TermsMemory,
    pub(super) verified: Verified<AccessClaims>,
    pub(super) verified_of_clients: Verified<ClientAccessClaims>,
    /// When the last use of a client was stored, with which secret.
    pub(super) client_uses: Cache<(ClientId, Option<ClientSecretId>), Timestamp>,
}

impl Caches {
    /// `freshness` is false while notifications of other replicas cannot be received.
    pub(super) fn new(freshness: &Freshness) -> Self {
        let accounts = Arc::new(Memory::new(CAPACITY, &Versions::new(freshness.clone())));
        Self {
            sessions: OfAccounts::new(CAPACITY, &accounts),
            api_tokens: OfAccounts::new(CAPACITY, &accounts),
            api_token_ids: Cache::new(CAPACITY),
            grants: OfAccounts::new(CAPACITY_OF_TOKENS, &accounts),
            accounts,
            applications: ApplicationMemory::new(freshness.clone()),
            providers: ProviderMemory::new(freshness.clone()),
            own_fields: OwnFieldMemory::new(freshness.clone()),
            terms: TermsMemory::new(freshness),
            verified: Cache::new(CAPACITY_OF_TOKENS),
            verified_of_clients: Cache::new(CAPACITY_OF_TOKENS),
            client_uses: Cache::new(CAPACITY_OF_TOKENS),
        }
    }

    fn evict(&self, change: Change) {
        match change {
            Change::Session(id) => self.sessions.rows.evict(&id),
            Change::ApiToken(id) => self.api_tokens.rows.evict(&id),
            Change::ClientGrant(id) => self.grants.rows.evict(&id),
            Change::User(id) => {
                self.accounts.evict(&id);
                self.own_fields.evict_account(id);
                self.terms.evict_account(id);
            }
            Change::Groups | Change::RelyingParty => self.accounts.evict_all(),
            Change::Applications => {
                self.applications.evict();
                // The grants of a deleted client are deleted as well, and another one can get its id.
                self.grants.rows.evict_all();
            }
            Change::Providers => self.providers.evict(),
            Change::OwnFields => self.own_fields.evict(),
            Change::Terms => self.terms.evict(),
            // Verified tokens have the generation of the keys.
            Change::SigningKeys => {}
        }
    }

    fn evict_all(&self) {
        self.accounts.evict_all();
        self.sessions.rows.evict_all();
        self.api_tokens.rows.evict_all();
        self.grants.rows.evict_all();
        self.applications.evict();
        self.providers.evict();
        self.own_fields.evict();
        self.terms.evict();
    }
}

impl CommitObserver for Parts {
    fn committed(&self, effects: &Effects) {
        // Called between the commit and the response, so the next request already sees the change.
        effects.changes().iter().chain(effects.changes_here()).for_each(|change| self.evict(*change));
        effects.events().for_each(audit::log);
        if effects.mail_queued() {
            self.mail_queued.notify_one();
        }
    }
}

impl Parts {
    fn evict(&self, change: Change) {
        self.caches.evict(change);
        match change {
            // They are read before the change is answered, but not here, where nothing may wait.
            Change::SigningKeys => self.key_changes.add(),
            // A session may have ended in which clients have got tokens.
            Change::Session(_) | Change::User(_) => self.logouts_queued.notify_one(),
            Change::ApiToken(_)
            | Change::ClientGrant(_)
            | Change::Applications
            | Change::Providers
            | Change::OwnFields
            | Change::Terms
            | Change::Groups
            | Change::RelyingParty => {}
        }
    }
}

/// Evicts entries when other processes change the database.
pub(super) async fn follow_changes(mut changes: Changes, parts: Weak<Parts>) {
    while let Some(news) = changes.next().await {
        // The use cases have been dropped, and what they keep with them.
        let Some(parts) = parts.upgrade() else { return };
        match news {
            Notification::Changed(Change::SigningKeys) => parts.reload_keys().await,
            Notification::Changed(change) => parts.evict(change),
            // Notifications may have been lost, among them those of new signing keys.
            Notification::Anything => {
                parts.caches.evict_all();
                parts.reload_keys().await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Scopes;
    use crate::shared::Proof;
    use uuid::Uuid;

    const ID: Uuid = Uuid::from_u128(7);

    /// Caches with one entry of each kind.
    fn full() -> Caches {
        let (caches, user, expires_at) = (Caches::new(&Freshness::always()), UserId(ID), Timestamp(10));
        let (version, account) = (caches.accounts.version(), Arc::new(User::sample(user)));
        let session = ActiveSession { user, expires_at, proof: Proof::default() };
        caches.sessions.insert(version, SessionId(ID), session, &account);
        let token = ActiveApiToken { id: ApiTokenId(ID), user, scopes: Scopes::default(), expires_at };
        caches.api_tokens.insert(version, token.id, token, &account);
        caches.grants.insert(
            version,
            ClientGrantId(ID),
            Arc::new(StoredGrant::sample(ClientGrantId(ID), &account)),
            &account,
        );
        caches.applications.fill();
        caches.providers.fill();
        caches.own_fields.fill();
        caches.terms.fill();
        caches
    }

    /// The first letters of what is found: session, token, grant, applications, providers, fields, terms.
    fn found(caches: &Caches) -> String {
        let found = [
            ('s', caches.sessions.find(&SessionId(ID)).is_some()),
            ('t', caches.api_tokens.find(&ApiTokenId(ID)).is_some()),
            ('g', caches.grants.find(&ClientGrantId(ID)).is_some()),
            ('a', caches.applications.is_filled()),
            ('p', caches.providers.is_filled()),
            ('f', caches.own_fields.is_filled()),
            ('d', caches.terms.is_filled()),
        ];
        found.into_iter().filter_map(|(letter, is_found)| is_found.then_some(letter)).collect()
    }

    #[test]
    fn a_change_evicts_what_depends_on_it_and_nothing_else() {
        for (change, left) in [
            (Change::Session(SessionId(ID)), "tgapfd"),
            (Change::ApiToken(ApiTokenId(ID)), "sgapfd"),
            (Change::ClientGrant(ClientGrantId(ID)), "stapfd"),
            (Change::User(UserId(ID)), "apfd"),
            (Change::Groups, "apfd"),
            (Change::RelyingParty, "apfd"),
            (Change::Applications, "stpfd"),
            (Change::Providers, "stgafd"),
            (Change::OwnFields, "stgapd"),
            (Change::Terms, "stgapf"),
            (Change::SigningKeys, "stgapfd"),
            (Change::Session(SessionId(Uuid::nil())), "stgapfd"),
            (Change::ApiToken(ApiTokenId(Uuid::nil())), "stgapfd"),
            (Change::ClientGrant(ClientGrantId(Uuid::nil())), "stgapfd"),
            (Change::User(UserId(Uuid::nil())), "stgapfd"),
        ] {
            let caches = full();
            assert_eq!(found(&caches), "stgapfd");
            caches.evict(change);
            assert_eq!(found(&caches), left, "{change:?}");
        }
        let caches = full();
        caches.evict_all();
        assert_eq!(found(&caches), "");
    }
}
