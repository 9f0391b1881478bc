//! A provider: which issuer its accounts have, and what it says on its button.

use super::kinds::IssuerOf;
use super::{IssuerRule, Kind, OpenId, Protocol, SecretRule, definition_problems};
use crate::language::{Message, message};
use crate::shared::{
    FieldError, OfferedProvider, Problem, ProviderDefinition, ProviderKind, ProviderName, ProviderSource, Timestamp,
};
use std::fmt;
use zeroize::Zeroizing;

/// The secret of this server at a provider. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderSecret(Zeroizing<String>);

impl ProviderSecret {
    pub fn new(secret: impl Into<String>) -> Self {
        Self(Zeroizing::new(secret.into()))
    }

    /// What somebody has entered, without what is around it: a private key in PEM is the letters between its lines, which a field of a
    /// form joins.
    pub fn entered(text: &str) -> Zeroizing<String> {
        let text = text.trim();
        let key = text.strip_prefix("-----BEGIN PRIVATE KEY-----");
        let key = key.and_then(|rest| rest.strip_suffix("-----END PRIVATE KEY-----"));
        Zeroizing::new(key.map_or_else(|| text.to_owned(), |key| key.split_whitespace().collect()))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ProviderSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProviderSecret(…)")
    }
}

/// A provider, as it is defined.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Provider {
    pub name: ProviderName,
    pub definition: ProviderDefinition,
    pub issuer: IssuerRule,
    /// None: the provider knows this server as a public client.
    pub secret: Option<ProviderSecret>,
    pub source: ProviderSource,
    /// What is wrong with it. Then it is closed.
    pub flaws: Vec<Message>,
    /// None for providers of the file or the environment.
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
}

impl Provider {
    /// The provider with this definition. What is wrong with it is a flaw.
    pub fn new(
        name: ProviderName,
        definition: ProviderDefinition,
        secret: Option<ProviderSecret>,
        source: ProviderSource,
    ) -> Self {
        let flaws = definition_problems(&definition).into_iter().map(|problem| problem.message).collect();
        let issuer = issuer_of(&definition);
        Self { name, definition, issuer, secret, source, flaws, created_at: None, updated_at: None }
    }

    /// The issuer of all its accounts. None: each directory has its own.
    pub fn exact_issuer(&self) -> Option<&str> {
        self.issuer.exact()
    }

    pub fn kind(&self) -> ProviderKind {
        self.definition.kind
    }

    /// What it has in common with others of its kind.
    pub fn rules(&self) -> &'static Kind {
        Kind::of(self.kind())
    }

    /// What is special about it if it is a provider of OpenID Connect.
    pub fn openid(&self) -> Option<&'static OpenId> {
        match &self.rules().protocol {
            Protocol::OpenId(openid) => Some(openid),
            Protocol::OAuth2(_) => None,
        }
    }

    /// Whether it lacks the secret without which it answers no server.
    pub fn lacks_secret(&self) -> bool {
        self.rules().secret != SecretRule::Optional && self.secret.is_none()
    }

    /// Whether people can sign in there.
    pub fn is_usable(&self) -> bool {
        self.flaws.is_empty()
    }

    /// What people see on its button.
    pub fn title(&self) -> &str {
        self.definition.title_or(&self.name)
    }

    /// The path at which it answers. Each provider has its own, so that an answer of one cannot be taken for that of another.
    pub fn callback_path(&self) -> String {
        Self::callback_path_of(self.name.as_str())
    }

    /// The path at which the provider with this name answers.
    pub fn callback_path_of(name: &str) -> String {
        format!("/auth/with/{name}/callback")
    }

    /// The path to which it says that somebody has signed out. None: it says nothing.
    pub fn backchannel_logout_path(&self) -> Option<String> {
        self.rules().announces_sign_outs.then(|| format!("/auth/with/{}/backchannel-logout", self.name))
    }

    /// What visitors may know of it.
    pub fn offered(&self) -> OfferedProvider {
        OfferedProvider {
            name: self.name.clone(),
            title: self.title().to_owned(),
            kind: self.kind(),
            logo_uri: self.definition.logo_uri.clone(),
        }
    }

    /// Closes it if another provider has its name or an issuer of its accounts.
    pub(super) fn refuse_beside(&mut self, other: &Self) {
        self.flaws.extend(self.conflict_with(other).map(|conflict| conflict.message));
    }

    /// What both have: the name, or an issuer of their accounts.
    pub fn conflict_with(&self, other: &Self) -> Option<FieldError> {
        if self.name == other.name {
            return Some(Problem::new("taken", message::provider_name_taken()).of("name"));
        }
        let taken = || Problem::new("taken", message::provider_issuer_taken(other.name.to_string()));
        self.issuer.overlaps(&other.issuer).then(|| taken().of("issuer"))
    }
}

fn issuer_of(definition: &ProviderDefinition) -> IssuerRule {
    let exact = |issuer: &str| IssuerRule::Exact(issuer.to_owned());
    match Kind::of(definition.kind).issuer {
        IssuerOf::Own(issuer) => exact(issuer),
        IssuerOf::Directories(beginning) => match definition.tenant.as_deref() {
            None | Some("common" | "organizations" | "consumers") => IssuerRule::AnyDirectory(beginning),
            Some(tenant) => IssuerRule::Exact(format!("{beginning}{tenant}/v2.0")),
        },
        IssuerOf::Defined => definition.issuer.as_deref().map_or(IssuerRule::Nothing, exact),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(name: &str, definition: ProviderDefinition) -> Provider {
        Provider::new(ProviderName::from_stored(name.to_owned()), definition, None, ProviderSource::Database)
    }

    fn microsoft(tenant: Option<&str>) -> ProviderDefinition {
        let tenant = tenant.map(str::to_owned);
        let client_id = "vestibule".to_owned();
        ProviderDefinition { kind: ProviderKind::Microsoft, tenant, client_id, ..ProviderDefinition::default() }
    }

    #[test]
    fn a_provider_with_an_issuer_of_another_is_closed() {
        let tenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
        let any = provider("microsoft", microsoft(None));
        let mut one = provider("company", microsoft(Some(tenant)));
        assert!(any.is_usable() && one.is_usable(), "{:?} {:?}", any.flaws, one.flaws);
        assert_eq!(one.issuer, IssuerRule::Exact(format!("https://login.microsoftonline.com/{tenant}/v2.0")));
        one.refuse_beside(&any);
        assert!(!one.is_usable());
        let mut github = provider(
            "github",
            ProviderDefinition {
                kind: ProviderKind::Github,
                client_id: "v".to_owned(),
                ..ProviderDefinition::default()
            },
        );
        github.refuse_beside(&any);
        assert!(github.is_usable() && github.title() == "GitHub");
    }

    #[test]
    fn only_a_provider_of_openid_connect_needs_no_secret() {
        let name = ProviderName::from_stored("company".to_owned());
        let of = |kind| ProviderDefinition { kind, ..ProviderDefinition::default() };
        for kind in ProviderKind::ALL {
            let without = Provider::new(name.clone(), of(kind), None, ProviderSource::File);
            assert_eq!(without.lacks_secret(), kind != ProviderKind::Openid, "{kind}");
            let with = Provider { secret: Some(ProviderSecret::new("swordfish")), ..without };
            assert!(!with.lacks_secret(), "{kind}");
        }
    }

    #[test]
    fn a_private_key_is_the_letters_between_its_lines() {
        for text in [
            "-----BEGIN PRIVATE KEY-----\nMIGT\nAgEA\n-----END PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY-----\r\nMIGTAgEA\r\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----MIGTAgEA-----END PRIVATE KEY-----",
            " MIGTAgEA ",
        ] {
            assert_eq!(ProviderSecret::entered(text).as_str(), "MIGTAgEA", "{text}");
        }
        assert_eq!(ProviderSecret::entered("sword fish").as_str(), "sword fish");
    }

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(format!("{:?}", ProviderSecret::new("swordfish")), "ProviderSecret(…)");
    }
}
