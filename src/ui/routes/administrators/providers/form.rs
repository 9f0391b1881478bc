//! The fields of a provider: the first ones of a new one, and all of them.

use crate::shared::{ProviderDefinition, ProviderKind, ProviderView};
use crate::ui::FormState;
use crate::ui::components::FormAlert;
use crate::ui::form::spec::providers as specs;
use crate::ui::routes::administrators::definition::{columns, text};
use crate::ui::routes::administrators::say;
use leptos::prelude::*;

/// The fields, with the values of `provider` unless a rejected submission had others. None: those of a new one, of which all others have
/// a default.
pub fn fields(form: FormState, provider: Option<&ProviderView>) -> AnyView {
    let new = || ProviderDefinition { kind: ProviderKind::Google, ..ProviderDefinition::default() };
    let definition = provider.map_or_else(new, |provider| provider.definition.clone());
    let secret_hint = match provider {
        None => say::provider_client_secret_hint(),
        Some(provider) if provider.has_secret => say::provider_secret_stays(),
        Some(_) => say::provider_secret_none(),
    };
    let secret =
        |field: &str| (field == "client_id").then(|| text(form, &specs::CLIENT_SECRET, String::new(), secret_hint));
    let [first, second] = columns(form, &specs::FIELDS, &definition, provider.is_none(), &secret);
    let name = provider.is_none().then(|| text(form, &specs::NAME, String::new(), say::provider_name_hint()));
    view! {
        <div class="fields">
            <FormAlert form/>
            {first}
            {name}
        </div>
        <div class="grid content-start gap-6">
            {second}
        </div>
    }
    .into_any()
}
