//! Encrypts secrets at rest and in cookies with XChaCha20-Poly1305, whose nonces are long enough to be random. Secrets at rest are
//! encrypted with the operator's secret; during a rotation of that secret the previous one decrypts as well.

use super::derive;
use crate::config::{Config, MasterSecret};
use crate::entropy::Entropy;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

/// The length of a nonce in bytes.
pub const NONCE: usize = 24;

/// Encrypts and authenticates `secret`. Decrypting requires the same `key` and `context`. The result starts with the nonce.
pub fn seal(key: &[u8; 32], context: &[u8], secret: &[u8], nonce: [u8; NONCE]) -> Vec<u8> {
    let payload = Payload { msg: secret, aad: context };
    let sealed = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), payload)
        .unwrap_or_else(|_| unreachable!("memory holds less than the cipher may seal"));
    // The nonce is not secret, and it is needed to decrypt.
    [nonce.as_slice(), &sealed].concat()
}

/// Decrypts the result of [`seal`]. None if the key or the context differs, or if the data has been changed.
pub fn open(key: &[u8; 32], context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let payload = Payload { msg: sealed, aad: context };
    XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
}

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
        seal(&self.current, context.as_bytes(), secret, entropy.bytes())
    }

    /// None if neither secret decrypts it.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Option<Opened> {
        // Trying both is safe, because the cipher authenticates: a wrong key never yields another text.
        if let Some(secret) = open(&self.current, context.as_bytes(), sealed) {
            return Some(Opened { secret, outdated: false });
        }
        let secret = open(self.previous.as_ref()?, context.as_bytes(), sealed)?;
        Some(Opened { secret, outdated: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;
    use proptest::collection::vec;
    use proptest::prelude::*;

    const KEY: [u8; 32] = [7; 32];

    proptest! {
        #[test]
        fn what_is_sealed_opens_in_its_context_only(
            secret in vec(any::<u8>(), 0..200),
            context in vec(any::<u8>(), 0..20),
            other in vec(any::<u8>(), 0..20),
            nonce: [u8; NONCE],
        ) {
            let sealed = seal(&KEY, &context, &secret, nonce);
            let opened = open(&KEY, &context, &sealed);
            prop_assert_eq!(opened.as_deref(), Some(&secret));
            prop_assert_eq!(open(&KEY, &other, &sealed).is_some(), other == context);
            prop_assert!(open(&[8; 32], &context, &sealed).is_none());
        }

        #[test]
        fn a_changed_or_missing_byte_is_noticed(
            secret in vec(any::<u8>(), 0..200),
            nonce: [u8; NONCE],
            at: prop::sample::Index,
            difference in 1..=u8::MAX,
        ) {
            let mut sealed = seal(&KEY, b"context", &secret, nonce);
            let at = at.index(sealed.len());
            prop_assert!(open(&KEY, b"context", &sealed[..at]).is_none());
            sealed[at] ^= difference;
            prop_assert!(open(&KEY, b"context", &sealed).is_none());
        }

        #[test]
        fn nothing_else_opens(bytes in vec(any::<u8>(), 0..100)) {
            prop_assert!(open(&KEY, b"context", &bytes).is_none());
        }
    }

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
