//! Applications behind Vestibule: which ones there are, who may enter them, and what they learn about users.
//!
//! They are rows of the database, or defined in a file of the operator, which is read at the start. Where both define the same,
//! the file wins (`docs/decisions/0043-applications.md`).

mod enter;
mod memory;
mod request;
mod stored;

pub(super) use enter::Entries;
pub(super) use memory::ApplicationMemory;
pub use stored::application_problems;

use super::{Accounts, Caller, policy::Action, unit_of_work::UnitOfWork};
use crate::{
    applications::{Application, Location, check_ports},
    shared::{
        applications::{ApplicationName, ApplicationRequest, ApplicationView, MAX_APPLICATIONS},
        audit::EventKind,
        error::{AppError, ErrorCode},
        fields::{Fields, Problem},
        groups::GroupName,
    },
    store::{Conn, StoreError, applications as rows},
};
use request::ensure_groups;
use stored::{Problems, to_row};

impl Accounts {
    /// Creates an application. No one may enter it unless the request says who.
    pub async fn create_application(
        &self,
        caller: &Caller,
        request: ApplicationRequest,
    ) -> Result<ApplicationView, AppError> {
        // Before the fields are checked, because their errors reveal which groups there are.
        caller.permit(Action::ManageApplications)?;
        let application = self.parse_application(&request, None).await?;
        self.refuse_of_file(&application.name)?;
        let mut others = self.settings().applications.clone();
        let created = self.change_once(caller, Action::ManageApplications, move |tx| {
            Box::pin(async move {
                // Changes of applications run one at a time, like all changes by administrators.
                let stored = stored::all(tx).await?;
                if stored.len() >= MAX_APPLICATIONS {
                    return Err(too_many());
                }
                others.extend(stored);
                refuse_taken(&application, None, &others)?;
                ensure_groups(tx, &application).await?;
                let now = Some(tx.now());
                let new = Application { created_at: now, updated_at: now, ..application };
                rows::insert(tx, &to_row(&new)).await?;
                tx.record(tx.event(EventKind::ApplicationCreate).detail(&new.name));
                Ok(new.view())
            })
        });
        created.await
    }

    /// Replaces everything except the name. What the request leaves out gets its default.
    pub async fn replace_application(
        &self,
        caller: &Caller,
        name: &str,
        request: ApplicationRequest,
    ) -> Result<ApplicationView, AppError> {
        caller.permit(Action::ManageApplications)?;
        let name = ApplicationName::parse(name).map_err(|_| no_such_application())?;
        self.refuse_of_file(&name)?;
        let stored = self.db().read(async |mut conn| stored::all(&mut conn).await).await?;
        let current = stored.iter().find(|application| application.name == name).ok_or_else(no_such_application)?;
        let application = self.parse_application(&request, Some(current)).await?;
        let mut others = self.settings().applications.clone();
        let job = async move |mut tx: UnitOfWork| {
            let (current, stored): (Vec<_>, Vec<_>) =
                stored::all(&mut tx).await?.into_iter().partition(|application| application.name == name);
            let current = current.into_iter().next().ok_or_else(no_such_application)?;
            let new = Application { created_at: current.created_at, updated_at: current.updated_at, ..application };
            others.extend(stored);
            let accounts = tx.accounts().clone();
            if new == current {
                return Ok(Problems::new(&others, accounts.own_origin()).view(&new));
            }
            refuse_taken(&new, Some(&current), &others)?;
            ensure_groups(&mut tx, &new).await?;
            let new = Application { updated_at: Some(tx.now()), ..new };
            rows::replace(&mut tx, &to_row(&new)).await?;
            tx.record(tx.event(EventKind::ApplicationUpdate).detail(&new.name));
            Ok(Problems::new(&others, accounts.own_origin()).view(&new))
        };
        self.change(caller, Action::ManageApplications, job).await
    }

    /// Deletes an application: from the next request on, no one may enter it.
    pub async fn delete_application(&self, caller: &Caller, name: &str) -> Result<(), AppError> {
        caller.permit(Action::ManageApplications)?;
        // Not parsed: a row with another text as its name has to go as well.
        let name = ApplicationName::from_stored(name.to_owned());
        self.refuse_of_file(&name)?;
        let job = async move |mut tx: UnitOfWork| {
            if !rows::delete(&mut tx, name.as_str()).await? {
                return Err(no_such_application());
            }
            tx.record(tx.event(EventKind::ApplicationDelete).detail(&name));
            Ok(())
        };
        self.change(caller, Action::ManageApplications, job).await
    }

    /// All applications, by name. One of the database with a name that the file defines as well is left out.
    pub async fn list_applications(&self, caller: &Caller) -> Result<Vec<ApplicationView>, AppError> {
        caller.permit(Action::ManageApplications)?;
        let all = self.defined_applications().await?;
        let problems = Problems::new(&all, self.own_origin());
        Ok(all.iter().map(|application| problems.view(application)).collect())
    }

    /// The application with this name.
    pub async fn show_application(&self, caller: &Caller, name: &str) -> Result<ApplicationView, AppError> {
        caller.permit(Action::ManageApplications)?;
        let all = self.defined_applications().await?;
        let found = all.iter().find(|application| application.name.as_str() == name);
        found
            .map(|application| Problems::new(&all, self.own_origin()).view(application))
            .ok_or_else(no_such_application)
    }

    /// As they are defined: with the locations that the file takes from applications of the database.
    async fn defined_applications(&self) -> Result<Vec<Application>, StoreError> {
        let mut all = self.settings().applications.clone();
        let stored = self.db().read(async |mut conn| stored::all(&mut conn).await).await?;
        all.extend(stored.into_iter().filter(|application| !self.is_in_file(&application.name)));
        all.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(all)
    }

    /// The applications that admit the members of a group, those of the file included.
    pub(super) async fn applications_admitting(
        &self,
        conn: &mut Conn,
        group: &GroupName,
    ) -> Result<Vec<ApplicationName>, StoreError> {
        let stored = stored::all(conn).await?;
        let all = stored.iter().chain(&self.settings().applications);
        let mut names: Vec<_> = all.filter(|one| one.groups.contains(group)).map(|one| one.name.clone()).collect();
        // One that the file and the database define is named once.
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    fn is_in_file(&self, name: &ApplicationName) -> bool {
        self.settings().applications.iter().any(|application| application.name == *name)
    }

    /// Fails if only the file can change the application with this name.
    fn refuse_of_file(&self, name: &ApplicationName) -> Result<(), AppError> {
        if !self.is_in_file(name) {
            return Ok(());
        }
        let message = format!(
            "The application {name} is defined in the file of applications (VESTIBULE_APPLICATIONS, or \
             vestibule.toml in the server's working directory). Change it there, and restart the server."
        );
        Err(AppError::fields(ErrorCode::ApplicationTaken, vec![Problem::new("in_file", message).of("name")]))
    }
}

/// Fails if one of the `others` has the name or a location of `new`, or the host of an added location with another port or scheme.
/// Locations that were stored before the rule about ports do not prevent other changes. `current`: what `new` replaces.
fn refuse_taken(new: &Application, current: Option<&Application>, others: &[Application]) -> Result<(), AppError> {
    let mut fields = Fields::default();
    let added: Vec<_> = added_locations(&new.locations, current).collect();
    if others.iter().any(|other| other.name == new.name) {
        fields.reject("name", Problem::new("taken", "This name is taken. Choose another one."));
    }
    for other in others {
        if let Some(location) = new.collision_with(other) {
            let message = format!("{location} is taken by the application {}. Choose another location.", other.name);
            fields.reject("locations", Problem::new("taken", message));
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
    AppError::not_found("There is no such application.")
}

fn too_many() -> AppError {
    AppError::new(
        ErrorCode::ValidationFailed,
        format!("There are {MAX_APPLICATIONS} applications. Delete one before you create another."),
    )
}
