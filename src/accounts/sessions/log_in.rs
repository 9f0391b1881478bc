//! Sign-in with a username or email address and a password. With a second factor it goes on in [`super::second_factor`]: only after
//! the right password, so that strangers do not learn who has one.

use super::browsers::{self, Browser, KnownBrowser, OpenedBrowser};
use super::{SignIn, trusted};
use crate::accounts::emails::CONFIRMATION;
use crate::accounts::throttle::{self, Attempt, Counter};
use crate::accounts::{Actor, Caller, Event, Sessions, Settings, UnitOfWork, User, run_to_completion};
use crate::identity;
use crate::language::message;
use crate::passwords::{Priority, Verdict};
use crate::shared::fields::credentials;
use crate::shared::possible::Means;
use crate::shared::{
    AppError, ErrorCode, EventKind, Expected, FieldError, Fields, LoginRequest, Method, Methods, PendingView, Reason,
    Status, Timestamp, UserId,
};
use crate::store::one_time_tokens;
use crate::store::users;
use crate::store::{CredentialRow, Purpose, StoreError, UserRow, factors, outbox, sign_ins};
use std::time::Duration;
use uuid::Uuid;

/// How long the owner of an unconfirmed address waits for a message before another sign-in sends a new one, whose link replaces the
/// previous one. An owner who tries twice in the meantime still receives a link that works.
const ON_ITS_WAY: Duration = Duration::from_secs(15 * 60);

/// What a right password leads to.
#[derive(Debug)]
pub enum LogIn {
    Done(Box<SignIn>),
    /// The account has a second factor, which is still missing.
    SecondFactor(PendingView),
}

/// The account to sign in to, as known before the password is checked.
pub(super) struct Candidate {
    /// The login name in the form in which names are compared.
    key: String,
    /// None if no account has this name.
    pub found: Option<CredentialRow>,
    /// The id of the browser, if the account has signed in there before.
    browser: Option<Uuid>,
    /// The browser has been locked out and counts as unknown.
    browser_is_locked: bool,
}

impl Candidate {
    pub fn user(&self) -> Option<UserId> {
        self.found.as_ref().map(|found| UserId(found.user.id))
    }

    /// The counters to charge. A known browser has its own. Attempts from all other browsers are charged to the login
    /// name, the source and the account; for an unknown name the number of counters is the same.
    pub fn counters(&self, settings: &Settings, caller: &Caller) -> Vec<Counter> {
        // A browser that is locked out is charged like an unknown one, so it gains no further attempts.
        if let (Some(user), Some(browser), false) = (self.user(), self.browser, self.browser_is_locked) {
            return vec![Counter::browser(user, browser), Counter::failures_in_browser(user, browser)];
        }
        let failures = match self.user() {
            Some(user) => Counter::failures_of_account(user),
            None => Counter::failures_of_unknown_name(&self.key),
        };
        let source = caller.address.map(|address| throttle::source(settings, address, &self.key));
        // The same order for all attempts, because `throttle::charge` locks the counters one after the other.
        [Counter::name(&self.key)].into_iter().chain(source).chain([failures]).collect()
    }
}

impl Sessions {
    /// Signs in by username or email address and begins a new session, unless the account has a second factor.
    pub async fn log_in(&self, caller: &Caller, request: LoginRequest) -> Result<LogIn, AppError> {
        self.log_in_from(caller, Browser::default(), request).await
    }

    /// Like [`Sessions::log_in`], for a browser with cookies from earlier sign-ins.
    pub async fn log_in_from(
        &self,
        caller: &Caller,
        browser: Browser<'_>,
        request: LoginRequest,
    ) -> Result<LogIn, AppError> {
        let parsed = parse(&request).map_err(AppError::invalid);
        let (name, password) = parsed.inspect_err(|error| self.parts().outcomes.sign_ins.count(Some(error)))?;
        let browser = self.opened(browser, request.remember_me == Expected::Given(true));
        let (sessions, caller) = (self.clone(), caller.clone());
        run_to_completion(async move {
            let outcome = sessions.attempt_log_in(&caller, browser, &name, &password).await;
            // Counted in the task, so that attempts of clients that disconnect count as well. One that waits for its second factor
            // is counted when that has come.
            if !matches!(outcome, Ok(LogIn::SecondFactor(_))) {
                sessions.parts().outcomes.sign_ins.count(outcome.as_ref().err());
            }
            outcome
        })
        .await
    }

    /// Whether an account cannot sign in before its address is confirmed (`VESTIBULE_REQUIRE_VERIFIED_EMAIL`).
    pub fn must_confirm_first(&self, email_verified: bool) -> bool {
        self.settings().require_verified_email && !email_verified
    }

    async fn attempt_log_in(
        &self,
        caller: &Caller,
        browser: OpenedBrowser,
        name: &str,
        password: &str,
    ) -> Result<LogIn, AppError> {
        let candidate = self.candidate(identity::key(name), browser.known.clone()).await?;
        let event = self.event(EventKind::SessionStart, Actor::Anonymous, caller).on(candidate.user());
        // Charged before the password is checked, so that concurrent attempts cannot exceed the limit.
        let attempt = self.throttle().begin_attempt(candidate.counters(self.settings(), caller), &event).await?;
        let outcome = self.check_and_begin(caller, &candidate, password, browser, &attempt).await;
        self.end_attempt_of(&candidate, attempt, event, outcome).await
    }

    /// Records a failed attempt, and refunds what is none: neither a wrong password nor a wrong code.
    pub(super) async fn end_attempt<T>(
        &self,
        attempt: Attempt,
        event: Event,
        outcome: Result<T, AppError>,
    ) -> Result<T, AppError> {
        match outcome.as_ref().err().map(|error| error.code) {
            // The charge is not refunded: this is the failure that the counters count.
            Some(ErrorCode::InvalidCredentials) => self.record(event.refused(Reason::NoMatch)).await?,
            Some(ErrorCode::EmailUnconfirmed) => {
                self.throttle().refund(attempt).await;
                self.record(event.refused(Reason::EmailUnconfirmed)).await?;
            }
            // What was shown was right, or it was not checked, for example because the server is overloaded.
            Some(_) => self.throttle().refund(attempt).await,
            None => {}
        }
        outcome
    }

    pub(super) async fn candidate(&self, key: String, browser: Option<KnownBrowser>) -> Result<Candidate, StoreError> {
        let candidate = self.db().read(async move |mut conn| {
            let found = users::credential_by_key(&mut conn, &key).await?;
            // The browser is known if this account has signed in there with its current password.
            let known = found.as_ref().and_then(|found| Some((UserId(found.user.id), browser?.id_for(found)?)));
            let mut browser_is_locked = false;
            if let Some((user, browser)) = known {
                browser_is_locked =
                    throttle::is_locked(&mut conn, &Counter::failures_in_browser(user, browser)).await?;
            }
            Ok(Candidate { key, found, browser: known.map(|(_, browser)| browser), browser_is_locked })
        });
        candidate.await
    }

    /// Checks the password. The time that this takes does not reveal whether the account exists, is active or is
    /// locked.
    async fn check_and_begin(
        &self,
        caller: &Caller,
        candidate: &Candidate,
        password: &str,
        browser: OpenedBrowser,
        attempt: &Attempt,
    ) -> Result<LogIn, AppError> {
        let priority = Priority::sign_in(caller.address);
        let Some(found) = &candidate.found else {
            // Hashes the password as for an existing account.
            self.hasher().verify_dummy(password, priority).await?;
            return Err(no_match());
        };
        // Hashed even if the account cannot sign in, because a fast response would reveal that.
        let verdict = self.hasher().verify(password, &found.password_hash, priority).await?;
        if found.user.status != Status::Active || attempt.is_locked_out() {
            return Err(no_match());
        }
        // After the password, so that only the owner learns of the account.
        if verdict != Verdict::Wrong {
            self.spend_sign_in(caller, UserId(found.user.id))?;
        }
        if verdict != Verdict::Wrong && self.must_confirm_first(found.user.email_verified) {
            self.remind_to_confirm(caller, &found.user).await?;
            return Err(unconfirmed());
        }
        let hash = match verdict {
            Verdict::Right => found.password_hash.clone(),
            // The hash is imported or uses outdated parameters. It can only be replaced now, while the password is
            // known.
            Verdict::RightButOutdated => self.hasher().hash(password, priority).await?,
            Verdict::Wrong => return Err(no_match()),
        };
        self.begin(caller, found, candidate.browser, browser, hash, attempt).await
    }

    /// Begins a session, or the wait for the second factor. `known`: the id of the browser, if the account has signed in there
    /// before. `hash`: of the password, maybe a new one.
    async fn begin(
        &self,
        caller: &Caller,
        found: &CredentialRow,
        known: Option<Uuid>,
        browser: OpenedBrowser,
        hash: String,
        attempt: &Attempt,
    ) -> Result<LogIn, AppError> {
        let id = UserId(found.user.id);
        let OpenedBrowser { remember, signed_in, trusted, .. } = browser;
        let beginning = self.begin_session(caller, id, remember, signed_in.as_ref(), Methods::from(Method::Password));
        let token = beginning.token.clone();
        let (checked, new, charged) = (found.password_hash.clone(), hash.clone(), attempt.clone());
        let last_login_at = Timestamp(found.user.last_login_at);
        let is_trusted = trusted.is_some();
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            let factors = factors::of(&mut tx, id).await?.ok_or_else(no_match)?;
            if Means::from(factors).has_second_factor() && !trusted::admits(&mut tx, id, trusted.as_deref()).await? {
                // The password will not be known with the second factor. The sign-in is not complete, so its time stays.
                if new != checked {
                    let row = sign_ins::of_password(&mut tx, id, &checked, &new, last_login_at).await?;
                    row.ok_or_else(no_match)?;
                }
                charged.await_second_factor(&mut tx).await?;
                return Ok((factors, None));
            }
            // Updates nothing if the password was changed or the account disabled since the check.
            let row = sign_ins::of_password(&mut tx, id, &checked, &new, now).await?;
            let user = User::from(row.ok_or_else(no_match)?);
            browsers::announce_if_new(&mut tx, &user, known, last_login_at, beginning.began()).await?;
            beginning.store(&mut tx).await?;
            charged.succeed(&mut tx).await?;
            // These may be other counters than those of the attempt: a success also resets the account's and the
            // browser's.
            reset_failures(&mut tx, id, known).await?;
            Ok((factors, Some(user)))
        };
        // Otherwise a browser could sign in that stops being trusted at the same time.
        let began = match is_trusted {
            true => self.on_account(id, None, Actor::User(id), caller, job),
            false => self.transact(Actor::User(id), caller, job),
        };
        match began.await? {
            // After the commit: tokens are only signed for a session that is stored.
            (_, Some(user)) => Ok(LogIn::Done(Box::new(self.issue(user.into(), &token)?))),
            (factors, None) => {
                let pending = self.begin_pending(id, &hash, remember, attempt.counters(), &factors, None);
                Ok(LogIn::SecondFactor(pending))
            }
        }
    }

    /// Sends a new message with a link that confirms the address, after the right password was entered. Does nothing if one is on
    /// its way, or if the source has requested or the address has received too many.
    pub(super) async fn remind_to_confirm(&self, caller: &Caller, of: &UserRow) -> Result<(), AppError> {
        let id = UserId(of.id);
        let job = async move |mut tx: UnitOfWork| {
            // It may have been confirmed, or the account disabled, since it was read.
            let user = users::find(&mut tx, id).await?.map(User::from);
            let Some(user) = user.filter(|user| user.status == Status::Active && !user.email_verified) else {
                return Ok(());
            };
            if is_on_its_way(&mut tx, &user).await? {
                return Ok(());
            }
            let accounts = tx.accounts();
            if accounts.spend_recovery(tx.caller()).is_err()
                || accounts.outbox().charge_recipient(&CONFIRMATION, &user.email).is_err()
            {
                return Ok(());
            }
            Ok(tx.send_confirmation(&user).await?)
        };
        self.on_account(id, None, Actor::User(id), caller, job).await
    }
}

/// Resets the consecutive failures of an account, also in a browser in which it has signed in before.
pub(super) async fn reset_failures(tx: &mut UnitOfWork, id: UserId, known: Option<Uuid>) -> Result<(), StoreError> {
    if !tx.accounts().settings().rate_limit {
        return Ok(());
    }
    throttle::unlock_account(tx, id).await?;
    if let Some(browser) = known {
        throttle::clear(tx, &Counter::browser(id, browser)).await?;
        throttle::clear(tx, &Counter::failures_in_browser(id, browser)).await?;
    }
    Ok(())
}

/// Whether a link that confirms the current address was sent a moment ago or still waits to be sent, and is unused. A mail server
/// that refuses the first attempt of an unknown sender (greylisting) accepts the message later than that moment.
async fn is_on_its_way(tx: &mut UnitOfWork, user: &User) -> Result<bool, StoreError> {
    let now = tx.now();
    let link = one_time_tokens::newest(tx, user.id, Purpose::ConfirmEmail, now).await?;
    let Some(link) = link.filter(|link| link.email_key == Some(identity::key(&user.email))) else {
        return Ok(false);
    };
    let is_young = Timestamp(link.created_at).plus(ON_ITS_WAY) > now;
    Ok(is_young || outbox::is_waiting(tx, user.id, CONFIRMATION.kind(), &user.email).await?)
}

fn parse(request: &LoginRequest) -> Result<(String, String), Vec<FieldError>> {
    let mut fields = Fields::default();
    let names = request.names();
    let (field, name) = names.into_iter().find(|(_, name)| !name.is_missing()).unwrap_or(names[0]);
    let login = fields.parse(field, name, credentials::login);
    for (other, text) in names.into_iter().filter(|(other, _)| *other != field) {
        fields.expect_text(other, text);
    }
    let password = fields.parse("password", &request.password, credentials::password);
    fields.flag("remember_me", &request.remember_me);
    fields.finish()?;
    Ok((login.unwrap_or_default(), password.unwrap_or_default()))
}

/// The account is unknown, disabled, deleted or locked, or the password is wrong. The client does not learn which.
pub(super) fn no_match() -> AppError {
    AppError::new(ErrorCode::InvalidCredentials, message::session_no_match())
}

/// The password is right.
pub(super) fn unconfirmed() -> AppError {
    AppError::new(ErrorCode::EmailUnconfirmed, message::session_email_unconfirmed())
}
