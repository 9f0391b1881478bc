//! Reports a sign-in, or a change of the account that its owner did not make, with the link in the message about it
//! (`docs/decisions/0033-new-browser.md`, `docs/decisions/0079-ways-in.md`).
//!
//! The link proves the mailbox only. It never gets past a factor that the account had before the contested session began, so every
//! message about a change can carry it.

use crate::accounts::one_time;
use crate::accounts::{
    Actor, Caller, LinkHolder, LinkKind, NewToken, Repair, Repairing, Sessions, UnitOfWork, User, link_invalid,
};
use crate::identity;
use crate::mail::Mail;
use crate::shared::{AppError, EventKind, SessionId, Status, Timestamp, UserId, days};
use crate::store::factors::Contested;
use crate::store::{
    AdvisoryLock, Conn, OneTimeTokenRow, Purpose, StoreError, UserRow, one_time_tokens, recovery, sessions, users,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a sign-in or a change can be reported.
const LIFETIME: Duration = days(7);

/// The parameters of a token that reports a sign-in or a change.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Reported {
    /// The session that began, or in which the change was made. None: the change was made without a session of the account.
    session: Option<SessionId>,
    /// When the session began; without a session, when the change was made. None: a token of an earlier version.
    #[serde(default)]
    began_at: Option<Timestamp>,
    /// See [`Contested`]. None: a token of an earlier version.
    #[serde(default)]
    proven_at: Option<Timestamp>,
}

impl Reported {
    pub(super) fn new(session: Option<SessionId>, contested: Contested) -> Self {
        Self { session, began_at: Some(contested.since), proven_at: Some(contested.proven) }
    }

    /// The token of the link, for the mailbox of the account.
    pub(super) fn token(self, user: &User) -> NewToken {
        let parameters = serde_json::to_string(&self).unwrap_or_else(|_| unreachable!("an id serializes to JSON"));
        NewToken {
            with_digits: true,
            email_key: Some(identity::key(&user.email)),
            parameters: Some(parameters),
            ..NewToken::of(user.id, Purpose::ReportSignIn, LIFETIME)
        }
    }
}

impl UnitOfWork {
    /// Tells the owner of an account about a changed credential, with a link that reports the change and the session in which it was
    /// made. Does nothing if the account does not exist or its address is not confirmed: it may be a stranger's.
    pub(in crate::accounts) async fn announce_change(
        &mut self,
        id: UserId,
        mail: impl FnOnce(&User) -> Mail,
    ) -> Result<(), StoreError> {
        let Some(user) = users::find(self, id).await?.map(User::from) else { return Ok(()) };
        if !user.email_verified {
            return Ok(());
        }
        let reported = Reported::new(self.caller().who.session_of(id), self.contested(id).await?);
        self.send_link(&user, reported.token(&user), &mail(&user)).await
    }
}

impl Sessions {
    /// Ends all sessions, makes the password invalid, takes away what was added since the session of the token began, gives back what
    /// was replaced since then, revokes all API tokens, and sends the owner a password link. Also if the session has ended already: the
    /// person who began it knows the password. If another address has replaced that of the message, or the account was deleted by its
    /// owner, the report counts as the undo of that.
    pub async fn report_sign_in(&self, caller: &Caller, token: &str, holder: LinkHolder<'_>) -> Result<(), AppError> {
        let link = self.links().open_link_of(caller, token, LinkKind::Report).await?;
        let reported = link.row.parameters.as_deref().and_then(|json| serde_json::from_str::<Reported>(json).ok());
        let (Some(id), Some(Reported { session, began_at, proven_at })) = (link.row.user(), reported) else {
            return Err(link_invalid());
        };
        self.links().check_holder(caller, &link, holder).await?;
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            // Only one of two concurrent requests consumes the token; the other changes nothing.
            let consumed = one_time_tokens::consume(&mut tx, &link.hash, link.row.purpose, now).await?;
            let row = users::find(&mut tx, id).await?.filter(|_| consumed).ok_or_else(link_invalid)?;
            let undo = undo_for(&mut tx, &row, &link.row, now).await?;
            // The time of its token is a moment later, and what the session has added can be as old as the session.
            let before_token = Timestamp(link.row.created_at).whole_second();
            let since = match (began_at, session) {
                (Some(began_at), _) => began_at,
                (None, Some(session)) => {
                    let beginning = sessions::beginning(&mut tx, session).await?;
                    beginning.map_or(before_token, |row| Timestamp(row.created_at))
                }
                (None, None) => before_token,
            };
            let contested = Contested { since, proven: proven_at.unwrap_or(since) };
            let mut event = tx.event(EventKind::SessionReported).on(id);
            if let Some(session) = session {
                // So that its browser is not known at the next sign-in.
                sessions::report(&mut tx, session, id, now).await?;
                event = event.detail(session);
            }
            tx.record(event);
            match undo {
                Some(undo) => tx.give_back(row, &undo, one_time::contested(&undo).earlier(contested)).await,
                None => {
                    let repairing = Repairing { contested, ..Repairing::of(Repair::Reported) };
                    Ok(tx.begin_recovery(&User::from(row), repairing).await?)
                }
            }
        };
        // Restoring an account changes its status.
        self.on_account(id, Some(AdvisoryLock::Administrators), Actor::User(id), caller, job).await
    }
}

/// Finds the undo that a report counts as: the account was deleted since, or another address has replaced that of the message. The undo is
/// in the same mailbox, and a link for a new password must not go to the other address. None: the account is as it was.
///
/// # Errors
/// If the account is no longer of that mailbox, and cannot be given back to it.
pub(in crate::accounts) async fn undo_for(
    conn: &mut Conn,
    user: &UserRow,
    link: &OneTimeTokenRow,
    now: Timestamp,
) -> Result<Option<OneTimeTokenRow>, AppError> {
    let is_present = link.email_key.as_ref().is_none_or(|key| *key == identity::key(&user.email));
    match (user.status, &link.email_key) {
        (Status::Active, _) if is_present => Ok(None),
        (Status::Active | Status::Deleted, Some(email_key)) => {
            let undo = recovery::oldest_undo(conn, UserId(user.id), Some(email_key), now).await?;
            undo.map(Some).ok_or_else(link_invalid)
        }
        (Status::Active | Status::Deleted | Status::Disabled, _) => Err(link_invalid()),
    }
}
