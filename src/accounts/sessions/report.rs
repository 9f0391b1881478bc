//! Reports a sign-in, or a change of the account that its owner did not make, with the link in the message about it
//! (`docs/decisions/0033-new-browser.md`, `docs/decisions/0079-ways-in.md`).
//!
//! The link proves the mailbox only. It never gets past a factor that the account had before the contested session began, so every
//! message about a change can carry it.

use crate::accounts::{
    Actor, Caller, LinkHolder, LinkKind, NewToken, Repair, Repairing, Sessions, UnitOfWork, User, link_invalid,
};
use crate::identity;
use crate::mail::Mail;
use crate::shared::{AppError, EventKind, SessionId, Status, Timestamp, UserId, days};
use crate::store::factors::Contested;
use crate::store::{OneTimeTokenRow, Purpose, StoreError, one_time_tokens, recovery, sessions, users};
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
    /// person who began it knows the password.
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
            let user = users::find(&mut tx, id).await?.map(User::from);
            let Some(user) = user.filter(|user| consumed && user.status == Status::Active) else {
                return Err(link_invalid());
            };
            if !still_counts(&mut tx, &user, &link.row).await? {
                return Err(link_invalid());
            }
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
            Ok(tx.begin_recovery(&user, Repairing { contested, ..Repairing::of(Repair::Reported) }).await?)
        };
        self.on_account(id, None, Actor::User(id), caller, job).await
    }
}

/// Whether a report comes from a mailbox that the account belongs to, or can be given back to.
async fn still_counts(tx: &mut UnitOfWork, user: &User, link: &OneTimeTokenRow) -> Result<bool, StoreError> {
    let Some(email_key) = &link.email_key else { return Ok(true) };
    let now = tx.now();
    let is_present = *email_key == identity::key(&user.email);
    Ok(is_present || recovery::oldest_undo(tx, user.id, Some(email_key), now).await?.is_some())
}
