//! Signing in with a name and a password.

use super::begin::Beginning;
use crate::{
    accounts::{
        Accounts, Caller, CurrentUser, Failure, SignIn, Throttled, User,
        audit::Actor,
        error,
        throttle::{self, Counter},
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

impl Accounts {
    /// Signs in by username or by email, and begins a new session. The one that the browser had before, `replaces`, ends.
    pub async fn log_in(
        &self,
        caller: &Caller,
        request: LoginRequest,
        replaces: Option<&CurrentUser>,
    ) -> Result<SignIn, LogInError> {
        let (name, password) = parse(&request).map_err(LogInError::Invalid)?;
        let key = identity::key(&name);
        let found = {
            let key = key.clone();
            self.db().read(move |conn| Box::pin(async move { users::credential_by_key(conn, &key).await })).await?
        };
        let counters = counters(found.as_ref(), &key, caller);
        let user = found.as_ref().map(|found| UserId(found.user.id));
        let tried = self.event(EventKind::SessionStart, Actor::Anonymous, caller).on(user);
        self.charge(&counters, tried.clone()).await?.map_err(LogInError::Throttled)?;
        let beginning = |user| self.begin_session(caller, user, request.remember_me, replaces);
        let outcome = self.check_and_begin(caller, found, password, beginning, counters).await;
        if let Err(LogInError::NoMatch) = outcome {
            self.record(tried.refused(Reason::NoMatch)).await?;
        }
        outcome
    }

    /// Checks the password, at the same cost whether there is an account or not.
    async fn check_and_begin(
        &self,
        caller: &Caller,
        found: Option<CredentialRow>,
        password: String,
        beginning: impl FnOnce(UserId) -> Beginning,
        counters: Vec<Counter>,
    ) -> Result<SignIn, LogInError> {
        let priority = Priority::sign_in(caller.address);
        let Some(found) = found else {
            self.passwords().verify_nobody(&password, priority).await?;
            return Err(LogInError::NoMatch);
        };
        let verdict = self.passwords().verify(&password, &found.password_hash, priority).await?;
        let active = found.user.status == Status::Active;
        let hash = match verdict {
            Verdict::Right if active => found.password_hash.clone(),
            // Foreign, or weaker than today's: the moment to replace it is now, while the password is known.
            Verdict::RightButOutdated if active => self.passwords().hash(&password, priority).await?,
            _ => return Err(LogInError::NoMatch),
        };
        let beginning = beginning(UserId(found.user.id));
        self.begin(caller, found, hash, beginning, counters).await
    }

    async fn begin(
        &self,
        caller: &Caller,
        found: CredentialRow,
        hash: String,
        beginning: Beginning,
        counters: Vec<Counter>,
    ) -> Result<SignIn, LogInError> {
        let id = UserId(found.user.id);
        let (token, rate_limit) = (beginning.token.clone(), self.settings().rate_limit);
        let job = async move |mut tx: UnitOfWork| {
            // Between the check and now the password may have changed, or the account been disabled.
            let now = tx.now();
            let row = users::record_login(&mut tx, id, &found.password_hash, &hash, now).await?;
            let row = row.ok_or(LogInError::NoMatch)?;
            beginning.store(&mut tx).await?;
            if rate_limit {
                throttle::refund(&mut tx, &counters, now).await?;
                throttle::clear(&mut tx, &Counter::account(id)).await?;
            }
            Ok::<_, LogInError>(User::from(row))
        };
        let user = self.transact(Actor::User(id), caller, job).await?;
        Ok(self.issue(user, &token)?)
    }
}

/// By account and by source. The account's failures are forgotten when its password was right; the source's are
/// not, so that whoever has an account of their own cannot buy new tries with it.
fn counters(found: Option<&CredentialRow>, key: &str, caller: &Caller) -> Vec<Counter> {
    let account = found.map_or_else(|| Counter::unknown(key), |found| Counter::account(UserId(found.user.id)));
    std::iter::once(account).chain(caller.address.map(Counter::source)).collect()
}

fn parse(request: &LoginRequest) -> Result<(String, String), Vec<FieldError>> {
    let mut fields = Fields::default();
    let (field, name) = request.name().unwrap_or(("login", &Text::Missing));
    let name = fields.parse(field, name, credentials::login);
    let password = fields.parse("password", &request.password, credentials::password);
    fields.finish()?;
    Ok((name.unwrap_or_default(), password.unwrap_or_default()))
}
