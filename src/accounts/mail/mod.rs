//! Mail. A use case adds a message to the outbox in its own transaction ([`UnitOfWork::send`]); a task of the server sends it
//! afterwards ([`MailDelivery`]), so no request waits for a mail server (`docs/decisions/0030-outbox.md`).
//!
//! [`Mail::to`] says who gets which message. It is charged to those who cause it and to those who get it
//! (`docs/decisions/0047-messages.md`). Each kind has counters of its own: what strangers can cause for an address must not use up
//! what its owner needs. What tells of a new way into an account is never dropped ([`Mail::counter`]).
//!
//! A message is in the language of its reader ([`UnitOfWork::language_for`]).
//!
//! Other nouns ask `Outbox` for `charge_recipient`, `charge_sender` and `wake_mail_delivery`.

mod administrators;
mod deliver;
mod lanes;

pub use deliver::{DeliveryLimits, MailDelivery};

use super::audit::Actor;
use super::one_time::NewToken;
use super::unit_of_work::UnitOfWork;
use super::{Caller, Outbox, User};
use crate::budgets::{Budget, Exceeded, RateLimitKey};
use crate::identity;
use crate::language::Language;
use crate::mail::{Letter, Mail, OneTime, To};
use crate::shared::{AppError, UserId};
use crate::store::{NewMail, StoreError, users};
use uuid::Uuid;

/// Who receives a message.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// A valid address.
    pub address: String,
    /// The account that the message is about. When it is purged, the message is deleted.
    pub user: Option<UserId>,
    /// The language of the account. None: it has none.
    pub language: Option<Language>,
}

impl Recipient {
    /// The owner of an account, for a message about it.
    pub(super) fn owner(user: &User) -> Self {
        Self::owner_at(user, user.email.clone())
    }

    /// The owner of an account, at an address that it had or may get.
    pub(super) fn owner_at(user: &User, address: String) -> Self {
        Self { address, user: Some(user.id), language: user.language() }
    }

    /// The owner of an account, unless the message is for confirmed addresses only, and this one is not: it may be a stranger's.
    fn of(user: &User, mail: &Mail) -> Option<Self> {
        let is_for_confirmed = matches!(mail.to(), To::Owner | To::PreviousOwner);
        (user.email_verified || !is_for_confirmed).then(|| Self::owner(user))
    }
}

impl UnitOfWork {
    /// Sends the owner of an account a notice. Does nothing if the account does not exist.
    pub(super) async fn notify(&mut self, id: UserId, mail: impl FnOnce(&User) -> Mail) -> Result<(), StoreError> {
        let Some(row) = users::find(self, id).await? else { return Ok(()) };
        let user = User::from(row);
        self.notify_owner(&user, &mail(&user));
        Ok(())
    }

    /// Sends a notice, a message without a link that its reader has not asked for, to the address in `user`. Does nothing if the
    /// address must be confirmed and is not, or if it has received too many: an error would undo what the notice is about.
    pub(super) fn notify_owner(&mut self, user: &User, mail: &Mail) {
        if let Some(to) = Recipient::of(user, mail) {
            self.notify_address(mail, &to);
        }
    }

    /// Sends a notice to an address. Does nothing if it has received too many.
    pub(super) fn notify_address(&mut self, mail: &Mail, to: &Recipient) {
        if self.accounts().outbox().charge_recipient(mail, &to.address).is_ok() {
            self.send(mail, to, None);
        }
    }

    /// Stores a new one-time token and sends the message with it to the address in `user`, without charging a budget.
    pub(super) async fn send_link(&mut self, user: &User, new: NewToken, mail: &Mail) -> Result<(), StoreError> {
        let link = self.accounts().links().new_token(new);
        self.store_token(&link.stored).await?;
        self.send_owner(user, mail, Some(&link.secret));
        Ok(())
    }

    /// Sends a message to the address in `user`, unless the address must be confirmed and is not.
    pub(super) fn send_owner(&mut self, user: &User, mail: &Mail, one_time: Option<&OneTime>) {
        if let Some(to) = Recipient::of(user, mail) {
            self.send(mail, &to, one_time);
        }
    }

    /// Adds a message to the outbox. It is sent after the commit, and not at all if the transaction is rolled back. Does
    /// nothing for a service account.
    pub(super) fn send(&mut self, mail: &Mail, to: &Recipient, one_time: Option<&OneTime>) {
        self.send_in(None, mail, to, one_time);
    }

    /// Like [`Self::send`], for a message of a mailing.
    pub(super) fn send_in(&mut self, mailing: Option<Uuid>, mail: &Mail, to: &Recipient, one_time: Option<&OneTime>) {
        // It would have no reader.
        if identity::is_service_address(&to.address) {
            return;
        }
        let now = self.now();
        let id = self.accounts().id_at(now);
        let letter = Letter { mail: mail.clone(), language: self.language_for(to) };
        let new = NewMail {
            id,
            kind: mail.kind(),
            recipient: to.address.clone(),
            user: to.user,
            parameters: letter.to_json(),
            sealed_token: one_time.map(|one_time| self.accounts().seal_bytes(&context(id), one_time)),
            mailing,
            now,
        };
        self.queue_mail(new);
    }

    /// The language of a message: that of the account, else that of the request that causes it, else the operator's setting.
    pub(super) fn language_for(&self, to: &Recipient) -> Language {
        to.language.or(self.caller().language).unwrap_or(self.accounts().settings().language)
    }
}

impl Outbox {
    /// Adds a message that accompanies no other change.
    pub async fn queue_mail(&self, mail: Mail, to: Recipient, one_time: Option<OneTime>) -> Result<(), AppError> {
        let job = async move |mut tx: UnitOfWork| {
            tx.send(&mail, &to, one_time.as_ref());
            Ok(())
        };
        self.transact(Actor::System, &Caller::system(), job).await
    }

    /// Charges the address that gets a message, unless the message is never dropped.
    pub(super) fn charge_recipient(&self, mail: &Mail, address: &str) -> Result<(), Exceeded> {
        match mail.counter() {
            Some(counter) => self.spend(Budget::Mail, RateLimitKey::message(counter, identity::key(address))),
            None => Ok(()),
        }
    }

    /// Charges a signed-in user, and their source. To be called before [`Self::charge_recipient`]: what is refused here must not
    /// use up the messages of a stranger.
    pub(super) fn charge_sender(&self, mail: &Mail, sender: UserId, caller: &Caller) -> Result<(), Exceeded> {
        self.spend_recovery(caller)?;
        self.spend(Budget::Mail, RateLimitKey::message(mail.kind(), sender))
    }
}

/// Binds a token to its message, so that it cannot be moved to another one, with another recipient.
fn context(id: Uuid) -> Vec<u8> {
    [b"outbox ".as_slice(), id.as_bytes()].concat()
}
