//! How long tokens, sessions and events live.

use super::{ConfigError, Source};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest life of an access token, and its default.
const ACCESS: Duration = MINUTE.saturating_mul(15);
/// The default of the idle life of a session.
const REFRESH: Duration = DAY.saturating_mul(14);
/// The longest life of a session, and its default (NIST SP 800-63B-4, 2.1.3).
const SESSION: Duration = DAY.saturating_mul(30);
/// The default for events in the audit trail.
pub(super) const RETENTION: Duration = DAY.saturating_mul(365);
/// A century, which is for ever.
const LONGEST_RETENTION: Duration = DAY.saturating_mul(36_525);

pub(super) struct Lifetimes {
    pub(super) access: Duration,
    pub(super) refresh: Duration,
    pub(super) session_max: Duration,
}

impl Lifetimes {
    /// What is not set follows what is: the default of a part never outlives the whole.
    pub(super) fn read(source: &Source) -> Result<Self, ConfigError> {
        let session_max = source.parse("VESTIBULE_SESSION_MAX", |value| up_to(SESSION, value))?.unwrap_or(SESSION);
        let refresh = source.parse("VESTIBULE_REFRESH_TTL", |value| up_to(session_max, value))?;
        let refresh = refresh.unwrap_or(REFRESH.min(session_max));
        let access = source.parse("VESTIBULE_ACCESS_TTL", |value| up_to(ACCESS, value))?;
        let access = access.unwrap_or(ACCESS.min(refresh));
        Ok(Self { access, refresh, session_max })
    }
}

/// A time such as `15m`, of at least a second: the claims of a token count in seconds.
fn up_to(longest: Duration, value: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(value).ok().filter(|time| time.as_secs() >= 1 && *time <= longest);
    time.ok_or_else(|| {
        format!("make it a time from 1s to {}, such as 90s, 15m or 14d", humantime::format_duration(longest))
    })
}

pub(super) fn retention(value: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(value).ok().filter(|time| (DAY..=LONGEST_RETENTION).contains(time));
    time.ok_or_else(|| "make it a time from 1d to 36525d, such as 90d or 365d".to_owned())
}
