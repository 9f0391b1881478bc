//! Shows one application to administrators.

use super::{ApplicationError, problems::Problems};
use crate::{
    accounts::{
        Accounts, Principal,
        policy::{self, Action},
    },
    shared::applications::ApplicationView,
};

impl Accounts {
    /// The application with this name.
    pub async fn show_application(&self, who: &Principal, name: &str) -> Result<ApplicationView, ApplicationError> {
        policy::permit(who, Action::ManageApplications)?;
        let all = self.defined_applications().await?;
        let found = all.iter().find(|application| application.name.as_str() == name);
        found
            .map(|application| Problems::new(&all, self.own_origin()).view(application))
            .ok_or(ApplicationError::NotFound)
    }
}
