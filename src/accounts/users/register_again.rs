//! Sends the message of a registration again, to the browser that has registered.
//!
//! Neither the response nor its time reveals whether an account has the address: everything that depends on it happens after the
//! response ([`Accounts::after_response`]).

use super::User;
use super::pending_registration::PendingRegistration;
use crate::accounts::audit::Actor;
use crate::accounts::emails::CONFIRMATION;
use crate::accounts::unit_of_work::UnitOfWork;
use crate::accounts::{Accounts, AskingBrowser, Caller, error};
use crate::identity::{self, CanonicalEmail};
use crate::mail::Mail;
use crate::shared::error::AppError;
use crate::shared::fields::Fields;
use crate::shared::ids::UserId;
use crate::shared::values::Text;
use crate::store::locks;
use crate::store::one_time_tokens::{self, Purpose};
use crate::store::users;

impl Accounts {
    /// Sends the message of a registration with this address again. It replaces the previous one, so nothing is sent for the
    /// registrations of other browsers. Succeeds in any case, unless the source has requested too many messages.
    pub fn resend_registration(&self, caller: &Caller, email: &Text) -> Result<(), AppError> {
        let mut fields = Fields::default();
        let email = fields.parse("email", email, identity::email);
        fields.finish().map_err(AppError::invalid)?;
        self.spend_recovery(caller)?;
        if let (Some(CanonicalEmail { key, .. }), Some(browser)) = (email, caller.browser) {
            let (accounts, caller) = (self.clone(), caller.clone());
            let send = async move {
                if let Err(error) = accounts.answer_again(&caller, key, browser).await {
                    tracing::error!(error = %error::for_log(&error), "cannot answer a registration again");
                }
            };
            self.after_response("the answer to a registration", send);
        }
        Ok(())
    }

    async fn answer_again(&self, caller: &Caller, email_key: String, browser: AskingBrowser) -> Result<(), AppError> {
        let key = email_key.clone();
        let found = self.db().read(async move |mut conn| users::find_by_key(&mut conn, &key).await).await?;
        match found {
            Some(owner) => self.answer_owner(caller, UserId(owner.id), browser).await,
            None => self.answer_pending(caller, email_key, browser).await,
        }
    }

    /// There is an account: the one that was registered, or with strict privacy perhaps another one.
    async fn answer_owner(&self, caller: &Caller, id: UserId, browser: AskingBrowser) -> Result<(), AppError> {
        let is_strict = self.settings().strict_registration_privacy;
        let job = async move |mut tx: UnitOfWork| {
            let Some(owner) = users::find(&mut tx, id).await?.map(User::from) else { return Ok(()) };
            if is_strict {
                tx.notify_owner(&owner, &Mail::RegistrationTaken);
                return Ok(());
            }
            let now = tx.now();
            let last = one_time_tokens::newest(&mut tx, id, Purpose::ConfirmEmail, now).await?;
            let is_own = last.is_some_and(|link| link.browser_hash.as_deref() == Some(&browser.hash()[..]));
            if is_own && tx.accounts().charge_recipient(&CONFIRMATION, &owner.email).is_ok() {
                tx.send_confirmation(&owner).await?;
            }
            Ok(())
        };
        self.on_account(id, None, Actor::Anonymous, caller, job).await
    }

    /// There is no account yet, and with strict privacy perhaps a registration of this browser.
    async fn answer_pending(&self, caller: &Caller, email_key: String, browser: AskingBrowser) -> Result<(), AppError> {
        let job = async move |mut tx: UnitOfWork| {
            // As for a registration: of two at once, one must see the other's token.
            locks::acquire_address(&mut tx, &email_key).await?;
            let now = tx.now();
            let last = one_time_tokens::of_browser(&mut tx, &email_key, &browser.hash(), now).await?;
            let parameters = last.and_then(|link| link.parameters);
            let Some(pending) = parameters.as_deref().and_then(PendingRegistration::from_json) else {
                return Ok(());
            };
            // It may have been closed since. Whether a provider still admits an identity is asked when the link is used.
            if pending.identity.is_none() && !tx.accounts().settings().registration_open {
                return Ok(());
            }
            let link = tx.accounts().registration_link(tx.caller(), &pending);
            Ok(tx.send_registration(&pending, &link).await?)
        };
        self.transact(Actor::Anonymous, caller, job).await
    }
}
