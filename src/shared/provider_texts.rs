//! The fields of a provider as texts: in forms, on pages, and in files.

use super::fields::input::{Choice, choices, printed_texts, texts};
use super::providers::{ProviderDefinition, ProviderKind, ProviderRegistration};
use crate::language::say;

super::provider_fields::provider_fields!(texts ProviderDefinition);

printed_texts!(ProviderKind, ProviderRegistration, u32);

fn kinds() -> Vec<Choice> {
    ProviderKind::ALL.map(ProviderKind::choice).to_vec()
}

/// Who may open an account through it.
fn registrations() -> Vec<Choice> {
    use ProviderRegistration::{AsElsewhere, Closed, Open};
    choices! {
        "registration-usual" AsElsewhere.as_str() => provider_registration_usual, provider_registration_usual_about;
        "registration-open" Open.as_str() => provider_registration_open, provider_registration_open_about;
        "registration-closed" Closed.as_str() => provider_registration_closed, provider_registration_closed_about;
    }
}
