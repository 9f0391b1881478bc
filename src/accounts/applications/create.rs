//! Creates an application.

use super::{
    ApplicationError,
    conflict::refuse_taken,
    request::ensure_groups,
    stored::{self, to_row},
};
use crate::{
    accounts::{
        Accounts, Caller, Principal,
        policy::{self, Action},
    },
    applications::Application,
    shared::{
        applications::{ApplicationRequest, ApplicationView, MAX_APPLICATIONS},
        audit::EventKind,
    },
    store::applications,
};

impl Accounts {
    /// Creates an application. Nobody may enter it unless the request says who.
    pub async fn create_application(
        &self,
        who: &Principal,
        caller: &Caller,
        request: ApplicationRequest,
    ) -> Result<ApplicationView, ApplicationError> {
        // Before the fields are checked, because their errors reveal which groups there are.
        policy::permit(who, Action::ManageApplications)?;
        let application = self.parse_application(&request, None).await?;
        self.refuse_of_file(&application.name)?;
        let mut others = self.settings().applications.clone();
        let created = self.change_once(who, caller, Action::ManageApplications, move |tx| {
            Box::pin(async move {
                // Changes of applications run one at a time, like all changes by administrators.
                let stored = stored::all(tx).await?;
                if stored.len() >= MAX_APPLICATIONS {
                    return Err(ApplicationError::TooMany);
                }
                others.extend(stored);
                refuse_taken(&application, None, &others)?;
                ensure_groups(tx, &application).await?;
                let now = Some(tx.now());
                let new = Application { created_at: now, updated_at: now, ..application };
                applications::insert(tx, &to_row(&new)).await?;
                tx.record(tx.event(EventKind::ApplicationCreate).detail(&new.name));
                Ok(new.view())
            })
        });
        created.await
    }
}
