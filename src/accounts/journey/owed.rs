//! What an account has to do before it goes on, beside proving who it is. It is asked for at the next sign-in, and no application is
//! entered before.

use super::Step;
use crate::accounts::{Accounts, CurrentUser, Journeys, log_cause};
use crate::language::message;
use crate::shared::journey::ACCEPT_TERMS;
use crate::shared::{AppError, ApplicationName, ErrorCode, Handle, LocalPath};
use crate::store::StoreError;

/// What is owed first. Whoever has done that is asked for the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::accounts) enum Owed {
    /// To fill in fields of one's own. Pages are closed until then, except those on which somebody shows who they are.
    Fields,
    /// To accept terms. The account itself stays open, so that its owner can read, download or delete what is theirs.
    Terms,
}

impl Owed {
    /// The error that says so.
    pub(in crate::accounts) fn error(self) -> AppError {
        match self {
            Self::Fields => AppError::new(ErrorCode::FieldsRequired, message::error_fields_required()),
            Self::Terms => AppError::new(ErrorCode::TermsRequired, message::error_terms_required()),
        }
    }

    /// What a client that wants no question is told.
    pub(super) const fn description(self) -> &'static str {
        match self {
            Self::Fields => "The account has fields to fill in",
            Self::Terms => "The account has terms to accept",
        }
    }

    /// The page on which it is done, which leads on.
    fn page(self, next: &Handle) -> LocalPath {
        match self {
            Self::Fields => next.before_details(),
            Self::Terms => next.on(ACCEPT_TERMS),
        }
    }
}

impl Accounts {
    /// What somebody owes before they enter these applications. None: before they go anywhere.
    pub(in crate::accounts) async fn owed_by(
        &self,
        who: &CurrentUser,
        applications: &[ApplicationName],
    ) -> Result<Option<Owed>, StoreError> {
        if self.lacks_values(who).await? {
            return Ok(Some(Owed::Fields));
        }
        Ok(self.terms().owes(who.user.id, applications).await?.then_some(Owed::Terms))
    }

    /// The error that says what `who` has to do before a step is taken, which names the fields that are missing. None: nothing.
    pub(in crate::accounts) async fn missing_at(
        &self,
        step: &Step,
        who: &CurrentUser,
    ) -> Result<Option<AppError>, StoreError> {
        let mut missing = step.missing(who);
        if let (Some(error), Step::Settle(Owed::Fields)) = (&mut missing, step) {
            error.errors = self.own_fields().missing_errors(who.user.id).await?;
        }
        Ok(missing)
    }

    /// A program cannot fill in anything for its owner, so it is not kept waiting.
    async fn lacks_values(&self, who: &CurrentUser) -> Result<bool, StoreError> {
        Ok(who.session_id().is_some() && self.own_fields().owes_values(who.user.id).await?)
    }
}

impl Journeys {
    /// The page that comes before any that a sign-in leads to, which is `next`. The first of these that holds:
    ///
    /// | who | page |
    /// |---|---|
    /// | has no second factor, which is demanded | the one on which it is added |
    /// | has not filled in a field that is required at a sign-in, or not so that it fits | the one that asks for it |
    /// | has not accepted the terms of the installation | the one with them |
    ///
    /// None for all others, and if the database does not answer: whoever has signed in must not be shown an error for that, and pages and
    /// applications ask again.
    pub async fn page_before(&self, who: &CurrentUser, next: &Handle) -> Option<LocalPath> {
        if self.missing_before_pages(who).is_some() {
            return Some(next.before_factor());
        }
        match self.owed_by(who, &[]).await {
            Ok(owed) => owed.map(|owed| owed.page(next)),
            Err(error) => {
                log_cause(&error.into());
                None
            }
        }
    }

    /// Whether somebody has to fill in fields of one's own before they open any page of this server.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn owes_fields(&self, who: &CurrentUser) -> Result<bool, AppError> {
        Ok(self.lacks_values(who).await?)
    }
}
