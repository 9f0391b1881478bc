//! Lists and ends the sessions of an account, for its owner and for administrators, and tells why one is over.

use super::authenticate::token_invalid;
use super::device::{self, Device};
use crate::accounts::openid::Opened;
use crate::accounts::{
    Action, Actor, Caller, CurrentUser, Repair, Repairing, Sessions, UnitOfWork, api_tokens, no_such_account,
};
use crate::keys::{AccessClaims, Expiry, JwtError, RefreshClaims};
use crate::shared::{
    AppError, EndReason, EventKind, Methods, OwnSessionView, SessionId, SessionView, SignedOutElsewhere, Status,
    Timestamp, UserId,
};
use crate::store::StoreError;
use crate::store::sessions::{self, ActiveSessionRow, StoredSessionRow};

/// A session that is over: whose it was, and why.
#[derive(Clone, Copy, Debug)]
pub struct EndedSession {
    pub user: UserId,
    pub why: EndReason,
}

impl Sessions {
    /// The active sessions, most recently used first.
    pub async fn list_sessions(&self, caller: &Caller, id: UserId) -> Result<Vec<SessionView>, AppError> {
        caller.permit(Action::ReadSessions(id))?;
        let now = self.now();
        let rows = self.db().read(async move |mut conn| sessions::active(&mut conn, id, now).await).await?;
        Ok(rows.into_iter().map(|row| view(row, caller.who.session_id())).collect())
    }

    /// Ends one session of an account.
    pub async fn end_session_of(&self, caller: &Caller, id: UserId, session: SessionId) -> Result<(), AppError> {
        let why = reason(caller, id);
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            // The permission is for one account, and the id of the session comes from the client: it may be anyone's.
            let belongs = sessions::belongs_to(&mut tx, session, id).await?;
            if !(belongs && sessions::end(&mut tx, session, why, now).await?) {
                return Err(no_such_account());
            }
            tx.record(tx.event(EventKind::SessionEnd).on(id).detail(session));
            Ok(())
        };
        self.change(caller, Action::ManageSessions(id), job).await
    }

    /// Ends all sessions of an account except the one that makes the request.
    pub async fn end_sessions_of(&self, caller: &Caller, id: UserId) -> Result<(), AppError> {
        // None: the actor is an administrator or the operator, whose own session belongs to another account.
        let session = caller.who.session_of(id);
        let job = async move |mut tx: UnitOfWork| {
            let ended = tx.repair(id, Repairing { session, ..Repairing::of(Repair::SignedOut) }).await?;
            // Requests that change nothing are not recorded.
            if ended > 0 {
                tx.record(tx.event(EventKind::SessionEndOthers).on(id));
            }
            Ok(())
        };
        self.change(caller, Action::ManageSessions(id), job).await
    }

    /// Ends the session. Its tokens are rejected from the next request on. Permission is not checked again inside the
    /// transaction, because the request can only end its own session. Returns where else its owner was signed out; None: nowhere.
    pub async fn log_out(&self, who: &CurrentUser, caller: &Caller) -> Result<Option<SignedOutElsewhere>, AppError> {
        let (user, session) = (who.user.id, who.session()?);
        let job = async move |mut tx: UnitOfWork| {
            let opened = Opened::of(&mut tx, session).await?;
            end(&mut tx, user, session).await?;
            Ok(opened)
        };
        let opened = self.transact(Actor::User(user), caller, job).await?;
        // The session has ended, whether or not the names can be read.
        let applications =
            self.applications().all().await.inspect_err(|error| tracing::warn!(%error, "no names after a sign-out"));
        Ok(applications.ok().and_then(|applications| opened.elsewhere(&applications)))
    }

    /// Ends the session of an access or refresh token, even if the token has expired. If the session has already ended,
    /// the call succeeds.
    pub async fn log_out_by_token(&self, caller: &Caller, token: &str) -> Result<(), AppError> {
        let (user, session) = self.session_of(token).await?;
        // Not `change`, which would refuse a session that has already ended.
        let job = async move |mut tx: UnitOfWork| Ok(end(&mut tx, user, session).await?);
        self.transact(Actor::User(user), caller, job).await
    }

    /// Why the session of an access or refresh token is over, even if the token has expired. Only for tokens with a
    /// valid signature: others learn nothing about a session.
    pub async fn why_ended(&self, token: &str) -> Result<EndedSession, AppError> {
        let (user, session) = self.session_of(token).await?;
        let row = self.db().read(async move |mut conn| sessions::ending(&mut conn, session, user).await).await?;
        let why = match row {
            Some(row) if row.ended_at.is_some() => {
                row.end_reason.and_then(|reason| reason.parse().ok()).unwrap_or(EndReason::Unknown)
            }
            Some(row) if row.status == Status::Disabled => EndReason::AccountDisabled,
            Some(row) if row.status == Status::Deleted => EndReason::AccountDeleted,
            // Deleted with its account or because it had expired, or it could no longer be renewed.
            Some(_) | None => EndReason::Expired,
        };
        Ok(EndedSession { user, why })
    }

    /// The account and the session of a token with a valid signature.
    async fn session_of(&self, token: &str) -> Result<(UserId, SessionId), AppError> {
        // An API token belongs to no session.
        if api_tokens::is_api_token(token) {
            return Err(token_invalid());
        }
        let now = self.now();
        // The kind of the token is not known. Clients may send either, even after it has expired.
        let access = self.keyring().verify::<AccessClaims>(token, &self.settings().issuer, now, Expiry::Ignored);
        match access {
            Ok(claims) => Ok((claims.sub, claims.sid)),
            Err(JwtError::UnknownKey) => {
                // Another replica may have just created the key: `verify` reloads the keys.
                let claims: AccessClaims = self.verify(token, now, Expiry::Ignored).await?;
                Ok((claims.sub, claims.sid))
            }
            // Not an access token.
            Err(_) => {
                let claims: RefreshClaims = self.verify(token, now, Expiry::Ignored).await?;
                Ok((claims.sub, claims.sid))
            }
        }
    }
}

/// Ends a session of `user` and records it, unless it has already ended.
pub(super) async fn end(tx: &mut UnitOfWork, user: UserId, session: SessionId) -> Result<(), StoreError> {
    let now = tx.now();
    if sessions::end(tx, session, EndReason::SignedOut, now).await? {
        tx.record(tx.event(EventKind::SessionEnd).on(user).detail(session));
    }
    Ok(())
}

/// The view for clients; `own` is the session of the request.
fn view(row: ActiveSessionRow, own: Option<SessionId>) -> SessionView {
    let id = SessionId(row.id);
    let Device { words, kind } = device::describe(row.device.as_deref());
    SessionView {
        id,
        current: own == Some(id),
        remember: row.remember,
        device: words,
        kind,
        address: row.address,
        created_at: Timestamp(row.created_at),
        last_used_at: Timestamp(row.last_used_at),
        expires_at: Timestamp(row.expires_at),
    }
}

/// The view for the download of all data about a user, without what is counted; `own` is the session of the request.
pub(in crate::accounts) fn own_view(stored: StoredSessionRow, own: Option<SessionId>) -> OwnSessionView {
    let StoredSessionRow { session: row, methods, proved_at, ended_at, end_reason } = stored;
    let id = SessionId(row.id);
    OwnSessionView {
        id,
        current: own == Some(id),
        remember: row.remember,
        device: row.device,
        address: row.address,
        created_at: Timestamp(row.created_at),
        last_used_at: Timestamp(row.last_used_at),
        expires_at: Timestamp(row.expires_at),
        proved_at: Timestamp(proved_at.unwrap_or(row.created_at)),
        methods: Methods::parse(&methods).to_string(),
        ended_at: ended_at.map(Timestamp),
        end_reason,
        clients: Vec::new(),
        failed_confirmations: None,
    }
}

/// The end reason of a session that `caller` ends, as its own device shows it.
fn reason(caller: &Caller, id: UserId) -> EndReason {
    if caller.user_id() == Some(id) { EndReason::SignedOut } else { EndReason::Administrator }
}
