//! The fields of a client: of the form that creates one, and of the form that changes one.

use crate::language::say;
use crate::shared::applications::proof_age;
use crate::shared::clients::{
    ClaimRule, ClientDefinition, ClientKind, ClientView, ConsentRule, DemandedLevel, GrantKind,
};
use crate::ui::components::choice::{Choice, choice_group};
use crate::ui::components::form_parts::{Field, FormAlert, TextArea};
use crate::ui::form::FormState;
use crate::ui::form::spec::Spec;
use crate::ui::form::spec::applications::MAX_AGE;
use crate::ui::form::spec::clients as specs;
use leptos::prelude::*;

/// The fields, with the values of `client` unless a rejected submission had others. None: of a new client.
pub fn fields(form: FormState, client: Option<&ClientView>) -> AnyView {
    let new = ClientDefinition {
        require_pkce: true,
        grants: vec![GrantKind::AuthorizationCode],
        ..ClientDefinition::default()
    };
    let definition = client.map_or(&new, |client| &client.definition);
    let id = client.is_none().then(|| text(form, &specs::CLIENT_ID, None, say::client_id_hint()));
    let account = client.and_then(|client| client.service_account).map(|id| id.to_string());
    view! {
        <div class="fields">
            <FormAlert form/>
            {id}
            {lines(form, &specs::REDIRECT_URIS, &definition.redirect_uris, say::client_redirect_uris_hint())}
            {lines(form, &specs::POST_LOGOUT_URIS, &definition.post_logout_redirect_uris, say::client_post_logout_uris_hint())}
            {text(form, &specs::BACKCHANNEL_URI, definition.backchannel_logout_uri.clone(), say::client_backchannel_uri_hint())}
            {text(form, &specs::LAUNCH_URI, definition.launch_uri.clone(), say::client_launch_uri_hint())}
            {text(form, &specs::LOGO_URI, definition.logo_uri.clone(), "")}
            {text(form, &specs::DESCRIPTION, definition.description.clone(), say::client_description_hint())}
            {lines(form, &specs::RESOURCES, &definition.resources, say::client_resources_hint())}
            {lines(form, &specs::CLAIMS, &rules(&definition.claims), say::client_claims_hint())}
            {text(form, &specs::GROUPS_CLAIM, definition.groups_claim.clone(), say::client_groups_claim_hint())}
        </div>
        <div class="grid content-start gap-6">
            {choices(form, definition)}
            {text(form, &specs::SERVICE_ACCOUNT, account, say::client_service_account_hint())}
            {text(form, &MAX_AGE, definition.max_age.map(proof_age), say::application_max_age_hint())}
            {text(form, &specs::ACCESS_TTL, definition.access_ttl.map(proof_age), say::client_access_life_hint())}
            {text(form, &specs::REFRESH_TTL, definition.refresh_ttl.map(proof_age), say::client_refresh_life_hint())}
        </div>
    }
    .into_any()
}

fn text(form: FormState, spec: &'static Spec, value: Option<String>, hint: &'static str) -> AnyView {
    let (field, value) = (form.field(spec), value.unwrap_or_default());
    view! { <Field form field value hint/> }.into_any()
}

fn lines(form: FormState, spec: &'static Spec, values: &[String], hint: &'static str) -> AnyView {
    let (field, value) = (form.field(spec), values.join("\n"));
    view! { <TextArea form field value hint/> }.into_any()
}

/// As they are written in the form.
pub fn rules(claims: &[ClaimRule]) -> Vec<String> {
    let rule = |rule: &ClaimRule| match &rule.group {
        Some(group) => format!("{}@{group}={}", rule.name, rule.value),
        None => format!("{}={}", rule.name, rule.value),
    };
    claims.iter().map(rule).collect()
}

fn choices(form: FormState, definition: &ClientDefinition) -> AnyView {
    let one = |name: &'static str, legend: &'static str, all: &[Choice], current: &str| {
        let typed = form.typed(name).filter(|typed| !typed.is_empty()).unwrap_or_else(|| current.to_owned());
        choice_group("radio", legend, name, all, &|value: &str| value == typed)
    };
    let flag = |name: &'static str, legend: &'static str, choice: Choice, is_on: bool| {
        let typed = form.typed(name).map_or(is_on, |typed| !typed.is_empty());
        choice_group("checkbox", legend, name, &[choice], &|_: &str| typed)
    };
    let typed_grants = form.typed("grants");
    let has_grant = |value: &str| match &typed_grants {
        Some(typed) => typed.split(' ').any(|typed| typed == value),
        None => definition.grants.iter().any(|grant| grant.as_str() == value),
    };
    let acr = definition.acr.map_or("none", DemandedLevel::as_str);
    view! {
        {one("kind", say::client_kind(), &kinds(), definition.kind.as_str())}
        {choice_group("checkbox", say::client_grants(), "grants[]", &grants(), &has_grant)}
        {flag("require_pkce", say::client_pkce_legend(), pkce(), definition.require_pkce)}
        {one("consent", say::client_consent(), &consents(), definition.consent.as_str())}
        {one("acr", say::client_acr(), &levels(), acr)}
        {flag("id_token_claims", say::client_id_token_legend(), id_token(), definition.id_token_claims)}
    }
    .into_any()
}

/// Whether it can keep a secret.
pub fn kinds() -> [Choice; 2] {
    let choice = |id, kind: ClientKind, label, about| Choice { id, value: kind.as_str(), label, about };
    let (confidential, public) = (say::client_confidential(), say::client_public());
    [
        choice("kind-confidential", ClientKind::Confidential, confidential, say::client_confidential_about()),
        choice("kind-public", ClientKind::Public, public, say::client_public_about()),
    ]
}

/// For what it may get tokens.
pub fn grants() -> [Choice; 4] {
    let choice = |id, grant: GrantKind, label, about| Choice { id, value: grant.as_str(), label, about };
    let (code, refresh) = (say::client_grant_code(), say::client_grant_refresh());
    let (own, device) = (say::client_grant_own(), say::client_grant_device());
    [
        choice("grant-code", GrantKind::AuthorizationCode, code, say::client_grant_code_about()),
        choice("grant-refresh", GrantKind::RefreshToken, refresh, say::client_grant_refresh_about()),
        choice("grant-own", GrantKind::ClientCredentials, own, say::client_grant_own_about()),
        choice("grant-device", GrantKind::DeviceCode, device, say::client_grant_device_about()),
    ]
}

fn pkce() -> Choice {
    Choice { id: "require-pkce", value: "on", label: say::client_pkce(), about: say::client_pkce_about() }
}

/// When people are asked.
pub fn consents() -> [Choice; 3] {
    let choice = |id, rule: ConsentRule, label, about| Choice { id, value: rule.as_str(), label, about };
    let (never, once, always) = (say::client_consent_never(), say::client_consent_once(), say::client_consent_always());
    [
        choice("consent-never", ConsentRule::Never, never, say::client_consent_never_about()),
        choice("consent-once", ConsentRule::Once, once, say::client_consent_once_about()),
        choice("consent-always", ConsentRule::Always, always, say::client_consent_always_about()),
    ]
}

/// The proofs that it may demand. `none`: only what its application does.
pub fn levels() -> [Choice; 3] {
    let choice = |id, value, label, about| Choice { id, value, label, about };
    let (none, factor, passkey) = (say::client_acr_none(), say::client_acr_factor(), say::client_acr_passkey());
    [
        choice("acr-none", "none", none, say::client_acr_none_about()),
        choice("acr-factor", DemandedLevel::SecondFactor.as_str(), factor, say::client_acr_factor_about()),
        choice("acr-passkey", DemandedLevel::Passkey.as_str(), passkey, say::client_acr_passkey_about()),
    ]
}

fn id_token() -> Choice {
    let (label, about) = (say::client_id_token_claims(), say::client_id_token_claims_about());
    Choice { id: "id-token-claims", value: "on", label, about }
}
