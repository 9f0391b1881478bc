//! Providers at which people have an account with which they sign in here, and the values of their answers. Pure, like the rest of
//! this module; the use cases are in `accounts/upstream`.

mod definition;
mod failure;
mod imported;
mod logout_token;
mod provider;
mod registry;

pub use definition::definition_problems;
pub use failure::ProviderFailure;
pub use imported::id_in_files;
pub use logout_token::{EndedThere, LogoutToken, read_logout_token};
pub use provider::{GITHUB_ISSUER, GOOGLE_ISSUER, IssuerRule, MICROSOFT_ISSUERS, Provider, ProviderSecret};
pub use registry::Providers;
