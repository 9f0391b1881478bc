//! Applications behind Vestibule: where they are, and which users may enter them.

use super::clients::ClientId;
use super::fields::Problem;
use super::fields::names::identifier;
use super::groups::GroupNames;
use super::own_fields::OwnFieldName;
use super::timestamp::{DAY, Timestamp, days};
use super::values::{self, Expected, Text};
use crate::language::{Message, message};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The maximum number of applications.
pub const MAX_APPLICATIONS: usize = 500;
/// The maximum number of locations of an application.
pub const MAX_LOCATIONS: usize = 20;
/// The maximum length of the URL where users arrive after signing out, in bytes.
pub const MAX_AFTER_SIGN_OUT: usize = 500;
/// The maximum number of characters of a title.
pub const MAX_TITLE_CHARS: usize = 80;

/// What a form says about who may enter: everybody.
pub const EVERYONE: &str = "everyone";
/// The members of the groups that are chosen beside it.
pub const MEMBERS: &str = "groups";

/// The smallest limit of the age of a proof of who somebody is, in seconds.
const MIN_PROOF_AGE: u64 = 60;
/// The greatest limit: 366 days.
const MAX_PROOF_AGE: u64 = days(366).as_secs();
/// The units of such a limit in seconds, and their names.
const UNITS: [(u64, char); 4] = [(DAY.as_secs(), 'd'), (60 * 60, 'h'), (60, 'm'), (1, 's')];

/// Reads how old a proof may be: a number of seconds, or one with a unit such as `15m`. None if the text is blank.
///
/// # Errors
/// If it is none, or too short or too long.
pub fn parse_proof_age(text: &str) -> Result<Option<u64>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let with_unit = UNITS.iter().find_map(|(unit, name)| Some((text.strip_suffix(*name)?.trim_end(), *unit)));
    let (number, unit) = with_unit.unwrap_or((text, 1));
    let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    let allowed = seconds.filter(|seconds| (MIN_PROOF_AGE..=MAX_PROOF_AGE).contains(seconds));
    allowed.map(Some).ok_or_else(|| Problem::new("invalid_duration", message::application_max_age_invalid()))
}

/// A number of seconds as people write it, such as `15m`: in the largest unit that divides it.
pub fn proof_age(seconds: u64) -> String {
    let (unit, name) = UNITS.into_iter().find(|(unit, _)| seconds.is_multiple_of(*unit)).unwrap_or((1, 's'));
    format!("{}{name}", seconds / unit)
}

/// The name of an application: `[a-z0-9][a-z0-9-]{0,62}`. It is the audience of its tokens, so it never changes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(with = "String", extend("pattern" = "^[a-z0-9][a-z0-9-]{0,62}$"))]
pub struct ApplicationName(String);

checked_text!(ApplicationName);

impl ApplicationName {
    /// # Errors
    /// If the text is not a name.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        identifier(text, "-", message::application_name_required(), message::application_name_rule()).map(Self)
    }

    /// The name in a row. Nobody may enter an application whose row has another text.
    pub fn from_stored(name: String) -> Self {
        Self(name)
    }
}

names! {
    /// What an application learns about a user besides the id and the username.
    #[derive(PartialOrd, Ord, Hash, JsonSchema)]
    pub enum Claim {
        Name = "name",
        Email = "email",
        Groups = "groups",
    }
}

names! {
    /// What identifies a user to an application in the header `Remote-User`.
    #[derive(Default, JsonSchema)]
    pub enum RemoteUser {
        /// It is readable, but its bearer may change it, and somebody else can take it then.
        #[default]
        Username = "username",
        /// It never changes.
        Id = "id",
    }
}

/// Get a token for an application.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["application"]))]
pub struct ApplicationTokenRequest {
    /// The name of the application.
    #[schemars(with = "ApplicationName")]
    pub application: Text,
}

names! {
    /// Where an application is defined.
    #[derive(JsonSchema)]
    pub enum ApplicationSource {
        /// Pages, API and command line can change it.
        Database = "database",
        /// A file of the operator. Only the file can change it.
        File = "file",
    }
}

/// An application.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ApplicationView {
    pub name: ApplicationName,
    /// What users see.
    pub title: String,
    /// Origins and paths such as `https://journal.example.com/` and `https://example.com/shop`. The first one is its entrance.
    pub locations: Vec<String>,
    /// Whether every user may enter.
    pub everyone: bool,
    /// The groups whose members may enter.
    pub groups: GroupNames,
    /// What it learns about a user besides the id and the username.
    pub claims: Vec<Claim>,
    /// The fields of one's own that it learns, by their names.
    // A server of the previous version does not send it.
    #[serde(default)]
    pub fields: Vec<OwnFieldName>,
    /// What it gets as `Remote-User`.
    // A server of the previous version does not send it.
    #[serde(default)]
    pub remote_user: RemoteUser,
    /// Where users arrive after signing out in the application, an absolute URL. None: at the root of its own origin.
    // A server of the previous version does not send it.
    #[serde(default)]
    pub after_sign_out: Option<String>,
    /// Where its tile on the start page leads, an absolute URL, if it has no location: nobody is checked there.
    // A server of the previous version does not send it.
    #[serde(default)]
    pub link: Option<String>,
    /// Whether it demands that users have signed in with a second factor or a passkey.
    // A server of the previous version does not send it.
    #[serde(default)]
    pub second_factor: bool,
    /// How long ago users may have proved who they are, in seconds. None: in the session, at any time.
    // A server of the previous version does not send it.
    #[serde(default)]
    pub max_age: Option<u64>,
    pub source: ApplicationSource,
    /// What an administrator should change, in sentences: why nobody may enter, because its row cannot be read, and locations
    /// that would be refused today. Usually empty.
    // A server of the previous version does not send it.
    #[serde(default)]
    pub problems: Vec<Message>,
    /// None for applications of a file.
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    /// How its clients are, in the list of all applications, where it has some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clients: Option<ClientsState>,
    /// How many people may enter: of several groups at most so many. Only on the page with all applications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub people: Option<u64>,
    /// When a session has entered last, exact to an hour, and after a week to a day. Only on that page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub entered_at: Option<Timestamp>,
}

/// How the clients of an application are.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ApplicationClients")]
pub struct ClientsState {
    pub count: u64,
    /// How many of them are closed for a while.
    pub closed: u64,
    /// How many different requests of them were refused in the last 24 hours. Strangers can cause some.
    pub refused: u64,
    /// Whether one of them does not ask who has signed in, so that its people have no names.
    // A server of the previous version does not send it, nor the next two.
    #[serde(default)]
    pub nameless: bool,
    /// One of those of which `refused` or `nameless` is true.
    #[serde(default)]
    pub refused_client: Option<ClientId>,
    /// Where people open the first of them that says so, or return to: an origin.
    #[serde(default)]
    pub address: Option<String>,
    /// When one of them has got tokens last. None: never.
    pub last_used_at: Option<Timestamp>,
}

impl ApplicationView {
    /// What can be edited, as one text: a form sends the one that it began with, so that somebody else's change is noticed.
    pub fn editable(&self) -> String {
        let claims: Vec<_> = self.claims.iter().map(|claim| claim.as_str()).collect();
        let mut texts = vec![
            self.title.clone(),
            // Without line breaks, which a form sends in another way.
            self.locations.join(" "),
            self.everyone.to_string(),
            self.groups.joined(" "),
            claims.join(" "),
            self.remote_user.to_string(),
            self.after_sign_out.clone().unwrap_or_default(),
            self.second_factor.to_string(),
            self.max_age.map(proof_age).unwrap_or_default(),
        ];
        // Last, and only if there is one: what a page of the previous version has shown is still the same.
        texts.extend(self.link.clone());
        let fields: Vec<_> = self.fields.iter().map(OwnFieldName::as_str).collect();
        texts.extend((!fields.is_empty()).then(|| fields.join(" ")));
        texts.join("\t")
    }
}

/// All applications, by name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ApplicationListView {
    pub applications: Vec<ApplicationView>,
}

/// An application that a user may enter.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OpenApplication {
    pub title: String,
    /// Its entrance, or the launch address of one of its clients: an absolute URL.
    pub url: String,
    /// What the client is for.
    // A server of the previous version does not send it.
    #[serde(default)]
    pub description: Option<String>,
    /// The address of the logo of the client.
    #[serde(default)]
    pub logo: Option<String>,
}

/// Create an application.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["name"]))]
pub struct ApplicationRequest {
    /// 1 to 63 lower-case letters (a to z), digits and `-`. It cannot be changed later.
    #[schemars(with = "String", regex(pattern = r"^[a-z0-9][a-z0-9-]{0,62}$"))]
    pub name: Text,
    /// What users see, at most 80 characters. Default: the name.
    #[schemars(length(max = 80))]
    pub title: Text,
    /// At most 20 origins and paths, such as `https://journal.example.com/`. Default: none, for an application that has only clients.
    #[schemars(with = "Option<Vec<String>>", length(max = 20))]
    pub locations: Expected<Vec<Text>>,
    /// Whether every user may enter. Default: `false`.
    pub everyone: Expected<bool>,
    /// The groups whose members may enter. Default: none.
    pub groups: Expected<Vec<Text>>,
    /// Who may enter besides: conditions about fields of one's own, as in the `rule` of a group, such as `plan=pro`. A group of that rule,
    /// which is named after the application, joins `groups`. Default: nobody.
    #[schemars(length(max = 500))]
    pub rule: Text,
    /// What it learns about a user besides the id and the username. Default: `name`, `email` and `groups`.
    #[schemars(with = "Option<Vec<Claim>>")]
    pub claims: Expected<Vec<Text>>,
    /// The names of fields of one's own that it learns, of those that applications see: in `Remote-Fields` and in tokens. Default: none.
    pub fields: Expected<Vec<Text>>,
    /// What it gets as `Remote-User`: `username` or `id`. Default: `username`.
    #[schemars(with = "Option<RemoteUser>")]
    pub remote_user: Text,
    /// Where users arrive after signing out in the application: an absolute URL, which need not be in the application. Default: the
    /// root of its own origin.
    #[schemars(length(max = 500))]
    pub after_sign_out: Text,
    /// Where its tile on the start page leads, if it has no location: an absolute URL. Nobody is checked there. Default: it has no tile.
    #[schemars(length(max = 500))]
    pub link: Text,
    /// Whether it demands that users have signed in with a second factor or a passkey. Default: `false`.
    pub second_factor: Expected<bool>,
    /// How long ago users may have proved who they are, from a minute to 366 days: seconds, or a duration such as `15m`. Default: in
    /// the session, at any time.
    #[serde(deserialize_with = "values::or_number")]
    // The limits of a number have no effect on a text.
    #[schemars(extend("type" = ["integer", "string", "null"], "minimum" = 60, "maximum" = 31_622_400))]
    pub max_age: Text,
}

#[cfg(test)]
mod tests;
