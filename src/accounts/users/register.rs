//! Registers a new account, or with `VESTIBULE_REGISTRATION_PRIVACY=strict` answers by mail only
//! (`docs/decisions/0032-registration-privacy.md`).
//!
//! In the second case a registration is confirmed before there is an account. Neither the response nor its time reveals whether
//! an account has the address: everything that depends on it happens after the response ([`Accounts::after_response`]).
//!
//! Several people may register an address, but only one of them reads its mail, so a registration replaces only that of the same
//! browser ([decision 47](../../../docs/decisions/0047-messages.md)).

use super::{
    User, UsernameRights,
    create::Prepared,
    new_account::{self, NewAccountFields},
};
use crate::{
    accounts::{
        Accounts, Caller, LinkHolder, Recipient,
        audit::Actor,
        emails::{CONFIRMATION, CONFIRMATION_LIFETIME},
        error,
        one_time::{self, NewToken, Opened},
        unit_of_work::UnitOfWork,
    },
    budgets::{Budget, RateLimitKey},
    identity,
    mail::Mail,
    passwords::Priority,
    shared::{
        audit::EventKind,
        error::{AppError, ErrorCode},
        fields::names::PersonName,
        groups::GroupNames,
        ids::UserId,
        requests::RegisterRequest,
        timestamp::Timestamp,
        views::Role,
    },
    store::{
        locks,
        one_time_tokens::{self, Purpose},
        users::{self, NewUser},
    },
};
use serde::{Deserialize, Serialize};

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

impl Accounts {
    /// Registers an account, and sends the message that confirms its address.
    ///
    /// # Errors
    /// Also if registration is closed.
    pub async fn register(&self, caller: &Caller, request: RegisterRequest) -> Result<Registered, AppError> {
        if !self.settings().registration_open {
            let detail = "Registration is closed. Ask an administrator for an account.";
            return Err(AppError::new(ErrorCode::RegistrationClosed, detail));
        }
        let is_strict = self.settings().strict_registration_privacy;
        let fields = fields_of(&request, UsernameRights::Unreserved);
        let checked = if is_strict {
            self.check_new_but_email(&fields, Role::User).await
        } else {
            self.check_new(&fields, Role::User).await
        };
        // Otherwise anybody could find out which of many names and addresses have an account.
        if checked.as_ref().is_err_and(AppError::is_taken) {
            self.spend_conflict(caller)?;
        }
        let checked = checked?;
        // Typing mistakes do not use up the budget of the address, but every password hash does.
        if let Some(address) = caller.address {
            self.spend(Budget::Register, RateLimitKey::source(address))?;
        }
        let new = self.hash_new(checked, Priority::other(caller.address)).await?;
        if is_strict {
            self.answer_by_mail(caller, new);
            return Ok(Registered::Pending);
        }
        let id = new.id;
        let confirmation = self.first_confirmation(caller, id, &new.user.names.email);
        let job = async move |mut tx: UnitOfWork| {
            tx.record(tx.event(EventKind::UserRegister).on(id));
            let user = User::from(new.insert(&mut tx).await?);
            if let Some(confirmation) = &confirmation {
                confirmation.send(&mut tx).await?;
            }
            Ok(user)
        };
        // Registering needs no permission, and the new account itself is the actor.
        Ok(Registered::Account(Box::new(self.transact(Actor::User(id), caller, job).await?)))
    }

    /// Uses up a link with [`Purpose::Registration`] and creates its account, whose address is confirmed.
    pub(in crate::accounts) async fn complete_registration(
        &self,
        caller: &Caller,
        opened: &Opened,
        holder: LinkHolder<'_>,
    ) -> Result<User, AppError> {
        // It may have been closed since the message was sent.
        if !self.settings().registration_open {
            return Err(one_time::link_invalid());
        }
        let id = UserId(self.new_id());
        let pending = opened.row.parameters.as_deref().and_then(PendingRegistration::from_json);
        let pending = pending.ok_or_else(one_time::link_invalid)?;
        self.check_chosen_password(caller, opened, holder, &pending.password_hash).await?;
        let new = pending.into_account(id, self.now()).ok_or_else(one_time::link_invalid)?;
        let hash = opened.hash;
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
            Ok(User::from(new.insert(&mut tx).await?))
        };
        // The link is the permission, and the new account itself is the actor.
        self.transact(Actor::User(id), caller, job).await
    }

    /// Sends a message to the address of a registration. Does nothing if the address has received too many.
    fn answer_by_mail(&self, caller: &Caller, new: Prepared) {
        let (accounts, caller) = (self.clone(), caller.clone());
        let send = async move {
            if let Err(error) = accounts.send_answer(&caller, new.user).await {
                tracing::error!(error = %error::for_log(&error), "cannot answer a registration");
            }
        };
        self.after_response("the answer to a registration", send);
    }

    async fn send_answer(&self, caller: &Caller, new: NewUser) -> Result<(), AppError> {
        let link = self.new_token(NewToken {
            purpose: Purpose::Registration,
            user: None,
            created_by: None,
            email_key: Some(new.names.email_key.clone()),
            parameters: Some(PendingRegistration::from(&new).to_json()),
            with_digits: false,
            browser: caller.browser,
            lifetime: CONFIRMATION_LIFETIME,
        });
        let job = async move |mut tx: UnitOfWork| {
            if let Some(owner) = users::find_by_key(&mut tx, &new.names.email_key).await? {
                // The address as its owner has written it, not as it was typed now.
                let to = Recipient::owner(&User::from(owner));
                tx.notify_address(&Mail::RegistrationTaken, &to);
                return Ok(());
            }
            // Of two at once, one must see the other's token to count it.
            locks::acquire_address(&mut tx, &new.names.email_key).await?;
            let now = tx.now();
            // Taken by an account of an import that is not published yet, or by one that may undo its change of address.
            if users::taken(&mut tx, &new.names, new.id, now).await?.email {
                return Ok(());
            }
            if tx.accounts().charge_recipient(&CONFIRMATION, &new.names.email).is_err() {
                return Ok(());
            }
            let browser = link.stored.browser_hash.as_ref();
            one_time_tokens::make_room(&mut tx, &new.names.email_key, browser, MAX_OF_ADDRESS).await?;
            one_time_tokens::insert(&mut tx, &link.stored).await?;
            let to = Recipient { address: new.names.email.clone(), user: None };
            tx.send(&CONFIRMATION, &to, Some(&link.secret));
            Ok(())
        };
        self.transact(Actor::Anonymous, caller, job).await
    }
}

/// The fields of the registration form.
pub(in crate::accounts) fn fields_of(request: &RegisterRequest, rights: UsernameRights) -> NewAccountFields<'_> {
    NewAccountFields {
        rights,
        username: &request.username,
        email: &request.email,
        name: &request.name,
        password: Some(&request.password),
        confirm_password: &request.confirm_password,
    }
}

/// A registration that is stored with its one-time token, as JSON. It reserves neither the username nor the address.
#[derive(Serialize, Deserialize)]
struct PendingRegistration {
    username: String,
    email: String,
    name: Option<String>,
    password_hash: String,
}

impl PendingRegistration {
    fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| unreachable!("registrations serialize to JSON"))
    }

    /// None if only another version can read it.
    fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// The account with the id `id`. None if the rules for names have changed since.
    fn into_account(self, id: UserId, now: Timestamp) -> Option<Prepared> {
        // Parsed again, because the search keys that are derived from the names may depend on the version.
        let username = UsernameRights::Unreserved.parse(&self.username).ok()?;
        let email = identity::email(&self.email).ok()?;
        let name = PersonName::parse_optional(self.name.as_deref().unwrap_or_default()).ok()?;
        let names = new_account::names(username, email, name, None, GroupNames::default());
        let Self { password_hash, .. } = self;
        let user = NewUser { id, names, role: Role::User, email_verified: true, password_hash, now };
        // Another username cannot be chosen now, so one that was taken in the meantime gets a number.
        Some(Prepared { id, user, username_is_derived: true })
    }
}

impl From<&NewUser> for PendingRegistration {
    fn from(user: &NewUser) -> Self {
        Self {
            username: user.names.username.clone(),
            email: user.names.email.clone(),
            name: user.names.name.clone(),
            password_hash: user.password_hash.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registration_becomes_the_account_that_was_requested() {
        let pending = PendingRegistration {
            username: "Maren".to_owned(),
            email: "Maren@Example.org".to_owned(),
            name: Some("Maren Holt".to_owned()),
            password_hash: "$argon2id$".to_owned(),
        };
        let read = PendingRegistration::from_json(&pending.to_json()).expect("a registration");
        let (id, now) = (UserId(uuid::Uuid::from_u128(7)), Timestamp(1_000));
        let account = read.into_account(id, now).expect("an account");
        let NewUser { names, email_verified, password_hash, .. } = account.user;
        assert_eq!((names.username.as_str(), names.username_key.as_str()), ("Maren", "maren"));
        assert_eq!((names.email.as_str(), names.email_key.as_str()), ("Maren@Example.org", "maren@example.org"));
        assert_eq!((names.name.as_deref(), password_hash.as_str()), (Some("Maren Holt"), "$argon2id$"));
        assert!(email_verified && account.username_is_derived && account.id == id);
    }

    #[test]
    fn what_only_another_version_understands_is_no_registration() {
        assert!(PendingRegistration::from_json("{}").is_none());
        let invalid = r#"{"username":"a b","email":"maren@example.org","name":null,"password_hash":"x"}"#;
        let read = PendingRegistration::from_json(invalid).expect("JSON");
        assert!(read.into_account(UserId(uuid::Uuid::nil()), Timestamp(0)).is_none());
    }
}
