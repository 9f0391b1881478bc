//! Applications as rows of the database, and what is wrong with those that are stored already: rows that cannot be read, locations
//! that another row has as well, and locations that were allowed before a rule.

use crate::applications::{
    Application, Demand, FileProblem, Location, Origin, check_locations, check_own_host, check_ports, ordered_fields,
    parse_after_sign_out, parse_location,
};
use crate::language::{Message, message};
use crate::shared::applications::{Claim, parse_proof_age};
use crate::shared::{
    ApplicationName, ApplicationSource, ApplicationView, GroupName, GroupNames, OwnFieldName, RemoteUser, Timestamp,
};
use crate::store::{ApplicationRow, Conn, Db, StoreError};
use crate::store::{applications, groups};
use std::collections::{HashMap, HashSet};
use url::Host;

/// All applications, by name.
pub(in crate::accounts) async fn all(conn: &mut Conn) -> Result<Vec<Application>, StoreError> {
    Ok(applications::list(conn).await?.into_iter().map(from_row).collect())
}

/// The application in a row. What cannot be read is a flaw of it, so that one row, of another version or written by hand, closes
/// this application and no other.
pub(super) fn from_row(row: ApplicationRow) -> Application {
    let mut flaws = Vec::new();
    if ApplicationName::parse(&row.name).is_err() {
        flaws.push(message::application_flaw_name());
    }
    let mut locations = Vec::new();
    for url in row.locations.lines() {
        match parse_location(url) {
            Ok(location) => locations.push(location),
            Err(problem) => flaws.push(problem.message),
        }
    }
    let remote_user = row.remote_user.parse().unwrap_or_else(|_| {
        flaws.push(message::application_flaw_remote_user(row.remote_user.clone()));
        RemoteUser::default()
    });
    let after_sign_out = parse_after_sign_out(row.after_sign_out.as_deref().unwrap_or_default());
    let after_sign_out = after_sign_out.unwrap_or_else(|problem| {
        flaws.push(problem.message);
        None
    });
    let link = parse_after_sign_out(row.link.as_deref().unwrap_or_default()).unwrap_or_else(|problem| {
        flaws.push(problem.message);
        None
    });
    let max_age = row.max_age.map(|seconds| seconds.to_string()).unwrap_or_default();
    let max_age = parse_proof_age(&max_age).unwrap_or_else(|problem| {
        flaws.push(problem.message);
        None
    });
    Application {
        name: ApplicationName::from_stored(row.name),
        title: row.title,
        locations,
        everyone: row.everyone,
        groups: GroupNames::from_stored(&row.group_names),
        // Those of a newer version are left out: this version does not disclose them.
        claims: row.claims.split(' ').filter_map(|claim| claim.parse().ok()).collect(),
        fields: told_fields(&row.own_fields),
        remote_user,
        after_sign_out,
        link,
        demand: Demand::new(row.second_factor, max_age),
        source: if row.of_file { ApplicationSource::File } else { ApplicationSource::Database },
        flaws,
        created_at: (!row.of_file).then_some(Timestamp(row.created_at)),
        updated_at: (!row.of_file).then_some(Timestamp(row.updated_at)),
    }
}

pub(super) fn to_row(application: &Application) -> ApplicationRow {
    let at = |time: Option<Timestamp>| time.unwrap_or_default().0;
    ApplicationRow {
        name: application.name.to_string(),
        title: application.title.clone(),
        locations: application.locations.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        everyone: application.everyone,
        group_names: application.groups.to_stored(),
        claims: application.claims.iter().copied().map(Claim::as_str).collect::<Vec<_>>().join(" "),
        own_fields: stored_fields(&application.fields),
        remote_user: application.remote_user.as_str().to_owned(),
        after_sign_out: application.after_sign_out.as_ref().map(ToString::to_string),
        link: application.link.as_ref().map(ToString::to_string),
        second_factor: application.demand.second_factor(),
        // Never saturates: it has been parsed.
        max_age: application.demand.max_age.map(|seconds| i64::try_from(seconds).unwrap_or(i64::MAX)),
        of_file: application.source == ApplicationSource::File,
        created_at: at(application.created_at),
        updated_at: at(application.updated_at),
    }
}

/// The fields of one's own that an application is told, in its row.
pub(in crate::accounts) fn told_fields(stored: &str) -> Vec<OwnFieldName> {
    stored.split(' ').filter_map(|name| OwnFieldName::parse(name).ok()).collect()
}

fn stored_fields(fields: &[OwnFieldName]) -> String {
    fields.iter().map(OwnFieldName::as_str).collect::<Vec<_>>().join(" ")
}

/// The row of an application that is told a field which has another name now. None: it is not told it.
pub(in crate::accounts) fn with_renamed_field(
    row: &ApplicationRow,
    from: &OwnFieldName,
    to: &OwnFieldName,
) -> Option<ApplicationRow> {
    let fields = told_fields(&row.own_fields);
    if !fields.contains(from) {
        return None;
    }
    let renamed = fields.into_iter().map(|name| if name == *from { to.clone() } else { name });
    Some(ApplicationRow { own_fields: stored_fields(&ordered_fields(renamed.collect())), ..row.clone() })
}

/// All applications, to compare one with.
pub(super) struct Problems<'a> {
    all: &'a [Application],
    /// The origin of Vestibule.
    own: Option<&'a Origin>,
    /// Mistakes in the operator's file.
    file: &'a [FileProblem],
    /// The origins of all applications on each host. Nearly every host has one, which needs no comparison.
    origins: HashMap<&'a Host, HashSet<&'a Origin>>,
    /// The locations of each origin, with their applications.
    places: HashMap<&'a Origin, Vec<(&'a Location, &'a Application)>>,
}

impl<'a> Problems<'a> {
    pub(super) fn new(all: &'a [Application], own: Option<&'a Origin>, file: &'a [FileProblem]) -> Self {
        let mut origins: HashMap<_, HashSet<_>> = HashMap::new();
        let mut places: HashMap<_, Vec<_>> = HashMap::new();
        for application in all {
            for location in &application.locations {
                origins.entry(location.origin().host()).or_default().insert(location.origin());
                places.entry(location.origin()).or_default().push((location, application));
            }
        }
        Self { all, own, file, origins, places }
    }

    /// The problems of an application, in sentences.
    fn of(&self, application: &Application) -> Vec<Message> {
        if !application.flaws.is_empty() {
            return application.flaws.iter().cloned().map(message::application_unreadable).collect();
        }
        let own =
            check_locations(&application.locations).and_then(|()| check_own_host(&application.locations, self.own));
        let mut problems: Vec<_> = own.err().into_iter().collect();
        let shares_a_host = application.locations.iter().any(|location| {
            let others = self.origins.get(location.origin().host());
            others.is_some_and(|origins| origins.iter().any(|origin| *origin != location.origin()))
        });
        if shares_a_host {
            let others = self.all.iter().filter(|other| other.name != application.name);
            problems.extend(others.filter_map(|other| check_ports(&application.locations, other).err()));
        }
        let shared = application.locations.iter().filter_map(|location| self.shared(location, application));
        shared.chain(problems.into_iter().map(|problem| problem.message)).collect()
    }

    /// The problem with a location that another application has as well. Only rows that were written by hand have one.
    fn shared(&self, location: &Location, of: &Application) -> Option<Message> {
        let mut places = self.places.get(location.origin())?.iter();
        let (_, other) = places.find(|(place, owner)| owner.name != of.name && place.collides_with(location))?;
        Some(message::application_address_shared(location.to_string(), other.name.to_string()))
    }

    pub(super) fn view(&self, application: &Application) -> ApplicationView {
        let is_in = |problem: &&FileProblem| problem.application.as_deref() == Some(application.name.as_str());
        let in_file = self.file.iter().filter(is_in).map(FileProblem::message);
        ApplicationView { problems: self.of(application).into_iter().chain(in_file).collect(), ..application.view() }
    }
}

/// The problems of all applications, each with the name of its application. `own`: the origin of Vestibule.
pub async fn application_problems(db: &Db, own: Option<&Origin>) -> Result<Vec<String>, StoreError> {
    let stored = db.read(async |mut conn| all(&mut conn).await).await?;
    let problems = Problems::new(&stored, own, &[]);
    let named = |application: &Application| {
        let of_one = problems.of(application).into_iter();
        of_one.map(|problem| format!("The application {}: {problem}", application.name)).collect::<Vec<_>>()
    };
    Ok(stored.iter().flat_map(named).collect())
}

/// The applications that admit groups, each with one of these.
pub fn admitted_groups<'a>(
    applications: impl Iterator<Item = &'a Application>,
) -> Vec<(&'a ApplicationName, &'a GroupName)> {
    let closed = applications.filter(|application| !application.everyone);
    closed.flat_map(|of| of.groups.iter().map(move |group| (&of.name, group))).collect()
}

/// A sentence about each of these groups that does not exist.
pub async fn group_problems(db: &Db, admitted: Vec<(&ApplicationName, &GroupName)>) -> Result<Vec<String>, StoreError> {
    if admitted.is_empty() {
        return Ok(Vec::new());
    }
    let existing = db.read(async |mut conn| groups::names(&mut conn).await).await?;
    let missing = admitted.into_iter().filter(|(_, group)| !existing.contains(group));
    Ok(missing
        .map(|(name, group)| {
            format!(
                "The application {} admits the group {}, which does not exist: nobody enters because of it. Create the group, or \
                 correct its name.",
                name.as_str(),
                group.as_str()
            )
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Application {
        Application {
            name: ApplicationName::parse("journal").unwrap(),
            title: "The Journal".to_owned(),
            locations: ["https://a.example/", "https://b.example/%C3%BC"]
                .map(|url| Location::parse(url).unwrap())
                .into(),
            everyone: false,
            groups: ["staff", "editors"].iter().map(|name| GroupName::parse(name).unwrap()).collect(),
            claims: vec![Claim::Name, Claim::Groups],
            remote_user: RemoteUser::Id,
            after_sign_out: parse_after_sign_out("https://example.com/goodbye").unwrap(),
            link: parse_after_sign_out("https://example.com/tile").unwrap(),
            fields: vec![OwnFieldName::from_stored("plan".to_owned())],
            demand: Demand::new(true, Some(900)),
            source: ApplicationSource::Database,
            flaws: Vec::new(),
            created_at: Some(Timestamp(1)),
            updated_at: Some(Timestamp(2)),
        }
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let nothing = Application {
            groups: GroupNames::default(),
            claims: Vec::new(),
            everyone: true,
            after_sign_out: None,
            link: None,
            demand: Demand::default(),
            ..journal()
        };
        let of_file = Application { source: ApplicationSource::File, created_at: None, updated_at: None, ..journal() };
        for application in [journal(), nothing, of_file] {
            assert_eq!(from_row(to_row(&application)), application);
        }
    }

    #[test]
    fn the_fields_that_it_is_told_follow_when_one_is_renamed() {
        let name = |text: &str| OwnFieldName::parse(text).unwrap();
        let row = ApplicationRow { own_fields: "age plan".to_owned(), ..to_row(&journal()) };
        let renamed = with_renamed_field(&row, &name("plan"), &name("a-plan"));
        assert_eq!(renamed.map(|row| row.own_fields).as_deref(), Some("a-plan age"), "they are sorted");
        assert!(with_renamed_field(&row, &name("tier"), &name("plan")).is_none());
    }

    #[test]
    fn what_cannot_be_read_closes_the_application_and_an_unknown_claim_is_not_given() {
        let everyone = Application { everyone: true, ..journal() };
        for (name, locations, kept, flaw) in [
            ("journal", "https://a.example/\nftp://b.example/", 1, "ftp://b.example/: use http or https. "),
            ("journal", "https://a.example/x;y", 0, "https://a.example/x;y: remove the part that begins with ;. "),
            ("The journal", "https://a.example/", 1, "The name is not allowed. "),
        ] {
            let row = ApplicationRow { name: name.to_owned(), locations: locations.to_owned(), ..to_row(&everyone) };
            let read = from_row(row);
            assert_eq!((read.name.as_str(), read.locations.len()), (name, kept), "{locations}");
            assert!(matches!(&read.flaws[..], [only] if only.say().starts_with(flaw)), "{:?}", read.flaws);
            assert!(!read.admits(&everyone.groups));
        }
        let row = ApplicationRow { locations: format!("https://a.example/{}", "a".repeat(500)), ..to_row(&everyone) };
        assert!(from_row(row).flaws[0].say().len() < 300, "long ones are not repeated whole");
        let row = ApplicationRow { after_sign_out: Some("/goodbye".to_owned()), ..to_row(&everyone) };
        let read = from_row(row);
        assert!(read.flaws[0].say().starts_with("/goodbye: use http or https. ") && !read.admits(&everyone.groups));
        let row = ApplicationRow { max_age: Some(-1), ..to_row(&everyone) };
        assert!(!from_row(row).admits(&everyone.groups));
        let row = ApplicationRow { claims: "name phone".to_owned(), ..to_row(&journal()) };
        assert_eq!(from_row(row).claims, [Claim::Name]);
    }
}
