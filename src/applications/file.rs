//! The file of applications, their clients, providers, groups, fields of one's own and terms, `vestibule.toml`. A mistake in an entry stops
//! this entry and no other.

use super::clients_file::{DefinedClient, read_clients};
use super::file_problem::{FileError, FileProblem, error_at, line_of, of_toml, wrong};
use super::groups_file::{FileGroup, read_groups};
use super::own_fields_file::{FileField, NamedField, read_own_fields};
use super::providers_file::read_providers;
use super::terms_file::{FileTerms, read_terms};
use super::upstream::Provider;
use super::{
    Application, Demand, Location, Origin, check_locations, check_own_host, check_ports, ordered_claims,
    ordered_fields, parse_after_sign_out, parse_claim, parse_group, parse_location, parse_own_field, parse_remote_user,
    parse_title,
};
use crate::shared::applications::{Claim, MAX_APPLICATIONS, parse_proof_age};
use crate::shared::{ApplicationName, ApplicationSource, GroupNames, OwnFieldName, Problem, RemoteUser};
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

#[cfg(test)]
mod tests;

/// What the file defines.
#[derive(Clone, Debug, Default)]
pub struct FileDefinitions {
    /// In the order of the file. One with a mistake is here as well, with what of its locations can be read, and closed: otherwise
    /// its addresses could fall to an application with a shorter path.
    pub applications: Vec<Application>,
    pub clients: Vec<DefinedClient>,
    /// In the order of the file, without those that have a mistake, as the terms.
    pub providers: Vec<Provider>,
    pub terms: Vec<FileTerms>,
    /// In the order of the file, without those that have a mistake. None: the file says nothing of fields, so that those of an earlier
    /// one stay.
    pub fields: Option<Vec<FileField>>,
    /// Whether a field has a mistake. It may be any that an earlier version of the file defined.
    pub has_wrong_field: bool,
    /// In the order of the file, without those that have a mistake.
    pub groups: Vec<FileGroup>,
    /// The fields that applications and providers name. Whether there are such fields is not checked.
    pub named: Vec<NamedField>,
    pub problems: Vec<FileProblem>,
    /// Whether it cannot be told of an entry which application or client it is about. It may be any that an earlier version of the
    /// file defined.
    pub has_unnamed: bool,
    /// Whether the file says that there is no application: `application = []`.
    pub says_none: bool,
}

/// Values know their position, so that errors name the line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Option<Spanned<String>>,
    title: Option<Spanned<String>>,
    #[serde(default)]
    locations: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    everyone: bool,
    #[serde(default)]
    groups: Vec<Spanned<String>>,
    claims: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    fields: Vec<Spanned<String>>,
    remote_user: Option<Spanned<String>>,
    after_sign_out: Option<Spanned<String>>,
    link: Option<Spanned<String>>,
    #[serde(default)]
    second_factor: bool,
    max_age: Option<Spanned<Age>>,
}

/// A duration such as `"15m"`, or a number of seconds.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a duration, such as \"15m\"")]
enum Age {
    Seconds(u64),
    Text(String),
}

impl Age {
    fn into_text(self) -> String {
        match self {
            Self::Seconds(seconds) => seconds.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// Reads the file. Whether the groups exist is not checked. `own`: the origin of Vestibule. `secret_in`: what is in a file with a
/// secret, or why it cannot be read.
///
/// # Errors
/// If the text is no TOML.
pub fn read_file(
    text: &str,
    own: Option<&Origin>,
    secret_in: &dyn Fn(&str) -> Result<String, String>,
) -> Result<FileDefinitions, FileError> {
    let root = DeTable::parse(text).map_err(|error| of_toml(text, &Range::default(), &error))?;
    let mut reader = Reader { text, own, secret_in, found: FileDefinitions::default() };
    for (key, value) in root.into_inner() {
        let at = key.span();
        match (&**key.get_ref(), value.into_inner()) {
            ("application", DeValue::Array(entries)) => {
                reader.found.says_none = entries.is_empty();
                entries.into_iter().for_each(|entry| reader.entry(entry));
            }
            ("provider", providers) => {
                read_providers(text, Spanned::new(at, providers), secret_in, &mut reader.found);
            }
            ("field", fields) => {
                let (fields, mistakes) = read_own_fields(text, Spanned::new(at, fields));
                reader.found.fields = fields;
                reader.found.has_wrong_field = !mistakes.is_empty();
                reader.note(mistakes);
            }
            ("group", groups) => {
                let (groups, mistakes) = read_groups(text, Spanned::new(at, groups));
                reader.found.groups = groups;
                reader.note(mistakes);
            }
            ("terms", terms) => {
                let (terms, mistakes) = read_terms(text, Spanned::new(at, terms));
                reader.found.terms = terms;
                reader.note(mistakes);
            }
            ("application", _) => reader.stop(None, error_at(text, &at, "Write [[application]].")),
            (other, _) => reader.stop(
                None,
                error_at(
                    text,
                    &at,
                    format!(
                        "unknown field `{other}`, expected `application`, `field`, `group`, `provider` or `terms`."
                    ),
                ),
            ),
        }
    }
    Ok(reader.found)
}

struct Reader<'a> {
    text: &'a str,
    own: Option<&'a Origin>,
    secret_in: &'a dyn Fn(&str) -> Result<String, String>,
    found: FileDefinitions,
}

impl Reader<'_> {
    fn stop(&mut self, application: Option<&ApplicationName>, error: FileError) {
        self.found.has_unnamed |= application.is_none();
        let application = application.map(ToString::to_string);
        self.found.problems.push(FileProblem { application, client: None, error });
    }

    /// Notes mistakes in what is of no application.
    fn note(&mut self, mistakes: Vec<FileError>) {
        let problem = |error| FileProblem { application: None, client: None, error };
        self.found.problems.extend(mistakes.into_iter().map(problem));
    }

    fn entry(&mut self, entry: Spanned<DeValue<'_>>) {
        let (text, at) = (self.text, entry.span());
        let DeValue::Table(mut table) = entry.into_inner() else {
            return self.stop(None, error_at(text, &at, "Write [[application]]."));
        };
        if self.found.applications.len() == MAX_APPLICATIONS {
            let error = error_at(text, &at, format!("Define at most {MAX_APPLICATIONS} applications."));
            return self.stop(None, error);
        }
        let clients = table.remove("client");
        let line = line_of(text, &table.get("fields").map_or_else(|| at.clone(), Spanned::span));
        let mut closed = closed(&table);
        let entry = Entry::deserialize(ValueDeserializer::from(Spanned::new(at.clone(), DeValue::Table(table))));
        let read = entry.map_err(|error| of_toml(text, &at, &error));
        let read = read.and_then(|entry| application(text, &at, entry, self.own));
        let application = match read.and_then(|application| self.refuse_taken(&at, application)) {
            Ok(application) => application,
            Err(error) => {
                self.stop(closed.as_ref().map(|closed| &closed.name), error);
                if let Some(closed) = &mut closed {
                    closed.locations.retain(|location| self.is_free(location));
                }
                // Nothing of an entry whose name is that of another one: it was meant to have another name.
                let named =
                    closed.filter(|closed| self.found.applications.iter().all(|other| other.name != closed.name));
                let Some(closed) = named else {
                    self.found.has_unnamed = true;
                    return;
                };
                closed
            }
        };
        if let Some(clients) = clients {
            read_clients(text, clients, &application.name, self.secret_in, &mut self.found);
        }
        let named = |field: &OwnFieldName| NamedField {
            field: field.clone(),
            application: Some(application.name.clone()),
            line,
        };
        self.found.named.extend(application.fields.iter().map(named));
        self.found.applications.push(application);
    }

    /// Fails if an application further up has the name or a location, or the host of one with another port or scheme.
    fn refuse_taken(&self, at: &Range<usize>, application: Application) -> Result<Application, FileError> {
        let text = self.text;
        for other in &self.found.applications {
            if other.name == application.name {
                return Err(error_at(text, at, format!("The name {} is taken. Choose another one.", other.name)));
            }
            if let Some(location) = application.collision_with(other) {
                let message = format!("The location {location} is taken by {}. Choose another one.", other.name);
                return Err(error_at(text, at, message));
            }
            check_ports(&application.locations, other).map_err(|problem| wrong(text, at, &problem))?;
        }
        Ok(application)
    }

    /// Whether an application that is closed may keep a location.
    fn is_free(&self, location: &Location) -> bool {
        let one = std::slice::from_ref(location);
        let is_free_of = |other: &Application| !other.has(location) && check_ports(one, other).is_ok();
        check_own_host(one, self.own).is_ok() && self.found.applications.iter().all(is_free_of)
    }
}

/// The application of an entry with a mistake: nobody may enter. None if its name cannot be read.
fn closed(table: &DeTable<'_>) -> Option<Application> {
    let DeValue::String(name) = table.get("name")?.get_ref() else { return None };
    let name = ApplicationName::parse(name).ok()?;
    let mut locations: Vec<Location> = Vec::new();
    if let Some(DeValue::Array(urls)) = table.get("locations").map(Spanned::get_ref) {
        for url in urls.iter() {
            let DeValue::String(url) = url.get_ref() else { continue };
            let read = parse_location(url).ok();
            let is_new = |location: &Location| locations.iter().all(|before| !before.collides_with(location));
            if let Some(location) = read.filter(is_new) {
                locations.push(location);
            }
        }
    }
    Some(of_file(name, locations))
}

/// An application of the file that says nothing else: nobody may enter, and it learns nothing.
fn of_file(name: ApplicationName, locations: Vec<Location>) -> Application {
    Application {
        title: name.to_string(),
        name,
        locations,
        everyone: false,
        groups: GroupNames::default(),
        claims: Vec::new(),
        remote_user: RemoteUser::default(),
        after_sign_out: None,
        link: None,
        fields: Vec::new(),
        demand: Demand::default(),
        source: ApplicationSource::File,
        flaws: Vec::new(),
        created_at: None,
        updated_at: None,
    }
}

/// Reads the application whose table is at `at`.
fn application(text: &str, at: &Range<usize>, entry: Entry, own: Option<&Origin>) -> Result<Application, FileError> {
    let name = entry.name.ok_or_else(|| error_at(text, at, "The key name is missing: add name = \"journal\"."))?;
    let name = read(text, &name, ApplicationName::parse)?;
    let title = entry.title.map(|title| read(text, &title, parse_title)).transpose()?.flatten();
    let (at_locations, urls) =
        entry.locations.map_or_else(|| (at.clone(), Vec::new()), |urls| (urls.span(), urls.into_inner()));
    let locations = urls.iter().map(|url| read(text, url, parse_location)).collect::<Result<Vec<_>, _>>()?;
    let checked = check_locations(&locations).and_then(|()| check_own_host(&locations, own));
    checked.map_err(|problem| wrong(text, &at_locations, &problem))?;
    let groups = entry.groups.iter().map(|group| read(text, group, parse_group)).collect::<Result<GroupNames, _>>()?;
    let claims = match &entry.claims {
        Some(names) => {
            ordered_claims(&names.iter().map(|name| read(text, name, parse_claim)).collect::<Result<Vec<_>, _>>()?)
        }
        None => Claim::ALL.to_vec(),
    };
    let fields = entry.fields.iter().map(|name| read(text, name, parse_own_field)).collect::<Result<Vec<_>, _>>()?;
    let remote_user = entry.remote_user.map(|value| read(text, &value, parse_remote_user)).transpose()?;
    let after_sign_out = entry.after_sign_out.map(|url| read(text, &url, parse_after_sign_out)).transpose()?;
    let link = entry.link.map(|url| read(text, &url, parse_after_sign_out)).transpose()?;
    let max_age = entry.max_age.map(|age| {
        let at = age.span();
        parse_proof_age(&age.into_inner().into_text()).map_err(|problem| wrong(text, &at, &problem))
    });
    let max_age = max_age.transpose()?.flatten();
    Ok(Application {
        title: title.unwrap_or_else(|| name.to_string()),
        everyone: entry.everyone,
        groups,
        claims,
        remote_user: remote_user.unwrap_or_default(),
        after_sign_out: after_sign_out.flatten(),
        link: link.flatten(),
        fields: ordered_fields(fields),
        demand: Demand::new(entry.second_factor, max_age),
        ..of_file(name, locations)
    })
}

/// Parses a value.
fn read<T>(
    text: &str,
    value: &Spanned<String>,
    parse: impl FnOnce(&str) -> Result<T, Problem>,
) -> Result<T, FileError> {
    parse(value.get_ref()).map_err(|problem| wrong(text, &value.span(), &problem))
}
