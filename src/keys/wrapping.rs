//! Encrypts secrets at rest with the operator's secret. During a rotation of that secret the previous one decrypts as well.

use super::{derive, seal};
use crate::{
    config::{Config, MasterSecret},
    entropy::Entropy,
};
use zeroize::Zeroizing;

/// Encrypts with the operator's current secret, and decrypts with the current or the previous one.
#[derive(Clone)]
pub struct Wrapping {
    current: Zeroizing<[u8; 32]>,
    previous: Option<Zeroizing<[u8; 32]>>,
}

/// A decrypted secret.
pub struct Opened {
    pub secret: Zeroizing<Vec<u8>>,
    /// It was encrypted with the previous secret, so it must be encrypted again before that one is removed.
    pub outdated: bool,
}

impl Wrapping {
    pub fn of(config: &Config) -> Self {
        Self::new(&config.secret, config.previous_secret.as_ref())
    }

    pub fn new(secret: &MasterSecret, previous: Option<&MasterSecret>) -> Self {
        // Every sealed secret uses this purpose. It cannot change, because existing secrets would not open any more.
        let key = |secret: &MasterSecret| derive(secret, "signing keys");
        Self { current: key(secret), previous: previous.map(key) }
    }

    /// `context` names the secret. It is authenticated, so that a secret cannot be decrypted as another one.
    pub fn seal(&self, context: &str, secret: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        seal::seal(&self.current, context.as_bytes(), secret, entropy.bytes())
    }

    /// None if neither secret decrypts it.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Option<Opened> {
        // Trying both is safe, because the cipher authenticates: a wrong key never yields another text.
        if let Some(secret) = seal::open(&self.current, context.as_bytes(), sealed) {
            return Some(Opened { secret, outdated: false });
        }
        let secret = seal::open(self.previous.as_ref()?, context.as_bytes(), sealed)?;
        Some(Opened { secret, outdated: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    fn secret(byte: u8) -> MasterSecret {
        MasterSecret::new(vec![byte; 32])
    }

    #[test]
    fn a_secret_that_the_previous_one_sealed_opens_and_is_outdated() {
        let before = Wrapping::new(&secret(1), None);
        let sealed = before.seal("a key", b"seed", &SystemEntropy);
        let opened = before.open("a key", &sealed).unwrap();
        assert_eq!((opened.secret.as_slice(), opened.outdated), (b"seed".as_slice(), false));

        let during = Wrapping::new(&secret(2), Some(&secret(1)));
        assert!(during.open("a key", &sealed).unwrap().outdated);
        let resealed = during.seal("a key", b"seed", &SystemEntropy);
        let after = Wrapping::new(&secret(2), None);
        assert!(!after.open("a key", &resealed).unwrap().outdated);
        assert!(after.open("a key", &sealed).is_none());
        assert!(before.open("a key", &resealed).is_none());
        assert!(before.open("another key", &sealed).is_none());
    }
}
