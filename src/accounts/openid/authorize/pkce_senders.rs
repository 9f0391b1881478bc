//! Which clients use PKCE although they need not: they can be made to need it, which their pages say. In memory, because it is only
//! a hint.

use crate::accounts::OpenId;
use crate::cache::Cache;
use crate::shared::ClientId;

/// The maximum number of clients that are noted.
const CAPACITY: usize = 1_000;

pub(in crate::accounts) struct PkceSenders(Cache<ClientId, ()>);

impl Default for PkceSenders {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl OpenId {
    /// To be called once a code with a challenge was exchanged.
    pub(in crate::accounts::openid) fn note_pkce(&self, client: &ClientId) {
        if !self.sends_pkce(client) {
            self.parts().pkce_senders.0.insert(client.clone(), ());
        }
    }

    /// Whether a client that is excused from PKCE has used it since this server has started.
    pub fn sends_pkce(&self, client: &ClientId) -> bool {
        self.parts().pkce_senders.0.get(client).is_some()
    }
}
