//! Applications behind Vestibule: which ones there are, who may enter them, and what they learn about users.
//!
//! They are rows of the database. Those that the operator's file defines are written when a server starts, and only the file
//! changes them (`docs/decisions/0043-applications.md`).
//!
//! Other nouns ask `Applications` for `all`, `clients_refused_today`, `enter`, `enter_with`, `file_state`, `is_file_superseded`,
//! `left_out`, `list_applications`, `note_entry`, `note_groups` and `open_applications`.

mod arrivals;
mod client_states;
mod connection;
mod enter;
mod file;
mod left_out;
mod memory;
mod request;
mod stored;
mod survey;

pub use arrivals::Arrival;
pub(super) use arrivals::Arrivals;
pub(super) use enter::Entries;
pub use file::file_problems;
pub(super) use left_out::{Learner, LeftOut};
pub use memory::FileState;
pub(super) use memory::{ApplicationMemory, read_all};
pub(super) use stored::all as stored_applications;
pub use stored::{admitted_groups, application_problems, group_problems};
pub(super) use stored::{told_fields, with_renamed_field as application_with_renamed_field};

use super::deletions::{BATCH, being_deleted};
use super::policy::Action;
use super::unit_of_work::UnitOfWork;
use super::{Applications, Caller, Principal};
use crate::applications::{Application, FileProblem, Location, check_ports};
use crate::language::{Message, message};
use crate::shared::applications::MAX_APPLICATIONS;
use crate::shared::{
    AppError, ApplicationName, ApplicationRequest, ApplicationSource, ApplicationView, ErrorCode, EventKind, Fields,
    GroupName, OpenApplication, Problem,
};
use crate::store::{Conn, StoreError, applications as rows};
use request::parse;
use std::iter;
use stored::{Problems, to_row};

impl Applications {
    /// The applications that the caller may enter.
    pub async fn open_applications(&self, caller: &Caller) -> Result<Vec<OpenApplication>, AppError> {
        caller.permit(Action::EnterApplications)?;
        let Principal::User(current) = &caller.who else { return Ok(Vec::new()) };
        Ok(self.all().await?.open_to(&current.user.groups))
    }

    /// Creates an application. No one may enter it unless the request says who.
    pub async fn create_application(
        &self,
        caller: &Caller,
        request: ApplicationRequest,
    ) -> Result<ApplicationView, AppError> {
        let has_rule = !request.rule.is_missing();
        let created = self.change_once(caller, Action::ManageApplications, move |tx| {
            Box::pin(async move { Ok(tx.add_application(&request).await?.view()) })
        });
        let created = created.await?;
        if has_rule {
            self.group_rules().apply_rules_later();
        }
        Ok(created)
    }

    /// Replaces everything except the name. What the request leaves out gets its default.
    pub async fn replace_application(
        &self,
        caller: &Caller,
        name: &str,
        request: ApplicationRequest,
    ) -> Result<ApplicationView, AppError> {
        let (name, has_rule) = (name.to_owned(), !request.rule.is_missing());
        let job = async move |mut tx: UnitOfWork| {
            let name = ApplicationName::parse(&name).map_err(|_| no_such_application())?;
            let mut others = stored::all(&mut tx).await?;
            let current = changeable(&others, name.as_str())?.clone();
            others.retain(|other| other.name != name);
            let mut new = parse(&mut tx, &request, Some(&current)).await?;
            if new != current {
                refuse_taken(&new, Some(&current), &others)?;
                new.updated_at = Some(tx.now());
                rows::put(&mut tx, &to_row(&new)).await?;
                tx.record(tx.event(EventKind::ApplicationUpdate).detail(&new.name));
            }
            Ok(Problems::new(&others, tx.accounts().own_origin(), &[]).view(&new))
        };
        let replaced = self.change(caller, Action::ManageApplications, job).await?;
        if has_rule {
            self.group_rules().apply_rules_later();
        }
        Ok(replaced)
    }

    /// Deletes an application: from the next request on, no one may enter it.
    pub async fn delete_application(&self, caller: &Caller, name: &str) -> Result<(), AppError> {
        // Not parsed: a row with another text as its name has to go as well.
        let name = name.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            changeable(&stored::all(&mut tx).await?, &name)?;
            let mut room = BATCH;
            Ok(tx.delete_application(&name, &[], &mut room).await?)
        };
        if !self.change(caller, Action::ManageApplications, job).await? {
            self.deletions().finish_deletions_later();
        }
        Ok(())
    }

    /// All applications, by name.
    pub async fn list_applications(&self, caller: &Caller) -> Result<Vec<ApplicationView>, AppError> {
        caller.permit(Action::ManageApplications)?;
        let (all, file) = (self.stored_applications().await?, self.file_state());
        let problems = Problems::new(&all, self.own_origin(), &file.problems);
        let mut states = self.client_states().await?;
        let view = |application: &Application| {
            let clients = states.remove(&application.name);
            ApplicationView { clients, ..problems.view(application) }
        };
        Ok(all.iter().map(view).collect())
    }

    /// What is wrong with the operator's file and belongs to no application that is listed: it stops nothing else.
    pub fn list_file_problems(&self, caller: &Caller) -> Result<Vec<Message>, AppError> {
        caller.permit(Action::ManageApplications)?;
        let FileState { problems, failure } = self.file_state();
        let unnamed = problems.iter().filter(|problem| problem.application.is_none()).map(FileProblem::message);
        Ok(failure.map(message::file_failed).into_iter().chain(unnamed).collect())
    }

    /// The application with this name.
    pub async fn show_application(&self, caller: &Caller, name: &str) -> Result<ApplicationView, AppError> {
        caller.permit(Action::ManageApplications)?;
        let (all, file) = (self.stored_applications().await?, self.file_state());
        Ok(Problems::new(&all, self.own_origin(), &file.problems).view(find(&all, name)?))
    }

    async fn stored_applications(&self) -> Result<Vec<Application>, StoreError> {
        self.db().read(async |mut conn| stored::all(&mut conn).await).await
    }
}

impl UnitOfWork {
    /// Creates an application. Changes of applications run one at a time, like all changes by administrators.
    pub(in crate::accounts) async fn add_application(
        &mut self,
        request: &ApplicationRequest,
    ) -> Result<Application, AppError> {
        let others = stored::all(self).await?;
        let new = parse(self, request, None).await?;
        let of_database = others.iter().filter(|other| other.source == ApplicationSource::Database);
        if of_database.count() >= MAX_APPLICATIONS {
            return Err(too_many());
        }
        refuse_taken(&new, None, &others)?;
        if rows::marked(self).await?.iter().any(|name| name == new.name.as_str()) {
            return Err(AppError::fields(ErrorCode::ApplicationTaken, vec![being_deleted().of("name")]));
        }
        let now = Some(self.now());
        let new = Application { created_at: now, updated_at: now, ..new };
        rows::put(self, &to_row(&new)).await?;
        self.record(self.event(EventKind::ApplicationCreate).detail(&new.name));
        Ok(new)
    }

    /// The name, or if another application has it, with the first number that makes it free.
    pub(in crate::accounts) async fn free_application_name(&mut self, name: &str) -> Result<String, StoreError> {
        let mut taken: Vec<String> = rows::list(self).await?.into_iter().map(|row| row.name).collect();
        taken.extend(rows::marked(self).await?);
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let free = iter::once(name.to_owned()).chain(numbered).find(|name| !taken.contains(name));
        Ok(free.unwrap_or_default())
    }
}

/// The applications that admit the members of a group.
pub(super) async fn admitting(conn: &mut Conn, group: &GroupName) -> Result<Vec<ApplicationName>, StoreError> {
    let all = stored::all(conn).await?.into_iter();
    Ok(all.filter(|application| application.groups.contains(group)).map(|application| application.name).collect())
}

fn find<'a>(all: &'a [Application], name: &str) -> Result<&'a Application, AppError> {
    all.iter().find(|application| application.name.as_str() == name).ok_or_else(no_such_application)
}

/// Like [`find`]. Fails as well if only the file can change the application.
fn changeable<'a>(all: &'a [Application], name: &str) -> Result<&'a Application, AppError> {
    let found = find(all, name)?;
    refuse_of_file(found)?;
    Ok(found)
}

fn refuse_of_file(application: &Application) -> Result<(), AppError> {
    if application.source == ApplicationSource::Database {
        return Ok(());
    }
    let problem = Problem::new("in_file", message::application_only_in_file(application.name.to_string()));
    Err(AppError::fields(ErrorCode::ApplicationTaken, vec![problem.of("name")]))
}

/// Fails if one of the `others` has the name or a location of `new`, or the host of an added location with another port or scheme.
/// Locations that were stored before the rule about ports do not prevent other changes. `current`: what `new` replaces.
fn refuse_taken(new: &Application, current: Option<&Application>, others: &[Application]) -> Result<(), AppError> {
    let mut fields = Fields::default();
    let added: Vec<_> = added_locations(&new.locations, current).collect();
    if let Some(other) = others.iter().find(|other| other.name == new.name) {
        refuse_of_file(other)?;
        fields.reject("name", Problem::new("taken", message::application_name_taken()));
    }
    for other in others {
        if let Some(location) = new.collision_with(other) {
            let taken = message::application_address_taken(location.to_string(), other.name.to_string());
            fields.reject("locations", Problem::new("taken", taken));
        }
        if let Err(problem) = check_ports(added.iter().copied(), other) {
            fields.reject("locations", problem);
        }
    }
    fields.finish().map_err(|errors| AppError::fields(ErrorCode::ApplicationTaken, errors))
}

/// The locations that `current` does not have.
fn added_locations<'a>(
    locations: &'a [Location],
    current: Option<&'a Application>,
) -> impl Iterator<Item = &'a Location> {
    locations.iter().filter(move |location| current.is_none_or(|current| !current.has(location)))
}

fn no_such_application() -> AppError {
    AppError::not_found(message::application_unknown())
}

fn too_many() -> AppError {
    AppError::new(ErrorCode::ValidationFailed, message::applications_too_many(MAX_APPLICATIONS as u64))
}
