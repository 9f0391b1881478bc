//! bcrypt, as `$2a$`, `$2b$` and `$2y$`: three names of one algorithm since its early mistakes were mended.

/// 2^16 rounds take some seconds; common defaults are 10 to 12.
const MAX_COST: u32 = 16;

/// bcrypt looks at the first 72 bytes alone, and so does this: the system that made the hash did the same.
pub(super) fn verify(password: &[u8], hash: &str) -> Option<bool> {
    let parts: bcrypt::HashParts = hash.parse().ok()?;
    // `$2x$` marks hashes made with a known mistake.
    if hash.starts_with("$2x$") || parts.get_cost() > MAX_COST {
        return None;
    }
    bcrypt::verify(password, hash).ok()
}
