//! OpenID Connect and OAuth 2.0: clients, and the values of their requests. Pure, like the rest of this module; the use cases are
//! in `accounts/clients` and `accounts/openid`.

mod claims;
mod client;
mod document;
mod error;
mod field_scopes;
mod known_claims;
mod parameters;
mod pkce;
mod redirect_uri;
mod resource;
mod scopes;
mod sent;
mod values;

pub use claims::{RequestedClaims, ReturnedIn};
pub use client::{Client, ClientSecret, consent_rule};
pub use document::{DocumentFlaw, DocumentHosts, DocumentUrl, read_document, undocumented};
pub use error::{OauthError, OauthErrorCode};
pub use field_scopes::FieldScopes;
pub use known_claims::{PersonClaim, TokenClaim, is_reserved_claim, supported_claims};
pub use parameters::{MAX_RESOURCES, Parameters};
pub use pkce::CodeChallenge;
pub use redirect_uri::{RedirectUri, RedirectUriError};
pub use resource::Resource;
pub use scopes::{Scope, Scopes};
pub use values::{NotANumber, Prompt, Prompts, ResponseMode, parse_acr_values, parse_max_age};
