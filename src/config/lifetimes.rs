//! How long access tokens, sessions and audit events are valid or stored.

use super::{ConfigError, Source};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The maximum lifetime of an access token, and its default.
pub const MAX_ACCESS_TTL: Duration = MINUTE.saturating_mul(15);
/// The default idle timeout of a session, which is the lifetime of a refresh token.
const DEFAULT_REFRESH_TTL: Duration = DAY.saturating_mul(14);
/// The maximum lifetime of a session, and its default (NIST SP 800-63B-4, 2.1.3).
const MAX_SESSION_LIFETIME: Duration = DAY.saturating_mul(30);
/// The default retention of audit events.
pub(super) const DEFAULT_RETENTION: Duration = DAY.saturating_mul(365);
/// 100 years: in effect, events are stored forever.
const MAX_RETENTION: Duration = DAY.saturating_mul(36_525);

pub(super) struct Lifetimes {
    pub(super) access: Duration,
    pub(super) refresh: Duration,
    pub(super) session_max: Duration,
}

impl Lifetimes {
    /// A default is lowered to the lifetime that limits it: a refresh token never outlives its session, nor by default
    /// an access token its refresh token.
    pub(super) fn read(source: &Source) -> Result<Self, ConfigError> {
        // The session is first, because it limits the refresh token, which limits the default of the access token.
        let session_max = source.parse("VESTIBULE_SESSION_MAX", |value| up_to(MAX_SESSION_LIFETIME, value))?;
        let session_max = session_max.unwrap_or(MAX_SESSION_LIFETIME);
        let refresh = source.parse("VESTIBULE_REFRESH_TTL", |value| up_to(session_max, value))?;
        let refresh = refresh.unwrap_or(DEFAULT_REFRESH_TTL.min(session_max));
        let access = source.parse("VESTIBULE_ACCESS_TTL", |value| up_to(MAX_ACCESS_TTL, value))?;
        let access = access.unwrap_or(MAX_ACCESS_TTL.min(refresh));
        Ok(Self { access, refresh, session_max })
    }
}

/// A duration such as `15m`. The minimum is one second, because the claims of a token count in seconds.
fn up_to(max: Duration, value: &str) -> Result<Duration, String> {
    let duration = humantime::parse_duration(value).ok().filter(|time| time.as_secs() >= 1 && *time <= max);
    duration.ok_or_else(|| {
        format!("use a duration from 1s to {}, such as 90s, 15m or 14d", humantime::format_duration(max))
    })
}

pub(super) fn retention(value: &str) -> Result<Duration, String> {
    let duration = humantime::parse_duration(value).ok().filter(|time| (DAY..=MAX_RETENTION).contains(time));
    duration.ok_or_else(|| "use a duration from 1d to 36525d, such as 90d or 365d".to_owned())
}
