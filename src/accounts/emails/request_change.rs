//! Asks the owner of a new address to confirm that it replaces the current one.

use super::send_confirmation::{CONFIRMATION_LIFETIME, MINUTES};
use crate::{
    accounts::{
        Recipient, UpdateProfileError, User,
        one_time::{self, NewToken},
        unit_of_work::UnitOfWork,
    },
    identity,
    mail::Mail,
    store::one_time_tokens::Purpose,
};

impl UnitOfWork {
    /// Sends a link to `email` that makes it the address of the account. Replaces an earlier request. Whether the address is
    /// free is checked again when it is confirmed.
    pub(in crate::accounts) async fn request_email_change(
        &mut self,
        user: &User,
        email: &str,
    ) -> Result<(), UpdateProfileError> {
        let mail = Mail::EmailChangeConfirm { minutes: MINUTES };
        self.accounts().charge_sender(&mail, user.id, self.caller()).map_err(UpdateProfileError::Exceeded)?;
        self.accounts().charge_recipient(&mail, email).map_err(UpdateProfileError::Exceeded)?;
        let link = self.accounts().new_token(NewToken {
            email_key: Some(identity::key(email)),
            parameters: Some(one_time::with_address(email)),
            with_digits: true,
            ..NewToken::of(user.id, Purpose::ChangeEmail, CONFIRMATION_LIFETIME)
        });
        self.store_token(&link.stored).await?;
        let to = Recipient { address: email.to_owned(), user: Some(user.id) };
        self.send(&mail, &to, Some(&link.secret));
        Ok(())
    }
}
