//! Who asks for something, with which authority, and from where.

use super::{
    AskingBrowser, IdempotencyKey, User,
    api_tokens::Scopes,
    policy::{self, Action, NotAllowed},
};
use crate::shared::{
    api_tokens::CreatorView,
    error::AppError,
    ids::{ApiTokenId, SessionId, UserId},
    views::Role,
};
use std::{net::IpAddr, sync::Arc};
use uuid::Uuid;

/// Maximum number of characters of a `User-Agent` header that are stored; enough for all browsers.
const MAX_DEVICE_CHARS: usize = 256;

/// Who asks, and from where. Every use case takes it.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    pub who: Principal,
    /// The client's address, taken from the headers of trusted proxies. None for the command line.
    pub address: Option<IpAddr>,
    /// The `User-Agent` header, cleaned by [`device`].
    pub device: Option<String>,
    pub request_id: Option<Uuid>,
    /// The browser that a one-time link is sent for, if the request is from a page that sends one.
    pub browser: Option<AskingBrowser>,
    /// The key with which the request can be repeated, if the client has sent one.
    pub idempotency_key: Option<IdempotencyKey>,
}

impl Caller {
    /// The operator, through the command line, or the server itself.
    pub fn system() -> Self {
        Self::from(Principal::System)
    }

    /// The actor's account. None for anonymous requests and the command line.
    pub fn user_id(&self) -> Option<UserId> {
        self.who.user_id()
    }

    /// Checks permission. An actor who may not read the account gets [`NotAllowed::Hidden`], and so does not learn whether it exists.
    pub(super) fn permit(&self, action: Action) -> Result<(), NotAllowed> {
        policy::permit(&self.who, action)
    }

    /// Whether the caller may do `action`.
    pub fn may(&self, action: Action) -> bool {
        policy::allows(&self.who, action)
    }
}

impl From<Principal> for Caller {
    /// A caller of whom nothing else is known.
    fn from(who: Principal) -> Self {
        Self { who, ..Self::default() }
    }
}

/// A `User-Agent` header as one line of limited length.
pub fn device(user_agent: &str) -> Option<String> {
    let device = user_agent.trim().chars().filter(|c| !is_control(*c)).take(MAX_DEVICE_CHARS).collect::<String>();
    (!device.is_empty()).then_some(device)
}

/// Control characters, line separators and the characters that change the direction of text. They could forge log
/// lines.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What a request was authenticated with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// A sign-in: everything that the account may do.
    Session(SessionId),
    /// An API token: what its scopes and the account allow.
    Token(TokenGrant),
}

/// A valid API token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenGrant {
    pub id: ApiTokenId,
    pub scopes: Scopes,
}

/// The account of a request that has been authenticated, and what it was authenticated with.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    pub user: Arc<User>,
    pub authority: Authority,
}

impl CurrentUser {
    /// The session; None for a request with an API token.
    pub fn session_id(&self) -> Option<SessionId> {
        match self.authority {
            Authority::Session(id) => Some(id),
            Authority::Token(_) => None,
        }
    }

    /// The session, for use cases that no API token allows.
    ///
    /// # Errors
    /// For a request with an API token.
    pub fn session(&self) -> Result<SessionId, AppError> {
        Ok(self.session_id().ok_or(NotAllowed::TokenScope)?)
    }

    /// The refusal if the session or the token is no longer valid.
    pub(super) fn gone(&self) -> NotAllowed {
        match self.authority {
            Authority::Session(_) => NotAllowed::SignedOut,
            Authority::Token(_) => NotAllowed::TokenRevoked,
        }
    }
}

/// The actor of a request.
#[derive(Clone, Debug, Default)]
pub enum Principal {
    #[default]
    Anonymous,
    User(CurrentUser),
    /// The operator, through the command line.
    System,
}

impl Principal {
    /// The actor's account. None for anonymous requests and the command line.
    pub fn user_id(&self) -> Option<UserId> {
        match self {
            Self::User(current) => Some(current.user.id),
            Self::Anonymous | Self::System => None,
        }
    }

    /// The actor as the creator of something; None for the command line.
    pub(super) fn as_creator(&self) -> Option<CreatorView> {
        match self {
            Self::User(CurrentUser { user, .. }) => Some(CreatorView {
                id: user.id,
                username: Some(user.username.clone()),
                is_administrator: user.role == Role::Admin,
            }),
            Self::Anonymous | Self::System => None,
        }
    }

    /// The session of the request. None for API tokens, anonymous requests and the command line.
    pub fn session_id(&self) -> Option<SessionId> {
        match self {
            Self::User(current) => current.session_id(),
            Self::Anonymous | Self::System => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_one_line_of_bounded_length() {
        assert_eq!(device("Mozilla/5.0 (X11; Linux)").as_deref(), Some("Mozilla/5.0 (X11; Linux)"));
        assert_eq!(device("curl\r\n{\"event\":\"forged\"}").as_deref(), Some("curl{\"event\":\"forged\"}"));
        assert_eq!(device("a\u{85}b\u{2028}c\u{202e}d\te").as_deref(), Some("abcde"));
        assert_eq!(device(&"ä".repeat(1000)).map(|device| device.chars().count()), Some(256));
        assert_eq!(device(""), None);
        assert_eq!(device(" \u{1b}\n "), None);
    }
}
