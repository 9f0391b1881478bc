//! Registers a new account, or with `VESTIBULE_REGISTRATION_PRIVACY=strict` answers by mail only
//! (`docs/decisions/0032-registration-privacy.md`).
//!
//! In the second case a registration is confirmed before there is an account. Neither the response nor its time reveals whether
//! an account has the address: everything that depends on it happens after the response (`Core::after_response`). The same
//! holds for the message of a registration that is sent again.
//!
//! Several people may register an address, but only one of them reads its mail, so a registration replaces only that of the same
//! browser ([decision 47](../../../docs/decisions/0047-messages.md)).

use super::new_account::NewAccount;
use super::pending_registration::PendingRegistration;
use super::{User, UsernameRights};
use crate::accounts::emails::{CONFIRMATION, CONFIRMATION_LIFETIME};
use crate::accounts::one_time::{self, Issued, Opened};
use crate::accounts::own_fields::OwnFieldAccess;
use crate::accounts::upstream::{link, vouched_domain};
use crate::accounts::{Actor, AskingBrowser, Caller, NewToken, ProvenIdentity, Recipient, UnitOfWork, Users, error};
use crate::applications::Provider;
use crate::budgets::{Budget, RateLimitKey};
use crate::identity::{self, CanonicalEmail};
use crate::language::message;
use crate::mail::Mail;
use crate::passwords::Priority;
use crate::shared::{AppError, ErrorCode, EventKind, Fields, RegisterRequest, Role, Text, UserId};
use crate::store::one_time_tokens;
use crate::store::users;
use crate::store::{Purpose, StoreError, locks};
use std::sync::Arc;

/// Maximum number of registrations of an address. The oldest are deleted: if further ones were refused, a stranger could keep the
/// person from registering. So many that the person's own is not among them: within the 24 hours of a link each replica sends 120
/// messages to an address.
const MAX_OF_ADDRESS: u32 = 1_000;

/// What became of a registration.
#[derive(Clone, Debug)]
pub enum Registered {
    /// The account exists.
    Account(Box<User>),
    /// The rest happens by mail: a link that opens the account, or a message to the owner of a taken address.
    Pending,
}

impl Users {
    /// Registers an account, and sends the message that confirms its address.
    ///
    /// # Errors
    /// Also if registration is closed.
    pub async fn register(&self, caller: &Caller, request: RegisterRequest) -> Result<Registered, AppError> {
        if !self.settings().registration_open {
            return Err(AppError::new(ErrorCode::RegistrationClosed, message::registration_is_closed()));
        }
        let is_strict = self.settings().strict_registration_privacy;
        let rights = UsernameRights::Unreserved;
        let new = self.parse_registration(caller, &request, rights, Role::User, OwnFieldAccess::OWNER).await?;
        // The response must not reveal whether the address is taken.
        if let Err(error) = self.refuse_taken(&new, is_strict).await {
            // Otherwise anybody could find out which of many names, addresses and values have an account.
            if error.is_taken() {
                self.spend_conflict(caller)?;
            }
            return Err(error);
        }
        // Typing mistakes do not use up the budget of the address, but every password hash does.
        if let Some(address) = caller.address {
            self.spend(Budget::Register, RateLimitKey::source(address))?;
        }
        let new = self.hash_new(new, Priority::other(caller.address)).await?;
        if is_strict {
            self.answer_by_mail(caller, new, None);
            return Ok(Registered::Pending);
        }
        let id = new.user.id;
        let job = async move |mut tx: UnitOfWork| {
            tx.record(tx.event(EventKind::UserRegister).on(id));
            let user = new.insert(&mut tx).await?;
            tx.send_first_confirmation(&user).await?;
            Ok(user)
        };
        // Registering needs no permission, and the new account itself is the actor.
        Ok(Registered::Account(Box::new(self.transact(Actor::User(id), caller, job).await?)))
    }

    /// Uses up a link with [`Purpose::Registration`], whose holder was checked, and creates its account, whose address is confirmed.
    /// Returns as well whether it lacks a value that another account has got meanwhile.
    pub(in crate::accounts) async fn complete_registration(
        &self,
        caller: &Caller,
        opened: &Opened,
    ) -> Result<(User, bool), AppError> {
        let pending = opened.row.parameters.as_deref().and_then(PendingRegistration::from_json);
        let pending = pending.ok_or_else(one_time::link_invalid)?;
        let coming = self.still_admitted(&pending).await?;
        let names = pending.names().ok_or_else(one_time::link_invalid)?;
        // Another username cannot be chosen now, so one that was taken in the meantime gets a number.
        let mut new = self.new_account(names, Role::User, true).confirmed();
        new.user.password_hash = pending.password_hash;
        new.user.own_values = pending.own_values;
        new.accepted = pending.accepted;
        let (id, hash) = (new.user.id, opened.hash);
        let job = async move |mut tx: UnitOfWork| {
            // Each of two links of an address deletes the other, so that the transactions could deadlock.
            locks::acquire_address(&mut tx, &new.user.names.email_key).await?;
            let now = tx.now();
            // Only one of two concurrent requests consumes the link; the other changes nothing.
            if !one_time_tokens::consume(&mut tx, &hash, Purpose::Registration, now).await? {
                return Err(one_time::link_invalid());
            }
            // They contain hashes of passwords.
            one_time_tokens::delete(&mut tx, &hash).await?;
            one_time_tokens::delete_of_email(&mut tx, &new.user.names.email_key, Purpose::Registration).await?;
            tx.record(tx.event(EventKind::UserRegister).on(id));
            let registered = new.user.own_values.len();
            let new = new.without_taken_values(&mut tx).await?;
            let is_less = new.user.own_values.len() < registered;
            let user = new.insert(&mut tx).await?;
            if let Some((provider, identity)) = &coming {
                link(&mut tx, id, provider, identity).await?;
            }
            Ok((user, is_less))
        };
        // The link is the permission, and the new account itself is the actor.
        self.transact(Actor::User(id), caller, job).await
    }

    /// The identity of a registration, with its provider, if it has one.
    ///
    /// # Errors
    /// If registration was closed since the message was sent, or the provider was.
    async fn still_admitted(
        &self,
        pending: &PendingRegistration,
    ) -> Result<Option<(Arc<Provider>, ProvenIdentity)>, AppError> {
        let Some(identity) = &pending.identity else {
            let is_open = self.settings().registration_open;
            return if is_open { Ok(None) } else { Err(one_time::link_invalid()) };
        };
        let provider = self.providers().provider_of(identity).await.map_err(|_| one_time::link_invalid())?;
        if !self.providers().admits_registration(&provider, vouched_domain(identity).as_deref()) {
            return Err(one_time::link_invalid());
        }
        Ok(Some((provider, identity.clone())))
    }

    /// Sends a message to the address of a registration. Does nothing if the address has received too many. `identity`: what is
    /// linked when it is confirmed, in place of a password.
    pub(in crate::accounts) fn answer_by_mail(
        &self,
        caller: &Caller,
        new: NewAccount,
        identity: Option<ProvenIdentity>,
    ) {
        let (users, caller) = (self.clone(), caller.clone());
        let send = async move {
            if let Err(error) = users.send_answer(&caller, new, identity).await {
                tracing::error!(error = %error::for_log(&error), "cannot answer a registration");
            }
        };
        self.after_response("the answer to a registration", send);
    }

    async fn send_answer(
        &self,
        caller: &Caller,
        new: NewAccount,
        identity: Option<ProvenIdentity>,
    ) -> Result<(), AppError> {
        let pending = PendingRegistration { identity, ..PendingRegistration::from(&new) };
        let new = new.user;
        let link = self.registration_link(caller, &pending);
        let job = async move |mut tx: UnitOfWork| {
            if let Some(owner) = users::find_by_key(&mut tx, &new.names.email_key).await? {
                // The address as its owner has written it, not as it was typed now.
                tx.notify_owner(&User::from(owner), &Mail::RegistrationTaken);
                return Ok(());
            }
            // Of two at once, one must see the other's token to count it.
            locks::acquire_address(&mut tx, &new.names.email_key).await?;
            let now = tx.now();
            // Taken by an account of an import that is not published yet, or by one that may undo its change of address.
            if users::taken(&mut tx, &new.names, new.id, now).await?.email {
                return Ok(());
            }
            Ok(tx.send_registration(&pending, &link).await?)
        };
        self.transact(Actor::Anonymous, caller, job).await
    }

    /// Generates the link that opens the account of a registration.
    pub(super) fn registration_link(&self, caller: &Caller, pending: &PendingRegistration) -> Issued {
        self.links().new_token(NewToken {
            purpose: Purpose::Registration,
            user: None,
            created_by: None,
            email_key: Some(identity::key(&pending.email)),
            parameters: Some(pending.to_json()),
            // Another browser shows that it has registered, with the password if there is one.
            with_digits: false,
            browser: caller.browser,
            journey: caller.journey.clone(),
            lifetime: CONFIRMATION_LIFETIME,
        })
    }
}

impl UnitOfWork {
    /// Sends the link of a registration, which replaces that of the same browser. Does nothing if the address has received too
    /// many messages.
    pub(super) async fn send_registration(
        &mut self,
        pending: &PendingRegistration,
        link: &Issued,
    ) -> Result<(), StoreError> {
        if self.accounts().outbox().charge_recipient(&CONFIRMATION, &pending.email).is_err() {
            return Ok(());
        }
        let (email_key, browser) = (identity::key(&pending.email), link.stored.browser_hash.as_ref());
        one_time_tokens::make_room(self, &email_key, browser, MAX_OF_ADDRESS).await?;
        one_time_tokens::insert(self, &link.stored).await?;
        let to = Recipient { address: pending.email.clone(), user: None, language: None };
        self.send(&CONFIRMATION, &to, Some(&link.secret));
        Ok(())
    }
}

impl Users {
    /// Sends the message of a registration with this address again. It replaces the previous one, so nothing is sent for the
    /// registrations of other browsers. Succeeds in any case, unless the source has requested too many messages.
    pub fn resend_registration(&self, caller: &Caller, email: &Text) -> Result<(), AppError> {
        let mut fields = Fields::default();
        let email = fields.parse("email", email, identity::email);
        fields.finish().map_err(AppError::invalid)?;
        self.spend_recovery(caller)?;
        if let (Some(CanonicalEmail { key, .. }), Some(browser)) = (email, caller.browser) {
            let (users, caller) = (self.clone(), caller.clone());
            let send = async move {
                if let Err(error) = users.answer_again(&caller, key, browser).await {
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
            if is_own && tx.accounts().outbox().charge_recipient(&CONFIRMATION, &owner.email).is_ok() {
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
            let link = tx.accounts().users().registration_link(tx.caller(), &pending);
            Ok(tx.send_registration(&pending, &link).await?)
        };
        self.transact(Actor::Anonymous, caller, job).await
    }
}
