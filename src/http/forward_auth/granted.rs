//! The answer to a request that the proxy may forward: who sends it.

use super::super::state::AppState;
use crate::{
    accounts::{CurrentUser, Disclosed, Failure, IdentityKey, TOKEN_REUSED_FOR},
    applications::Application,
    shared::{applications::RemoteUser, timestamp::Timestamp},
};
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use moka::sync::Cache;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::{borrow::Cow, sync::Arc};

const USER_ID: HeaderName = HeaderName::from_static("remote-user-id");
const USER: HeaderName = HeaderName::from_static("remote-user");
const NAME: HeaderName = HeaderName::from_static("remote-name");
const EMAIL: HeaderName = HeaderName::from_static("remote-email");
const GROUPS: HeaderName = HeaderName::from_static("remote-groups");
const TOKEN: HeaderName = HeaderName::from_static("x-vestibule-token");

/// Encoded besides all bytes outside of ASCII. `%` as well, so that decoding gives the value back: otherwise a user named `%0a`
/// would send a line break to an application that decodes.
const ENCODED: &AsciiSet = &CONTROLS.add(b'%');

/// The maximum number of identities in memory; some 2,500 bytes each.
const CAPACITY: u64 = 10_000;
/// The number of headers of a whole response, with those that the middleware adds.
const ALL_HEADERS: usize = 24;

/// The headers that tell an application who sends a request.
struct Identity {
    signed_at: Timestamp,
    headers: HeaderMap,
}

/// The identities that were sent recently. A signature takes some 20 µs.
pub struct RecentHeaders(Cache<IdentityKey, Arc<Identity>>);

impl Default for RecentHeaders {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(CAPACITY).time_to_live(TOKEN_REUSED_FOR).build())
    }
}

/// 200 with the user.
pub fn respond(state: &AppState, who: &CurrentUser, application: &Arc<Application>) -> Result<Response, Failure> {
    let key = state.accounts.identity_key(who, application)?;
    let now = state.accounts.now();
    // The cache uses the clock of the system, which tests do not move.
    let recent =
        state.identities.headers.0.get(&key).filter(|identity| identity.signed_at.until(now) < TOKEN_REUSED_FOR);
    let identity = match recent {
        Some(identity) => identity,
        None => {
            let identity = Arc::new(Identity { signed_at: now, headers: headers(state, who, application)? });
            state.identities.headers.0.insert(key, Arc::clone(&identity));
            identity
        }
    };
    let mut response = StatusCode::OK.into_response();
    *response.headers_mut() = identity.headers.clone();
    Ok(response)
}

/// Always has all headers, so that they replace those that the client may have sent. The token contains the same, signed, for
/// applications that cannot rely on that.
fn headers(state: &AppState, who: &CurrentUser, application: &Application) -> Result<HeaderMap, Failure> {
    let user = &who.user;
    let known = Disclosed::of(user, application);
    let groups = known.groups.map(|groups| groups.joined(",")).unwrap_or_default();
    let id = user.id.to_string();
    let name = match application.remote_user {
        RemoteUser::Username => &user.username,
        RemoteUser::Id => &id,
    };
    let token = state.accounts.application_token(who, application)?;
    // A clone keeps the size of the hash table, so that adding the other headers does not hash these again.
    let mut headers = HeaderMap::with_capacity(ALL_HEADERS);
    headers.extend([
        (USER_ID, value(&id)),
        (USER, value(name)),
        (NAME, value(known.name.unwrap_or_default())),
        (EMAIL, value(known.email.unwrap_or_default())),
        (GROUPS, value(&groups)),
        (TOKEN, value(&token)),
    ]);
    Ok(headers)
}

/// The text as a header value: percent-encoded UTF-8 where it is not printable ASCII.
fn value(text: &str) -> HeaderValue {
    let encoded = Cow::from(utf8_percent_encode(text, ENCODED));
    HeaderValue::from_str(&encoded).unwrap_or_else(|_| unreachable!("only printable ASCII is left"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    #[test]
    fn names_in_ascii_are_readable() {
        assert_eq!(value("Maren Holm"), "Maren Holm");
        assert_eq!(value("Jürgen"), "J%C3%BCrgen");
        assert_eq!(value("100%0a"), "100%250a");
        assert_eq!(value(""), "");
    }

    proptest! {
        #[test]
        fn every_text_is_a_value_that_decodes_to_it(text in "\\PC{0,40}|(?s:.){0,20}") {
            let value = value(&text);
            prop_assert!(value.as_bytes().iter().all(|byte| (32..127).contains(byte)));
            prop_assert_eq!(percent_decode_str(value.to_str().unwrap()).decode_utf8().unwrap(), text);
        }
    }
}
