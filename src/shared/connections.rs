//! How an application is connected: the configurations of the reverse proxies in front of it, and what has arrived from them.

use super::applications::ApplicationView;
use super::clients::ClientView;
use super::groups::{GroupNames, GroupView};
use super::ids::UserId;
use super::timestamp::Timestamp;
use super::views::UserView;
use crate::language::Message;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the guides of this version are, on the server itself.
pub const GUIDES: &str = "/docs/guides/applications/";

names! {
    /// A reverse proxy that has a guide.
    #[derive(JsonSchema)]
    pub enum ProxyKind {
        Caddy = "caddy",
        Nginx = "nginx",
        Traefik = "traefik",
    }
}

impl ProxyKind {
    /// The name of the program, which is the same in each language.
    pub fn title(self) -> &'static str {
        match self {
            Self::Caddy => "Caddy",
            Self::Nginx => "nginx",
            Self::Traefik => "Traefik",
        }
    }

    /// The path of its guide.
    pub fn guide(self) -> String {
        format!("{GUIDES}{}", self.as_str())
    }
}

names! {
    /// What a proxy sends.
    #[derive(JsonSchema)]
    pub enum ArrivalKind as title {
        /// A question of Caddy or Traefik.
        Forward = "forward": connection_forward,
        /// A question of nginx.
        Request = "request": connection_request,
        /// A request to the host of an application that belongs to Vestibule, such as the way back from the sign-in page.
        Folder = "folder": connection_folder,
    }
}

names! {
    /// What became of a request.
    #[derive(JsonSchema)]
    pub enum ArrivalResult as words {
        Admitted = "admitted": connection_admitted,
        NotAdmitted = "not_admitted": connection_not_admitted,
        SignIn = "sign_in": connection_sign_in,
        StepUp = "step_up": connection_step_up,
        Taken = "taken": connection_taken,
        Limited = "limited": connection_limited,
        Refused = "refused": connection_refused,
        Failed = "failed": connection_failed,
    }
}

names! {
    /// Whether an application is connected.
    #[derive(Default, JsonSchema)]
    pub enum ConnectionState as words {
        /// Its proxy asks, and Vestibule understands what it asks.
        Connected = "connected": connection_connected,
        Incomplete = "incomplete": connection_incomplete,
        #[default]
        Silent = "silent": connection_silent,
    }
}

/// The configuration of a proxy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ConfigurationView {
    pub proxy: ProxyKind,
    /// The origin or the location of the application that it is for.
    pub address: String,
    /// Where it belongs, and what to replace in it.
    pub about: Message,
    pub text: String,
}

/// The last request of its kind. It has neither paths nor cookies.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ArrivalView {
    /// To the second.
    pub at: Timestamp,
    pub kind: ArrivalKind,
    /// The address that has sent it.
    pub peer: Option<String>,
    /// Whether that is a trusted proxy (`VESTIBULE_TRUSTED_PROXIES`).
    pub trusted: bool,
    /// The origin that the request is about, as Vestibule reads it. None if it cannot be read.
    pub origin: Option<String>,
    /// The headers that were there, of those with which proxies describe a request.
    pub headers: Vec<String>,
    /// Those that this kind of request needs and that were not there.
    pub missing: Vec<String>,
    pub result: ArrivalResult,
    /// Why it was refused.
    pub detail: Option<Message>,
}

/// How an application is connected.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ConnectionView {
    /// The server that has answered. Each one knows only what has arrived at itself.
    pub server: String,
    pub state: ConnectionState,
    /// What to do, in sentences.
    pub advice: Vec<Message>,
    /// The last request of each kind about each host of the application, not older than 15 minutes, the newest first.
    pub arrivals: Vec<ArrivalView>,
    /// For each proxy and each host of the application.
    pub configurations: Vec<ConfigurationView>,
}

/// The data of the list of applications.
#[derive(Clone, Debug)]
pub struct ApplicationsData {
    pub applications: Vec<ApplicationView>,
    /// Those that a new application may admit.
    pub groups: GroupNames,
    /// What is wrong with the operator's file, beside what is wrong with an application of it.
    pub file_problems: Vec<Message>,
}

/// The data of the page of an application.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ApplicationData {
    pub application: ApplicationView,
    /// The origin of Vestibule, to which the proxy of the application sends its questions.
    pub base_url: String,
    /// Those that the application may admit.
    // The default is for responses of the previous version during an upgrade.
    #[serde(default)]
    pub groups: GroupNames,
    /// Its programs that sign people in themselves.
    // As above.
    #[serde(default)]
    pub clients: Vec<ClientView>,
    /// Those that it admits, with the numbers of their members.
    #[serde(default)]
    pub admitted: Vec<GroupView>,
    /// Not embedded: the server renders it, and the browser fetches it alone.
    #[serde(skip)]
    pub connection: ConnectionView,
}

/// Whether somebody would get into an application.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EntryAnswer {
    pub user: UserId,
    pub username: String,
    /// Yes or no, and why.
    pub words: Message,
}

/// The data of the page with the people who may enter an application.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ApplicationPeopleData {
    pub application: ApplicationView,
    /// The groups that it admits, with the numbers of their members.
    pub admitted: Vec<GroupView>,
    /// The first of those who may enter, by name.
    pub people: Vec<UserView>,
    /// Whether there are more.
    pub has_more: bool,
    /// How many there are, if everybody may enter.
    pub everybody: Option<u64>,
    /// Whether nobody gets in for a while, because all of its clients are closed.
    pub is_closed: bool,
    /// The user in the query, as they were typed, and the answer about them.
    pub asked: String,
    pub answer: Option<Result<EntryAnswer, Message>>,
}
