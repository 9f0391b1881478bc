//! Parses the fields of a new account, in the same way for forms, the API, the command line and imports.

use super::{User, UsernameRights, usernames};
use crate::{
    accounts::{Accounts, service_accounts},
    identity::{self, CanonicalEmail, CanonicalUsername, words::SearchKeys},
    shared::{
        error::FieldError,
        fields::{Fields, Problem, names::PersonName},
        groups::GroupNames,
        values::Text,
    },
    store::users::{Names, Taken},
};
use std::borrow::Cow;

/// A new account whose fields are valid. The password is not hashed yet.
pub(in crate::accounts) struct NewAccount {
    pub username: CanonicalUsername,
    pub email: CanonicalEmail,
    pub name: Option<PersonName>,
    /// None if the owner sets it with a link.
    pub password: Option<String>,
    /// The username was derived from the email address, so it may be replaced if it is taken.
    pub username_is_derived: bool,
}

/// The fields of a new account as received.
pub(in crate::accounts) struct NewAccountFields<'r> {
    /// The rights of the actor who creates the account.
    pub rights: UsernameRights,
    pub username: &'r Text,
    pub email: &'r Text,
    pub name: &'r Text,
    /// None if the owner sets it with a link.
    pub password: Option<&'r Text>,
    pub confirm_password: &'r Text,
}

impl Accounts {
    /// Parses all fields and returns all errors at once.
    pub(in crate::accounts) fn parse_new_account(
        &self,
        from: &NewAccountFields<'_>,
    ) -> Result<NewAccount, Vec<FieldError>> {
        let mut fields = Fields::default();
        let username_is_derived = from.username.is_missing();
        // A missing username is derived from the email address below, so it is no error of its own.
        let chosen =
            (!username_is_derived).then(|| fields.parse("username", from.username, |text| from.rights.parse(text)));
        let email = fields.parse("email", from.email, service_accounts::ordinary_address);
        let username = chosen.unwrap_or_else(|| email.as_ref().map(usernames::derived_from));
        let name = fields.parse("name", from.name, PersonName::parse_optional);
        // A password must not be made of these. Invalid ones are not known and left empty.
        let own = [
            username.as_ref().map_or("", |username| username.username.as_str()),
            email.as_ref().map_or("", |email| email.email.as_str()),
        ];
        let password = from.password.map(|password| self.parse_chosen_password(&mut fields, "password", password, own));
        // API clients need not send the password twice: that only catches typing mistakes.
        if !from.confirm_password.is_missing() && Some(from.confirm_password) != from.password {
            fields.reject(
                "confirm_password",
                Problem::new("mismatch", "The passwords do not match. Type the same password twice."),
            );
        }
        fields.finish()?;
        match (username, email, name) {
            (Some(username), Some(email), Some(name)) => {
                Ok(NewAccount { username, email, name, password: password.flatten(), username_is_derived })
            }
            _ => unreachable!("a missing value has reported an error"),
        }
    }
}

/// The stored columns that derive from username, email address, name, external ID and groups.
pub(in crate::accounts) fn names(
    username: CanonicalUsername,
    email: CanonicalEmail,
    name: Option<PersonName>,
    external_id: Option<String>,
    groups: GroupNames,
) -> Names {
    let mut names = Names {
        username: String::new(),
        username_key: String::new(),
        email: email.email.as_str().to_owned(),
        email_key: email.key,
        name: name.map(|name| name.as_str().to_owned()),
        external_id,
        groups,
        name_key: String::new(),
        words: String::new(),
        word_bits: 0,
    };
    // Fills the columns that are empty above in the same way as a later change of the username.
    rename(&mut names, username);
    names
}

/// The stored columns of an existing account, with another address, which is valid.
pub(in crate::accounts) fn names_with_email(user: &User, email: &str) -> Names {
    let mut names = without_search_keys(user);
    set_email(&mut names, email);
    names
}

/// The stored columns of an existing account, with other groups, whose words fit.
pub(in crate::accounts) fn names_with_groups(user: &User, groups: GroupNames) -> Names {
    let mut names = Names { groups, ..without_search_keys(user) };
    set_search_keys(&mut names);
    names
}

fn without_search_keys(user: &User) -> Names {
    Names {
        username: user.username.clone(),
        username_key: identity::key(&user.username),
        email: user.email.clone(),
        email_key: identity::key(&user.email),
        name: user.name.clone(),
        external_id: user.external_id.clone(),
        groups: user.groups.clone(),
        name_key: String::new(),
        words: String::new(),
        word_bits: 0,
    }
}

/// Sets the username and updates the columns that depend on it.
pub(in crate::accounts) fn rename(names: &mut Names, another: CanonicalUsername) {
    names.username = another.username.as_str().to_owned();
    names.username_key = another.key;
    set_search_keys(names);
}

/// Sets the address, which is valid, and updates the columns that depend on it.
pub(in crate::accounts) fn set_email(names: &mut Names, email: &str) {
    names.email = email.to_owned();
    names.email_key = identity::key(email);
    set_search_keys(names);
}

fn set_search_keys(names: &mut Names) {
    let Names { username, email, name, external_id, groups, .. } = &*names;
    let keys = SearchKeys::of(username, email, name.as_deref(), external_id.as_deref(), groups);
    names.name_key = keys.name_key;
    names.words = keys.words;
    names.word_bits = keys.word_bits;
}

/// One error for each key that is taken. External IDs come only from imports, which report them separately.
pub(in crate::accounts) fn taken_errors(taken: Taken, username: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut add = |field, message: Cow<'static, str>| errors.push(Problem::new("taken", message).of(field));
    if taken.username {
        add("username", format!("“{username}” is taken. Try another.").into());
    }
    if taken.email {
        add("email", "Someone has an account with this email.".into());
    }
    errors
}
