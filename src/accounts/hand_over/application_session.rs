//! The application session: what a browser has on the host of an application in place of the tokens of its session.

use crate::{
    accounts::{Accounts, CurrentUser, Failure},
    applications::Origin,
    shared::ids::{SessionId, UserId},
};
use serde::{Deserialize, Serialize};

const PURPOSE: &str = "application session 1";

/// A session, for one origin. It is nothing without the session, and ends with it.
#[derive(Serialize, Deserialize)]
pub(super) struct ApplicationSession {
    pub session: SessionId,
    pub user: UserId,
    /// The only origin where it is valid.
    pub origin: String,
    /// When the session would have expired if it had not been refreshed, in milliseconds since 1970. The user is handed over
    /// again then.
    pub until: i64,
}

impl Accounts {
    pub(super) fn seal_application_session(&self, session: &ApplicationSession) -> String {
        self.seal(PURPOSE, session)
    }

    /// The user of a sealed application session at `origin`. None if it is not valid there, or if the session is not active.
    /// Usually needs no query.
    pub async fn authenticate_application_session(
        &self,
        sealed: &str,
        origin: &Origin,
    ) -> Result<Option<CurrentUser>, Failure> {
        match self.open_application_session(sealed, origin).filter(|opened| opened.until > self.now().0) {
            Some(opened) => Ok(self.current(opened.session, opened.user).await?),
            None => Ok(None),
        }
    }

    /// The user whose session is to end with a sealed application session at `origin`. Unlike for other requests, the session
    /// counts as long as it is active, also after `until`: it can have been refreshed since, and signing out means all of it.
    pub async fn user_of_application_session(
        &self,
        sealed: &str,
        origin: &Origin,
    ) -> Result<Option<CurrentUser>, Failure> {
        match self.open_application_session(sealed, origin) {
            Some(opened) => Ok(self.current(opened.session, opened.user).await?),
            None => Ok(None),
        }
    }

    /// None if the text was not sealed by this server, or is for another origin.
    fn open_application_session(&self, sealed: &str, origin: &Origin) -> Option<ApplicationSession> {
        let opened: ApplicationSession = self.open_sealed(PURPOSE, sealed)?;
        (opened.origin == origin.to_string()).then_some(opened)
    }
}
