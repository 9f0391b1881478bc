//! Programs that are known: what a client for one has to be, and what goes into its settings. The table is `applications/programs`.

use super::applications::{ApplicationRequest, ApplicationView};
use super::clients::{ClientKind, ClientRequest, ClientView, GrantKind, NewClientSecretView};
use super::groups::GroupNames;
use super::values::{Expected, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The id of the row for a program that has none.
pub const ANOTHER: &str = "another";

/// The programs that are connected most, in the order in which they are offered.
pub const COMMON: [&str; 8] =
    ["grafana", "nextcloud", "forgejo", "home-assistant", "immich", "jellyfin", "paperless-ngx", "bookstack"];

/// In the text for a program, where the secret goes. It is shown once, so only who has just got it can put it there.
pub const SECRET_PLACE: &str = "{client_secret}";

names! {
    /// For what people use a program.
    #[derive(PartialOrd, Ord, Hash, JsonSchema)]
    pub enum ProgramGroup {
        Home = "home",
        Team = "team",
        Operations = "operations",
        Gateways = "gateways",
        Libraries = "libraries",
        Assistants = "assistants",
    }
}

names! {
    /// Whether a program protects its codes (PKCE).
    #[derive(JsonSchema)]
    pub enum ProgramPkce {
        Sends = "sends",
        /// One of its settings says so.
        WhenTold = "when_told",
        /// It has to be excused.
        Never = "never",
    }
}

names! {
    /// How a program signs people in.
    #[derive(Default, JsonSchema)]
    pub enum ConnectWay {
        /// With settings of its own: it gets a client.
        #[default]
        OpenId = "openid",
        /// It has none: a proxy in front of it asks here.
        Proxy = "proxy",
        /// Not at all: the start page links to it.
        Tile = "tile",
    }
}

/// A program that is known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Program")]
pub struct ProgramView {
    pub id: String,
    /// As its makers write it.
    pub title: String,
    /// Other words by which people look for it.
    pub also: String,
    pub group: ProgramGroup,
    pub kind: ClientKind,
    /// Where people return after signing in. `{url}` is the address of the program.
    pub redirect_uris: Vec<String>,
    pub post_logout_redirect_uris: Vec<String>,
    pub backchannel_logout_uri: Option<String>,
    pub pkce: ProgramPkce,
    /// Whether it needs the claims in the ID token.
    pub id_token_claims: bool,
    /// The claim in which it finds groups. Null: it makes nothing of groups.
    pub groups_claim: Option<String>,
    pub grants: Vec<GrantKind>,
    /// From where that is known. Null: nothing is known.
    pub tried: Option<ProgramTrialView>,
    /// Its guide in the documentation of Vestibule.
    pub guide: Option<String>,
}

/// From where it is known what a program needs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ProgramTrial")]
pub struct ProgramTrialView {
    /// The version that has signed people in at Vestibule. Null: it was read, and not tried.
    pub version: Option<String>,
    /// The page where it was read.
    pub address: Option<String>,
    /// The day, such as `2026-11-28`.
    pub on: String,
}

/// All programs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ProgramList")]
pub struct ProgramListView {
    pub programs: Vec<ProgramView>,
}

/// What goes into the settings of the program of a client.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PasteList")]
pub struct PasteListView {
    pub parts: Vec<PasteView>,
}

/// A part of what goes into the settings of a program.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Paste")]
pub struct PasteView {
    /// Where it goes, as the program calls it.
    pub place: String,
    /// With the values of the client. `{client_secret}` is the place of the secret, which is shown once.
    pub text: String,
}

impl PasteView {
    /// The text with the secret, or with the name of a variable in its place.
    pub fn with_secret(&self, secret: Option<&str>) -> String {
        self.text.replace(SECRET_PLACE, secret.unwrap_or("CLIENT_SECRET"))
    }
}

/// Connect a program: create an application, and a client of it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["url"]))]
pub struct ConnectRequest {
    /// Where it is, as people open it, such as `https://grafana.example.com`.
    #[schemars(with = "String", length(max = 2000))]
    pub url: Text,
    /// `openid`, with sign-in settings of its own, `proxy`, behind a proxy that asks here, or `tile`, only linked on the start page.
    /// Default: `openid`.
    #[schemars(with = "Option<ConnectWay>")]
    pub way: Text,
    /// The name of the application. Default: the id of the program, or the first part of its host.
    #[schemars(length(max = 63))]
    pub name: Text,
    /// What people see, at most 80 characters. Default: the title of the program.
    #[schemars(length(max = 80))]
    pub title: Text,
    /// Whether every user may enter. Default: `false`.
    pub everyone: Expected<bool>,
    /// The groups whose members may enter. Default: none.
    #[schemars(with = "Option<Vec<String>>")]
    pub groups: Expected<Vec<Text>>,
    /// Where people return after signing in. Default: as the program has it. Required for one that is not known.
    #[schemars(with = "Option<Vec<String>>", length(max = 20))]
    pub redirect_uris: Expected<Vec<Text>>,
}

/// What a program is connected with: its address and its id are in the request for its client.
#[derive(Clone, Debug, Default)]
pub struct Connecting {
    pub way: Text,
    pub application: ApplicationRequest,
    pub client: ClientRequest,
}

impl ConnectRequest {
    /// `program`: the id of a row.
    pub fn connecting(self, program: &str) -> Connecting {
        let Self { url, way, name, title, everyone, groups, redirect_uris } = self;
        Connecting {
            way,
            application: ApplicationRequest { name, title, everyone, groups, ..ApplicationRequest::default() },
            client: ClientRequest { url, program: program.into(), redirect_uris, ..ClientRequest::default() },
        }
    }
}

/// Connect a program, as a form sends it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConnectForm {
    /// The id of a row. Empty: none was chosen.
    pub program: String,
    pub url: String,
    pub way: String,
    /// `everyone`, `groups` or `nobody`. Empty: nothing was chosen.
    pub entry: String,
    /// The names of the groups.
    pub admitted: Vec<String>,
    /// One address per line. It counts for a program that is not known; the row of another says it.
    pub redirect_uris: String,
}

/// A program that was just connected.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ConnectedProgram")]
pub struct ConnectedView {
    pub application: ApplicationView,
    /// Null: a proxy is in front of it, or it is only linked.
    pub client: Option<ClientView>,
    /// The first secret of the client, which cannot be read later. Null: it is a public one.
    pub secret: Option<NewClientSecretView>,
    /// What goes into the settings of the program.
    pub paste: Vec<PasteView>,
}

/// The data of the page on which a program is connected.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ConnectData {
    pub programs: Vec<ProgramView>,
    /// The names of all groups.
    pub groups: GroupNames,
    /// What was chosen before, in the address of the page. Empty: nothing.
    pub program: String,
    /// The same for the address of the program.
    pub url: String,
    /// The same for how it signs people in.
    // The default is for responses of the previous version during an upgrade.
    #[serde(default)]
    pub way: String,
    /// What was searched for.
    pub search: String,
}
