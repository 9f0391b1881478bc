//! Clients of applications (OpenID Connect): requests and views.

use super::applications::{ApplicationName, ApplicationSource};
use super::client_claims::{ClaimRule, GroupRule};
use super::fields::Problem;
use super::ids::{ClientSecretId, UserId};
use super::timestamp::Timestamp;
use super::values::{self, Expected, Text};
use crate::language::{Message, message};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The maximum number of clients of all applications that are not defined by the operator's file.
pub const MAX_CLIENTS: usize = 1_000;
/// The maximum number of secrets of a client: one that is used, and those that replace it.
pub const MAX_SECRETS: usize = 10;
/// The maximum length of a client id in characters.
pub const MAX_CLIENT_ID_CHARS: usize = 255;
/// The minimum length of a secret that is not generated here, in characters.
pub const MIN_SECRET_CHARS: usize = 24;
/// The maximum length of a secret that is not generated here, in characters.
pub const MAX_SECRET_CHARS: usize = 200;
/// How many characters of a secret are shown later.
pub const SHOWN_SECRET_CHARS: usize = 8;
/// The maximum number of characters of a description.
pub const MAX_DESCRIPTION_CHARS: usize = 300;

/// Checks a secret that is not generated here.
///
/// # Errors
/// If it is too short or too long, or has other characters than visible ASCII ones.
pub fn check_secret(text: &str) -> Result<(), Problem> {
    let is_allowed = text.bytes().all(|c| c.is_ascii_graphic());
    if is_allowed && (MIN_SECRET_CHARS..=MAX_SECRET_CHARS).contains(&text.len()) {
        return Ok(());
    }
    Err(Problem::new("not_allowed", message::client_secret_rule(MAX_SECRET_CHARS as u64, MIN_SECRET_CHARS as u64)))
}

/// The id of a client: 1 to 255 visible ASCII characters. It never changes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(with = "String", extend("minLength" = 1, "maxLength" = 255))]
pub struct ClientId(String);

checked_text!(ClientId);

impl ClientId {
    /// # Errors
    /// If the text has other characters, or a quote or a backslash, which would have to be escaped in an `error_description`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.is_empty() {
            return Err(Problem::new("required", message::client_id_required()));
        }
        let is_allowed = text.bytes().all(|c| c.is_ascii_graphic() && c != b'"' && c != b'\\');
        // That is the id of a client whose metadata is at this address.
        let is_document = text.starts_with("https://");
        if !is_allowed || is_document || text.len() > MAX_CLIENT_ID_CHARS {
            return Err(Problem::new("not_allowed", message::client_id_rule(MAX_CLIENT_ID_CHARS as u64)));
        }
        Ok(Self(text.to_owned()))
    }

    /// The id in a row, or the address of a metadata document.
    pub fn from_stored(id: String) -> Self {
        Self(id)
    }
}

names! {
    /// Whether a client can keep a secret (RFC 6749, section 2.1).
    #[derive(Default, Hash, JsonSchema)]
    pub enum ClientKind {
        /// A program on a server.
        #[default]
        Confidential = "confidential",
        /// A program in a browser or on the device of its user.
        Public = "public",
    }
}

names! {
    /// For what a client gets tokens.
    #[derive(PartialOrd, Ord, Hash, JsonSchema)]
    pub enum GrantKind {
        AuthorizationCode = "authorization_code",
        RefreshToken = "refresh_token",
        ClientCredentials = "client_credentials",
        DeviceCode = "urn:ietf:params:oauth:grant-type:device_code",
    }
}

names! {
    /// Whether people are asked what the client may learn.
    #[derive(Default, Hash, JsonSchema)]
    pub enum ConsentRule {
        /// It belongs to those who run Vestibule.
        #[default]
        Never = "never",
        Once = "once",
        Always = "always",
    }
}

names! {
    /// Which proof of who somebody is a client demands.
    #[derive(PartialOrd, Ord, Hash, JsonSchema)]
    pub enum DemandedLevel {
        SecondFactor = "second-factor",
        Passkey = "passkey",
    }
}

macro_rules! declare {
    ($(
        $(#[$about:meta])*
        $name:ident: $type:ty { $(#[$about_sent:meta])* sent: $sent:ty, $($others:tt)* }
    )*) => {
        /// What defines a client, as texts.
        #[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
        #[serde(default)]
        pub struct ClientDefinition {
            $($(#[$about])* pub $name: $type,)*
        }

        /// Create or replace a client.
        #[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
        #[serde(default)]
        pub struct ClientRequest {
            /// 1 to 255 visible ASCII characters. It cannot be changed later. Default: the name of the application with a random ending.
            #[schemars(length(max = 255))]
            pub client_id: Text,
            /// Where the program is, as people open it. With `program`, fields that are left out are as the row of the program says.
            #[schemars(length(max = 2000))]
            pub url: Text,
            $($(#[$about_sent])* pub $name: $sent,)*
        }
    };
}
super::client_fields::client_fields!(declare);

impl ClientDefinition {
    /// What a request defines that says nothing.
    pub fn of_new() -> Self {
        Self { require_pkce: true, grants: vec![GrantKind::AuthorizationCode], ..Self::default() }
    }

    /// The address of its logo, for pages. With http, somebody on the way could replace the picture.
    pub fn logo(&self) -> Option<&str> {
        self.logo_uri.as_deref().filter(|uri| uri.starts_with("https://"))
    }
}

/// A client.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Client")]
pub struct ClientView {
    pub client_id: ClientId,
    /// The application that it belongs to, which decides who may enter and what it learns.
    pub application: ApplicationName,
    pub definition: ClientDefinition,
    /// The account of which `client_credentials` gives tokens.
    pub service_account: Option<UserId>,
    pub source: ApplicationSource,
    /// The newest first.
    pub secrets: Vec<ClientSecretView>,
    /// Why it is closed, in sentences. Usually empty.
    pub problems: Vec<Message>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

impl ClientView {
    /// The definition, with the service account that is beside it.
    pub fn whole_definition(&self) -> ClientDefinition {
        ClientDefinition { service_account: self.service_account, ..self.definition.clone() }
    }
}

/// A secret of a client, without the secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ClientSecret")]
pub struct ClientSecretView {
    pub id: ClientSecretId,
    /// Its first characters. Empty: only its hash is known.
    pub prefix: String,
    pub source: ApplicationSource,
    pub created_at: Timestamp,
    /// None: never.
    pub expires_at: Option<Timestamp>,
    pub last_used_at: Option<Timestamp>,
}

/// A secret that was just created. It is shown once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "NewClientSecret")]
pub struct NewClientSecretView {
    pub secret: String,
    pub details: ClientSecretView,
}

/// A client that was just created, with its first secret if it can keep one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "NewClient")]
pub struct NewClientView {
    pub client: ClientView,
    pub secret: Option<NewClientSecretView>,
}

/// All clients of an application, by id.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ClientList")]
pub struct ClientListView {
    pub clients: Vec<ClientView>,
}

/// Create a secret.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ClientSecretRequest {
    /// An own secret of 24 to 200 visible ASCII characters, for moving in. Default: a random one.
    #[schemars(length(min = 24, max = 200))]
    pub secret: Text,
    /// Seconds, or a duration such as `90d`, from a minute to 366 days. Default: it does not expire.
    #[serde(deserialize_with = "values::or_number")]
    #[schemars(extend("type" = ["integer", "string", "null"], "minimum" = 60, "maximum" = 31_622_400))]
    pub expires_in: Text,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_are_visible_ascii_and_never_addresses() {
        let longest = "a".repeat(MAX_CLIENT_ID_CHARS);
        for id in ["a", "0", "wiki", "0oa2hl.apps~example:x@y", "urn:wiki", "https:", longest.as_str()] {
            assert_eq!(ClientId::parse(id).map(|id| id.to_string()), Ok(id.to_owned()));
        }
        let too_long = "a".repeat(MAX_CLIENT_ID_CHARS + 1);
        for text in ["", " wiki", "a b", "a\"b", "a\\b", "wïki", "a\n", "https://wiki.example/client.json", &too_long]
        {
            assert!(ClientId::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_id_is_read_as_it_is_written_or_refused(text in "\\PC{0,30}") {
            if let Ok(id) = ClientId::parse(&text) {
                prop_assert_eq!(id.as_str(), text);
            }
        }
    }
}
