//! Reports a sign-in with the link in its notice: "It was not me".

use crate::{
    accounts::{Accounts, Caller, LinkError, LinkHolder, LinkKind, User, audit::Actor, unit_of_work::UnitOfWork},
    shared::{audit::EventKind, ids::SessionId, views::Status},
    store::{
        one_time_tokens::{self, Kept},
        sessions, users,
    },
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
    /// Ends the session that the token is about, makes the password invalid, revokes all API tokens, and sends the owner a password
    /// link. Also if the session has ended already: the person who began it knows the password.
    pub async fn report_sign_in(&self, caller: &Caller, token: &str, holder: LinkHolder<'_>) -> Result<(), LinkError> {
        let link = self.open_link_of(caller, token, LinkKind::Report).await?;
        let reported = link.row.parameters.as_deref().and_then(|json| serde_json::from_str::<Reported>(json).ok());
        let (Some(id), Some(Reported { session })) = (link.row.user(), reported) else {
            return Err(LinkError::Invalid);
        };
        self.check_digits(caller, &link, holder).await?;
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            // Only one of two concurrent requests consumes the token; the other changes nothing.
            let consumed = one_time_tokens::consume(&mut tx, &link.hash, link.row.purpose, now).await?;
            let user = users::find(&mut tx, id).await?.map(User::from);
            let Some(user) = user.filter(|user| consumed && user.status == Status::Active) else {
                return Err(LinkError::Invalid);
            };
            sessions::report(&mut tx, session, id, now).await?;
            // The person who began the session may have asked for another address.
            one_time_tokens::delete_unused(&mut tx, id, Kept::SentToOwner).await?;
            tx.record(tx.event(EventKind::SessionReported).on(id).detail(session));
            Ok(tx.begin_recovery(&user).await?)
        };
        self.transact_on(id, Actor::User(id), caller, job).await
    }
}
