//! Asks the owner of a new address to confirm that it replaces the current one.

use crate::{
    accounts::{
        Recipient, User,
        one_time::{self, NewToken},
        unit_of_work::UnitOfWork,
    },
    identity,
    mail::Mail,
    store::{StoreError, one_time_tokens::Purpose},
};
use std::time::Duration;

/// How long a change waits for its confirmation.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

impl UnitOfWork {
    /// Sends a link to `email` that makes it the address of the account. Replaces an earlier request. Whether the address is
    /// free is checked again when it is confirmed.
    pub(in crate::accounts) async fn request_email_change(
        &mut self,
        user: &User,
        email: &str,
    ) -> Result<(), StoreError> {
        let link = self.accounts().new_token(NewToken {
            email_key: Some(identity::key(email)),
            parameters: Some(one_time::with_address(email)),
            with_digits: true,
            ..NewToken::of(user.id, Purpose::ChangeEmail, LIFETIME)
        });
        self.store_token(&link.stored).await?;
        let to = Recipient { address: email.to_owned(), user: Some(user.id) };
        self.send(&Mail::EmailChangeConfirm { minutes: link.minutes() }, &to, Some(&link.secret)).await
    }
}
