//! Encrypts secrets at rest and in cookies with XChaCha20-Poly1305, whose nonces are long enough to be random.

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

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
}
