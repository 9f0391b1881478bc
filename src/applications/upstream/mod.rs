//! Providers at which people have an account with which they sign in here, and the values of their answers. Pure, like the rest of
//! this module; the use cases are in `accounts/upstream`.

mod addresses;
mod definition;
mod described;
mod endpoints;
mod failure;
mod id_token;
mod imported;
mod issuer;
mod kinds;
mod logout_token;
mod metadata;
mod provider;
mod registry;
mod said_fields;

pub use addresses::{admit, plausible, vouches};
pub use definition::definition_problems;
pub use endpoints::{ClientAuthentication, Metadata};
pub use failure::ProviderFailure;
pub use id_token::{
    ExpectedToken, SignedToken, check_audience, check_id_token, check_times, is_subject, issuer_in, signed_in_at,
    text_in,
};
pub use imported::id_in_files;
pub use issuer::IssuerRule;
pub use kinds::{
    ApiRequest, FreshProof, Kind, MICROSOFT_ISSUERS, OAuth2, OpenId, Person, Protocol, Said, SecretRule, at, is_place,
};
pub use logout_token::{EndedThere, LogoutToken, read_logout_token};
pub use metadata::{metadata_address, read_metadata};
pub use provider::{Provider, ProviderSecret};
pub use registry::Providers;
pub use said_fields::{named_fields, rename_field, said_fields, top_claims};
