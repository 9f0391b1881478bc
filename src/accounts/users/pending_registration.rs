//! A registration that waits for the confirmation of its address.

use super::UsernameRights;
use super::names::parse_names;
use super::new_account::NewAccount;
use crate::accounts::ProvenIdentity;
use crate::accounts::terms::Acceptance;
use crate::shared::fields::profile::Profile;
use crate::shared::{Fields, Text};
use crate::store::own_fields::NewOwnValue;
use crate::store::users::Names;
use serde::{Deserialize, Serialize};

/// A registration that is stored with its one-time token, as JSON. It reserves neither the username nor the address.
#[derive(Serialize, Deserialize)]
pub(super) struct PendingRegistration {
    pub(super) username: String,
    pub(super) email: String,
    #[serde(flatten)]
    pub(super) profile: Profile<Option<String>>,
    pub(super) password_hash: String,
    /// What is linked in place of a password.
    // The default is for registrations that the previous version has stored.
    #[serde(default)]
    pub(super) identity: Option<ProvenIdentity>,
    /// What it has in fields of one's own, and what the search finds of that.
    #[serde(default)]
    pub(super) own_values: Vec<NewOwnValue>,
    #[serde(default)]
    pub(super) own_words: String,
    /// The terms that were accepted.
    #[serde(default)]
    pub(super) accepted: Option<Acceptance>,
}

impl PendingRegistration {
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| unreachable!("registrations serialize to JSON"))
    }

    /// None if only another version can read it.
    pub(super) fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// The names of the account, without their keys. None if the rules for names have changed since.
    pub(super) fn names(&self) -> Option<Names> {
        let (username, email) = (self.username.as_str().into(), self.email.as_str().into());
        let (profile, mut fields) = (self.profile.clone().map(Text::from), Fields::default());
        let (names, _) = parse_names(&mut fields, UsernameRights::Unreserved, &username, &email, &profile);
        fields.finish().is_ok().then(|| Names { own_words: self.own_words.clone(), ..names })
    }
}

impl From<&NewAccount> for PendingRegistration {
    fn from(NewAccount { user, accepted, .. }: &NewAccount) -> Self {
        Self {
            username: user.names.username.clone(),
            email: user.names.email.clone(),
            profile: user.names.profile.clone(),
            password_hash: user.password_hash.clone(),
            identity: None,
            own_values: user.own_values.clone(),
            own_words: user.names.own_words.clone(),
            accepted: *accepted,
        }
    }
}

/// The hash of the password that was chosen for a registration, from its JSON. None if it is confirmed without one, in the browser
/// that has registered.
pub(in crate::accounts) fn chosen_password(json: &str) -> Option<String> {
    let pending = PendingRegistration::from_json(json)?;
    pending.identity.is_none().then_some(pending.password_hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::users::names::with_keys;

    #[test]
    fn a_registration_becomes_the_account_that_was_requested() {
        let pending = PendingRegistration {
            username: "Maren".to_owned(),
            email: "Maren@Example.org".to_owned(),
            profile: Profile::of_name(Some("Maren Holt".to_owned())),
            password_hash: "$argon2id$".to_owned(),
            identity: None,
            own_values: Vec::new(),
            own_words: String::new(),
            accepted: None,
        };
        let read = PendingRegistration::from_json(&pending.to_json()).expect("a registration");
        let names = with_keys(read.names().expect("valid names"));
        assert_eq!((names.username.as_str(), names.username_key.as_str()), ("Maren", "maren"));
        assert_eq!((names.email.as_str(), names.email_key.as_str()), ("Maren@Example.org", "maren@example.org"));
        assert_eq!((names.profile, read.password_hash), (pending.profile, pending.password_hash));
    }

    #[test]
    fn what_only_another_version_understands_is_no_registration() {
        assert!(PendingRegistration::from_json("{}").is_none());
        let invalid = r#"{"username":"a b","email":"maren@example.org","name":null,"password_hash":"x"}"#;
        let read = PendingRegistration::from_json(invalid).expect("JSON");
        assert!(read.names().is_none());
    }
}
