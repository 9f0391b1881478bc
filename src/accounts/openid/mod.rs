//! OpenID Connect and OAuth 2.0: what clients ask for (`docs/decisions/0070-openid.md`).
//!
//! A person signs in at a client as in a hand-over to an application: [`code`] is the ticket, and `applications/enter.rs` decides
//! who may enter. What a code gives is a grant (`store/clients/grants.rs`), which access tokens name, so that revoking it revokes them.

mod authorize;
mod claims;
mod code;
mod logout;
mod sealed_request;

pub(super) use authorize::PkceSenders;
pub use authorize::{Answer, AuthorizationRequest, Consented, Next, ReadError, Reauthenticated, Recipient, Wanted};
pub use claims::Learned;
pub use code::AuthorizationCode;
pub use logout::{ConfirmedLogout, LogoutRequest};
pub use sealed_request::MAX_REQUEST_BYTES;
