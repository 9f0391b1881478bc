//! What an application learns about a user: the headers and the token that its proxy gets for each request.

mod disclosed;
mod issue;

pub use disclosed::Disclosed;
pub use issue::{IdentityKey, TOKEN_REUSED_FOR};
