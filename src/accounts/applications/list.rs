//! Lists applications for administrators.

use super::{ApplicationError, problems::Problems, stored};
use crate::{
    accounts::{
        Accounts, Principal,
        policy::{self, Action},
    },
    applications::Application,
    shared::applications::ApplicationView,
    store::StoreError,
};

impl Accounts {
    /// All applications, by name. One of the database with a name that the file defines as well is left out.
    pub async fn list_applications(&self, who: &Principal) -> Result<Vec<ApplicationView>, ApplicationError> {
        policy::permit(who, Action::ManageApplications)?;
        let all = self.defined_applications().await?;
        let problems = Problems::new(&all, self.own_origin());
        Ok(all.iter().map(|application| problems.view(application)).collect())
    }

    /// As they are defined: with the locations that the file takes from applications of the database.
    pub(super) async fn defined_applications(&self) -> Result<Vec<Application>, StoreError> {
        let mut all = self.settings().applications.clone();
        let stored = self.db().read(|conn| Box::pin(stored::all(conn))).await?;
        all.extend(stored.into_iter().filter(|application| !self.is_in_file(&application.name)));
        all.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(all)
    }
}
