//! Providers at which people have an account with which they sign in here, and these accounts: requests and views.

use super::fields::Problem;
use super::fields::input::Choice;
use super::fields::names::identifier;
use super::ids::IdentityId;
use super::timestamp::Timestamp;
use super::values::{self, Expected, Text};
use crate::language::{Message, message, say};
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

    /// What administrators choose.
    pub fn choice(self) -> Choice {
        let brand = self.brand().unwrap_or_default();
        let (id, label, about) = match self {
            Self::Google => ("kind-google", brand, say::provider_google_about()),
            Self::Github => ("kind-github", brand, say::provider_github_about()),
            Self::Microsoft => ("kind-microsoft", brand, say::provider_microsoft_about()),
            Self::Apple => ("kind-apple", brand, say::provider_apple_about()),
            Self::Discord => ("kind-discord", brand, say::provider_discord_about()),
            Self::Facebook => ("kind-facebook", brand, say::provider_facebook_about()),
            Self::Gitlab => ("kind-gitlab", brand, say::provider_gitlab_about()),
            Self::Openid => ("kind-openid", say::provider_openid(), say::provider_openid_about()),
            Self::Oauth2 => ("kind-oauth2", say::provider_oauth2(), say::provider_oauth2_about()),
        };
        Choice { id, value: self.as_str(), label, about }
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

macro_rules! declare {
    ($(
        $(#[$about:meta])*
        $name:ident: $type:ty { $(#[$about_sent:meta])* sent: $sent:ty, $($others:tt)* }
    )*) => {
        /// What defines a provider, as texts, without the client secret.
        #[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
        #[serde(default)]
        pub struct ProviderDefinition {
            $($(#[$about])* pub $name: $type,)*
        }

        /// Create or replace a provider. What is left out gets its default, except the secret.
        #[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
        #[serde(default)]
        pub struct ProviderRequest {
            /// 1 to 63 lower-case letters, digits and `-`. Required for a new provider; it cannot be changed later.
            #[schemars(length(max = 63))]
            pub name: Text,
            /// The secret of this server there. Left out, it stays as it is; an empty one is removed. It is needed again when the kind, the
            /// issuer, the directory or the token endpoint changes, because it would be sent somewhere else. Of `apple`: the private key, with or
            /// without the lines of PEM.
            #[schemars(length(max = 300))]
            pub client_secret: Text,
            $($(#[$about_sent])* pub $name: $sent,)*
        }
    };
}
super::provider_fields::provider_fields!(declare);

impl ProviderDefinition {
    /// What people see on the button of the provider with this name.
    pub fn title_or<'a>(&'a self, name: &'a ProviderName) -> &'a str {
        self.title.as_deref().or(self.kind.brand()).unwrap_or(name.as_str())
    }
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
    /// How many sign-ins have failed there within a day, and not by what a person did.
    pub failures: u64,
    /// When the hour began in which the last of these has failed.
    pub failed_at: Option<Timestamp>,
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

/// What the page of a new provider begins with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewProviderData {
    pub kind: ProviderKind,
    /// A name that no other provider has. Empty: it is entered, because each provider of this kind is another one.
    pub name: String,
    /// What is entered at the provider as redirect URI, with `{name}` in the place of its name here.
    pub callback_uri: String,
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
    /// Whether it does not sign in until its owner has kept it: it was linked within seven days before the password was reset by mail.
    // The default is for responses of the previous version during an upgrade.
    #[serde(default)]
    pub is_held: bool,
}

/// The identities of an account, the oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "IdentityList")]
pub struct IdentityListView {
    pub identities: Vec<IdentityView>,
}
