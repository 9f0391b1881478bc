//! Charges messages to those who cause them and to those who get them ([decision 47](../../../docs/decisions/0047-messages.md)).
//! Each kind has counters of its own: what strangers can cause for an address must not use up what its owner needs.

use crate::{
    accounts::{Accounts, Caller},
    budgets::{Budget, Exceeded, RateLimitKey},
    identity,
    mail::Mail,
    shared::ids::UserId,
};

impl Accounts {
    /// Charges the address that gets a message.
    pub(in crate::accounts) fn charge_recipient(&self, mail: &Mail, address: &str) -> Result<(), Exceeded> {
        self.spend(Budget::Mail, RateLimitKey::message(mail.kind(), identity::key(address)))
    }

    /// Charges a signed-in user, and their source. To be called before [`Self::charge_recipient`]: what is refused here must not
    /// use up the messages of a stranger.
    pub(in crate::accounts) fn charge_sender(
        &self,
        mail: &Mail,
        sender: UserId,
        caller: &Caller,
    ) -> Result<(), Exceeded> {
        self.spend_recovery(caller)?;
        self.spend(Budget::Mail, RateLimitKey::message(mail.kind(), sender))
    }
}
