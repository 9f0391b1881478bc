//! API tokens: credentials for programs ([decision 36](../../../docs/decisions/0036-api-tokens.md)).

mod authenticate;
mod create;
mod created;
mod list;
mod request;
mod revoke;
mod scopes;
mod secret;

pub use authenticate::ApiTokenProblem;
pub(super) use authenticate::{ActiveApiToken, living_token};
pub use create::CreateApiTokenError;
pub(super) use list::creator;
pub use scopes::Scopes;
pub(super) use secret::is_api_token;
