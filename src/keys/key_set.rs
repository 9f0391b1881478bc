//! All keys of a process at one time, and which of them sign and verify tokens of a kind.

use super::rs256::{PublicKey, RsaKey};
use super::schedule::index_of_signer;
use super::{Kind, expand, jwt};
use crate::shared::Timestamp;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

pub(super) struct Keys {
    /// For access tokens and tokens of applications, which any service can verify. The newest key comes first.
    pub signing: Vec<jwt::Key>,
    /// When each of the keys in `signing` was created, in the same order.
    pub created_at: Vec<Timestamp>,
    /// For refresh tokens, which only the server verifies. They are not in the JWK set, so no verifier of access tokens
    /// accepts a refresh token. The first key signs; the second one (Ed25519) verifies tokens of earlier versions.
    pub refresh: [jwt::Key; 2],
    /// For the tokens of clients, with their creation times. The newest key comes first. Empty until there is a client.
    pub clients: Vec<(Timestamp, RsaKey)>,
    /// Those of them that were retired. They verify nothing but ID tokens that come back as hints.
    pub retired: Vec<PublicKey>,
    pub succession: Zeroizing<Vec<u8>>,
    /// See [`Keyring::generation`](super::Keyring::generation).
    pub generation: u64,
}

impl Keys {
    /// `signing` and `clients` are the signing keys with their creation times, newest first; `retired` were among the latter.
    pub fn new(
        signing: Vec<(Timestamp, jwt::Key)>,
        clients: Vec<(Timestamp, RsaKey)>,
        retired: Vec<PublicKey>,
        succession: Zeroizing<Vec<u8>>,
    ) -> Self {
        let (created_at, signing) = signing.into_iter().unzip();
        // The thumbprint of a secret must not be published, so its id is derived as well.
        let name = BASE64_URL_SAFE_NO_PAD.encode(&expand(&succession, "name of the secret of refresh tokens")[..]);
        let secret = jwt::Key::of_secret(name, &*expand(&succession, "secret of refresh tokens"));
        let refresh = [secret, jwt::Key::of_seed(&*expand(&succession, "refresh tokens"))];
        Self { signing, created_at, refresh, clients, retired, succession, generation: 0 }
    }

    /// The key that signs tokens of a kind at `now`.
    pub fn signer(&self, kind: Kind, now: Timestamp) -> &jwt::Key {
        let index = match kind {
            Kind::Access | Kind::Application => index_of_signer(self.created_at.iter().copied(), now),
            Kind::Refresh => 0,
        };
        self.of(kind).nth(index).unwrap_or_else(|| unreachable!("there is a key for tokens of each kind"))
    }

    /// The keys that verify tokens of a kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &jwt::Key> {
        match kind {
            Kind::Access | Kind::Application => self.signing.as_slice(),
            Kind::Refresh => &self.refresh,
        }
        .iter()
    }

    /// The key that signs tokens of clients at `now`. None as long as there is none.
    pub fn client_signer(&self, now: Timestamp) -> Option<&RsaKey> {
        let index = index_of_signer(self.clients.iter().map(|(created_at, _)| *created_at), now);
        self.clients.get(index).map(|(_, key)| key)
    }

    /// The ids of all keys that sign or verify tokens.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let of_clients = self.clients.iter().map(|(_, key)| key.kid());
        self.signing.iter().chain(&self.refresh).map(jwt::Key::kid).chain(of_clients)
    }
}
