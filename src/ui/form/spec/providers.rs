//! The fields of a provider. The server reads them.

use super::clients::{WORD, of_definition};
use super::{Need, Spec};
use crate::language::say;
use crate::shared::ProviderDefinition;
use crate::shared::fields::input::Field;
use std::sync::LazyLock;

/// All fields but the name and the secret.
pub static FIELDS: LazyLock<Vec<(&'static Field<ProviderDefinition>, Spec)>> = LazyLock::new(of_definition);

/// Of one that has no name by which everybody knows it.
pub static NAME: Spec = WORD.called("provider-name", "name", say::provider_name);
/// Which browsers must not fill in or keep.
pub static CLIENT_SECRET: Spec = Spec {
    need: Need::Never,
    autocomplete: "new-password",
    ..WORD.called("provider-client-secret", "client_secret", say::provider_client_secret)
};
