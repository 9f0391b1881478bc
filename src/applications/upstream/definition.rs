//! What a definition of a provider may say.

use super::described::{claim, endpoint};
use super::kinds::{IssuerOf, Vouching};
use super::said_fields::own_field;
use super::{Kind, SecretRule};
use crate::language::{Message, message};
use crate::shared::fields::input::Texts as _;
use crate::shared::providers::{MAX_PROVIDER_ITEMS, MAX_PROVIDER_TITLE_CHARS};
use crate::shared::{FieldError, Problem, ProviderDefinition, ProviderKind};
use url::{Host, Url};
use uuid::Uuid;

/// The maximum length of an id, an issuer, a scope or the name of a claim in bytes.
const MAX_BYTES: usize = 500;

macro_rules! declare {
    ($(
        $(#[$about:meta])*
        $name:ident: $type:ty {
            $(#[$about_sent:meta])* sent: $sent:ty, rule: $rule:ident $with:tt, check: $check:expr, $($others:tt)*
        }
    )*) => {
        /// What is wrong with a definition, by field.
        pub fn definition_problems(definition: &ProviderDefinition) -> Vec<FieldError> {
            let problems = [
                $($check.problem(definition, &definition.$name.texts()).map(|problem| problem.of(stringify!($name))),)*
            ];
            problems.into_iter().flatten().collect()
        }
    };
}
crate::shared::provider_fields::provider_fields!(declare);

/// What a field may say.
struct Check {
    /// What is wrong with an item of a list, or with a value.
    each: fn(&ProviderDefinition, &str) -> Option<Problem>,
    /// None: it is for all kinds.
    of: Option<OfKinds>,
    /// What is wrong if it says nothing.
    needed: fn(&ProviderDefinition) -> Option<Problem>,
}

/// For which kinds a field is, and what is said to the others.
struct OfKinds {
    is_for: fn(&Kind) -> bool,
    unused: fn() -> Message,
}

fn each(check: fn(&ProviderDefinition, &str) -> Option<Problem>) -> Check {
    Check { each: check, of: None, needed: |_| None }
}

fn any() -> Check {
    each(|_, _| None)
}

/// What is needed of a provider that publishes nothing about itself.
fn described(check: fn(&ProviderDefinition, &str) -> Option<Problem>) -> Check {
    let needed = |_: &ProviderDefinition| Some(Problem::new("required", message::provider_endpoint_required()));
    each(check).of(Kind::is_described, message::provider_endpoint_unused).needed(needed)
}

/// What names the private key, where the secret is signed with one.
fn signer(check: fn(&ProviderDefinition, &str) -> Option<Problem>) -> Check {
    let needed = |_: &ProviderDefinition| Some(Problem::new("required", message::provider_signer_required()));
    each(check).of(|kind| kind.secret == SecretRule::SigningKey, message::provider_signer_unused).needed(needed)
}

impl Check {
    fn of(self, is_for: fn(&Kind) -> bool, unused: fn() -> Message) -> Self {
        Self { of: Some(OfKinds { is_for, unused }), ..self }
    }

    fn needed(self, needed: fn(&ProviderDefinition) -> Option<Problem>) -> Self {
        Self { needed, ..self }
    }

    fn problem(&self, definition: &ProviderDefinition, texts: &[String]) -> Option<Problem> {
        if let Some(OfKinds { is_for, unused }) = self.of
            && !is_for(Kind::of(definition.kind))
        {
            return (!texts.is_empty()).then(|| not_allowed(unused()));
        }
        if texts.is_empty() {
            return (self.needed)(definition);
        }
        let max = MAX_PROVIDER_ITEMS as u64;
        let too_many = || Problem::new("too_many", message::provider_items_too_many(max));
        let wrong = texts.iter().find_map(|text| (self.each)(definition, text));
        wrong.or_else(|| (texts.len() > MAX_PROVIDER_ITEMS).then(too_many))
    }
}

fn not_allowed(message: Message) -> Problem {
    Problem::new("not_allowed", message)
}

fn title(_: &ProviderDefinition, text: &str) -> Option<Problem> {
    let length = text.chars().count();
    let is_right = (1..=MAX_PROVIDER_TITLE_CHARS).contains(&length) && text.trim() == text;
    let is_right = is_right && !text.chars().any(char::is_control);
    (!is_right).then(|| not_allowed(message::provider_title_rule(MAX_PROVIDER_TITLE_CHARS as u64)))
}

fn logo(_: &ProviderDefinition, text: &str) -> Option<Problem> {
    let is_right = text.len() <= MAX_BYTES && Url::parse(text).is_ok_and(|url| url.scheme() == "https");
    (!is_right).then(|| not_allowed(message::provider_logo_rule()))
}

fn issuer(definition: &ProviderDefinition, issuer: &str) -> Option<Problem> {
    // A provider that signs its tokens is the one that it says it is. The answers of another may say anything.
    let is_described = Kind::of(definition.kind).is_described();
    let reserved = kind_of(issuer).filter(|kind| Kind::of(*kind).is_reserved || is_described);
    if let Some(kind) = reserved {
        return Some(not_allowed(message::provider_issuer_reserved(kind.as_str().to_owned())));
    }
    (!is_issuer(issuer)).then(|| not_allowed(message::provider_issuer_rule()))
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

fn tenant(_: &ProviderDefinition, tenant: &str) -> Option<Problem> {
    // As issuers have it, so that it can be compared.
    let is_directory = || Uuid::parse_str(tenant).is_ok_and(|id| id.hyphenated().to_string() == tenant);
    let is_right = matches!(tenant, "common" | "organizations" | "consumers") || is_directory();
    (!is_right).then(|| not_allowed(message::provider_tenant_rule()))
}

/// A text without spaces.
fn word(_: &ProviderDefinition, text: &str) -> Option<Problem> {
    let is_right = !text.is_empty() && text.len() <= MAX_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic());
    (!is_right).then(|| not_allowed(message::provider_word_rule()))
}

fn trusted_domain(_: &ProviderDefinition, text: &str) -> Option<Problem> {
    if text == "*" { None } else { domain(text) }
}

/// A domain of people who are let in. Without an address for which the provider vouches, it would let in no one.
fn vouched_domain(definition: &ProviderDefinition, text: &str) -> Option<Problem> {
    let kind = Kind::of(definition.kind);
    let is_trusted = || definition.trusted_domains.iter().any(|trusted| trusted == "*" || trusted == text);
    match kind.vouching {
        Vouching::Never if kind.has_directories() => Some(not_allowed(message::provider_domains_unused())),
        Vouching::Never => Some(not_allowed(message::provider_domains_never())),
        Vouching::Where(_) => domain(text),
        Vouching::InTrustedDomains => domain(text)
            .or_else(|| (!is_trusted()).then(|| not_allowed(message::provider_domain_not_trusted(text.to_owned())))),
    }
}

fn domain(text: &str) -> Option<Problem> {
    let is_domain = match Host::parse(text) {
        // In the form in which they are compared: small letters, in ASCII.
        Ok(Host::Domain(domain)) => domain == text && domain.contains('.'),
        _ => false,
    };
    (!is_domain).then(|| not_allowed(message::provider_domain_rule(text.to_owned())))
}

fn groups_prefix(_: &ProviderDefinition, text: &str) -> Option<Problem> {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_right = (2..=40).contains(&text.len())
        && text.starts_with(is_word)
        && text.chars().all(|c| is_word(c) || "-_".contains(c));
    (!is_right).then(|| not_allowed(message::provider_groups_prefix_rule()))
}

/// Without one, the provider could make somebody a member of any group.
fn missing_prefix(definition: &ProviderDefinition) -> Option<Problem> {
    definition.groups_claim.as_ref().map(|_| not_allowed(message::provider_groups_prefix_rule()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::fields::input::Defined as _;
    use serde_json::json;

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
    fn forms_show_what_means_something_for_a_kind_and_nothing_that_is_refused() {
        let unused = [
            message::provider_issuer_unused(),
            message::provider_endpoint_unused(),
            message::provider_claims_unused(),
            message::provider_signer_unused(),
            message::provider_tenant_unused(),
            message::provider_trusted_unused(),
            message::provider_domains_unused(),
            message::provider_domains_never(),
            message::provider_groups_unused(),
            message::provider_fields_unused(),
        ];
        // These are no texts.
        let all = ProviderDefinition::FIELDS.iter();
        for field in all.filter(|field| !["kind", "position", "registration"].contains(&field.name)) {
            for kind in ProviderKind::ALL {
                let value = field.input.write(vec!["x".to_owned()]);
                let definition = serde_json::from_value(json!({"kind": kind, (field.name): value})).unwrap();
                let problems = definition_problems(&definition);
                let is_unused = problems.iter().any(|one| one.field == field.name && unused.contains(&one.message));
                // It means nothing without the claim.
                let is_refused = !field.when.is_for(kind.as_str()) && field.name != "groups_prefix";
                assert_eq!(is_unused, is_refused, "{} of {kind}", field.name);
            }
        }
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
