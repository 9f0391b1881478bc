//! What a new account must be, whoever makes it: one parsing for the form, the API and the command line.

use super::Accounts;
use crate::{
    identity::{self, CanonicalEmail, CanonicalUsername},
    passwords::{self, Overloaded},
    shared::{
        error::FieldError,
        fields::{Fields, Problem, person_name::PersonName},
        ids::UserId,
        text::Text,
        views::Role,
    },
    store::users::{NewUser, Taken},
};
use std::borrow::Cow;

/// An account that keeps all rules, its password not yet hashed.
pub(super) struct NewAccount {
    pub username: CanonicalUsername,
    pub email: CanonicalEmail,
    pub name: Option<PersonName>,
    pub password: String,
    /// The username was not sent: it comes from the address, and another will do when it is taken.
    pub username_is_derived: bool,
}

/// The fields of an account to be, as they came.
pub(super) struct NewAccountFields<'r> {
    pub username: &'r Text,
    pub email: &'r Text,
    pub name: &'r Text,
    pub password: &'r Text,
    pub confirm_password: &'r Text,
}

impl Accounts {
    /// Parses all fields and tells all errors at once.
    pub(super) fn parse_new_account(&self, from: &NewAccountFields<'_>) -> Result<NewAccount, Vec<FieldError>> {
        let mut fields = Fields::default();
        let username_is_derived = from.username.is_missing();
        let chosen = (!username_is_derived).then(|| fields.parse("username", from.username, identity::username));
        let email = fields.parse("email", from.email, identity::email);
        let username = chosen.unwrap_or_else(|| email.as_ref().map(derived_username));
        let name = fields.parse("name", from.name, PersonName::parse_optional);
        let own = own_names(username.as_ref(), email.as_ref());
        let rules = self.settings().password_rules;
        let check = |text: &str| passwords::check_new(text, rules, &own).map(|()| text.to_owned());
        let password = fields.parse("password", from.password, check);
        if !from.confirm_password.is_missing() && from.confirm_password != from.password {
            fields.reject("confirm_password", Problem::new("mismatch", "Type the same password twice."));
        }
        fields.finish()?;
        match (username, email, name, password) {
            (Some(username), Some(email), Some(name), Some(password)) => {
                Ok(NewAccount { username, email, name, password, username_is_derived })
            }
            _ => unreachable!("a field that is missing has left an error"),
        }
    }

    /// Hashes the password and decides on everything that the row needs.
    pub(super) async fn prepare(&self, id: UserId, account: NewAccount, role: Role) -> Result<NewUser, Overloaded> {
        let password_hash = self.passwords().hash(&account.password).await?;
        Ok(NewUser {
            id,
            username: account.username.username.as_str().to_owned(),
            username_key: account.username.key,
            email: account.email.email.as_str().to_owned(),
            email_key: account.email.key,
            name: account.name.map(|name| name.as_str().to_owned()),
            role,
            password_hash,
            now: self.now(),
        })
    }
}

/// What a password must not be made of.
pub(super) fn own_names<'n>(
    username: Option<&'n CanonicalUsername>,
    email: Option<&'n CanonicalEmail>,
) -> Vec<&'n str> {
    let username = username.map(|username| username.username.as_str());
    let email = email.map(|email| email.email.as_str());
    username.into_iter().chain(email).collect()
}

/// A username from an address's local part: what a username may not hold is left out, and what is too short is
/// made longer.
fn derived_username(email: &CanonicalEmail) -> CanonicalUsername {
    let local: String = email.email.local_part().chars().take(60).collect();
    let allowed: String = local.chars().filter(|c| c.is_alphanumeric() || ".-_".contains(*c)).collect();
    let candidates = [allowed.clone(), format!("{allowed}-user"), "user".to_owned()];
    let found = candidates.iter().find_map(|candidate| identity::username(candidate).ok());
    found.unwrap_or_else(|| unreachable!("`user` is a username"))
}

/// Another username for an address whose own is taken.
pub(super) fn numbered(username: &str, number: u32) -> Option<CanonicalUsername> {
    identity::username(&format!("{username}-{number}")).ok()
}

/// The errors of names that another account has.
pub(super) fn taken_errors(taken: Taken, username: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut add = |field, message: Cow<'static, str>| errors.push(Problem::new("taken", message).of(field));
    if taken.username {
        add("username", format!("“{username}” is taken. Try another.").into());
    }
    if taken.email {
        add("email", "Someone has an account with this email. Sign in instead?".into());
    }
    errors
}
