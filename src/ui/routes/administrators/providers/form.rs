//! The fields of a provider: the first ones of a new one, and all of them.

use crate::shared::fields::input::Choice;
use crate::shared::providers::{ProviderDefinition, ProviderKind, ProviderRegistration, ProviderView};
use crate::ui::components::choice::choice_group;
use crate::ui::components::form_parts::{Field, FormAlert, TextArea};
use crate::ui::components::provider_kinds;
use crate::ui::form::FormState;
use crate::ui::form::spec::Spec;
use crate::ui::form::spec::providers as specs;
use crate::ui::routes::administrators::say;
use leptos::prelude::*;

/// The fields of a new provider: all others have a default.
pub fn first_fields(form: FormState) -> AnyView {
    view! {
        <div class="fields">
            <FormAlert form/>
            {text(form, &specs::CLIENT_ID, "", say::provider_client_id_hint())}
            {text(form, &specs::CLIENT_SECRET, "", say::provider_client_secret_hint())}
            {text(form, &specs::ISSUER, "", say::provider_issuer_hint())}
            {described(form, &ProviderDefinition::default())}
            {text(form, &specs::NAME, "", say::provider_name_hint())}
        </div>
        <div class="grid content-start gap-6">{kind_choice(form, ProviderKind::Google)}</div>
    }
    .into_any()
}

/// All fields, with the values of `provider` unless a rejected submission had others.
pub fn fields(form: FormState, provider: &ProviderView) -> AnyView {
    let definition = &provider.definition;
    let position = definition.position.to_string();
    let optional = |spec: &'static Spec, value: &Option<String>, hint: &'static str| {
        text(form, spec, value.as_deref().unwrap_or_default(), hint)
    };
    let domains_hint = say::provider_registration_domains_hint();
    let secret_hint = if provider.has_secret { say::provider_secret_stays() } else { say::provider_secret_none() };
    view! {
        <div class="fields">
            <FormAlert form/>
            {text(form, &specs::CLIENT_ID, &definition.client_id, say::provider_client_id_hint())}
            {text(form, &specs::CLIENT_SECRET, "", secret_hint)}
            {optional(&specs::ISSUER, &definition.issuer, say::provider_issuer_hint())}
            {described(form, definition)}
            {optional(&specs::TENANT, &definition.tenant, say::provider_tenant_hint())}
            {lines(form, &specs::TRUSTED_DOMAINS, &definition.trusted_domains, say::provider_trusted_hint())}
            {lines(form, &specs::ALLOWED_DOMAINS, &definition.allowed_domains, say::provider_allowed_hint())}
            {lines(form, &specs::REGISTRATION_DOMAINS, &definition.registration_domains, domains_hint)}
            {lines(form, &specs::SECOND_FACTOR, &definition.second_factor, say::provider_second_factor_hint())}
            {lines(form, &specs::SCOPES, &definition.scopes, say::provider_scopes_hint())}
        </div>
        <div class="grid content-start gap-6">
            {kind_choice(form, definition.kind)}
            {registration_choice(form, definition.registration)}
            {optional(&specs::TITLE, &definition.title, say::provider_title_hint())}
            {optional(&specs::LOGO_URI, &definition.logo_uri, say::provider_logo_hint())}
            {text(form, &specs::POSITION, &position, say::provider_position_hint())}
            {optional(&specs::GROUPS_CLAIM, &definition.groups_claim, say::provider_groups_claim_hint())}
            {optional(&specs::GROUPS_PREFIX, &definition.groups_prefix, say::provider_groups_prefix_hint())}
        </div>
    }
    .into_any()
}

/// What only some kinds have, shown only for these: where a provider of OAuth 2.0 answers, and the key of Apple.
fn described(form: FormState, definition: &ProviderDefinition) -> AnyView {
    let value_of = |spec: &'static Spec, value: &Option<String>, hint: &'static str| {
        text(form, spec, value.as_deref().unwrap_or_default(), hint)
    };
    let (authorization, token) = (&definition.authorization_endpoint, &definition.token_endpoint);
    view! {
        <div class="fields of-oauth2">
            {value_of(&specs::AUTHORIZATION_ENDPOINT, authorization, say::provider_authorization_endpoint_hint())}
            {value_of(&specs::TOKEN_ENDPOINT, token, say::provider_token_endpoint_hint())}
            {value_of(&specs::USERINFO_ENDPOINT, &definition.userinfo_endpoint, say::provider_userinfo_endpoint_hint())}
            {lines(form, &specs::CLAIMS, &definition.claims, say::provider_claims_hint())}
        </div>
        <div class="fields of-apple">
            {value_of(&specs::TEAM_ID, &definition.team_id, say::provider_team_id_hint())}
            {value_of(&specs::KEY_ID, &definition.key_id, say::provider_key_id_hint())}
        </div>
    }
    .into_any()
}

fn text(form: FormState, spec: &'static Spec, value: &str, hint: &'static str) -> AnyView {
    let (field, value) = (form.field(spec), value.to_owned());
    view! { <Field form field value hint/> }.into_any()
}

fn lines(form: FormState, spec: &'static Spec, values: &[String], hint: &'static str) -> AnyView {
    let (field, value) = (form.field(spec), values.join("\n"));
    view! { <TextArea form field value hint/> }.into_any()
}

fn kind_choice(form: FormState, current: ProviderKind) -> AnyView {
    one(form, "kind", say::provider_kind(), &ProviderKind::ALL.map(provider_kinds::choice), current.as_str())
}

fn registration_choice(form: FormState, current: ProviderRegistration) -> AnyView {
    one(form, "registration", say::provider_registration(), &registrations(), current.as_str())
}

/// Who may open an account through it.
pub fn registrations() -> [Choice; 3] {
    use ProviderRegistration::{AsElsewhere, Closed, Open};
    let choice = |id, rule: ProviderRegistration, label, about| Choice { id, value: rule.as_str(), label, about };
    let (usual, open, closed) =
        (say::provider_registration_usual(), say::provider_registration_open(), say::provider_registration_closed());
    [
        choice("registration-usual", AsElsewhere, usual, say::provider_registration_usual_about()),
        choice("registration-open", Open, open, say::provider_registration_open_about()),
        choice("registration-closed", Closed, closed, say::provider_registration_closed_about()),
    ]
}

fn one(form: FormState, name: &'static str, legend: &'static str, all: &[Choice], current: &str) -> AnyView {
    let typed = form.typed(name).filter(|typed| !typed.is_empty()).unwrap_or_else(|| current.to_owned());
    choice_group("radio", legend, name, all, &|value: &str| value == typed)
}
