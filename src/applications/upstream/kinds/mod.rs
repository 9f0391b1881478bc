//! What is known of each kind of provider, and is different from kind to kind: a file for each. A new one does not compile before all
//! of it is said.

mod apple;
mod discord;
mod facebook;
mod github;
mod gitlab;
mod google;
mod microsoft;
mod oauth2;
mod openid;

pub use microsoft::MICROSOFT_ISSUERS;
pub use oauth2::{ApiRequest, OAuth2, Person, at, is_place};
pub use openid::OpenId;

use super::IssuerRule;
use crate::language::message;
use crate::shared::{Problem, ProviderKind};

/// What providers of a kind have in common.
pub struct Kind {
    /// Which issuers its accounts have.
    pub issuer: IssuerOf,
    /// Whether the kind `openid` is refused for them, because its rules would be other ones than those of this kind.
    pub is_reserved: bool,
    pub protocol: Protocol,
    /// What is asked for, beside what the definition adds.
    pub scopes: &'static [&'static str],
    /// The parameter that says who probably signs in. None: it knows none.
    pub hint: Option<&'static str>,
    /// How it is made to say when somebody has signed in. None: it never says it, so a sign-in there is no fresh proof.
    pub proof: Option<FreshProof>,
    pub secret: SecretRule,
    pub vouching: Vouching,
    /// Whether a claim may have groups.
    pub has_groups: bool,
    /// Whether it says that somebody has signed out there.
    pub announces_sign_outs: bool,
    /// Issuer and subject of the account that has this id in a file of users. The id is not empty, not too long, and in ASCII.
    pub key_of: KeyOf,
}

type KeyOf = fn(&IssuerRule, &str) -> Result<(String, String), Problem>;

/// Which issuers the accounts have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IssuerOf {
    /// Always this one.
    Own(&'static str),
    /// Each directory has its own, which begins like this. The definition or the token names it.
    Directories(&'static str),
    /// The definition names it.
    Defined,
}

/// What a provider speaks.
pub enum Protocol {
    OpenId(OpenId),
    /// It signs nothing, and says in an API of its own who has an access token.
    OAuth2(OAuth2),
}

/// How a provider is asked for a proof that somebody has signed in just now.
#[derive(Clone, Copy, Debug)]
pub struct FreshProof {
    /// The parameter, and its value.
    pub parameter: (&'static str, &'static str),
    /// Whether it knows `prompt=login`.
    pub forces_sign_in: bool,
}

/// With what this server proves who it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecretRule {
    /// A text, or nothing: the provider may know this server as a public client.
    Optional,
    /// A text.
    Required,
    /// A token that it signs with the private key of a team there. It is made for each exchange, so there is none that could be stolen or
    /// expire.
    SigningKey,
}

/// For which addresses a provider vouches.
pub enum Vouching {
    /// For none.
    Never,
    /// Those that it calls confirmed, in the domains with which the definition trusts it.
    InTrustedDomains,
    /// Those for which this function returns true. It gets what is said, and the domain of the address.
    Where(fn(&Said<'_>, &str) -> bool),
}

/// What a provider says about the address of a person.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    pub email: &'a str,
    /// Whether it says that the address was confirmed, with nothing but a boolean.
    pub is_verified: bool,
    /// The organisation for which it vouches.
    pub organisation: Option<&'a str>,
}

impl Kind {
    pub fn of(kind: ProviderKind) -> &'static Self {
        match kind {
            ProviderKind::Google => &google::KIND,
            ProviderKind::Github => &github::KIND,
            ProviderKind::Microsoft => &microsoft::KIND,
            ProviderKind::Apple => &apple::KIND,
            ProviderKind::Discord => &discord::KIND,
            ProviderKind::Facebook => &facebook::KIND,
            ProviderKind::Gitlab => &gitlab::KIND,
            ProviderKind::Openid => &openid::KIND,
            ProviderKind::Oauth2 => &oauth2::KIND,
        }
    }

    /// Whether a definition says where it answers, and where its answers say who somebody is: it neither publishes that nor is it known.
    pub fn is_described(&self) -> bool {
        self.issuer == IssuerOf::Defined && !self.protocol.has_nonce()
    }

    /// Whether its answers may say more than this server knows of, which a definition finds.
    pub fn says_more(&self) -> bool {
        self.protocol.has_nonce() || self.is_described()
    }

    /// Whether a definition may name a directory.
    pub fn has_directories(&self) -> bool {
        matches!(self.issuer, IssuerOf::Directories(_))
    }
}

impl IssuerOf {
    /// What the issuers begin with. None: any can be named.
    pub fn beginning(self) -> Option<&'static str> {
        match self {
            Self::Own(issuer) | Self::Directories(issuer) => Some(issuer),
            Self::Defined => None,
        }
    }
}

impl Protocol {
    /// Whether it has ID tokens, which name the sign-in that they are for.
    pub fn has_nonce(&self) -> bool {
        matches!(self, Self::OpenId(_))
    }
}

/// The key of an account whose id is the subject.
fn exact_key(rule: &IssuerRule, id: &str) -> Result<(String, String), Problem> {
    // A provider that is open has an issuer.
    let issuer = rule.exact().ok_or_else(|| Problem::new("not_allowed", message::provider_issuer_required()))?;
    Ok((issuer.to_owned(), id.to_owned()))
}
