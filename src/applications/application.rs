//! An application: where it is, who may enter it, and what it learns about them.

use super::{Address, Location};
use crate::shared::{
    applications::{ApplicationName, ApplicationSource, ApplicationView, Claim, OpenApplication, RemoteUser},
    groups::GroupNames,
    timestamp::Timestamp,
};
use std::hash::{Hash, Hasher};

/// An application. It has at least one location, unless its row cannot be read.
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
    pub remote_user: RemoteUser,
    /// Where users arrive after signing out in the application. None: at the root of its own origin.
    pub after_sign_out: Option<Address>,
    pub source: ApplicationSource,
    /// What of its row cannot be read. Then nobody may enter; the locations that can be read stay closed as well, in place of
    /// belonging to an application with a shorter path.
    pub flaws: Vec<String>,
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
            remote_user: self.remote_user,
            after_sign_out: self.after_sign_out.as_ref().map(ToString::to_string),
            source: self.source,
            problems: Vec::new(),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    pub(super) fn opened(&self) -> OpenApplication {
        OpenApplication { title: self.title.clone(), url: self.entrance() }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::shared::groups::GroupName;

    /// An application that nobody may enter.
    pub(crate) fn application(name: &str, locations: &[&str]) -> Application {
        Application {
            name: ApplicationName::parse(name).unwrap(),
            title: name.to_uppercase(),
            locations: locations.iter().map(|url| Location::parse(url).unwrap()).collect(),
            everyone: false,
            groups: GroupNames::default(),
            claims: Claim::ALL.to_vec(),
            remote_user: RemoteUser::Username,
            after_sign_out: None,
            source: ApplicationSource::Database,
            flaws: Vec::new(),
            created_at: None,
            updated_at: None,
        }
    }

    pub(crate) fn groups(names: &[&str]) -> GroupNames {
        names.iter().map(|name| GroupName::parse(name).unwrap()).collect()
    }

    #[test]
    fn nobody_may_enter_until_said() {
        let closed = application("journal", &["https://a.example/"]);
        let for_editors = Application { groups: groups(&["editors", "staff"]), ..closed.clone() };
        let for_all = Application { everyone: true, ..closed.clone() };
        let flawed =
            Application { flaws: vec!["unreadable".to_owned()], groups: groups(&["staff"]), ..for_all.clone() };
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
    fn the_first_location_is_the_entrance() {
        let journal = application("journal", &["https://a.example/journal/", "https://b.example"]);
        assert_eq!(journal.entrance(), "https://a.example/journal");
        assert_eq!(journal.view().locations, ["https://a.example/journal", "https://b.example/"]);
    }
}
