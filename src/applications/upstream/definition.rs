//! What a definition of a provider may say.

use super::described::{claims, endpoint};
use super::kinds::{IssuerOf, Vouching};
use super::{Kind, SecretRule};
use crate::language::message;
use crate::shared::error::FieldError;
use crate::shared::fields::Problem;
use crate::shared::providers::{MAX_PROVIDER_ITEMS, MAX_PROVIDER_TITLE_CHARS, ProviderDefinition, ProviderKind};
use url::{Host, Url};
use uuid::Uuid;

/// The maximum length of an id, an issuer, a scope or the name of a claim in bytes.
const MAX_BYTES: usize = 500;

/// What is wrong with a definition, by field.
pub fn definition_problems(definition: &ProviderDefinition) -> Vec<FieldError> {
    let mut found = Vec::new();
    let mut check = |field: &'static str, problem: Option<Problem>| {
        found.extend(problem.map(|problem| problem.of(field)));
    };
    check("title", definition.title.as_deref().and_then(title));
    check("logo_uri", definition.logo_uri.as_deref().and_then(logo));
    check("issuer", issuer(definition));
    check("authorization_endpoint", endpoint(definition, definition.authorization_endpoint.as_deref()));
    check("token_endpoint", endpoint(definition, definition.token_endpoint.as_deref()));
    check("userinfo_endpoint", endpoint(definition, definition.userinfo_endpoint.as_deref()));
    check("claims", claims(definition));
    check("tenant", tenant(definition));
    check("team_id", of_signer(definition, definition.team_id.as_deref()));
    check("key_id", of_signer(definition, definition.key_id.as_deref()));
    check("client_id", word(&definition.client_id));
    check("scopes", words(&definition.scopes));
    check("trusted_domains", trusted_domains(definition));
    check("allowed_domains", vouched_domains(definition, &definition.allowed_domains));
    check("registration_domains", vouched_domains(definition, &definition.registration_domains));
    check("groups_claim", groups_claim(definition));
    check("groups_prefix", groups_prefix(definition));
    check("second_factor", words(&definition.second_factor));
    found
}

fn title(text: &str) -> Option<Problem> {
    let length = text.chars().count();
    let is_right = (1..=MAX_PROVIDER_TITLE_CHARS).contains(&length) && text.trim() == text;
    let is_right = is_right && !text.chars().any(char::is_control);
    (!is_right).then(|| Problem::new("not_allowed", message::provider_title_rule(MAX_PROVIDER_TITLE_CHARS as u64)))
}

fn logo(text: &str) -> Option<Problem> {
    let is_right = text.len() <= MAX_BYTES && Url::parse(text).is_ok_and(|url| url.scheme() == "https");
    (!is_right).then(|| Problem::new("not_allowed", message::provider_logo_rule()))
}

fn issuer(definition: &ProviderDefinition) -> Option<Problem> {
    let Some(issuer) = definition.issuer.as_deref() else {
        let is_missing = Kind::of(definition.kind).issuer == IssuerOf::Defined;
        return is_missing.then(|| Problem::new("required", message::provider_issuer_required()));
    };
    if Kind::of(definition.kind).issuer != IssuerOf::Defined {
        return Some(Problem::new("not_allowed", message::provider_issuer_unused()));
    }
    // A provider that signs its tokens is the one that it says it is. The answers of another may say anything.
    let is_described = Kind::of(definition.kind).is_described();
    let reserved = kind_of(issuer).filter(|kind| Kind::of(*kind).is_reserved || is_described);
    if let Some(kind) = reserved {
        return Some(Problem::new("not_allowed", message::provider_issuer_reserved(kind.as_str().to_owned())));
    }
    (!is_issuer(issuer)).then(|| Problem::new("not_allowed", message::provider_issuer_rule()))
}

/// An address as issuers have it: compared by character, so it must have one form. Without TLS, requests go only to private
/// addresses that the operator lists (`outbound`).
fn is_issuer(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let has_more = url.query().is_some() || url.fragment().is_some();
    let has_user = !url.username().is_empty() || url.password().is_some();
    // The parser adds a slash to a host without a path.
    let is_normal = url.as_str() == text || url.as_str().strip_suffix('/') == Some(text);
    is_web && !has_more && !has_user && is_normal && text.len() <= MAX_BYTES
}

/// The kind whose accounts have issuers on the host of this one. Defined otherwise, its rules would not apply.
fn kind_of(issuer: &str) -> Option<ProviderKind> {
    let host = |text: &str| Url::parse(text).ok().and_then(|url| url.host_str().map(str::to_owned));
    let own = host(issuer)?;
    let of_kind = |kind: &ProviderKind| Kind::of(*kind).issuer.beginning().and_then(host);
    ProviderKind::ALL.into_iter().find(|kind| of_kind(kind).as_ref() == Some(&own))
}

fn tenant(definition: &ProviderDefinition) -> Option<Problem> {
    let tenant = definition.tenant.as_deref()?;
    if !Kind::of(definition.kind).has_directories() {
        return Some(Problem::new("not_allowed", message::provider_tenant_unused()));
    }
    // As issuers have it, so that it can be compared.
    let is_directory = || Uuid::parse_str(tenant).is_ok_and(|id| id.hyphenated().to_string() == tenant);
    let is_right = matches!(tenant, "common" | "organizations" | "consumers") || is_directory();
    (!is_right).then(|| Problem::new("not_allowed", message::provider_tenant_rule()))
}

/// What names the private key, where the secret is signed with one.
fn of_signer(definition: &ProviderDefinition, id: Option<&str>) -> Option<Problem> {
    let signs = Kind::of(definition.kind).secret == SecretRule::SigningKey;
    match id {
        None => signs.then(|| Problem::new("required", message::provider_signer_required())),
        Some(_) if !signs => Some(Problem::new("not_allowed", message::provider_signer_unused())),
        Some(id) => word(id),
    }
}

/// A text without spaces.
fn word(text: &str) -> Option<Problem> {
    let is_right = !text.is_empty() && text.len() <= MAX_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic());
    (!is_right).then(|| Problem::new("not_allowed", message::provider_word_rule()))
}

fn words(texts: &[String]) -> Option<Problem> {
    texts.iter().find_map(|text| word(text)).or_else(|| too_many(texts))
}

fn too_many(texts: &[String]) -> Option<Problem> {
    let is_long = texts.len() > MAX_PROVIDER_ITEMS;
    is_long.then(|| Problem::new("too_many", message::provider_items_too_many(MAX_PROVIDER_ITEMS as u64)))
}

fn trusted_domains(definition: &ProviderDefinition) -> Option<Problem> {
    let is_used = matches!(Kind::of(definition.kind).vouching, Vouching::InTrustedDomains);
    if !is_used && !definition.trusted_domains.is_empty() {
        return Some(Problem::new("not_allowed", message::provider_trusted_unused()));
    }
    domains(&definition.trusted_domains, true)
}

/// Domains of people who are let in. Without an address for which the provider vouches, they would let in no one.
fn vouched_domains(definition: &ProviderDefinition, texts: &[String]) -> Option<Problem> {
    let not_allowed = |message| Problem::new("not_allowed", message);
    let is_strict = match Kind::of(definition.kind).vouching {
        Vouching::Never if !texts.is_empty() => {
            let has_directories = Kind::of(definition.kind).has_directories();
            let unused =
                if has_directories { message::provider_domains_unused } else { message::provider_domains_never };
            return Some(not_allowed(unused()));
        }
        Vouching::Never | Vouching::Where(_) => false,
        Vouching::InTrustedDomains => true,
    };
    domains(texts, false).or_else(|| {
        let trusted = &definition.trusted_domains;
        let is_trusted = |text: &String| trusted.iter().any(|trusted| trusted == "*" || trusted == text);
        let other = texts.iter().find(|text| is_strict && !is_trusted(text));
        other.map(|text| not_allowed(message::provider_domain_not_trusted(text.clone())))
    })
}

/// `may_be_all`: whether one may be `*`.
fn domains(texts: &[String], may_be_all: bool) -> Option<Problem> {
    let is_domain = |text: &str| match Host::parse(text) {
        // In the form in which they are compared: small letters, in ASCII.
        Ok(Host::Domain(domain)) => domain == text && domain.contains('.'),
        _ => false,
    };
    let wrong = texts.iter().find(|text| !is_domain(text) && !(may_be_all && *text == "*"));
    let wrong = wrong.map(|text| Problem::new("not_allowed", message::provider_domain_rule(text.clone())));
    wrong.or_else(|| too_many(texts))
}

fn groups_claim(definition: &ProviderDefinition) -> Option<Problem> {
    let claim = definition.groups_claim.as_deref()?;
    if !Kind::of(definition.kind).has_groups {
        return Some(Problem::new("not_allowed", message::provider_groups_unused()));
    }
    word(claim)
}

/// Without one, the provider could make somebody a member of any group.
fn groups_prefix(definition: &ProviderDefinition) -> Option<Problem> {
    let prefix = definition.groups_prefix.as_deref();
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_right = |text: &str| {
        (2..=40).contains(&text.len())
            && text.starts_with(is_word)
            && text.chars().all(|c| is_word(c) || "-_".contains(c))
    };
    let is_wrong = match prefix {
        Some(prefix) => !is_right(prefix),
        None => definition.groups_claim.is_some(),
    };
    is_wrong.then(|| Problem::new("not_allowed", message::provider_groups_prefix_rule()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(definition: &ProviderDefinition) -> Vec<String> {
        definition_problems(definition).into_iter().map(|problem| problem.field.into_owned()).collect()
    }

    fn of(kind: ProviderKind) -> ProviderDefinition {
        let issuer = (Kind::of(kind).issuer == IssuerOf::Defined).then(|| "https://id.example".to_owned());
        ProviderDefinition { kind, issuer, client_id: "vestibule".to_owned(), ..ProviderDefinition::default() }
    }

    #[test]
    fn two_values_are_enough() {
        let needs_more = |kind: ProviderKind| {
            let rules = Kind::of(kind);
            rules.is_described() || rules.secret == SecretRule::SigningKey
        };
        for kind in ProviderKind::ALL.into_iter().filter(|kind| !needs_more(*kind)) {
            assert!(definition_problems(&of(kind)).is_empty(), "{kind}");
        }
        assert_eq!(fields(&ProviderDefinition::default()), ["issuer", "client_id"]);
    }

    #[test]
    fn an_issuer_has_one_form_and_is_that_of_no_kind_of_its_own() {
        let with = |issuer: &str| ProviderDefinition { issuer: Some(issuer.to_owned()), ..of(ProviderKind::Openid) };
        for issuer in
            ["https://id.example", "https://id.example/", "https://id.example/realms/a", "http://127.0.0.1:9000"]
        {
            assert!(fields(&with(issuer)).is_empty(), "{issuer}");
        }
        for issuer in [
            "id.example",
            "https://ID.example",
            "https://id.example/?a=b",
            "https://id.example/#a",
            "https://a@id.example",
            "https://id.example:443",
            "https://accounts.google.com",
            "https://accounts.google.com/other",
            "https://login.microsoftonline.com/common/v2.0",
            "https://github.com",
        ] {
            assert_eq!(fields(&with(issuer)), ["issuer"], "{issuer}");
        }
        let google =
            ProviderDefinition { issuer: Some("https://accounts.google.com".to_owned()), ..of(ProviderKind::Google) };
        assert_eq!(fields(&google), ["issuer"]);
    }

    #[test]
    fn what_only_some_kinds_have_is_refused_elsewhere() {
        let text = |text: &str| Some(text.to_owned());
        let list = |text: &str| vec![text.to_owned()];
        let google = of(ProviderKind::Google);
        assert_eq!(fields(&ProviderDefinition { tenant: text("common"), ..google.clone() }), ["tenant"]);
        assert_eq!(fields(&ProviderDefinition { trusted_domains: list("*"), ..google.clone() }), ["trusted_domains"]);
        let groups = ProviderDefinition { groups_claim: text("groups"), groups_prefix: text("corp-"), ..google };
        assert_eq!(fields(&groups), ["groups_claim"]);
        let openid = of(ProviderKind::Openid);
        assert!(fields(&ProviderDefinition { trusted_domains: list("*"), ..openid.clone() }).is_empty());
        assert_eq!(fields(&ProviderDefinition { groups_claim: text("groups"), ..openid.clone() }), ["groups_prefix"]);
        for domain in ["*", "Example.org", "bücher.example", "localhost", "10.0.0.1", "a b"] {
            let definition = ProviderDefinition { allowed_domains: list(domain), ..openid.clone() };
            assert_eq!(fields(&definition), ["allowed_domains"], "{domain}");
        }
        let company = ["example.org", "example.net"].map(str::to_owned).to_vec();
        for (trusted, expected) in
            [(&["example.org"][..], 2), (&[], 2), (&["*"], 0), (&["example.net", "example.org"], 0)]
        {
            let definition = ProviderDefinition {
                trusted_domains: trusted.iter().map(|domain| (*domain).to_owned()).collect(),
                allowed_domains: company.clone(),
                registration_domains: company.clone(),
                ..openid.clone()
            };
            assert_eq!(fields(&definition).len(), expected, "{trusted:?}");
        }
        let apple = of(ProviderKind::Apple);
        assert_eq!(fields(&apple), ["team_id", "key_id"]);
        let complete = ProviderDefinition { team_id: text("TEAM567890"), key_id: text("KEY4567890"), ..apple };
        assert!(fields(&complete).is_empty());
        let elsewhere = ProviderDefinition { kind: ProviderKind::Google, ..complete };
        assert_eq!(fields(&elsewhere), ["team_id", "key_id"]);
        for (kind, expected) in [(ProviderKind::Google, None), (ProviderKind::Microsoft, Some("allowed_domains"))] {
            let definition = ProviderDefinition { allowed_domains: company.clone(), ..of(kind) };
            assert_eq!(fields(&definition).first().map(String::as_str), expected, "{kind}");
        }
        for tenant in ["contoso.com", "9188040D-6C67-4C5B-B112-36A304B66DAD", ""] {
            let definition = ProviderDefinition { tenant: text(tenant), ..of(ProviderKind::Microsoft) };
            assert_eq!(fields(&definition), ["tenant"], "{tenant}");
        }
    }
}
