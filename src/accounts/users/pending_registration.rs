//! Registrations that are confirmed before there is an account (`VESTIBULE_REGISTRATION_PRIVACY=strict`).
//!
//! Neither the response nor its time reveals whether an account has the address: everything that depends on it happens after the
//! response ([`Accounts::after_response`]).
//!
//! Several people may register an address, of whom one reads its mail, so a registration replaces only that of the same browser
//! ([decision 47](../../../docs/decisions/0047-messages.md)).

use super::{User, UsernameRights, create::Prepared, new_account};
use crate::{
    accounts::{
        Accounts, Caller, Recipient,
        audit::Actor,
        emails::{CONFIRMATION, CONFIRMATION_LIFETIME},
        one_time::NewToken,
        unit_of_work::UnitOfWork,
    },
    identity,
    mail::Mail,
    shared::{fields::person_name::PersonName, groups::GroupNames, ids::UserId, timestamp::Timestamp, views::Role},
    store::{
        StoreError, advisory_locks,
        one_time_tokens::{self, Purpose},
        users::{self, NewUser},
    },
};
use serde::{Deserialize, Serialize};

/// Maximum number of registrations of an address. The oldest are deleted: if further ones were refused, a stranger could keep the
/// person from registering. So many that the person's own is not among them: within the 24 hours of a link each replica sends 120
/// messages to an address.
const MAX_OF_ADDRESS: u32 = 1_000;

/// A registration that is stored with its one-time token, as JSON. It reserves neither the username nor the address.
#[derive(Serialize, Deserialize)]
pub(super) struct PendingRegistration {
    username: String,
    email: String,
    name: Option<String>,
    pub(super) password_hash: String,
}

impl PendingRegistration {
    fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| unreachable!("registrations serialize to JSON"))
    }

    /// None if only another version can read it.
    pub(super) fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// The account with the id `id`. None if the rules for names have changed since.
    pub(super) fn into_account(self, id: UserId, now: Timestamp) -> Option<Prepared> {
        // Parsed again, because the search keys that are derived from the names may depend on the version.
        let username = UsernameRights::Unreserved.parse(&self.username).ok()?;
        let email = identity::email(&self.email).ok()?;
        let name = PersonName::parse_optional(self.name.as_deref().unwrap_or_default()).ok()?;
        let names = new_account::names(username, email, name, None, GroupNames::default());
        let Self { password_hash, .. } = self;
        let user = NewUser { id, names, role: Role::User, email_verified: true, password_hash, now };
        // Nobody could choose another username now, so one that was taken in the meantime gets a number.
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

impl Accounts {
    /// Sends a message to the address of a registration. Does nothing if the address has received too many.
    pub(super) fn answer_by_mail(&self, caller: &Caller, new: Prepared) {
        let (accounts, caller) = (self.clone(), caller.clone());
        let send = async move {
            if let Err(error) = accounts.send_answer(&caller, new.user).await {
                tracing::error!(%error, "cannot answer a registration");
            }
        };
        self.after_response("the answer to a registration", send);
    }

    async fn send_answer(&self, caller: &Caller, new: NewUser) -> Result<(), StoreError> {
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
            advisory_locks::acquire_address(&mut tx, &new.names.email_key).await?;
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
