//! Replaces the definition of an application.

use super::{
    ApplicationError,
    conflict::refuse_taken,
    problems::Problems,
    request::ensure_groups,
    stored::{self, to_row},
};
use crate::{
    accounts::{
        Accounts, Caller, Principal,
        policy::{self, Action},
        unit_of_work::UnitOfWork,
    },
    applications::Application,
    shared::{
        applications::{ApplicationName, ApplicationRequest, ApplicationView},
        audit::EventKind,
    },
    store::applications,
};

impl Accounts {
    /// Replaces everything except the name. What the request leaves out gets its default.
    pub async fn replace_application(
        &self,
        who: &Principal,
        caller: &Caller,
        name: &str,
        request: ApplicationRequest,
    ) -> Result<ApplicationView, ApplicationError> {
        policy::permit(who, Action::ManageApplications)?;
        let name = ApplicationName::parse(name).map_err(|_| ApplicationError::NotFound)?;
        self.refuse_of_file(&name)?;
        let stored = self.db().read(|conn| Box::pin(stored::all(conn))).await?;
        let current = stored.iter().find(|application| application.name == name).ok_or(ApplicationError::NotFound)?;
        let application = self.parse_application(&request, Some(current)).await?;
        let mut others = self.settings().applications.clone();
        let job = async move |mut tx: UnitOfWork| {
            let (current, stored): (Vec<_>, Vec<_>) =
                stored::all(&mut tx).await?.into_iter().partition(|application| application.name == name);
            let current = current.into_iter().next().ok_or(ApplicationError::NotFound)?;
            let new = Application { created_at: current.created_at, updated_at: current.updated_at, ..application };
            others.extend(stored);
            let accounts = tx.accounts().clone();
            if new == current {
                return Ok(Problems::new(&others, accounts.own_origin()).view(&new));
            }
            refuse_taken(&new, Some(&current), &others)?;
            ensure_groups(&mut tx, &new).await?;
            let new = Application { updated_at: Some(tx.now()), ..new };
            applications::replace(&mut tx, &to_row(&new)).await?;
            tx.record(tx.event(EventKind::ApplicationUpdate).detail(&new.name));
            Ok::<_, ApplicationError>(Problems::new(&others, accounts.own_origin()).view(&new))
        };
        self.change(who, caller, Action::ManageApplications, job).await
    }
}
