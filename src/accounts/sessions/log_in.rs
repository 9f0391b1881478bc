//! Signing in with a name and a password.

use super::{begin::Beginning, known_browser::KnownBrowser};
use crate::{
    accounts::{
        Accounts, Caller, CurrentUser, Failure, SignIn, Throttled, User,
        audit::Actor,
        error,
        throttle::{self, Counter, Try, to_its_end},
        unit_of_work::UnitOfWork,
    },
    identity,
    passwords::{Overloaded, Priority, Verdict},
    shared::{
        audit::{EventKind, Reason},
        error::{AppError, ErrorCode, FieldError},
        fields::{Fields, credentials},
        ids::UserId,
        requests::LoginRequest,
        text::Text,
        views::Status,
    },
    store::{
        StoreError,
        users::{self, CredentialRow},
    },
};
use uuid::Uuid;

/// Why someone was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    #[error("fields are missing")]
    Invalid(Vec<FieldError>),
    /// Unknown, wrong, disabled or deleted: nobody is told which.
    #[error("no account with this name and password can sign in")]
    NoMatch,
    #[error("too many failures")]
    Throttled(Throttled),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<LogInError> for AppError {
    fn from(error: LogInError) -> Self {
        match error {
            LogInError::Invalid(errors) => error::invalid(errors),
            LogInError::NoMatch => Self::new(
                ErrorCode::InvalidCredentials,
                "That username and password do not match. Check both and try again.",
            ),
            LogInError::Throttled(throttled) => throttled.into(),
            LogInError::Failed(failure) => failure.into(),
        }
    }
}

impl From<StoreError> for LogInError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Overloaded> for LogInError {
    fn from(overloaded: Overloaded) -> Self {
        Self::Failed(overloaded.into())
    }
}

/// What a browser has kept of earlier sign-ins. A client of the API has none of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser<'a> {
    /// What it was given to keep when somebody signed in there the last time ([`Accounts::know_browser`]).
    pub known: Option<&'a str>,
    /// Who is signed in there: that session ends when another begins.
    pub signed_in: Option<&'a CurrentUser>,
}

/// Who wants to sign in, and what is known of them before their password is looked at.
struct Candidate {
    /// The name that was typed, in the form in which names are compared.
    key: String,
    found: Option<CredentialRow>,
    /// The browser, if this account has signed in there before.
    browser: Option<Uuid>,
    /// Failures in a row have made that browser one like any other.
    browser_is_closed: bool,
}

impl Candidate {
    fn user(&self) -> Option<UserId> {
        self.found.as_ref().map(|found| UserId(found.user.id))
    }

    /// A browser that the account knows has counters of its own. All others count for the name and for the source, and what
    /// they fail in a row for the account; so it is with a name that no account has.
    fn counters(&self, caller: &Caller) -> Vec<Counter> {
        if let (Some(user), Some(browser), false) = (self.user(), self.browser, self.browser_is_closed) {
            return vec![Counter::browser(user, browser), Counter::run_of_browser(user, browser)];
        }
        let run = self.user().map_or_else(|| Counter::run_of_nobody(&self.key), Counter::run_of_account);
        let source = caller.address.map(Counter::source);
        [Counter::name(&self.key)].into_iter().chain(source).chain([run]).collect()
    }
}

impl Accounts {
    /// Signs in by username or by email, and begins a new session.
    pub async fn log_in(&self, caller: &Caller, request: LoginRequest) -> Result<SignIn, LogInError> {
        self.log_in_from(caller, Browser::default(), request).await
    }

    /// The same for a browser, by what it kept of earlier sign-ins.
    pub async fn log_in_from(
        &self,
        caller: &Caller,
        browser: Browser<'_>,
        request: LoginRequest,
    ) -> Result<SignIn, LogInError> {
        let (name, password) = parse(&request).map_err(LogInError::Invalid)?;
        let known = browser.known.and_then(|sealed| self.known_browser(sealed));
        let (accounts, caller, replaces) = (self.clone(), caller.clone(), browser.signed_in.cloned());
        let beginning = {
            let (accounts, caller) = (accounts.clone(), caller.clone());
            move |user| accounts.begin_session(&caller, user, request.remember_me, replaces.as_ref())
        };
        let tried = async move { accounts.try_to_log_in(&caller, known, &name, &password, beginning).await };
        to_its_end(tried).await
    }

    async fn try_to_log_in(
        &self,
        caller: &Caller,
        browser: Option<KnownBrowser>,
        name: &str,
        password: &str,
        beginning: impl FnOnce(UserId) -> Beginning,
    ) -> Result<SignIn, LogInError> {
        let candidate = self.candidate(identity::key(name), browser).await?;
        let tried = self.event(EventKind::SessionStart, Actor::Anonymous, caller).on(candidate.user());
        let begun = self.begin_try(candidate.counters(caller), &tried).await?;
        let charged = begun.map_err(LogInError::Throttled)?;
        let outcome = self.check_and_begin(caller, &candidate, password, beginning, &charged).await;
        match outcome {
            Err(LogInError::NoMatch) => self.record(tried.refused(Reason::NoMatch)).await?,
            Err(_) => self.refund(charged).await,
            Ok(_) => {}
        }
        outcome
    }

    async fn candidate(&self, key: String, browser: Option<KnownBrowser>) -> Result<Candidate, StoreError> {
        let look = self.db().read(move |conn| {
            Box::pin(async move {
                let found = users::credential_by_key(conn, &key).await?;
                let named = found.as_ref().and_then(|found| Some((UserId(found.user.id), browser?.of(found)?)));
                let mut browser_is_closed = false;
                if let Some((user, browser)) = named {
                    browser_is_closed = throttle::is_closed(conn, &Counter::run_of_browser(user, browser)).await?;
                }
                Ok(Candidate { key, found, browser: named.map(|(_, browser)| browser), browser_is_closed })
            })
        });
        look.await
    }

    /// Checks the password, at the same cost whether there is an account or not, and whether it is open or not.
    async fn check_and_begin(
        &self,
        caller: &Caller,
        candidate: &Candidate,
        password: &str,
        beginning: impl FnOnce(UserId) -> Beginning,
        charged: &Try,
    ) -> Result<SignIn, LogInError> {
        let priority = Priority::sign_in(caller.address);
        let Some(found) = &candidate.found else {
            self.passwords().verify_nobody(password, priority).await?;
            return Err(LogInError::NoMatch);
        };
        let verdict = self.passwords().verify(password, &found.password_hash, priority).await?;
        if found.user.status != Status::Active || charged.comes_too_late() {
            return Err(LogInError::NoMatch);
        }
        let hash = match verdict {
            Verdict::Right => found.password_hash.clone(),
            // Foreign, or weaker than today's: the moment to replace it is now, while the password is known.
            Verdict::RightButOutdated => self.passwords().hash(password, priority).await?,
            Verdict::Wrong => return Err(LogInError::NoMatch),
        };
        let beginning = beginning(UserId(found.user.id));
        self.begin(caller, found, candidate.browser, hash, beginning, charged).await
    }

    async fn begin(
        &self,
        caller: &Caller,
        found: &CredentialRow,
        browser: Option<Uuid>,
        hash: String,
        beginning: Beginning,
        charged: &Try,
    ) -> Result<SignIn, LogInError> {
        let id = UserId(found.user.id);
        let (token, rate_limit) = (beginning.token.clone(), self.settings().rate_limit);
        let (checked, charged) = (found.password_hash.clone(), charged.clone());
        let job = async move |mut tx: UnitOfWork| {
            // Between the check and now the password may have changed, or the account been disabled.
            let now = tx.now();
            let row = users::record_login(&mut tx, id, &checked, &hash, now).await?;
            let row = row.ok_or(LogInError::NoMatch)?;
            beginning.store(&mut tx).await?;
            if rate_limit {
                charged.succeed(&mut tx).await?;
                throttle::open(&mut tx, id).await?;
                if let Some(browser) = browser {
                    throttle::clear(&mut tx, &Counter::browser(id, browser)).await?;
                    throttle::clear(&mut tx, &Counter::run_of_browser(id, browser)).await?;
                }
            }
            Ok::<_, LogInError>(User::from(row))
        };
        let user = self.transact(Actor::User(id), caller, job).await?;
        Ok(self.issue(user, &token)?)
    }
}

fn parse(request: &LoginRequest) -> Result<(String, String), Vec<FieldError>> {
    let mut fields = Fields::default();
    let (field, name) = request.name().unwrap_or(("login", &Text::Missing));
    let name = fields.parse(field, name, credentials::login);
    let password = fields.parse("password", &request.password, credentials::password);
    fields.finish()?;
    Ok((name.unwrap_or_default(), password.unwrap_or_default()))
}
