//! PBKDF2 with HMAC-SHA-256 (RFC 8018), as Werkzeug and Django use it.

use pbkdf2::pbkdf2_hmac;
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Five times the default of Werkzeug 3.1, and of Django 5: a few seconds.
const MAX_ITERATIONS: u32 = 5_000_000;

/// What it takes to compute a hash again, and what must come out.
pub(super) struct Pbkdf2<'h> {
    iterations: u32,
    /// Text, of which the bytes are used.
    salt: &'h str,
    output: [u8; 32],
}

impl<'h> Pbkdf2<'h> {
    /// None when it would take too long.
    pub(super) fn new(iterations: u32, salt: &'h str, output: [u8; 32]) -> Option<Self> {
        (1..=MAX_ITERATIONS).contains(&iterations).then_some(Self { iterations, salt, output })
    }

    pub(super) fn matches(&self, password: &[u8]) -> bool {
        let mut output = [0; 32];
        pbkdf2_hmac::<Sha256>(password, self.salt.as_bytes(), self.iterations, &mut output);
        output.ct_eq(&self.output).into()
    }
}
