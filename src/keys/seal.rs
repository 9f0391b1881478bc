//! Secrets at rest and in cookies: XChaCha20-Poly1305, whose nonces are long enough to be drawn at random.

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use zeroize::Zeroizing;

/// Bytes of a nonce.
pub const NONCE: usize = 24;

/// Seals `secret` for whoever has `key` and knows `context`; the nonce comes first.
pub fn seal(key: &[u8; 32], context: &[u8], secret: &[u8], nonce: [u8; NONCE]) -> Vec<u8> {
    let payload = Payload { msg: secret, aad: context };
    let sealed = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), payload)
        .unwrap_or_else(|_| unreachable!("memory holds less than the cipher may seal"));
    [nonce.as_slice(), &sealed].concat()
}

/// Opens what [`seal`] has sealed; None with another key, another context, or when a bit has changed.
pub fn open(key: &[u8; 32], context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let payload = Payload { msg: sealed, aad: context };
    XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
}
