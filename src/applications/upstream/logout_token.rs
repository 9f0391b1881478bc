//! What a logout token of a provider must say (OpenID Connect Back-Channel Logout 1.0, section 2.6). Its signature was verified
//! before.

use super::{Provider, ProviderFailure, check_audience, check_times, issuer_in, text_in};
use crate::shared::{DAY, Timestamp};
use serde_json::{Map, Value};
use std::time::Duration;

/// The member of `events` that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// The longest time until a token ends: its use is remembered until then.
const MAX_LIFETIME: Duration = DAY;
/// The maximum length of its id and of a session in bytes.
const MAX_BYTES: usize = 255;

/// Whose sessions end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogoutToken {
    pub issuer: String,
    pub ends: EndedThere,
    /// The id of the token.
    pub id: String,
    /// When the token ends at the latest.
    pub ends_at: Timestamp,
}

/// What has ended at the provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EndedThere {
    /// One session, and of the account with this subject those whose tokens have named none.
    Session(String, Option<String>),
    /// All sessions of the account with this subject.
    Account(String),
}

/// Reads a logout token. `typ`: its type, which may be missing.
///
/// # Errors
/// If it is from another provider, for another program, not valid now, or no logout token.
pub fn read_logout_token(
    provider: &Provider,
    typ: Option<&str>,
    claims: &Map<String, Value>,
    now: Timestamp,
) -> Result<LogoutToken, ProviderFailure> {
    let is_typed = typ.is_none_or(|typ| ["logout+jwt", "JWT"].iter().any(|known| typ.eq_ignore_ascii_case(known)));
    let has_event = claims.get("events").and_then(|events| events.get(EVENT)).is_some_and(Value::is_object);
    // An ID token has a nonce, so it cannot be taken for a logout token.
    if !is_typed || !has_event || claims.contains_key("nonce") {
        return Err(ProviderFailure::Malformed);
    }
    let issuer = issuer_in(provider, claims)?;
    check_audience(provider, claims)?;
    check_times(claims, now)?;
    let text = |name| text_in(claims, name).filter(|text| text.len() <= MAX_BYTES).map(str::to_owned);
    let id = text("jti").ok_or(ProviderFailure::Malformed)?;
    let ends_at = claims.get("exp").and_then(Value::as_f64).map(|seconds| Timestamp::from_seconds(seconds as i64));
    let is_short = |ends_at: &Timestamp| *ends_at <= now.plus(MAX_LIFETIME);
    // Until it is no longer accepted by the clock of this server, with the tolerance.
    let ends_at = ends_at.filter(is_short).ok_or(ProviderFailure::Malformed)?.plus(Duration::from_secs(60));
    let ends = match (text("sid"), text("sub")) {
        (Some(session), subject) => EndedThere::Session(session, subject),
        (None, Some(subject)) => EndedThere::Account(subject),
        (None, None) => return Err(ProviderFailure::Malformed),
    };
    Ok(LogoutToken { issuer, ends, id, ends_at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ProviderDefinition, ProviderName, ProviderSource};
    use serde_json::json;

    const NOW: Timestamp = Timestamp(1_795_338_720_000);

    fn read(typ: Option<&str>, changes: Value) -> Result<EndedThere, ProviderFailure> {
        let seconds = NOW.0 / 1000;
        let mut claims = json!({
            "iss": "https://id.example", "aud": "vestibule", "iat": seconds, "exp": seconds + 120, "jti": "1", "sub": "7",
            "events": {EVENT: {}},
        });
        let all = claims.as_object_mut().expect("an object");
        all.extend(changes.as_object().cloned().expect("an object"));
        all.retain(|_, value| !value.is_null());
        let definition = ProviderDefinition {
            issuer: Some("https://id.example".to_owned()),
            client_id: "vestibule".to_owned(),
            ..ProviderDefinition::default()
        };
        let name = ProviderName::from_stored("company".to_owned());
        let provider = Provider::new(name, definition, None, ProviderSource::Database);
        read_logout_token(&provider, typ, all, NOW).map(|token| token.ends)
    }

    #[test]
    fn a_session_is_named_before_its_account() {
        for typ in [None, Some("logout+jwt"), Some("JWT")] {
            assert_eq!(read(typ, json!({})), Ok(EndedThere::Account("7".to_owned())), "{typ:?}");
        }
        let session = |subject: Option<&str>| Ok(EndedThere::Session("s".to_owned(), subject.map(str::to_owned)));
        assert_eq!(read(None, json!({"sid": "s"})), session(Some("7")));
        assert_eq!(read(None, json!({"sid": "s", "sub": null})), session(None));
    }

    #[test]
    fn other_tokens_end_nothing() {
        let late = NOW.0 / 1000;
        for (changes, expected) in [
            (json!({"nonce": "n"}), ProviderFailure::Malformed),
            (json!({"events": null}), ProviderFailure::Malformed),
            (json!({"events": {"http://example.org/other": {}}}), ProviderFailure::Malformed),
            (json!({"events": {EVENT: true}}), ProviderFailure::Malformed),
            (json!({"sub": null}), ProviderFailure::Malformed),
            (json!({"jti": null}), ProviderFailure::Malformed),
            (json!({"jti": "j".repeat(256)}), ProviderFailure::Malformed),
            (json!({"exp": late + 2 * 24 * 60 * 60}), ProviderFailure::Malformed),
            (json!({"iss": "https://other.example"}), ProviderFailure::Issuer),
            (json!({"aud": "other"}), ProviderFailure::Audience),
            (json!({"exp": late - 60}), ProviderFailure::Expired),
            (json!({"iat": late + 60, "exp": late + 120}), ProviderFailure::Clock),
        ] {
            assert_eq!(read(Some("logout+jwt"), changes.clone()), Err(expected), "{changes}");
        }
        assert_eq!(read(Some("at+jwt"), json!({})), Err(ProviderFailure::Malformed));
    }
}
