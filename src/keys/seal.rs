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
