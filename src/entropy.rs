//! The random generator, injected as a dependency so that tests can make it deterministic.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// A cryptographically secure random generator.
pub trait Entropy: Send + Sync + 'static {
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Entropy {
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// So many random bytes as text, in base64url.
    pub fn text<const BYTES: usize>(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.bytes::<BYTES>())
    }
}

/// The generator of the operating system.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// # Panics
    /// If the operating system cannot provide random bytes: no secret can be created safely without them.
    #[expect(clippy::disallowed_methods, clippy::expect_used, reason = "the only place that calls the system")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system provides random bytes");
    }
}

/// A generator for tests, whose bytes all have the same value.
#[cfg(test)]
pub struct Fixed(pub u8);

#[cfg(test)]
impl Entropy for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}
