//! Sign-in with a recovery code in place of a password, for accounts that have none and whose owner has lost the passkeys. A code
//! has 120 random bits, so it may be the only factor. Where there is a password, a code alone never takes its place.

use super::SignIn;
use super::browsers::{Browser, OpenedBrowser};
use super::log_in::{Candidate, unconfirmed};
use super::second_factor::{begin, required_code};
use crate::accounts::factors::{recovery_code_hash, spend_recovery_code};
use crate::accounts::throttle::Attempt;
use crate::accounts::{Actor, Caller, Sessions, UnitOfWork, run_to_completion};
use crate::identity;
use crate::language::message;
use crate::passwords;
use crate::shared::fields::credentials;
use crate::shared::{
    AppError, ErrorCode, EventKind, Expected, Fields, Method, Methods, RecoveryLoginRequest, Status, UserId,
};
use crate::store::CredentialRow;
use crate::store::factors::{self, recovery_codes};
use crate::store::users;
use uuid::Uuid;

impl Sessions {
    /// Signs in to an account without a password, with a recovery code.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidCredentials`] if the code is wrong, and if the account is unknown or has a password: the client does not
    /// learn which.
    pub async fn log_in_with_recovery_code(
        &self,
        caller: &Caller,
        browser: Browser<'_>,
        request: RecoveryLoginRequest,
    ) -> Result<SignIn, AppError> {
        let parsed = parse(&request);
        let (name, code) = parsed.inspect_err(|error| self.parts().outcomes.sign_ins.count(Some(error)))?;
        let browser = self.opened(browser, request.remember_me == Expected::Given(true));
        let (sessions, caller) = (self.clone(), caller.clone());
        run_to_completion(async move {
            let outcome = sessions.attempt_recovery(&caller, browser, &name, &code).await;
            sessions.parts().outcomes.sign_ins.count(outcome.as_ref().err());
            outcome
        })
        .await
    }

    /// Counted with the wrong passwords of the account.
    async fn attempt_recovery(
        &self,
        caller: &Caller,
        browser: OpenedBrowser,
        name: &str,
        code: &str,
    ) -> Result<SignIn, AppError> {
        let candidate = self.candidate(identity::key(name), browser.known.clone()).await?;
        let event = self.event(EventKind::SessionStart, Actor::Anonymous, caller).on(candidate.user());
        let attempt = self.throttle().begin_attempt(candidate.counters(self.settings(), caller), &event).await?;
        let outcome = self.check_recovery(caller, &candidate, code, browser, &attempt).await;
        self.end_attempt_of(&candidate, attempt, event, outcome).await
    }

    /// Looks for the code, in the same time whether or not there is such an account.
    async fn check_recovery(
        &self,
        caller: &Caller,
        candidate: &Candidate,
        code: &str,
        browser: OpenedBrowser,
        attempt: &Attempt,
    ) -> Result<SignIn, AppError> {
        // A text that cannot be a code is looked for as well, as one that nobody has.
        let hash = recovery_code_hash(code).unwrap_or_default();
        let id = candidate.user().unwrap_or(UserId(Uuid::nil()));
        let read = self.db().read(async move |mut conn| recovery_codes::is_unused(&mut conn, id, &hash).await);
        let is_right = read.await?;
        let found = candidate.found.as_ref().filter(|found| is_right && can_recover(found) && !attempt.is_locked_out());
        let found = found.ok_or_else(no_match)?;
        self.spend_sign_in(caller, id)?;
        if self.must_confirm_first(found.user.email_verified) {
            self.remind_to_confirm(caller, &found.user).await?;
            return Err(unconfirmed());
        }
        let attempt = attempt.clone();
        let job = async move |mut tx: UnitOfWork| {
            // The account may have changed since it was read.
            let found = users::credential(&mut tx, id).await?.filter(can_recover).ok_or_else(no_match)?;
            // Codes belong to no domain, so they replace passkeys of an earlier one as well.
            let has_passkey =
                factors::of(&mut tx, id).await?.is_some_and(|row| row.passkeys + row.passkeys_elsewhere > 0);
            let spent = if has_passkey { spend_recovery_code(&mut tx, id, &hash).await? } else { None };
            let origin = spent.ok_or_else(no_match)?;
            let methods = Methods::from(Method::RecoveryCode);
            let (user, token) = begin(&mut tx, &found, &browser, methods, Some(origin)).await?;
            attempt.succeed(&mut tx).await?;
            Ok((user, token))
        };
        let (user, token) = self.on_account(id, None, Actor::User(id), caller, job).await?;
        self.issue(user.into(), &token)
    }
}

/// The code is wrong, or no code signs in to this account. The client does not learn which.
fn no_match() -> AppError {
    AppError::new(ErrorCode::InvalidCredentials, message::session_no_match_code())
}

/// Whether a recovery code may sign in alone: its owner has chosen to have no password. Where it was made invalid, a link for a new one
/// is on its way.
fn can_recover(found: &CredentialRow) -> bool {
    found.user.status == Status::Active && passwords::State::of(&found.password_hash) == passwords::State::None
}

fn parse(request: &RecoveryLoginRequest) -> Result<(String, String), AppError> {
    let mut fields = Fields::default();
    let login = fields.parse("login", &request.login, credentials::login);
    let code = fields.parse("recovery_code", &request.recovery_code, required_code);
    fields.flag("remember_me", &request.remember_me);
    fields.finish().map_err(AppError::invalid)?;
    Ok((login.unwrap_or_default(), code.unwrap_or_default()))
}
