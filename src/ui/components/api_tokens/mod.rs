//! The API tokens of an account: the list, the form for a new one, and its secret.

mod form;
mod list;
mod scopes;
mod secret;

pub use form::{Created, TokenForm};
pub use list::{TokenList, list_html, write_creator};
pub use secret::token_secret;
