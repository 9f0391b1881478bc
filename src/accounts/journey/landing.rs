//! Where somebody lands who is going nowhere in particular: after a sign-in, a registration or an invitation, and on `/`.

use crate::accounts::{Journeys, User, log_cause};
use crate::shared::{AppError, Destination, LocalPath};

impl Journeys {
    /// Where somebody lands. The first of these that holds:
    ///
    /// | who | where |
    /// |---|---|
    /// | everybody, if the operator has a home for them | there |
    /// | an administrator, until the first steps are done or hidden | the first steps |
    /// | who may enter an application | the start page, with their applications |
    /// | all others | their account |
    pub async fn landing(&self, user: &User) -> Destination {
        if let Some(home) = &self.settings().home_url {
            return Destination::home(home);
        }
        match self.start(user).await {
            Ok(page) => page.into(),
            // Whoever has signed in must not be shown an error for that.
            Err(error) => {
                log_cause(&error);
                LocalPath::account().into()
            }
        }
    }

    async fn start(&self, user: &User) -> Result<LocalPath, AppError> {
        if self.leads_to_first_steps(user).await? {
            return Ok(LocalPath::first_steps());
        }
        let open = self.applications().all().await?.open_to(&user.groups);
        Ok(if open.is_empty() { LocalPath::account() } else { LocalPath::start() })
    }

    /// Whether the start page leads somebody to the first steps.
    pub async fn leads_to_first_steps(&self, user: &User) -> Result<bool, AppError> {
        self.installation().first_steps_lead(user).await
    }
}
