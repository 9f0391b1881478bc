//! OpenID Connect and OAuth 2.0: what clients ask for (`docs/decisions/0070-openid.md`).
//!
//! A person signs in at a client as in a hand-over to an application: [`code`] is the ticket, and `journey/step.rs` decides who
//! may enter. What a code gives is a grant (`store/clients/grants.rs`), which access tokens name, so that revoking it revokes them.

mod access;
mod access_claims;
mod authorize;
mod claims;
mod code;
mod device;
mod documents;
mod hint;
mod introspection;
mod logout;
mod revocation;
mod sealed_request;
mod stored_grant;
mod tokens;

pub(super) use access::{consents_after, grants_after, revoke_unadmitted};
pub use access_claims::{Audience, ClientAccessClaims};
pub use authorize::{Answer, AuthorizationRequest, Consented, Next, ReadError};
pub use claims::Learned;
pub use code::AuthorizationCode;
pub(super) use code::PkceSenders;
pub use device::DeviceAuthorization;
pub(super) use documents::Documents;
pub use introspection::Introspection;
pub(super) use logout::Opened;
pub use logout::{ConfirmedLogout, LogoutRequest};
pub use sealed_request::MAX_REQUEST_BYTES;
pub(super) use stored_grant::StoredGrant;
pub use tokens::{ClientToken, TokenRequest, Tokens};

use crate::applications::openid::OauthError;
use crate::shared::error::AppError;

/// The error of what clients ask for.
#[derive(Clone, Debug)]
pub enum Denial {
    /// The answer for the client.
    Refused(OauthError),
    /// A rate limit, a body that cannot be read, or a failure of the server.
    Failed(Box<AppError>),
}

impl From<OauthError> for Denial {
    fn from(error: OauthError) -> Self {
        Self::Refused(error)
    }
}

impl<E: Into<AppError>> From<E> for Denial {
    fn from(error: E) -> Self {
        Self::Failed(Box::new(error.into()))
    }
}
