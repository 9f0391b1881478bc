//! What an application learns about a user: the headers and the token that its proxy gets for each request, and the token that a
//! client sends itself.

mod disclosed;
mod issue;
mod request;

pub use disclosed::Disclosed;
pub use issue::{IdentityKey, TOKEN_REUSED_FOR};
pub use request::ApplicationToken;
