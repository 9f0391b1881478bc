//! Applications behind Vestibule: who may enter them, reading addresses, finding the application that an address belongs to, and
//! the configurations of their proxies.
//!
//! Pure: no database and no HTTP. Addresses come from headers and parameters, so [`Address`] refuses every form that a proxy
//! and an application could read differently (`docs/decisions/0043-applications.md`).

mod address;
mod clients_file;
mod definition;
mod demand;
mod file;
mod file_problem;
mod groups_file;
mod location;
pub mod openid;
mod origin;
mod own_fields_file;
mod path;
pub mod programs;
mod prove;
mod providers_file;
mod proxies;
mod registry;
mod terms;
mod terms_file;
pub mod upstream;

pub use openid::{
    Client, ClientSecret, CodeChallenge, DocumentHosts, DocumentUrl, FieldScopes, OauthError, OauthErrorCode,
    Parameters, PersonClaim, Prompt, RedirectUri, RequestedClaims, Resource, ResponseMode, ReturnedIn, Scope, Scopes,
    TokenClaim, consent_rule, is_reserved_claim, supported_claims,
};
pub use upstream::{ClientAuthentication, Provider, ProviderFailure, ProviderSecret, Providers};

pub use address::Address;
pub use clients_file::{DefinedClient, DefinedSecret};
pub use definition::{
    check_locations, check_own_host, check_ports, ordered_claims, ordered_fields, parse_after_sign_out, parse_claim,
    parse_group, parse_location, parse_own_field, parse_remote_user, parse_title,
};
pub use demand::Demand;
pub use file::{FileDefinitions, read_file};
pub use file_problem::{FileError, FileProblem};
pub use groups_file::FileGroup;
pub use location::Location;
pub use origin::Origin;
pub use own_fields_file::{FileField, NamedField};
pub use prove::{FOLDER, PROVE, ProofRequest};
pub use proxies::configurations;
pub use registry::{Applications, Registered};
pub use terms::{parse_terms_link, parse_terms_text, terms_problem};
pub use terms_file::FileTerms;

use crate::language::{Message, message};
use crate::shared::applications::Claim;
use crate::shared::{
    ApplicationName, ApplicationSource, ApplicationView, GroupNames, OpenApplication, OwnFieldName, RemoteUser,
    Timestamp,
};
use std::hash::{Hash, Hasher};

/// An application. One without a location has only clients (OpenID Connect), or nothing yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Application {
    pub name: ApplicationName,
    /// What users see.
    pub title: String,
    /// The first one is the entrance.
    pub locations: Vec<Location>,
    /// Whether every user may enter.
    pub everyone: bool,
    /// The groups whose members may enter.
    pub groups: GroupNames,
    /// What it learns about a user besides the id and the username, in the order of [`Claim::ALL`].
    pub claims: Vec<Claim>,
    /// The fields of one's own that it learns, sorted.
    pub fields: Vec<OwnFieldName>,
    pub remote_user: RemoteUser,
    /// Where users arrive after signing out in the application. None: at the root of its own origin.
    pub after_sign_out: Option<Address>,
    /// Where its tile on the start page leads, if it has no location: nobody is checked there.
    pub link: Option<Address>,
    pub demand: Demand,
    pub source: ApplicationSource,
    /// What of its row cannot be read. Then nobody may enter; the locations that can be read stay closed as well, in place of
    /// belonging to an application with a shorter path.
    pub flaws: Vec<Message>,
    /// None for applications of the file.
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
}

/// Hashes the name only: it is unique, and quick to hash.
impl Hash for Application {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl Application {
    /// Whether a user with these groups may enter. Without groups and without `everyone`, nobody may.
    pub fn admits(&self, groups: &GroupNames) -> bool {
        self.flaws.is_empty() && (self.everyone || self.groups.intersects(groups))
    }

    /// Whether it says for certain who may enter. Not if its row cannot be read, and not if an application of the file admits
    /// nobody: one with a mistake is stored like that until the mistake is corrected.
    pub fn is_certain(&self) -> bool {
        let may_be_mistaken = self.source == ApplicationSource::File && !self.everyone && self.groups.is_empty();
        self.flaws.is_empty() && !may_be_mistaken
    }

    /// The absolute URL of the first location.
    pub fn entrance(&self) -> String {
        self.locations.first().map(ToString::to_string).unwrap_or_default()
    }

    /// A location of this application that is also one of `other`.
    pub fn collision_with(&self, other: &Self) -> Option<&Location> {
        self.locations.iter().find(|location| other.has(location))
    }

    /// Whether this is a location of the application.
    pub fn has(&self, location: &Location) -> bool {
        self.locations.iter().any(|own| own.collides_with(location))
    }

    /// Without its problems.
    pub fn view(&self) -> ApplicationView {
        ApplicationView {
            name: self.name.clone(),
            title: self.title.clone(),
            locations: self.locations.iter().map(ToString::to_string).collect(),
            everyone: self.everyone,
            groups: self.groups.clone(),
            claims: self.claims.clone(),
            fields: self.fields.clone(),
            remote_user: self.remote_user,
            after_sign_out: self.after_sign_out.as_ref().map(ToString::to_string),
            link: self.link.as_ref().map(ToString::to_string),
            second_factor: self.demand.second_factor(),
            max_age: self.demand.max_age,
            source: self.source,
            problems: Vec::new(),
            created_at: self.created_at,
            updated_at: self.updated_at,
            clients: None,
            people: None,
            entered_at: None,
        }
    }

    /// Where people open it. None: it has clients only.
    fn opened(&self) -> Option<OpenApplication> {
        let url = if self.locations.is_empty() { self.link.as_ref()?.to_string() } else { self.entrance() };
        Some(OpenApplication { title: self.title.clone(), url, description: None, logo: None })
    }
}

/// Why an address is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AddressError {
    Scheme,
    Host,
    Port,
    UserInfo,
    NoPath,
    Fragment,
    /// Also encoded, and also with parameters: `..;a=b`.
    DotSegment,
    EmptySegment,
    /// Also encoded.
    Separator,
    Percent,
    /// Such as `%2541`.
    EncodedTwice,
    /// Also encoded.
    Character,
    TooLong,
}

impl AddressError {
    /// Completes the sentence "The address is refused: …".
    pub fn reason(self) -> Message {
        match self {
            Self::Scheme => message::application_address_scheme(),
            Self::Host => message::application_address_host(),
            Self::Port => message::application_address_port(),
            Self::UserInfo => message::application_address_user(),
            Self::NoPath => message::application_address_no_path(),
            Self::Fragment => message::application_address_fragment(),
            Self::DotSegment => message::application_address_dots(),
            Self::EmptySegment => message::application_address_empty_segment(),
            Self::Separator => message::application_address_separator(),
            Self::Percent => message::application_address_percent(),
            Self::EncodedTwice => message::application_address_encoded_twice(),
            Self::Character => message::application_address_character(),
            Self::TooLong => message::application_address_too_long(address::MAX_BYTES as u64),
        }
    }
}

/// Why a text is not a location.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocationError {
    Address(AddressError),
    NotHttps,
    Query,
    /// A segment with `;`.
    Parameters,
    TooLong,
}

impl LocationError {
    /// As [`AddressError::reason`].
    pub fn reason(self) -> Message {
        match self {
            Self::Address(error) => error.reason(),
            Self::NotHttps => message::application_address_not_https(),
            Self::Query => message::application_address_query(),
            Self::Parameters => message::application_address_parameters(),
            Self::TooLong => message::application_address_too_long(location::MAX_BYTES as u64),
        }
    }
}

impl From<AddressError> for LocationError {
    fn from(error: AddressError) -> Self {
        Self::Address(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::GroupName;

    /// An application that nobody may enter.
    pub(super) fn application(name: &str, locations: &[&str]) -> Application {
        Application {
            name: ApplicationName::parse(name).unwrap(),
            title: name.to_uppercase(),
            locations: locations.iter().map(|url| Location::parse(url).unwrap()).collect(),
            everyone: false,
            groups: GroupNames::default(),
            claims: Claim::ALL.to_vec(),
            remote_user: RemoteUser::Username,
            after_sign_out: None,
            link: None,
            fields: Vec::new(),
            demand: Demand::default(),
            source: ApplicationSource::Database,
            flaws: Vec::new(),
            created_at: None,
            updated_at: None,
        }
    }

    pub(super) fn groups(names: &[&str]) -> GroupNames {
        names.iter().map(|name| GroupName::parse(name).unwrap()).collect()
    }

    #[test]
    fn nobody_may_enter_until_said() {
        let closed = application("journal", &["https://a.example/"]);
        let for_editors = Application { groups: groups(&["editors", "staff"]), ..closed.clone() };
        let for_all = Application { everyone: true, ..closed.clone() };
        let flaws = vec![Message::written("unreadable")];
        let flawed = Application { flaws, groups: groups(&["staff"]), ..for_all.clone() };
        for (names, expected) in [
            (&[][..], [false, false, true]),
            (&["readers"][..], [false, false, true]),
            (&["readers", "staff"][..], [false, true, true]),
        ] {
            let admitted = [&closed, &for_editors, &for_all].map(|application| application.admits(&groups(names)));
            assert_eq!(admitted, expected, "{names:?}");
            assert!(!flawed.admits(&groups(names)), "{names:?}");
        }
    }

    #[test]
    fn an_application_that_may_be_mistaken_says_nothing_for_certain() {
        let closed = application("journal", &["https://a.example/"]);
        let mistaken = Application { source: ApplicationSource::File, ..closed.clone() };
        let for_staff = Application { groups: groups(&["staff"]), ..mistaken.clone() };
        let for_all = Application { everyone: true, ..mistaken.clone() };
        let flawed = Application { flaws: vec![Message::written("unreadable")], ..for_all.clone() };
        let certain = [closed, mistaken, for_staff, for_all, flawed].map(|application| application.is_certain());
        assert_eq!(certain, [true, false, true, true, false]);
    }

    #[test]
    fn an_application_without_a_location_is_opened_at_its_link() {
        let link = parse_after_sign_out("https://tides.example/today").unwrap();
        let tile = Application { link: link.clone(), ..application("tides", &[]) };
        assert_eq!(tile.opened().map(|opened| opened.url).as_deref(), Some("https://tides.example/today"));
        assert!(application("nothing", &[]).opened().is_none());
        let behind_proxy = Application { link, ..application("journal", &["https://a.example/"]) };
        assert_eq!(behind_proxy.opened().map(|opened| opened.url).as_deref(), Some("https://a.example/"));
    }

    #[test]
    fn the_first_location_is_the_entrance() {
        let journal = application("journal", &["https://a.example/journal/", "https://b.example"]);
        assert_eq!(journal.entrance(), "https://a.example/journal");
        assert_eq!(journal.view().locations, ["https://a.example/journal", "https://b.example/"]);
    }
}
