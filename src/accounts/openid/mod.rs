//! OpenID Connect and OAuth 2.0: what clients ask for (`docs/decisions/0070-openid.md`).
//!
//! A person signs in at a client as in a hand-over to an application: [`code`] is the ticket, and `applications/enter.rs` decides
//! who may enter. What a code gives is a grant (`store/clients/grants.rs`), which access tokens name, so that revoking it revokes them.

mod access;
mod claims;
mod code;
mod elsewhere;
mod own_data;

pub(super) use access::revoke_unadmitted;
pub use claims::Learned;
pub use code::AuthorizationCode;
pub(super) use elsewhere::Opened;
pub(super) use own_data::{consents_after, grants_after};
