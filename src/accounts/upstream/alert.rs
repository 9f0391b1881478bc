//! Tells administrators of somebody who came from a provider with the address of an account that is not linked by itself: maybe its
//! owner, who needs help, and maybe an attack.

use super::arrive::Arriving;
use crate::accounts::audit;
use crate::accounts::{Actor, Identities, UnitOfWork, User};
use crate::keys::fingerprint;
use crate::mail::Mail;
use crate::shared::{AppError, DAY, EventKind, UserId};
use crate::store::factors::spent;
use crate::store::users;
use std::time::Duration;

/// How often it is recorded and announced for an account.
const INTERVAL: Duration = DAY;

impl Identities {
    /// Records that an identity was not linked to `target`, and mails the administrators, once a day per account. In between it is
    /// only logged. None: the address belongs to an account that is not published yet, or can be taken back.
    pub(super) async fn report_refusal(&self, arriving: &Arriving, target: Option<UserId>) -> Result<(), AppError> {
        let Arriving { provider, caller, .. } = arriving;
        let event = self.event(EventKind::IdentityLink, Actor::Anonymous, caller).on(target).refused(&provider.name);
        let Some(id) = target else {
            audit::log(&event.into());
            return Ok(());
        };
        let title = provider.title().to_owned();
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            let mark = fingerprint(&[b"identity refused ".as_slice(), id.0.as_bytes()].concat());
            if !spent::insert(&mut tx, &mark, now.plus(INTERVAL)).await? {
                audit::log(&event.into());
                return Ok(());
            }
            tx.record(event);
            let Some(user) = users::find(&mut tx, id).await? else { return Ok(()) };
            let mail = |reader: &User, _| {
                let (name, account, provider) = (reader.greeting(), user.username.clone(), title.clone());
                Mail::IdentityRefused { name, account, provider, at: now }
            };
            Ok(tx.notify_administrators(&[], mail).await?)
        };
        self.transact(Actor::Anonymous, caller, job).await
    }
}
