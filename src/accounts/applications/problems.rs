//! What is wrong with applications that are stored already: rows that cannot be read, locations that another row has as well, and
//! locations that were allowed before a rule.

use super::stored;
use crate::{
    applications::{Application, Location, Origin, check_locations, check_own_host, check_ports},
    shared::applications::{ApplicationSource, ApplicationView},
    store::{Db, StoreError},
};
use std::collections::{HashMap, HashSet};
use url::Host;

/// All applications, to compare one with.
pub(super) struct Problems<'a> {
    all: &'a [Application],
    /// The origin of Vestibule.
    own: Option<&'a Origin>,
    /// The origins of all applications on each host. Nearly every host has one, which needs no comparison.
    origins: HashMap<&'a Host, HashSet<&'a Origin>>,
    /// The locations of each origin, with their applications.
    places: HashMap<&'a Origin, Vec<(&'a Location, &'a Application)>>,
}

impl<'a> Problems<'a> {
    pub fn new(all: &'a [Application], own: Option<&'a Origin>) -> Self {
        let mut origins: HashMap<_, HashSet<_>> = HashMap::new();
        let mut places: HashMap<_, Vec<_>> = HashMap::new();
        for application in all {
            for location in &application.locations {
                origins.entry(location.origin().host()).or_default().insert(location.origin());
                places.entry(location.origin()).or_default().push((location, application));
            }
        }
        Self { all, own, origins, places }
    }

    /// The problems of an application, in sentences.
    pub fn of(&self, application: &Application) -> Vec<String> {
        if !application.flaws.is_empty() {
            let closed = |flaw| format!("Nobody may enter, because the application cannot be read. {flaw}");
            return application.flaws.iter().map(closed).collect();
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
        shared.chain(problems.into_iter().map(|problem| problem.message.into_owned())).collect()
    }

    /// The problem with a location that another application has as well. Only rows that were written by hand have one.
    fn shared(&self, location: &Location, of: &Application) -> Option<String> {
        let places = self.places.get(location.origin())?.iter();
        let owners: Vec<_> =
            places.filter(|(place, _)| place.collides_with(location)).map(|(_, application)| *application).collect();
        // What the file has as well is that of the file.
        if owners.iter().any(|owner| owner.source == ApplicationSource::File) {
            return None;
        }
        let other = owners.into_iter().find(|owner| owner.name != of.name)?;
        Some(format!(
            "Nobody may enter at {location}, because it is also a location of the application {}. Remove it from one of the two.",
            other.name
        ))
    }

    pub fn view(&self, application: &Application) -> ApplicationView {
        ApplicationView { problems: self.of(application), ..application.view() }
    }
}

/// The problems of the applications of the database, each with the name of its application. `of_file`: the applications of the
/// file; those that it takes the place of are not used, and have none. `own`: the origin of Vestibule.
pub async fn application_problems(
    db: &Db,
    of_file: &[Application],
    own: Option<&Origin>,
) -> Result<Vec<String>, StoreError> {
    let mut stored = db.read(|conn| Box::pin(stored::all(conn))).await?;
    stored.retain(|application| of_file.iter().all(|other| other.name != application.name));
    let all: Vec<_> = of_file.iter().cloned().chain(stored.iter().cloned()).collect();
    let problems = Problems::new(&all, own);
    let named = |application: &Application| {
        let of_one = problems.of(application).into_iter();
        of_one.map(|problem| format!("The application {}: {problem}", application.name)).collect::<Vec<_>>()
    };
    Ok(stored.iter().flat_map(named).collect())
}
