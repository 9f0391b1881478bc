//! Providers at which people have an account with which they sign in here, and these accounts: requests and views.

use super::fields::Problem;
use super::fields::names::identifier;
use super::ids::IdentityId;
use super::timestamp::Timestamp;
use super::values::{self, Expected, Text};
use crate::language::{Message, message};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The maximum number of providers.
pub const MAX_PROVIDERS: usize = 50;
/// The maximum number of identities of an account.
pub const MAX_IDENTITIES: usize = 20;
/// The maximum number of characters of a title.
pub const MAX_PROVIDER_TITLE_CHARS: usize = 80;
/// The maximum number of items of each list of a definition.
pub const MAX_PROVIDER_ITEMS: usize = 50;

/// The name of a provider: `[a-z0-9][a-z0-9-]{0,62}`. It is a part of the address to which the provider answers, so it never
/// changes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(with = "String", extend("pattern" = "^[a-z0-9][a-z0-9-]{0,62}$"))]
pub struct ProviderName(String);

checked_text!(ProviderName);

impl ProviderName {
    /// # Errors
    /// If the text is not a name.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        identifier(text, "-", message::provider_name_required(), message::provider_name_rule()).map(Self)
    }

    /// The name in a row. A provider whose row has another text is closed.
    pub fn from_stored(name: String) -> Self {
        Self(name)
    }
}

names! {
    /// What a provider speaks, and what is known of it.
    #[derive(Default, Hash, JsonSchema)]
    pub enum ProviderKind {
        Google = "google",
        /// OAuth 2.0 and an API of its own.
        Github = "github",
        /// Microsoft Entra ID, and personal accounts of Microsoft.
        Microsoft = "microsoft",
        /// OpenID Connect, with answers in a form and a secret that is signed.
        Apple = "apple",
        /// OAuth 2.0 and an API of its own.
        Discord = "discord",
        /// OAuth 2.0 and an API of its own.
        Facebook = "facebook",
        /// The one at gitlab.com.
        Gitlab = "gitlab",
        /// Any provider of OpenID Connect.
        #[default]
        Openid = "openid",
        /// Any provider of OAuth 2.0 that its definition describes.
        Oauth2 = "oauth2",
    }
}

impl ProviderKind {
    /// The name by which everybody knows the service. None: each provider of this kind is another one, with a name of its own.
    pub fn brand(self) -> Option<&'static str> {
        match self {
            Self::Google => Some("Google"),
            Self::Github => Some("GitHub"),
            Self::Microsoft => Some("Microsoft"),
            Self::Apple => Some("Apple"),
            Self::Discord => Some("Discord"),
            Self::Facebook => Some("Facebook"),
            Self::Gitlab => Some("GitLab"),
            Self::Openid | Self::Oauth2 => None,
        }
    }
}

names! {
    /// Who may open an account through a provider.
    #[derive(Default, Hash, JsonSchema)]
    pub enum ProviderRegistration {
        /// As `VESTIBULE_REGISTRATION` says.
        #[default]
        AsElsewhere = "as-elsewhere",
        /// Everybody, also while registration is closed.
        Open = "open",
        /// Only those sign in who have an account already.
        Closed = "closed",
    }
}

names! {
    /// Where a provider is defined.
    #[derive(Hash, JsonSchema)]
    pub enum ProviderSource {
        /// Pages, API and command line can change it.
        Database = "database",
        /// The operator's file. Only the file can change it.
        File = "file",
        /// The environment of the server.
        Environment = "environment",
    }
}

/// What defines a provider, as texts, without the client secret.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProviderDefinition {
    pub kind: ProviderKind,
    /// What people see on its button. None: the name by which the provider is known, or that of its definition.
    pub title: Option<String>,
    pub logo_uri: Option<String>,
    /// Providers with a lower number come first.
    pub position: u32,
    /// The issuer of `openid`, and an address that names a provider of `oauth2`. The others have their own.
    pub issuer: Option<String>,
    /// Of `oauth2`: where people sign in there.
    pub authorization_endpoint: Option<String>,
    /// Of `oauth2`: where a code is exchanged.
    pub token_endpoint: Option<String>,
    /// Of `oauth2`: what says, in JSON, who has an access token.
    pub userinfo_endpoint: Option<String>,
    /// Of `oauth2`: where that is in its answer, such as `subject=data.id`. Usually `subject=id`, `email=email` and `name=name`; nothing
    /// for `email_verified` and `username`.
    pub claims: Vec<String>,
    /// Of `microsoft`: a directory, or `common`, `organizations` or `consumers`. None: `common`.
    pub tenant: Option<String>,
    /// Of `apple`: the id of the team that the private key belongs to, and that of the key.
    pub team_id: Option<String>,
    pub key_id: Option<String>,
    /// The id of this server there.
    pub client_id: String,
    /// Scopes that are asked for beside the usual ones.
    pub scopes: Vec<String>,
    /// Of `openid` and `oauth2`: the domains of the addresses for which the provider vouches when it says that one is confirmed; `*` for
    /// all. None of them: it never vouches.
    pub trusted_domains: Vec<String>,
    /// Only people with an address in these domains, for which the provider vouches, or of these organisations. None of them:
    /// everybody.
    pub allowed_domains: Vec<String>,
    pub registration: ProviderRegistration,
    /// Who may also open an account while registration is closed: people with such an address, for which the provider vouches.
    pub registration_domains: Vec<String>,
    /// Of `openid`, `microsoft` and `gitlab`: the claim with the groups. None: groups are not taken over.
    pub groups_claim: Option<String>,
    /// What the names of the groups here begin with that the provider decides about; its own name of a group follows.
    pub groups_prefix: Option<String>,
    /// Values of `acr` or `amr` that count as a second factor. None of them: nothing does.
    pub second_factor: Vec<String>,
}

impl ProviderDefinition {
    /// What people see on the button of the provider with this name.
    pub fn title_or<'a>(&'a self, name: &'a ProviderName) -> &'a str {
        self.title.as_deref().or(self.kind.brand()).unwrap_or(name.as_str())
    }
}

/// Create or replace a provider. What is left out gets its default, except the secret.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProviderRequest {
    /// 1 to 63 lower-case letters, digits and `-`. Required for a new provider; it cannot be changed later.
    #[schemars(length(max = 63))]
    pub name: Text,
    /// What it speaks, and what is known of it. Default: `openid`.
    #[schemars(with = "Option<ProviderKind>")]
    pub kind: Text,
    /// What people see on its button, at most 80 characters. Default: the name by which the provider is known.
    #[schemars(length(max = 80))]
    pub title: Text,
    /// The address of a picture, with `https`.
    #[schemars(length(max = 500))]
    pub logo_uri: Text,
    /// Providers with a lower number come first. Default: 0.
    #[serde(deserialize_with = "values::or_number")]
    #[schemars(extend("type" = ["integer", "string", "null"], "minimum" = 0, "maximum" = 4_294_967_295_u32))]
    pub position: Text,
    /// Required for `openid`, exactly as the provider names it, and for `oauth2`, an address that names the provider and stays. The other
    /// kinds have their own.
    #[schemars(length(max = 500))]
    pub issuer: Text,
    /// Required for `oauth2`: where people sign in there.
    #[schemars(length(max = 2000))]
    pub authorization_endpoint: Text,
    /// Required for `oauth2`: where a code is exchanged.
    #[schemars(length(max = 2000))]
    pub token_endpoint: Text,
    /// Required for `oauth2`: what says, in JSON, who has an access token.
    #[schemars(length(max = 2000))]
    pub userinfo_endpoint: Text,
    /// Of `oauth2`: where that is in its answer, each as `subject=data.id`: `subject`, `email`, `email_verified`, `name` and `username`.
    #[schemars(with = "Option<Vec<String>>", length(max = 50))]
    pub claims: Expected<Vec<Text>>,
    /// Of `microsoft`: the id of a directory, or `common`, `organizations` or `consumers`. Default: `common`.
    #[schemars(length(max = 500))]
    pub tenant: Text,
    /// Required for `apple`: the id of the team that the private key belongs to.
    #[schemars(length(max = 500))]
    pub team_id: Text,
    /// Required for `apple`: the id of the private key.
    #[schemars(length(max = 500))]
    pub key_id: Text,
    /// The id of this server there. Required.
    #[schemars(length(max = 500))]
    pub client_id: Text,
    /// The secret of this server there. Left out, it stays as it is; an empty one is removed. It is needed again when the kind, the
    /// issuer, the directory or the token endpoint changes, because it would be sent somewhere else. Of `apple`: the private key, with or
    /// without the lines of PEM.
    #[schemars(length(max = 300))]
    pub client_secret: Text,
    /// Scopes that are asked for beside the usual ones.
    #[schemars(with = "Option<Vec<String>>", length(max = 50))]
    pub scopes: Expected<Vec<Text>>,
    /// Of `openid` and `oauth2`: the domains of the addresses for which the provider vouches when it says that one is confirmed; `*` for
    /// all.
    #[schemars(with = "Option<Vec<String>>", length(max = 50))]
    pub trusted_domains: Expected<Vec<Text>>,
    /// Only people with an address in these domains, for which the provider vouches, or of these organisations.
    #[schemars(with = "Option<Vec<String>>", length(max = 50))]
    pub allowed_domains: Expected<Vec<Text>>,
    /// `as-elsewhere`, `open` or `closed`. Default: `as-elsewhere`.
    #[schemars(with = "Option<ProviderRegistration>")]
    pub registration: Text,
    /// Who may also open an account while registration is closed: people with such an address, for which the provider vouches.
    #[schemars(with = "Option<Vec<String>>", length(max = 50))]
    pub registration_domains: Expected<Vec<Text>>,
    /// Of `openid`, `microsoft` and `gitlab`: the claim with the groups.
    #[schemars(length(max = 500))]
    pub groups_claim: Text,
    /// What the names of the groups here begin with that the provider decides about. Required with `groups_claim`.
    #[schemars(length(max = 40))]
    pub groups_prefix: Text,
    /// Values of `acr` or `amr` that count as a second factor.
    #[schemars(with = "Option<Vec<String>>", length(max = 50))]
    pub second_factor: Expected<Vec<Text>>,
}

/// A provider.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Provider")]
pub struct ProviderView {
    pub name: ProviderName,
    pub definition: ProviderDefinition,
    pub source: ProviderSource,
    pub has_secret: bool,
    /// What is entered at the provider as redirect URI.
    pub callback_uri: String,
    /// What is entered there as the address for sign-outs (OpenID Connect Back-Channel Logout). None: it has none.
    pub backchannel_logout_uri: Option<String>,
    /// Why it is closed, in sentences. Usually empty.
    pub problems: Vec<Message>,
    /// How many accounts there are linked to accounts here.
    pub identities: u64,
    /// None for providers of the file or the environment.
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
}

/// All providers, in the order of the page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ProviderList")]
pub struct ProviderListView {
    pub providers: Vec<ProviderView>,
}

/// The data of the page with all providers.
#[derive(Clone, Debug)]
pub struct ProvidersData {
    pub list: ProviderListView,
    /// What is wrong with the operator's file: a provider with a mistake there is not in the list.
    pub file_problems: Vec<Message>,
}

/// A provider with which visitors can sign in.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OfferedProvider {
    /// The value of `idp_hint`.
    pub name: ProviderName,
    /// What people see.
    pub title: String,
    pub kind: ProviderKind,
    pub logo_uri: Option<String>,
}

/// All of them, in the order of the page.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "OfferedProviders")]
pub struct OfferedProvidersView {
    pub providers: Vec<OfferedProvider>,
}

/// An account at a provider that is linked to an account here.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Identity")]
pub struct IdentityView {
    pub id: IdentityId,
    /// The name of the provider, which may be defined no longer.
    pub provider: ProviderName,
    /// The title of the provider.
    pub title: String,
    /// The address or the name there.
    pub label: Option<String>,
    pub issuer: String,
    pub subject: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// The identities of an account, the oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "IdentityList")]
pub struct IdentityListView {
    pub identities: Vec<IdentityView>,
}
