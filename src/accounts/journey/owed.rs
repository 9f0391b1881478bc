//! What an account has to do before it enters an application, beside proving who it is. It is asked for at the next sign-in, and no
//! application is entered before; the account itself stays open, so that its owner can read, download or delete what is theirs.

use crate::accounts::{Accounts, CurrentUser, Journeys, User, log_cause};
use crate::language::message;
use crate::shared::journey::ACCEPT_TERMS;
use crate::shared::{AppError, ApplicationName, ErrorCode, Handle, LocalPath};
use crate::store::StoreError;

/// What is owed first. Whoever has done that is asked for the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::accounts) enum Owed {
    /// To accept terms.
    Terms,
}

impl Owed {
    /// The error that says so.
    pub(in crate::accounts) fn error(self) -> AppError {
        match self {
            Self::Terms => AppError::new(ErrorCode::TermsRequired, message::error_terms_required()),
        }
    }

    /// The page on which it is done, which leads on.
    fn page(self, next: &Handle) -> LocalPath {
        match self {
            Self::Terms => next.on(ACCEPT_TERMS),
        }
    }
}

impl Accounts {
    /// What an account owes before it enters these applications. None: before it goes anywhere.
    pub(in crate::accounts) async fn owed_by(
        &self,
        user: &User,
        applications: &[ApplicationName],
    ) -> Result<Option<Owed>, StoreError> {
        Ok(self.terms().owes(user.id, applications).await?.then_some(Owed::Terms))
    }
}

impl Journeys {
    /// The page that comes before any that a sign-in leads to, which is `next`. None: they go on there at once.
    pub async fn page_before(&self, who: &CurrentUser, next: &Handle) -> Option<LocalPath> {
        if self.missing_before_pages(who).is_some() {
            return Some(next.before_factor());
        }
        match self.owed_by(&who.user, &[]).await {
            Ok(owed) => owed.map(|owed| owed.page(next)),
            // Whoever has signed in must not be shown an error for that. Applications ask again.
            Err(error) => {
                log_cause(&error.into());
                None
            }
        }
    }
}
