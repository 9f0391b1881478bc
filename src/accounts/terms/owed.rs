//! What an account has to accept before it goes on, and that it has.

use super::opening::Acceptance;
use super::{application_of, in_effect, no_such_version, view};
use crate::accounts::{Action, Caller, Principal, Terms, UnitOfWork};
use crate::language::{Language, message};
use crate::shared::terms::{AcceptedTermsView, TermsView};
use crate::shared::{AppError, ApplicationName, Timestamp, UserId};
use crate::store::terms::{self as rows, AcceptanceRow, TermsVersionRow};
use crate::store::{Conn, Lease, StoreError};
use std::sync::Arc;

impl Terms {
    /// Whether an account has to accept anything before it goes on: terms of the installation, or of these applications.
    pub async fn owes(&self, id: UserId, applications: &[ApplicationName]) -> Result<bool, StoreError> {
        Ok(!self.owed(id, applications).await?.is_empty())
    }

    /// What an account has to accept: of the installation, and of these applications.
    pub(in crate::accounts) async fn show_owed(
        &self,
        id: UserId,
        applications: &[ApplicationName],
    ) -> Result<Vec<TermsView>, AppError> {
        let owed = self.owed(id, applications).await?;
        let read = async move |mut conn: Lease| {
            let mut found = Vec::new();
            for version in owed {
                found.extend(rows::find(&mut conn, version).await?);
            }
            Ok::<_, StoreError>(found)
        };
        Ok(self.db().read(read).await?.into_iter().map(view).collect())
    }

    /// Whether an account has accepted this version.
    pub(in crate::accounts) async fn has_accepted(&self, id: UserId, version: i64) -> Result<bool, StoreError> {
        Ok(self.accepted(id).await?.contains(&version))
    }

    /// Notes that the caller has accepted these versions, which they were shown in this language. A version that was replaced
    /// meanwhile is left out: its successor is asked for. So is one of an application that they may not enter.
    ///
    /// # Errors
    /// If none is left.
    pub async fn accept_terms(&self, caller: &Caller, versions: Vec<i64>, language: Language) -> Result<(), AppError> {
        let Principal::User(who) = &caller.who else { return Err(AppError::forbidden(message::terms_by_people())) };
        let (id, user) = (who.user.id, Arc::clone(&who.user));
        let job = async move |mut tx: UnitOfWork| {
            let (all, now) = (tx.terms_versions().await?, tx.now());
            let mut accepted: Vec<&TermsVersionRow> = all.iter().filter(|row| versions.contains(&row.id)).collect();
            // Most often they are those of the installation, which saves reading all applications.
            let applications = match accepted.iter().any(|row| !row.application.is_empty()) {
                true => tx.stored_applications().await?,
                false => Arc::default(),
            };
            accepted.retain(|row| {
                let application = application_of(&row.application);
                let is_current = in_effect(&all, application.as_ref(), now).is_some_and(|current| current.id == row.id);
                let is_open =
                    |name: &ApplicationName| applications.named(name).is_some_and(|found| found.admits(&user.groups));
                is_current && application.as_ref().is_none_or(is_open)
            });
            if accepted.is_empty() {
                return Err(no_such_version());
            }
            for row in accepted {
                tx.accept_version(id, &Acceptance { version: row.id, language, at: now }).await?;
            }
            Ok(())
        };
        self.change(caller, Action::AcceptTerms(id), job).await
    }

    /// The numbers of what an account has to accept: of the installation first, and of these applications.
    pub(super) async fn owed(&self, id: UserId, applications: &[ApplicationName]) -> Result<Vec<i64>, StoreError> {
        let demanded = demanded(&self.versions().await?, applications, self.now());
        if demanded.is_empty() {
            return Ok(demanded);
        }
        let accepted = self.accepted(id).await?;
        Ok(demanded.into_iter().filter(|version| !accepted.contains(version)).collect())
    }
}

impl UnitOfWork {
    /// Whether an account has to accept anything before a client gets tokens for these applications.
    pub(in crate::accounts) async fn owes_terms(
        &mut self,
        id: UserId,
        applications: &[ApplicationName],
    ) -> Result<bool, StoreError> {
        let now = self.now();
        let demanded = demanded(&self.terms_versions().await?, applications, now);
        if demanded.is_empty() {
            return Ok(false);
        }
        let accepted = rows::accepted_by(self, id).await?;
        Ok(demanded.iter().any(|version| !accepted.contains(version)))
    }
}

/// The versions in effect, of the installation and of these applications.
fn demanded(versions: &[TermsVersionRow], applications: &[ApplicationName], now: Timestamp) -> Vec<i64> {
    let all = std::iter::once(None).chain(applications.iter().map(Some));
    all.filter_map(|application| in_effect(versions, application, now)).map(|version| version.id).collect()
}

/// What an account has accepted, in the copy of its data.
pub(in crate::accounts) async fn accepted_terms(
    conn: &mut Conn,
    id: UserId,
) -> Result<Vec<AcceptedTermsView>, StoreError> {
    let view = |row: AcceptanceRow| AcceptedTermsView {
        version: row.version,
        application: application_of(&row.application),
        accepted_at: Timestamp(row.accepted_at),
        language: row.language,
    };
    Ok(rows::of_user(conn, id).await?.into_iter().map(view).collect())
}
