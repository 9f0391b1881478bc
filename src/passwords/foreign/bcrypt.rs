//! bcrypt, as `$2a$`, `$2b$` and `$2y$`: three names of one algorithm since its early mistakes were mended.

use std::ops::RangeInclusive;

/// 2^4 rounds are the fewest there are, 2^16 take some seconds; common defaults are 10 to 12.
const COSTS: RangeInclusive<u32> = 4..=16;

/// A hash that can be computed again.
pub(super) struct Hash<'h>(&'h str);

impl<'h> Hash<'h> {
    pub(super) fn parse(text: &'h str) -> Option<Self> {
        let parts: bcrypt::HashParts = text.parse().ok()?;
        // The crate looks at the letters only when it computes.
        let encoded = text.rsplit('$').next()?;
        let is_base64 = encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/'));
        // `$2x$` marks hashes made with a known mistake.
        let is_known = ["$2a$", "$2b$", "$2y$"].iter().any(|name| text.starts_with(name));
        (is_known && is_base64 && COSTS.contains(&parts.get_cost())).then_some(Self(text))
    }

    /// bcrypt looks at the first 72 bytes alone, and so does this: the system that made the hash did the same.
    pub(super) fn matches(&self, password: &[u8]) -> Option<bool> {
        bcrypt::verify(password, self.0).ok()
    }
}
