//! Secrets at rest, wrapped by the operator's secret; and by the one before it, while it is being exchanged.

use super::{derive, seal};
use crate::{
    config::{Config, MasterSecret},
    entropy::Entropy,
};
use zeroize::Zeroizing;

/// Seals with the operator's secret, and opens with it or with the one before.
#[derive(Clone)]
pub struct Wrapping {
    current: Zeroizing<[u8; 32]>,
    previous: Option<Zeroizing<[u8; 32]>>,
}

/// A secret that was sealed.
pub struct Opened {
    pub secret: Zeroizing<Vec<u8>>,
    /// The secret before sealed it: it has to be sealed anew before that one is forgotten.
    pub outdated: bool,
}

impl Wrapping {
    /// With the secrets of the configuration.
    pub fn of(config: &Config) -> Self {
        Self::new(&config.secret, config.previous_secret.as_ref())
    }

    pub fn new(secret: &MasterSecret, previous: Option<&MasterSecret>) -> Self {
        let key = |secret: &MasterSecret| derive(secret, "signing keys");
        Self { current: key(secret), previous: previous.map(key) }
    }

    /// `context` says what it is: sealed as one thing, it does not open as another.
    pub fn seal(&self, context: &str, secret: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        seal::seal(&self.current, context.as_bytes(), secret, entropy.bytes())
    }

    /// None when neither secret opens it.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Option<Opened> {
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
    fn what_the_previous_secret_sealed_opens_and_is_known_as_outdated() {
        let before = Wrapping::new(&secret(1), None);
        let sealed = before.seal("a key", b"seed", &SystemEntropy);
        let opened = before.open("a key", &sealed).unwrap();
        assert_eq!((opened.secret.as_slice(), opened.outdated), (b"seed".as_slice(), false));

        let during = Wrapping::new(&secret(2), Some(&secret(1)));
        assert!(during.open("a key", &sealed).unwrap().outdated);
        let anew = during.seal("a key", b"seed", &SystemEntropy);
        let after = Wrapping::new(&secret(2), None);
        assert!(!after.open("a key", &anew).unwrap().outdated);
        assert!(after.open("a key", &sealed).is_none());
        assert!(before.open("a key", &anew).is_none());
        assert!(before.open("another key", &sealed).is_none());
    }
}
