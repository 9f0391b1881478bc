//! The page to open after signing in. It comes from the URL, so it is validated to prevent open redirects.

use super::applications::ApplicationName;
use super::clients::ClientId;
use super::groups::{GroupName, OF_GROUP};
use super::ids::UserId;
use super::journey::GO;
use super::own_fields::{OwnFieldKind, OwnFieldName};
use super::providers::{ProviderKind, ProviderName};
use serde::{Deserialize, Serialize};

/// The maximum length of a path in bytes: as long as an address of the version before, which had the request of a client in it.
const MAX: usize = 16 * 1_024;

/// The parts of the page of a client, each of which has an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClientPart {
    /// What goes where, so that it signs people in.
    Connect,
    Settings,
    /// Who has access with it.
    Access,
    Secrets,
    /// What it would get.
    Trial,
}

/// A path on this origin, with its query.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalPath(String);

checked_text!(LocalPath);

impl LocalPath {
    /// The start page.
    pub fn start() -> Self {
        Self("/".to_owned())
    }

    /// The first steps of an administrator.
    pub fn first_steps() -> Self {
        Self("/first-steps".to_owned())
    }

    /// The account of the visitor.
    pub fn account() -> Self {
        Self("/account".to_owned())
    }

    /// How the user signs in.
    pub fn security() -> Self {
        Self("/account/security".to_owned())
    }

    /// Where a second factor is added that is demanded.
    pub fn factor_demand() -> Self {
        Self("/account/second-factor".to_owned())
    }

    /// How the user signs in, with a parameter.
    pub fn security_with(name: &str, value: &str) -> Self {
        Self(with_parameter("/account/security", name, value))
    }

    /// The list of users.
    pub fn users() -> Self {
        Self("/users".to_owned())
    }

    /// The page of one user.
    pub fn user(id: UserId) -> Self {
        Self(format!("/users/{id}"))
    }

    /// The page of one group.
    pub fn group(name: &GroupName) -> Self {
        Self(format!("{OF_GROUP}{name}"))
    }

    /// The list of applications.
    pub fn applications() -> Self {
        Self("/applications".to_owned())
    }

    /// The page of one application.
    pub fn application(name: &ApplicationName) -> Self {
        let mut path = "/applications/".to_owned();
        // Names need no escaping, except those of rows that were written by hand.
        push_escaped(&mut path, name.as_str());
        Self(path)
    }

    /// The people who may enter an application.
    pub fn application_people(name: &ApplicationName) -> Self {
        let mut path = "/applications/people/".to_owned();
        push_escaped(&mut path, name.as_str());
        Self(path)
    }

    /// Where a program is connected.
    pub fn connect() -> Self {
        Self("/connect".to_owned())
    }

    /// The clients of one application.
    pub fn clients(application: &ApplicationName) -> Self {
        let mut path = "/clients/of/".to_owned();
        push_escaped(&mut path, application.as_str());
        Self(path)
    }

    /// The page of one client.
    pub fn client(id: &ClientId) -> Self {
        Self::client_part(id, ClientPart::Connect)
    }

    /// A part of the page of one client.
    pub fn client_part(id: &ClientId, part: ClientPart) -> Self {
        let folder = match part {
            ClientPart::Connect => "/clients/",
            ClientPart::Settings => "/clients/settings/",
            ClientPart::Access => "/clients/access/",
            ClientPart::Secrets => "/clients/secrets/",
            ClientPart::Trial => "/clients/trial/",
        };
        let mut path = folder.to_owned();
        push_escaped(&mut path, id.as_str());
        Self(path)
    }

    /// The page of a new provider of this kind.
    pub fn new_provider(kind: ProviderKind) -> Self {
        Self(format!("/providers/add/{kind}"))
    }

    /// The page of one provider.
    pub fn provider(name: &ProviderName) -> Self {
        let mut path = "/providers/".to_owned();
        push_escaped(&mut path, name.as_str());
        Self(path)
    }

    /// The page that asks for fields of one's own that have to be filled in.
    pub fn own_details() -> Self {
        Self("/account/details".to_owned())
    }

    /// The page of a new field of one's own of this kind.
    pub fn new_own_field(kind: OwnFieldKind) -> Self {
        Self(format!("/users/fields/add/{kind}"))
    }

    /// The page of one field of one's own.
    pub fn own_field(name: &OwnFieldName) -> Self {
        let mut path = "/users/fields/".to_owned();
        push_escaped(&mut path, name.as_str());
        Self(path)
    }

    /// Accepts a path on this origin of at most 16 KB. Rejects what a browser would resolve to another origin: `//host`, `/\host`,
    /// `https:`, or control characters, which browsers remove.
    pub fn parse(raw: &str) -> Option<Self> {
        let rest = raw.strip_prefix('/')?;
        let foreign = rest.starts_with(['/', '\\']);
        let unclean = raw.chars().any(|c| c.is_control() || c == '\\' || c.is_whitespace());
        (!foreign && !unclean && raw.len() <= MAX).then(|| Self(raw.to_owned()))
    }

    /// The requested path, or the account page.
    pub fn or_account(raw: &str) -> Self {
        Self::parse(raw).unwrap_or_else(Self::account)
    }
}

/// Where a sign-in leads: to a path on this origin, or to the operator's home URL, which may be on another one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Destination(String);

checked_text!(Destination);

impl Destination {
    /// The page that was requested, or else the home URL of the operator, or else the endpoint that leads on: only the server knows where
    /// somebody lands.
    pub fn after_sign_in(requested: Option<LocalPath>, home_url: Option<&str>) -> Self {
        let requested = requested.filter(|path| path.as_str() != GO);
        match (requested, home_url) {
            (Some(requested), _) => requested.into(),
            (None, Some(home)) => Self::home(home),
            (None, None) => Self(GO.to_owned()),
        }
    }

    /// The home URL of the operator.
    pub fn home(url: &str) -> Self {
        Self(url.to_owned())
    }
}

impl From<LocalPath> for Destination {
    fn from(path: LocalPath) -> Self {
        Self(path.0)
    }
}

impl From<&LocalPath> for Destination {
    fn from(path: &LocalPath) -> Self {
        Self(path.0.clone())
    }
}

/// Appends a parameter, escaped like `encodeURIComponent`: `page?name=value`, or `&name=value` if there is a query.
pub fn with_parameter(page: &str, name: &str, value: &str) -> String {
    let separator = if page.contains('?') { '&' } else { '?' };
    let mut address = format!("{page}{separator}{name}=");
    push_escaped(&mut address, value);
    address
}

fn push_escaped(address: &mut String, value: &str) {
    // By bytes: a character beyond ASCII is escaped as each byte of its UTF-8 form.
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_leads_to_the_requested_page_or_home() {
        let requested = || LocalPath::parse("/users?q=a");
        let home = Some("https://journal.example.com/");
        for (requested, home, destination) in [
            (requested(), home, "/users?q=a"),
            (requested(), None, "/users?q=a"),
            (None, home, "https://journal.example.com/"),
            (None, Some("/app"), "/app"),
            (LocalPath::parse(GO), home, "https://journal.example.com/"),
            (None, None, GO),
        ] {
            assert_eq!(Destination::after_sign_in(requested, home).as_str(), destination);
        }
    }

    #[test]
    fn a_path_has_at_most_16_kilobytes() {
        let path = |bytes: usize| format!("/{}", "a".repeat(bytes - 1));
        assert!(LocalPath::parse(&path(MAX)).is_some() && LocalPath::parse(&path(MAX + 1)).is_none());
    }

    #[test]
    fn the_page_of_an_application_is_a_path_whatever_its_name_is() {
        for (name, path) in [("team-7", "/applications/team-7"), ("A b/c?ä%", "/applications/A%20b%2Fc%3F%C3%A4%25")] {
            assert_eq!(LocalPath::application(&ApplicationName::from_stored(name.to_owned())).as_str(), path);
        }
    }
}
