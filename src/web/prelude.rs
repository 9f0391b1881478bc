//! What most server functions use. They are compiled for the browser as well, but not their bodies, so each body imports this itself.

pub use super::{
    address::{page, page_with},
    context::RequestContext,
    forms::account_id,
};
pub use crate::shared::{
    forms::{Form, Notice},
    next::LocalPath,
};
