//! Reports a sign-in with the link in its notice: "It was not me".

use crate::{
    accounts::{Accounts, Caller, LinkError, LinkHolder, LinkKind, User, audit::Actor, unit_of_work::UnitOfWork},
    shared::{audit::EventKind, ids::SessionId, views::Status},
    store::{api_tokens, authority, one_time_tokens, sessions, users},
};
use serde::{Deserialize, Serialize};

/// The parameters of a token that reports a sign-in.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Reported {
    pub session: SessionId,
}

impl Reported {
    pub(super) fn to_json(self) -> String {
        serde_json::to_string(&self).unwrap_or_else(|_| unreachable!("an id serializes to JSON"))
    }
}

impl Accounts {
    /// Ends the session that the token is about, revokes all API tokens, and sends the owner a password link. Also if the
    /// session has ended already: the person who began it knows the password.
    pub async fn report_sign_in(&self, caller: &Caller, token: &str, holder: LinkHolder<'_>) -> Result<(), LinkError> {
        self.spend_recovery(caller).map_err(LinkError::Exceeded)?;
        let link = self.open_link(token, LinkKind::Report.purposes()).await?.ok_or(LinkError::Invalid)?;
        let reported = link.row.parameters.as_deref().and_then(|json| serde_json::from_str::<Reported>(json).ok());
        let (Some(id), Some(Reported { session })) = (link.row.user(), reported) else {
            return Err(LinkError::Invalid);
        };
        self.check_digits(caller, &link, holder).await?;
        let job = async move |mut tx: UnitOfWork| {
            // The account is locked before its tokens and sessions, in the same order as when it is disabled or its password
            // changes, so that the transactions cannot deadlock.
            authority::lock_target(&mut tx, id).await?;
            let now = tx.now();
            // Only one of two concurrent requests consumes the token; the other changes nothing.
            let consumed = one_time_tokens::consume(&mut tx, &link.hash, link.row.purpose, now).await?;
            let user = users::find(&mut tx, id).await?.map(User::from);
            let Some(user) = user.filter(|user| consumed && user.status == Status::Active) else {
                return Err(LinkError::Invalid);
            };
            sessions::report(&mut tx, session, id, now).await?;
            // The person who began the session may have created some.
            api_tokens::revoke_all(&mut tx, id, now).await?;
            tx.record(tx.event(EventKind::SessionReported).on(id).detail(session));
            // Not charged to the budget of the address: an attacker could use that up to prevent the recovery.
            Ok(tx.send_password_link(&user).await?)
        };
        self.transact(Actor::User(id), caller, job).await
    }
}
