//! Asking for the password again, before something that a borrowed browser must not do.

use crate::{
    accounts::{
        Accounts, Caller, CurrentUser, Failure, Throttled,
        audit::Event,
        throttle::{Counter, Try, to_its_end},
    },
    passwords::{Priority, Verdict},
    shared::{
        audit::{EventKind, Reason},
        fields::{Problem, credentials},
        ids::UserId,
        text::Text,
    },
    store::{StoreError, Tx, users},
};

/// What came of asking for the password again.
pub(in crate::accounts) enum Confirmation {
    /// It was right; the hash that it was checked against.
    Right(String),
    Wrong(Problem),
    Throttled(Throttled),
}

impl Accounts {
    /// Checks the current password of whoever is signed in. Failures count against the session alone, so that
    /// guessing at the sign-in page does not lock out the owner who is signed in; at 100 in a row no password is right in
    /// this session any more. `wanted` is what the password was asked for, to be recorded as refused.
    pub(in crate::accounts) async fn confirm_password(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        wanted: EventKind,
        password: &Text,
    ) -> Result<Confirmation, Failure> {
        let password = match password {
            Text::NotText => return Ok(Confirmation::Wrong(Problem::not_text())),
            Text::Missing | Text::Given(_) => match credentials::current_password(password.as_str()) {
                Ok(password) => password,
                Err(problem) => return Ok(Confirmation::Wrong(problem)),
            },
        };
        let (accounts, id) = (self.clone(), who.user.id);
        let wanted = self.event(wanted, who, caller).on(id);
        let counters = vec![Counter::session(who.session), Counter::run_of_session(who.session)];
        to_its_end(async move { accounts.confirm(id, wanted, counters, &password).await }).await
    }

    async fn confirm(
        &self,
        id: UserId,
        wanted: Event,
        counters: Vec<Counter>,
        password: &str,
    ) -> Result<Confirmation, Failure> {
        let charged = match self.begin_try(counters, &wanted).await? {
            Ok(charged) => charged,
            Err(throttled) => return Ok(Confirmation::Throttled(throttled)),
        };
        match self.compare(id, password).await {
            Ok(Some(hash)) if !charged.comes_too_late() => {
                self.succeed(charged).await?;
                Ok(Confirmation::Right(hash))
            }
            Ok(_) => {
                self.record(wanted.refused(Reason::WrongPassword)).await?;
                let problem = Problem::new("wrong_password", "That is not your current password. Try again.");
                Ok(Confirmation::Wrong(problem))
            }
            Err(failure) => {
                self.refund(charged).await;
                Err(failure)
            }
        }
    }

    /// The hash of the password of `id`, if `password` matches it.
    async fn compare(&self, id: UserId, password: &str) -> Result<Option<String>, Failure> {
        let credential = self.db().read(move |conn| Box::pin(users::credential(conn, id))).await?;
        let hash = credential.map(|row| row.password_hash).unwrap_or_default();
        let verdict = self.passwords().verify(password, &hash, Priority::account(id)).await?;
        Ok((verdict != Verdict::Wrong).then_some(hash))
    }

    async fn succeed(&self, charged: Try) -> Result<(), StoreError> {
        if !self.settings().rate_limit {
            return Ok(());
        }
        self.db().write(async move |mut tx: Tx| charged.succeed(&mut tx).await).await
    }
}
