//! The export of a realm of Keycloak, with its users (`kc.sh export --realm example --users same_file --file realm.json`); the files of
//! `--users different_files` as well.

use super::documents::{OfJson, is_true, items, number, text};
use super::found::{Found, Person, of_milliseconds};
use super::left_out::Left;
use crate::passwords::base32::{self, IMPORTED_BYTES, RFC_4648};
use crate::tabular::FileError;
use serde_json::Value;

/// Roles that every user of a realm has.
const OF_EVERYBODY: [&str; 2] = ["offline_access", "uma_authorization"];

pub(super) struct Users;

impl OfJson for Users {
    fn person(&mut self, user: &Value, found: &mut Found) -> Result<(), FileError> {
        if !text(user, "serviceAccountClientId").is_empty() {
            found.leave_out(Left::Program);
            return Ok(());
        }
        let is_of_everybody = |role: &str| role.starts_with("default-roles-") || OF_EVERYBODY.contains(&role);
        let has_roles = items(user, "realmRoles").iter().filter_map(Value::as_str).any(|role| !is_of_everybody(role));
        let totp_secret = items(user, "credentials").iter().find_map(authenticator).unwrap_or_default();
        // One app is imported, and no other factor.
        let factors = items(user, "credentials").iter().filter(|credential| text(credential, "type") != "password");
        let has_second_factor = factors.count() > usize::from(!totp_secret.is_empty());
        let hash = password_hash(user);
        let is_temporary =
            !hash.is_empty() && items(user, "requiredActions").iter().any(|action| action == "UPDATE_PASSWORD");
        found.left_out.add_if(is_temporary, Left::TemporaryPassword);
        found.left_out.add_if(has_roles || has_members(&user["clientRoles"]), Left::Roles);
        found.left_out.add_if(has_members(&user["attributes"]), Left::Attributes);
        found.left_out.add_if(has_second_factor, Left::SecondFactor);
        let link = |link: &Value| (text(link, "identityProvider"), text(link, "userId"));
        found.add(Person {
            external_id: text(user, "id"),
            username: text(user, "username"),
            email: text(user, "email"),
            name: format!("{} {}", text(user, "firstName"), text(user, "lastName")),
            email_verified: is_true(user, "emailVerified"),
            is_disabled: user["enabled"] == Value::Bool(false),
            password_hash: if is_temporary { String::new() } else { hash },
            totp_secret,
            created_at: of_milliseconds(number(user, "createdTimestamp")),
            last_login_at: String::new(),
            groups: items(user, "groups").iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            links: items(user, "federatedIdentities").iter().map(link).collect(),
        });
        Ok(())
    }
}

fn has_members(value: &Value) -> bool {
    value.as_object().is_some_and(|members| !members.is_empty())
}

/// The document that a member of a credential has as its text.
fn inner(credential: &Value, member: &str) -> Value {
    serde_json::from_str(&text(credential, member)).unwrap_or_default()
}

/// The secret of an authenticator app whose codes are right here: six digits every 30 seconds, with SHA-1. In base32, as apps have it.
/// None for anything else.
fn authenticator(credential: &Value) -> Option<String> {
    let (data, secret) = (inner(credential, "credentialData"), inner(credential, "secretData"));
    let is_known = text(credential, "type") == "otp"
        && text(&data, "subType") == "totp"
        && text(&data, "algorithm") == "HmacSHA1"
        && (number(&data, "digits"), number(&data, "period")) == (6, 30);
    let value = text(&secret, "value");
    let bytes = match text(&data, "secretEncoding").as_str() {
        // The characters themselves are the key.
        "" => value.into_bytes(),
        "BASE32" => base32::decode(value.to_ascii_uppercase().trim_end_matches('='), RFC_4648)?,
        _ => return None,
    };
    (is_known && IMPORTED_BYTES.contains(&bytes.len())).then(|| base32::encode(&bytes, RFC_4648))
}

/// The hash in the notation of passlib or Argon2. What has none keeps the name of its algorithm, which is the name of no format.
fn password_hash(user: &Value) -> String {
    let is_password = |credential: &&Value| text(credential, "type") == "password";
    let Some(credential) = items(user, "credentials").iter().find(is_password) else { return String::new() };
    let (data, secret) = (inner(credential, "credentialData"), inner(credential, "secretData"));
    // Before Keycloak 8 all of it is in the credential itself.
    let (data, value, salt) = match data.is_object() {
        true => (&data, text(&secret, "value"), text(&secret, "salt")),
        false => (credential, text(credential, "hashedSaltedValue"), text(credential, "salt")),
    };
    let (value, salt) = (value.trim_end_matches('='), salt.trim_end_matches('='));
    let iterations = number(data, "hashIterations");
    match text(data, "algorithm").as_str() {
        algorithm @ ("pbkdf2" | "pbkdf2-sha256" | "pbkdf2-sha512") => {
            format!("${algorithm}${iterations}${salt}${value}")
        }
        "argon2" => {
            let of = |parameter: &str| {
                let values = items(&data["additionalParameters"], parameter);
                values.first().and_then(Value::as_str).unwrap_or_default()
            };
            let version = if of("version") == "1.0" { 16 } else { 19 };
            let (kind, memory, lanes) = (of("type"), of("memory"), of("parallelism"));
            format!("$argon2{kind}$v={version}$m={memory},t={iterations},p={lanes}${salt}${value}")
        }
        other => other.to_owned(),
    }
}
