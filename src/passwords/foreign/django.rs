//! Django's `pbkdf2_sha256$iterations$salt$base64`.

use super::pbkdf2::Pbkdf2;
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// In front of its hashes.
pub(super) const PREFIX: &str = "pbkdf2_sha256$";

pub(super) fn parse(text: &str) -> Option<Pbkdf2<'_>> {
    let mut parts = text.strip_prefix(PREFIX)?.split('$');
    let (iterations, salt, encoded) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
    let output = STANDARD.decode(encoded).ok()?.try_into().ok()?;
    if parts.next().is_some() {
        return None;
    }
    Pbkdf2::new(iterations, salt, output)
}
