//! The longest lifetimes that may be set. They say how long something is needed: a key, for example, as long as what it has signed.

use super::timestamp::days;
use std::time::Duration;

/// The maximum lifetime of an access token, and its default.
pub const MAX_ACCESS_TTL: Duration = Duration::from_secs(15 * 60);
/// The maximum lifetime of a session, and its default (NIST SP 800-63B-4, 2.1.3).
pub const MAX_SESSION_LIFETIME: Duration = days(30);
