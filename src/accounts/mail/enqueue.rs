//! Adds messages to the outbox.

use crate::{
    accounts::{Accounts, Caller, Failure, User, audit::Actor, service_accounts, unit_of_work::UnitOfWork},
    mail::{Mail, OneTime},
    shared::ids::UserId,
    store::{StoreError, outbox::NewMail, users},
};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Who receives a message.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// A valid address.
    pub address: String,
    /// The account that the message is about. When it is purged, the message is deleted.
    pub user: Option<UserId>,
}

impl Recipient {
    /// The owner of an account, for a message about it.
    pub(in crate::accounts) fn owner(user: &User) -> Self {
        Self { address: user.email.clone(), user: Some(user.id) }
    }
}

impl UnitOfWork {
    /// Sends the owner of an account a notice. Does nothing if the account does not exist.
    pub(in crate::accounts) async fn notify(
        &mut self,
        id: UserId,
        mail: impl FnOnce(&User) -> Mail,
    ) -> Result<(), StoreError> {
        let Some(row) = users::find(self, id).await? else { return Ok(()) };
        let user = User::from(row);
        self.notify_owner(&user, &mail(&user));
        Ok(())
    }

    /// Sends a notice, a message without a link that its reader has not asked for, to the address in `user`. Does nothing if the
    /// address is not confirmed, because it may be a stranger's, or if it has received too many: an error would undo what the
    /// notice is about.
    pub(in crate::accounts) fn notify_owner(&mut self, user: &User, mail: &Mail) {
        if user.email_verified {
            self.notify_address(mail, &Recipient::owner(user));
        }
    }

    /// Sends a notice to an address. Does nothing if it has received too many.
    pub(in crate::accounts) fn notify_address(&mut self, mail: &Mail, to: &Recipient) {
        if self.accounts().charge_recipient(mail, &to.address).is_ok() {
            self.send(mail, to, None);
        }
    }

    /// Adds a message to the outbox. It is sent after the commit, and not at all if the transaction is rolled back. Does
    /// nothing for a service account.
    pub(in crate::accounts) fn send(&mut self, mail: &Mail, to: &Recipient, one_time: Option<&OneTime>) {
        self.send_in(None, mail, to, one_time);
    }

    /// Like [`Self::send`], for a message of a mailing.
    pub(in crate::accounts) fn send_in(
        &mut self,
        mailing: Option<Uuid>,
        mail: &Mail,
        to: &Recipient,
        one_time: Option<&OneTime>,
    ) {
        // Nobody reads it.
        if service_accounts::is_address(&to.address) {
            return;
        }
        let now = self.now();
        let id = self.accounts().id_at(now);
        let new = NewMail {
            id,
            kind: mail.kind(),
            recipient: to.address.clone(),
            user: to.user,
            parameters: mail.to_json(),
            sealed_token: one_time.map(|one_time| self.accounts().seal_one_time(id, one_time)),
            mailing,
            now,
        };
        self.queue_mail(new);
    }
}

impl Accounts {
    /// Adds a message that accompanies no other change.
    pub async fn queue_mail(&self, mail: Mail, to: Recipient, one_time: Option<OneTime>) -> Result<(), Failure> {
        let job = async move |mut tx: UnitOfWork| {
            tx.send(&mail, &to, one_time.as_ref());
            Ok::<_, StoreError>(())
        };
        Ok(self.transact(Actor::System, &Caller::local(), job).await?)
    }

    fn seal_one_time(&self, id: Uuid, one_time: &OneTime) -> Vec<u8> {
        let json = serde_json::to_vec(one_time).unwrap_or_else(|_| unreachable!("one-time tokens serialize to JSON"));
        self.keyring().seal(&context(id), &Zeroizing::new(json), self.entropy().bytes())
    }

    /// None if it was not sealed for this message.
    pub(super) fn open_one_time(&self, id: Uuid, sealed: &[u8]) -> Option<OneTime> {
        serde_json::from_slice(&self.keyring().open_sealed(&context(id), sealed)?).ok()
    }
}

/// Binds a token to its message, so that it cannot be moved to another one, with another recipient.
fn context(id: Uuid) -> Vec<u8> {
    [b"outbox ".as_slice(), id.as_bytes()].concat()
}
