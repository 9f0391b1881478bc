//! What most server functions use. They are compiled for the browser as well, but not their bodies, so each body imports this itself.

pub use super::context::RequestContext;
pub use super::factors::{
    at_code, at_mail_code, credential_in, needs_passkey, own_factors, own_ways_in, passkey_options, ways_to_confirm,
};
pub use super::forms::{
    application_page, changed_meanwhile, group_page, id_in, own_field_page, owner, provider_page, refuse_outdated,
    unconfirmed,
};
pub use super::urls::{login_before, page, page_with, security_page};
pub use crate::shared::forms::{Form, Notice};
pub use crate::shared::next::LocalPath;
pub use crate::shared::values::{Expected, Text};
pub use crate::shared::ways_in::After;
