//! Who asks for something, and with which authority.

use super::error::NotAllowed;
use super::{Scopes, User};
use crate::shared::{ApiTokenId, AppError, CreatorView, Proof, Role, SessionId, UserId};
use std::sync::Arc;

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
    /// Whether it is that of a service account. A token of a person acts for them.
    pub is_of_program: bool,
}

/// The account of a request that has been authenticated, and what it was authenticated with.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    pub user: Arc<User>,
    pub authority: Authority,
    /// How the user of the session has last proved who they are. An API token has none.
    pub proof: Proof,
    /// Whether a second factor is demanded of the user of the session, who has none yet: then the policy allows little else than
    /// adding one. Never with an API token.
    pub needs_factor: bool,
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

    /// Whether a program acts with an API token of its own.
    pub fn is_program(&self) -> bool {
        match self {
            Self::User(CurrentUser { authority: Authority::Token(token), .. }) => token.is_of_program,
            Self::User(_) | Self::Anonymous | Self::System => false,
        }
    }

    /// The session of the request, if it belongs to this account.
    pub(super) fn session_of(&self, id: UserId) -> Option<SessionId> {
        self.session_id().filter(|_| self.user_id() == Some(id))
    }
}
