//! The fields of a provider. The server reads them.

use super::clients::{WORD, of_definition};
use super::{Need, Spec};
use crate::language::say;
use crate::shared::fields::input::Field;
use crate::shared::providers::ProviderDefinition;
use std::sync::LazyLock;

/// All fields but the name and the secret.
pub static FIELDS: LazyLock<Vec<(&'static Field<ProviderDefinition>, Spec)>> = LazyLock::new(of_definition);

pub static NAME: Spec =
    Spec { id: "provider-name", name: "name", label: say::provider_name, need: Need::Never, ..WORD };
/// Which browsers must not fill in or keep.
pub static CLIENT_SECRET: Spec = Spec {
    id: "provider-client-secret",
    name: "client_secret",
    label: say::provider_client_secret,
    need: Need::Never,
    autocomplete: "new-password",
    ..WORD
};
