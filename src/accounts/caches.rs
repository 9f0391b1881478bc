//! Evicts what is kept in memory when it changes: by a commit of this process, or by another one.

use super::{Parts, audit};
use crate::store::changes::{Change, Changes, Notification};
use crate::store::{CommitObserver, Effects};
use std::sync::Weak;

impl CommitObserver for Parts {
    fn committed(&self, effects: &Effects) {
        // Called between the commit and the response, so the next request already sees the change.
        effects.changes().iter().for_each(|change| self.evict(*change));
        effects.events().for_each(audit::log);
        if effects.mail_queued() {
            self.mail_queued.notify_one();
        }
    }
}

impl Parts {
    fn evict(&self, change: Change) {
        self.session_cache.invalidate(change);
        self.grant_memory.invalidate(change);
        match change {
            Change::Applications => self.applications.evict(),
            Change::Providers => self.providers.evict(),
            // They are read before the change is answered, but not here, where nothing may wait.
            Change::SigningKeys => self.key_changes.add(),
            // A session may have ended in which clients have got tokens.
            Change::Session(_) | Change::User(_) => self.logouts_queued.notify_one(),
            Change::ApiToken(_) | Change::ClientGrant(_) | Change::Groups | Change::RelyingParty => {}
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
                parts.session_cache.invalidate_all();
                parts.grant_memory.invalidate_all();
                parts.applications.evict();
                parts.providers.evict();
                parts.reload_keys().await;
            }
        }
    }
}
