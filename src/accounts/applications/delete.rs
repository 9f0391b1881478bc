//! Deletes an application.

use super::ApplicationError;
use crate::{
    accounts::{
        Accounts, Caller, Principal,
        policy::{self, Action},
        unit_of_work::UnitOfWork,
    },
    shared::{applications::ApplicationName, audit::EventKind},
    store::applications,
};

impl Accounts {
    /// Deletes an application: from the next request on, nobody may enter it.
    pub async fn delete_application(
        &self,
        who: &Principal,
        caller: &Caller,
        name: &str,
    ) -> Result<(), ApplicationError> {
        policy::permit(who, Action::ManageApplications)?;
        // Not parsed: a row with another text as its name has to go as well.
        let name = ApplicationName::from_stored(name.to_owned());
        self.refuse_of_file(&name)?;
        let job = async move |mut tx: UnitOfWork| {
            if !applications::delete(&mut tx, name.as_str()).await? {
                return Err(ApplicationError::NotFound);
            }
            tx.record(tx.event(EventKind::ApplicationDelete).detail(&name));
            Ok(())
        };
        self.change(who, caller, Action::ManageApplications, job).await
    }
}
