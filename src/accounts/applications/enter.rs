//! Lets a user enter an application, or not, and records it once a session. `journey/step.rs` decides.

use crate::accounts::journey::Step;
use crate::accounts::{Applications, Caller, CurrentUser, UnitOfWork};
use crate::applications::{Application, Demand};
use crate::cache::Cache;
use crate::shared::{AppError, ApplicationName, EventKind, SessionId};
use crate::store::applications;
use std::slice;

/// The maximum number of entries in memory; some 100 bytes each.
const CAPACITY: usize = 20_000;

/// What has been recorded already: the session, the application, and whether it was entered or refused. The database decides; this
/// saves asking it on each request.
pub(in crate::accounts) struct Entries(Cache<Entry, ()>);

type Entry = (SessionId, ApplicationName, bool);

impl Default for Entries {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl Applications {
    /// Whether the user of a session may enter the application. The first time that the session enters it is an event, and so is the
    /// first time that it is refused; the requests that follow are none.
    ///
    /// # Errors
    /// [`ErrorCode::StepUpRequired`], for a user who may enter otherwise: the last proof of the session is not what the application
    /// demands. [`ErrorCode::FieldsRequired`] and [`ErrorCode::TermsRequired`], for a user who has proved that: there are fields to fill
    /// in, or terms to accept. [`ErrorCode::SecondFactorMissing`], for any. None is an event: applications ask with every request, and it
    /// is no attempt to get around anything.
    ///
    /// [`ErrorCode::StepUpRequired`]: crate::shared::error::ErrorCode::StepUpRequired
    /// [`ErrorCode::FieldsRequired`]: crate::shared::error::ErrorCode::FieldsRequired
    /// [`ErrorCode::TermsRequired`]: crate::shared::error::ErrorCode::TermsRequired
    /// [`ErrorCode::SecondFactorMissing`]: crate::shared::error::ErrorCode::SecondFactorMissing
    pub async fn enter(
        &self,
        who: &CurrentUser,
        application: &Application,
        caller: impl FnOnce() -> Caller,
    ) -> Result<bool, AppError> {
        self.enter_with(who, application, application.demand, caller).await
    }

    /// The same, where more is demanded. `demand`: all of it.
    pub async fn enter_with(
        &self,
        who: &CurrentUser,
        application: &Application,
        demand: Demand,
        caller: impl FnOnce() -> Caller,
    ) -> Result<bool, AppError> {
        let owes = self.owed_by(who, slice::from_ref(&application.name)).await?;
        let step = Step::entering(who, application, demand, owes, self.now());
        if let Some(error) = self.missing_at(&step, who).await? {
            return Err(error);
        }
        let is_admitted = step == Step::End;
        self.note_entry(who, application, is_admitted, caller).await?;
        Ok(is_admitted)
    }

    /// Records that somebody has entered an application, or was refused, once a session.
    pub(in crate::accounts) async fn note_entry(
        &self,
        who: &CurrentUser,
        application: &Application,
        is_admitted: bool,
        caller: impl FnOnce() -> Caller,
    ) -> Result<(), AppError> {
        let (session, user) = (who.session()?, who.user.id);
        let entry = (session, application.name.clone(), is_admitted);
        if self.parts().entries.0.get(&entry).is_some() {
            return Ok(());
        }
        // Another server, or this one before, may have noted it. A read does not wait for the writer.
        let (name, entered) = (application.name.clone(), application.name.clone());
        let is_noted = self
            .db()
            .read(async move |mut conn| applications::has_entry(&mut conn, session, &entered, is_admitted).await);
        if !is_noted.await? {
            let job = async move |mut tx: UnitOfWork| {
                if applications::note_entry(&mut tx, session, &name, is_admitted).await? {
                    let event = tx.event(EventKind::ApplicationEnter).on(user);
                    tx.record(if is_admitted { event.detail(&name) } else { event.refused(&name) });
                }
                Ok(())
            };
            self.transact(who, &caller(), job).await?;
        }
        self.parts().entries.0.insert(entry, ());
        Ok(())
    }
}
