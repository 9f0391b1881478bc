//! `/providers/{name}`: one provider.

use super::registration::steps_html;
use super::{form, title};
use crate::actions::providers::show_provider;
use crate::shared::fields::input::Defined as _;
use crate::shared::{Form, LocalPath, ProviderDefinition, ProviderName, ProviderSource, ProviderView};
use crate::ui::components::{AppLayout, CopyField, SubjectHeading, back_to, card};
use crate::ui::embedded::embedded;
use crate::ui::routes::administrators::definition::{deletion_card, facts_card, warning, words, write_fact};
use crate::ui::routes::administrators::loaded::{loaded, shown};
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, html, page_data};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn ProviderPage() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name").unwrap_or_default());
    let provider = embedded(|| page_data!(Provider).map(|provider| *provider));
    let page = LocalPath::provider(&ProviderName::from_stored(name.clone()));
    let loaded = loaded(provider, page, move || show_provider(name.clone()));
    let words = [say::provider(), say::provider_loading(), say::provider_not_loaded()];
    view! { <AppLayout>{shown(loaded, words, content)}</AppLayout> }
}

fn content(provider: &ProviderView) -> AnyView {
    let closed = warning(say::provider_is_closed(), &provider.problems);
    let (definition, deletion) = match provider.source {
        ProviderSource::Database => (form::settings(provider), Some(deletion(provider))),
        ProviderSource::File | ProviderSource::Environment => (facts(provider), None),
    };
    view! {
        {back_to("/providers", say::providers())}
        <SubjectHeading text=title(provider).to_owned()/>
        <p class="mt-2 text-ink-muted">{kind(provider)}</p>
        <div class="two mt-7">
            <div>
                {closed}
                {addresses(provider)}
                {definition}
                {deletion}
            </div>
            <aside inner_html=steps_html(provider.definition.kind)></aside>
        </div>
    }
    .into_any()
}

/// The kind in words. It does not change.
fn kind(provider: &ProviderView) -> String {
    let fields = ProviderDefinition::FIELDS.iter().filter(|field| field.name == "kind");
    fields.flat_map(|field| words(field.input, (field.texts)(&provider.definition))).collect()
}

/// What is entered at the provider.
fn addresses(provider: &ProviderView) -> AnyView {
    let address = |id: &'static str, label: &'static str, value: &str| {
        let value = value.to_owned();
        view! {
            <div>
                <p class="hint">{label}</p>
                <CopyField id label value/>
            </div>
        }
        .into_any()
    };
    let sign_out = provider.backchannel_logout_uri.as_deref();
    let content = view! {
        <div class="grid gap-5">
            {address("callback-uri", say::provider_callback_uri(), &provider.callback_uri)}
            {sign_out.map(|value| address("backchannel-logout-uri", say::provider_backchannel_uri(), value))}
        </div>
        <p class="hint">{say::provider_identities(provider.identities)}</p>
    };
    card(say::provider_enter_there(), content.into_any())
}

/// What is set for a provider that only the file or the environment can change.
fn facts(provider: &ProviderView) -> AnyView {
    let facts = html(|out| {
        for field in ProviderDefinition::FIELDS {
            let value = words(field.input, (field.texts)(&provider.definition)).join(" \u{b7} ");
            if !value.is_empty() {
                write_fact(out, (field.label)(), &value);
            }
        }
    });
    let (title, more) = match provider.source {
        ProviderSource::Environment => (say::provider_is_of_environment(), say::provider_change_environment()),
        ProviderSource::File | ProviderSource::Database => (say::provider_is_of_file(), say::application_change_file()),
    };
    facts_card(title, more, facts)
}

fn deletion(provider: &ProviderView) -> AnyView {
    let form = FormState::new(Form::DeleteProvider);
    let words = [say::provider_delete_opener(), say::provider_delete(), say::provider_delete_about()];
    let hidden = [("name", provider.name.as_str())];
    deletion_card(form, "/actions/providers/delete", title(provider), words, &hidden)
}
