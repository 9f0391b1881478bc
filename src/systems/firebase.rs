//! The export of Firebase Authentication (`firebase auth:export users.json --format=json`), and before it the parameters of its hashes,
//! as the console shows them: `hash_config { … }`.

use super::documents::{OfJson, is_true, items, links, number, text};
use super::found::{Found, Person, of_milliseconds};
use super::left_out::Left;
use crate::language::message;
use crate::tabular::FileError;
use serde_json::Value;

/// Ways of signing in that are no accounts elsewhere.
const OWN: [&str; 2] = ["password", "phone"];

#[derive(Default)]
pub(super) struct Users {
    /// The beginning of all hashes. None without parameters.
    hashes: Option<String>,
}

impl OfJson for Users {
    fn before(&mut self, text: &[u8]) {
        let text = String::from_utf8_lossy(text);
        let of = |name: &str| {
            let mut parts = text.split(['\n', ',', '{', '}']).filter_map(|part| part.split_once(':'));
            parts.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim().to_owned())
        };
        let parameters = ["mem_cost", "rounds", "base64_salt_separator", "base64_signer_key"].map(of);
        if let [Some(memory), Some(rounds), Some(separator), Some(key)] = parameters {
            self.hashes = Some(format!("$fbscrypt$v=1,n={memory},r={rounds},p=1,ss={separator},sk={key}"));
        }
    }

    fn person(&mut self, user: &Value, found: &mut Found) -> Result<(), FileError> {
        let hash = match (text(user, "passwordHash"), &self.hashes) {
            (output, _) if output.is_empty() => output,
            (output, Some(hashes)) => format!("{hashes}${}${output}", text(user, "salt")),
            (_, None) => return Err(FileError::Unreadable(message::import_unreadable_firebase())),
        };
        found.left_out.add_if(!text(user, "customAttributes").is_empty(), Left::Attributes);
        found.left_out.add_if(!items(user, "mfaInfo").is_empty(), Left::SecondFactor);
        found.add(Person {
            external_id: text(user, "localId"),
            email: text(user, "email"),
            name: text(user, "displayName"),
            email_verified: is_true(user, "emailVerified"),
            is_disabled: is_true(user, "disabled"),
            password_hash: hash,
            created_at: of_milliseconds(number(user, "createdAt")),
            last_login_at: of_milliseconds(number(user, "lastSignedInAt")),
            links: links(&user["providerUserInfo"], "providerId", "rawId", &OWN),
            ..Person::default()
        });
        Ok(())
    }
}
