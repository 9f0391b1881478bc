//! OpenID Connect and OAuth 2.0: what clients ask for (`docs/decisions/0070-openid.md`).
//!
//! A person signs in at a client as in a hand-over to an application: [`code`] is the ticket, and `journey/step.rs` decides who
//! may enter. What a code gives is a grant (`store/clients/grants.rs`), which access tokens name, so that revoking it revokes them.
//!
//! Other nouns ask `OpenId` for `client_access_of`, `field_scopes`, `fields_for`, `list_client_access`, `read_authorization`,
//! `registered_client`, `revoke_client_access`, `trial_of` and `write_refusals`.

mod access_claims;
mod api_claims;
mod authorize;
mod claims;
mod code;
mod denial;
mod device;
mod documents;
mod field_claims;
mod hint;
mod introspection;
mod logout;
mod refusals;
mod revocation;
mod sealed_request;
mod stored_grant;
mod tokens;
mod userinfo;

pub use access_claims::{Audience, ClientAccessClaims};
pub(super) use authorize::PkceSenders;
pub use authorize::{Answer, AuthorizationRequest, Consented, Next, ReadError};
pub use claims::Learned;
pub(super) use claims::{ToldFields, groups_claim, leave_out_groups};
pub use code::AuthorizationCode;
pub use denial::Denial;
pub use device::DeviceAuthorization;
pub(super) use documents::Documents;
pub use introspection::Introspection;
pub use logout::{ConfirmedLogout, LogoutRequest, WayBack};
pub(super) use refusals::Refusals;
pub use refusals::{Refused, Unverified};
pub use sealed_request::MAX_REQUEST_BYTES;
pub(super) use stored_grant::StoredGrant;
pub(super) use tokens::Trial;
pub use tokens::{ClientToken, TokenRequest, Tokens};
mod access;
mod elsewhere;
mod own_data;
pub(super) use access::revoke_unadmitted;
pub(super) use elsewhere::Opened;
pub(super) use own_data::{consents_after, grants_after};
