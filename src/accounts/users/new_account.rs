//! What a new account must be, whoever makes it: one parsing for the form, the API and the command line.

use crate::{
    accounts::Accounts,
    identity::{self, CanonicalEmail, CanonicalUsername, words},
    shared::{
        error::FieldError,
        fields::{Fields, Problem, person_name::PersonName},
        text::Text,
    },
    store::users::{Names, Taken},
};
use std::borrow::Cow;

/// An account that keeps all rules, its password not yet hashed.
pub(in crate::accounts) struct NewAccount {
    pub username: CanonicalUsername,
    pub email: CanonicalEmail,
    pub name: Option<PersonName>,
    /// None for an account whose owner will choose one by a link.
    pub password: Option<String>,
    /// The username was not sent: it comes from the address, and another will do when it is taken.
    pub username_is_derived: bool,
}

/// The fields of an account to be, as they came.
pub(in crate::accounts) struct NewAccountFields<'r> {
    pub username: &'r Text,
    pub email: &'r Text,
    pub name: &'r Text,
    /// None where the owner will choose it by a link.
    pub password: Option<&'r Text>,
    pub confirm_password: &'r Text,
}

impl Accounts {
    /// Parses all fields and tells all errors at once.
    pub(in crate::accounts) fn parse_new_account(
        &self,
        from: &NewAccountFields<'_>,
    ) -> Result<NewAccount, Vec<FieldError>> {
        let mut fields = Fields::default();
        let username_is_derived = from.username.is_missing();
        let chosen = (!username_is_derived).then(|| fields.parse("username", from.username, identity::username));
        let email = fields.parse("email", from.email, identity::email);
        let username = chosen.unwrap_or_else(|| email.as_ref().map(derived_username));
        let name = fields.parse("name", from.name, PersonName::parse_optional);
        let own = [
            username.as_ref().map_or("", |username| username.username.as_str()),
            email.as_ref().map_or("", |email| email.email.as_str()),
        ];
        let password = from.password.map(|password| self.parse_chosen_password(&mut fields, "password", password, own));
        if !from.confirm_password.is_missing() && Some(from.confirm_password) != from.password {
            fields.reject("confirm_password", Problem::new("mismatch", "Type the same password twice."));
        }
        fields.finish()?;
        match (username, email, name) {
            (Some(username), Some(email), Some(name)) => {
                Ok(NewAccount { username, email, name, password: password.flatten(), username_is_derived })
            }
            _ => unreachable!("a field that is missing has left an error"),
        }
    }
}

/// What is stored of a person's names.
pub(in crate::accounts) fn names(
    username: CanonicalUsername,
    email: CanonicalEmail,
    name: Option<PersonName>,
    external_id: Option<String>,
) -> Names {
    let mut names = Names {
        username: String::new(),
        username_key: String::new(),
        email: email.email.as_str().to_owned(),
        email_key: email.key,
        name: name.map(|name| name.as_str().to_owned()),
        external_id,
        name_key: String::new(),
        words: String::new(),
        word_bits: 0,
    };
    rename(&mut names, username);
    names
}

/// Puts a username there, and computes anew what hangs on it.
pub(in crate::accounts) fn rename(names: &mut Names, another: CanonicalUsername) {
    names.username = another.username.as_str().to_owned();
    names.username_key = another.key;
    names.name_key = words::name_key(&names.username, names.name.as_deref());
    names.words =
        words::search_text(&names.username, &names.email, names.name.as_deref(), names.external_id.as_deref());
    names.word_bits = words::bits(&names.words);
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

/// The errors of names that another account has. Only an import brings an external ID, and has an error of its own for it.
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
