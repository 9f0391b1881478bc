//! What administrators see of a client besides its definition: who has access with it, what it would learn, and what its page needs.

use super::applications::ApplicationView;
use super::clients::ClientView;
use super::ids::UserId;
use super::programs::{PasteView, ProgramView};
use super::refusals::RefusalView;
use super::timestamp::Timestamp;
use crate::language::Message;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The maximum number of accounts in the list of a client.
pub const MAX_CLIENT_USERS: usize = 100;

/// An account to which a client has access.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ClientUser")]
pub struct ClientUserView {
    pub id: UserId,
    pub username: String,
    /// What it may learn.
    pub scopes: Vec<String>,
    /// Whether the access goes on after the session.
    pub is_offline: bool,
    pub since: Timestamp,
    pub last_used_at: Timestamp,
}

/// The accounts to which a client has access, the last used first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ClientUserList")]
pub struct ClientUserListView {
    pub users: Vec<ClientUserView>,
}

/// What a client would learn of an account, as a page shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ShownPreview {
    pub username: String,
    pub may_enter: bool,
    /// Names separated by spaces.
    pub scopes: String,
    /// As JSON.
    pub id_token: String,
    pub userinfo: String,
    /// Empty: the client has no APIs, or these learn nothing.
    // The defaults are for responses of the previous version during an upgrade.
    #[serde(default)]
    pub access_token: String,
    /// What may surprise, in sentences.
    #[serde(default)]
    pub notes: Vec<Message>,
}

/// The data of the page of a client.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClientData {
    pub client: ClientView,
    /// The title of its application.
    pub title: String,
    /// The origin of Vestibule.
    pub issuer: String,
    pub users: Vec<ClientUserView>,
    // The default is for responses of the previous version during an upgrade.
    #[serde(default)]
    pub refusals: Vec<RefusalView>,
    /// The user in the query, and what the client would learn of them. Without JavaScript, the form loads the page again.
    pub preview: Option<Result<ShownPreview, Message>>,
    /// That user, as they were typed.
    #[serde(default)]
    pub asked: String,
    /// Whether a client that need not use PKCE has used it.
    pub sends_pkce: bool,
    /// Whose groups have no room in its tokens, in a sentence. Usually empty.
    // As above.
    #[serde(default)]
    pub left_out: Vec<Message>,
    /// Its application. None: its row cannot be read.
    #[serde(default)]
    pub application: Option<ApplicationView>,
    /// None: the program of the client is not known.
    #[serde(default)]
    pub program: Option<ProgramView>,
    /// What goes into the settings of the program.
    #[serde(default)]
    pub paste: Vec<PasteView>,
    /// The same as environment variables. None: it is what goes there.
    #[serde(default)]
    pub environment: Option<PasteView>,
}

/// The data of the list of an application's clients.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClientsData {
    /// The name of the application.
    pub application: String,
    pub title: String,
    pub clients: Vec<ClientView>,
}
