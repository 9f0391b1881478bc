//! Confirms the password before a sensitive change, so that a stolen session is not enough for it. Before a credential is created,
//! it is not asked for if its owner has just proved who they are, in any way.

use crate::accounts::throttle::{Attempt, Counter};
use crate::accounts::{Caller, CurrentUser, Event, Passwords, Principal, UnitOfWork, run_to_completion};
use crate::language::message;
use crate::passwords::{self, Priority, Verdict};
use crate::shared::fields::credentials;
use crate::shared::{AppError, EventKind, Problem, Reason, Text, UserId};
use crate::store::{StoreError, Tx, users};

/// The result of a password confirmation.
pub(in crate::accounts) enum Confirmation {
    /// Right, with the hash that it was checked against.
    Right(String),
    Wrong(Problem),
}

/// Whether the sender of a request has proved recently who they are.
pub(in crate::accounts) enum Proof {
    /// With the hash that the password was checked against, unless the last proof of the session is young enough.
    Given(Option<String>),
    /// With what is wrong with the password.
    Wrong(Problem),
}

impl Passwords {
    /// Checks the current password of a signed-in user, before something that matters. For an account with a second factor it is no
    /// proof alone: then the session must have shown more a moment ago, which is asked first, so that a stolen session cannot try
    /// passwords.
    ///
    /// # Errors
    /// As [`Self::verify_password`], and if the session has to prove again who its user is.
    pub(in crate::accounts) async fn confirm_password(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        action: EventKind,
        password: &Text,
    ) -> Result<Confirmation, AppError> {
        if who.user.has_second_factor {
            self.require_recent(who)?;
        }
        self.verify_password(who, caller, action, password).await
    }

    /// Checks the current password of a signed-in user.
    ///
    /// Failures are charged to the session only, so that an attacker at the sign-in page cannot lock out the owner who
    /// is signed in. After 100 consecutive failures this session is locked out. A wrong password is recorded as a
    /// refused `action`.
    ///
    /// # Errors
    /// For a request with an API token, so that it cannot be used to try passwords; and if there were too many failures.
    pub(in crate::accounts) async fn verify_password(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        action: EventKind,
        password: &Text,
    ) -> Result<Confirmation, AppError> {
        let session = who.session()?;
        // Nothing is charged for a text that cannot be a password.
        let password = match password {
            Text::WrongType => return Ok(Confirmation::Wrong(Problem::not_text())),
            Text::Missing | Text::Given(_) => match credentials::current_password(password.as_str()) {
                Ok(password) => password,
                Err(problem) => return Ok(Confirmation::Wrong(problem)),
            },
        };
        let (passwords, id) = (self.clone(), who.user.id);
        let event = self.event(action, who, caller).on(id);
        let counters = vec![Counter::session(session), Counter::failures_in_session(session)];
        run_to_completion(async move { passwords.confirm(id, event, counters, &password).await }).await
    }

    /// Checks `password`, or if there is none, whether the last proof of the session is recent. The operator needs none. A wrong
    /// password is recorded as a refused `action`. What follows a right one is done as [`Caller::proved`].
    ///
    /// # Errors
    /// If the session has to prove again who its user is, if there were too many failures, and for a password that was sent with
    /// an API token.
    pub(in crate::accounts) async fn recent_proof(
        &self,
        caller: &Caller,
        action: EventKind,
        password: &Text,
    ) -> Result<Proof, AppError> {
        let Principal::User(current) = &caller.who else { return Ok(Proof::Given(None)) };
        if !password.is_missing() {
            return Ok(match self.confirm_password(current, caller, action, password).await? {
                Confirmation::Right(hash) => Proof::Given(Some(hash)),
                Confirmation::Wrong(problem) => Proof::Wrong(problem),
            });
        }
        // An API token proves nothing about a person.
        current.session()?;
        self.require_recent(current)?;
        Ok(Proof::Given(None))
    }

    /// Like [`Self::confirm_password`], for what needs the password of an account that has one, even right after the sign-in. In an
    /// account without one, a recent proof of any kind takes its place.
    ///
    /// # Errors
    /// As there, and if no password was sent and the last proof of the session is too old.
    pub(in crate::accounts) async fn confirm_owner(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        action: EventKind,
        password: &Text,
    ) -> Result<Confirmation, AppError> {
        who.session()?;
        if *password != Text::WrongType && password.as_str().is_empty() {
            self.require_recent(who)?;
            let id = who.user.id;
            let credential = self.db().read(async move |mut conn| users::credential(&mut conn, id).await).await?;
            if credential.is_some_and(|row| passwords::State::of(&row.password_hash) == passwords::State::None) {
                return Ok(Confirmation::Right(passwords::NONE.to_owned()));
            }
        }
        self.confirm_password(who, caller, action, password).await
    }

    async fn confirm(
        &self,
        id: UserId,
        event: Event,
        counters: Vec<Counter>,
        password: &str,
    ) -> Result<Confirmation, AppError> {
        let attempt = self.throttle().begin_attempt(counters, &event).await?;
        // Compared even if the session is locked out, so that the time of the response is the same.
        match self.compare(id, password).await {
            Ok(Some(hash)) if !attempt.is_locked_out() => {
                self.succeed(attempt).await?;
                Ok(Confirmation::Right(hash))
            }
            // Wrong, or right but locked out: the response is the same.
            Ok(_) => {
                self.record(event.refused(Reason::WrongPassword)).await?;
                Ok(Confirmation::Wrong(Problem::new("wrong_password", message::password_change_wrong())))
            }
            // The password was not compared, for example because the server is overloaded.
            Err(error) => {
                self.throttle().refund(attempt).await;
                Err(error)
            }
        }
    }

    /// The hash of the password of `id`, if `password` matches it.
    async fn compare(&self, id: UserId, password: &str) -> Result<Option<String>, AppError> {
        let credential = self.db().read(async move |mut conn| users::credential(&mut conn, id).await).await?;
        // The empty hash of a missing account matches no password.
        let hash = credential.map(|row| row.password_hash).unwrap_or_default();
        let verdict = self.hasher().verify(password, &hash, Priority::account(id)).await?;
        Ok((verdict != Verdict::Wrong).then_some(hash))
    }

    async fn succeed(&self, attempt: Attempt) -> Result<(), StoreError> {
        if !self.settings().rate_limit {
            return Ok(());
        }
        self.db().write(async move |mut tx: Tx| attempt.succeed(&mut tx).await).await
    }
}

impl UnitOfWork {
    /// What to tell the user if a concurrent request has replaced the password since it was confirmed. The transaction has locked
    /// the account. `confirmed`: the hash of [`Confirmation::Right`].
    pub(in crate::accounts) async fn replaced_since(
        &mut self,
        id: UserId,
        confirmed: &str,
    ) -> Result<Option<Problem>, StoreError> {
        let now = users::credential(self, id).await?;
        let is_replaced = now.is_none_or(|now| now.password_hash != confirmed);
        Ok(is_replaced.then(|| Problem::new("wrong_password", message::password_change_replaced())))
    }
}
