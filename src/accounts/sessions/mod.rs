//! Sessions and their tokens. A session is one sign-in on one device. This file begins sessions.
//!
//! Other nouns ask `Sessions` for `begin_session`, `check_confirmed`, `current`, `end_session_of`, `forget_trusted_browser`,
//! `has_signed_in`, `issue`, `issue_access`, `list_sessions`, `must_confirm_first`, `opened`, `recheck`, `record_closed` and
//! `write_last_seen`.

mod authenticate;
mod browsers;
mod closed;
pub(super) mod device;
mod end;
mod last_seen;
mod log_in;
mod pending;
mod proof;
mod recovery;
mod refresh;
mod report;
mod second_factor;
mod tokens;
mod trusted;
mod with_provider;

pub(super) use authenticate::{ActiveSession, active_user, proof_of};
pub use browsers::Browser;
pub(super) use browsers::OpenedBrowser;
pub use end::EndedSession;
pub(super) use end::own_view;
pub(super) use last_seen::LastSeen;
pub use log_in::LogIn;
pub use proof::StepUpRequest;
pub(super) use report::undo_for;
pub use second_factor::{PasskeyAnswer, expect_credential};
pub use tokens::SignIn;
pub(super) use tokens::{BACKDATED, IssuedRefreshToken, SessionFacts, amr};
pub(super) use with_provider::{Entered, ProvenLink, ProviderProof, enter, enters_at_once};

use crate::accounts::{Actor, Caller, CurrentUser, Event, Sessions, UnitOfWork, User};
use crate::shared::counters::Way;
use crate::shared::{AppError, EventKind, Method, Methods, Proof, SessionId, Timestamp, UserId};
use crate::store::StoreError;
use crate::store::factors::FactorOrigin;
use crate::store::sign_ins::{self, NewSession};
use log_in::no_match;

/// Maximum number of sessions per account; a new session beyond it ends the oldest.
const MAX_SESSIONS: u32 = 100;

/// A new session before it is stored. It already has its random values and times.
#[derive(Clone)]
pub(super) struct Beginning {
    session: NewSession,
    pub(super) token: IssuedRefreshToken,
    event: Event,
    /// The previous session of the browser, which ends.
    replaces: Option<CurrentUser>,
}

impl Beginning {
    /// Stores the time of the sign-in and the session. Returns the account.
    ///
    /// # Errors
    /// If the account was disabled or deleted meanwhile.
    pub(super) async fn record(&self, tx: &mut UnitOfWork) -> Result<User, AppError> {
        let (user, now) = (self.session.user, tx.now());
        let row = sign_ins::record(tx, user, now).await?.ok_or_else(no_match)?;
        self.store(tx).await?;
        Ok(User::from(row))
    }

    /// Notes the second factor with which the sign-in was proven.
    fn with_factor(mut self, factor: Option<FactorOrigin>) -> Self {
        self.session.factor_since = factor.and_then(|origin| origin.belongs_since(None));
        self
    }

    /// The session, and when it begins.
    fn began(&self) -> (SessionId, Timestamp) {
        (self.session.id, self.session.created_at)
    }

    /// Stores the session with its first refresh token, and records the event. The caller stores the time of the sign-in: the next
    /// one with another browser is announced, however long ago this one was.
    async fn store(&self, tx: &mut UnitOfWork) -> Result<(), StoreError> {
        let user = self.session.user;
        for ended in sign_ins::insert(tx, &self.session, &self.token.stored(), MAX_SESSIONS).await? {
            tx.record(tx.event(EventKind::SessionEnd).on(user).detail(ended));
        }
        tx.record(self.event.clone());
        let now = tx.now();
        tx.active([user], now);
        // In the same transaction: if the sign-in fails, the previous session of the browser continues.
        if let Some(old) = &self.replaces
            && let Some(session) = old.session_id()
        {
            end::end(tx, old.user.id, session).await?;
        }
        Ok(())
    }
}

impl Sessions {
    /// Signs in a new account, without "remember me". Ends `replaces`, the previous session of the browser.
    pub async fn sign_in_new(
        &self,
        caller: &Caller,
        user: User,
        replaces: Option<&CurrentUser>,
    ) -> Result<SignIn, AppError> {
        let beginning = self.begin_session(caller, user.id, false, replaces, Methods::from(Method::Password));
        let token = beginning.token.clone();
        let actor = Actor::User(user.id);
        // No permission check: the caller has just created this account.
        let user = self.transact(actor, caller, async move |mut tx| beginning.record(&mut tx).await).await?;
        self.issue(user.into(), &token)
    }

    /// Creates a new session of `user`, who has proved by `methods` who they are. It shares no values with the previous one, which
    /// prevents session fixation.
    pub(super) fn begin_session(
        &self,
        caller: &Caller,
        user: UserId,
        remember: bool,
        replaces: Option<&CurrentUser>,
        methods: Methods,
    ) -> Beginning {
        // Claims have a precision of seconds, and so do the stored times that they are computed from.
        let now = self.now().whole_second();
        let id = SessionId(self.new_id());
        let expires_at = now.plus(self.settings().session_max);
        let token = IssuedRefreshToken {
            session: SessionFacts { id, remember, proof: Proof { methods, at: now }, expires_at },
            jti: self.entropy().bytes(),
            issued_at: now,
            expires_at: self.idle_end(now, remember, expires_at),
        };
        let session = NewSession {
            id,
            user,
            remember,
            methods: methods.to_string(),
            factor_since: None,
            device: caller.device.clone(),
            address: caller.address.map(|address| address.to_string()),
            created_at: now,
            expires_at,
        };
        let event = self.event(EventKind::SessionStart, Actor::User(user), caller).on(user).detail(id);
        let event = event.by(Way::of(methods));
        Beginning { session, token, event, replaces: replaces.cloned() }
    }
}
