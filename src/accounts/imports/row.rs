//! Parses a row of a file into the account to be created.

use super::groups::ImportGroups;
use crate::{
    accounts::{
        Accounts,
        users::{
            UsernameRights,
            new_account::{self, NewAccount, NewAccountFields},
        },
    },
    passwords::{self, UnusableHash},
    shared::{
        error::FieldError,
        fields::{Fields, Problem, password::MAX},
        groups::GroupNames,
        import::{ImportedRow, ImportedTime},
        timestamp::{NotATime, Timestamp},
        values::Text,
        views::{Role, Status},
    },
    store::users::Names,
    tabular::Column,
};
use serde::{Deserialize, Serialize};

/// The known columns. `password` is one of them only to be rejected, because nobody should know the password of another user;
/// it is accepted in test mode.
pub(super) const COLUMNS: &[Column] = &[
    column("username"),
    column("email"),
    column("name"),
    column("role"),
    column("status"),
    column("email_verified"),
    Column { aliases: &["encrypted_password", "hashed_password"], ..column("password_hash") },
    column("created_at"),
    column("last_login_at"),
    column("external_id"),
    // The id in the system that exported the file. Used as external_id if the row has none.
    column("id"),
    Column { is_list: true, ..column("groups") },
    column("password"),
];

const fn column(name: &'static str) -> Column {
    Column { name, aliases: &[], is_list: false }
}

/// Maximum number of characters in an external ID.
const MAX_EXTERNAL_ID_CHARS: usize = 255;
/// Maximum length of a password hash in bytes; enough for all supported formats with long salts.
const MAX_HASH_LEN: usize = 512;

/// A row whose fields are all valid.
#[derive(Serialize, Deserialize)]
pub(super) struct NewRow {
    pub number: u64,
    pub names: Names,
    /// The username is not from the file, so it may be replaced if it is taken.
    pub username_is_derived: bool,
    pub role: Role,
    pub status: Status,
    pub email_verified: bool,
    pub password_hash: String,
    pub created_at: Timestamp,
    pub last_login_at: Timestamp,
    /// A time in this row has no time zone and was read as UTC.
    #[serde(skip)]
    pub assumed_utc: bool,
}

impl NewRow {
    pub(super) fn preview(&self) -> ImportedRow {
        ImportedRow {
            row: self.number,
            username: self.names.username.clone(),
            email: self.names.email.clone(),
            name: self.names.name.clone(),
            role: self.role,
            status: self.status,
            has_password: self.password_hash != passwords::UNUSABLE,
        }
    }
}

impl Accounts {
    /// Parses the cells of a row, in the order of [`COLUMNS`], and returns all errors at once.
    pub(super) fn parse_row(
        &self,
        number: u64,
        cells: &[Text],
        known: &ImportGroups,
        rights: UsernameRights,
    ) -> Result<NewRow, Vec<FieldError>> {
        let [username, email, name, role, status, verified, hash, created, login, external_id, id, groups, password] =
            cells
        else {
            unreachable!("a row has one cell per column");
        };
        let fields =
            NewAccountFields { rights, username, email, name, password: None, confirm_password: &Text::Missing };
        let names = self.parse_new_account(&fields);
        // The columns that only imports have; the ones before are parsed as in a registration.
        let mut rest = Fields::default();
        let role = optional(&mut rest, "role", role, Role::User, Role::parse);
        let status = optional(&mut rest, "status", status, Status::Active, parse_status);
        let email_verified = optional(&mut rest, "email_verified", verified, false, parse_bool);
        let mut password_hash = optional(&mut rest, "password_hash", hash, passwords::UNUSABLE.to_owned(), parse_hash);
        let now = self.now();
        let in_utc = |time| ImportedTime { time, assumed_utc: false };
        let created_at = optional(&mut rest, "created_at", created, in_utc(now), |text| parse_past_time(text, now));
        let never = in_utc(Timestamp(0));
        let last_login_at = optional(&mut rest, "last_login_at", login, never, |text| parse_past_time(text, now));
        let (field, text) = if external_id.is_missing() { ("id", id) } else { ("external_id", external_id) };
        let external_id = optional(&mut rest, field, text, None, |text| parse_external_id(text).map(Some));
        let groups = optional(&mut rest, "groups", groups, GroupNames::default(), |text| known.parse(text));
        if !password.is_missing() {
            match self.hash_plain(password, hash) {
                Ok(hashed) => password_hash = hashed,
                Err(problem) => rest.reject("password", problem),
            }
        }
        let (names, username_is_derived) = match (names, rest.finish()) {
            (Ok(NewAccount { username, email, name, username_is_derived, .. }), Ok(())) => {
                (new_account::names(username, email, name, external_id, groups), username_is_derived)
            }
            (names, rest) => return Err(names.err().into_iter().chain(rest.err()).flatten().collect()),
        };
        Ok(NewRow {
            number,
            names,
            username_is_derived,
            role,
            status,
            email_verified,
            password_hash,
            created_at: created_at.time,
            last_login_at: last_login_at.time,
            assumed_utc: created_at.assumed_utc || last_login_at.assumed_utc,
        })
    }

    /// The hash of a password in plain text, if the settings permit one. `hash` is the cell with a hash in the same row.
    fn hash_plain(&self, password: &Text, hash: &Text) -> Result<String, Problem> {
        if !self.settings().plain_passwords {
            let detail = "Passwords cannot be imported. Remove this column; use password_hash or send a password link.";
            return Err(Problem::new("not_allowed", detail));
        }
        if !hash.is_missing() {
            return Err(Problem::new("not_allowed", "Use either password or password_hash, not both."));
        }
        // The rules for new passwords do not apply, so that those of a test can be short.
        match password {
            Text::WrongType => Err(Problem::not_text()),
            password if password.as_str().chars().count() > MAX => {
                Err(Problem::new("too_long", format!("Use at most {MAX} characters.")))
            }
            password => Ok(passwords::hash_cheaply(password.as_str(), self.entropy())),
        }
    }
}

/// The parsed value, or the default if the cell is empty. An invalid cell is reported as an error of `fields`.
fn optional<T>(
    fields: &mut Fields,
    field: &'static str,
    text: &Text,
    default: T,
    parse: impl FnOnce(&str) -> Result<T, Problem>,
) -> T {
    if text.is_missing() {
        return default;
    }
    fields.parse(field, text, |text| parse(text.trim())).unwrap_or(default)
}

fn parse_status(text: &str) -> Result<Status, Problem> {
    let status = text.parse().ok().filter(|status| *status != Status::Deleted);
    status.ok_or_else(|| Problem::new("unknown_status", "Use active or disabled."))
}

fn parse_bool(text: &str) -> Result<bool, Problem> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(Problem::new("not_a_truth", "Use true or false.")),
    }
}

fn parse_external_id(text: &str) -> Result<String, Problem> {
    if text.chars().count() > MAX_EXTERNAL_ID_CHARS {
        return Err(Problem::new("too_long", format!("Use at most {MAX_EXTERNAL_ID_CHARS} characters.")));
    }
    if text.chars().any(char::is_control) {
        return Err(Problem::new("invalid_character", "Remove line breaks and other control characters."));
    }
    Ok(text.to_owned())
}

fn parse_hash(text: &str) -> Result<String, Problem> {
    // Checked before any parser of hashes reads the text.
    let is_plain = text.len() <= MAX_HASH_LEN && !text.chars().any(char::is_control);
    let usable = if is_plain { passwords::check_stored(text) } else { Err(UnusableHash::Unknown) };
    usable.map(|()| text.to_owned()).map_err(|unusable| {
        let code = match unusable {
            UnusableHash::Unknown | UnusableHash::Unreadable(_) => "unknown_hash",
            UnusableHash::Unsupported(_) => "unsupported_hash",
            UnusableHash::TooCostly(_) => "hash_too_costly",
        };
        Problem::new(code, unusable.to_string())
    })
}

fn parse_past_time(text: &str, now: Timestamp) -> Result<ImportedTime, Problem> {
    let imported = ImportedTime::parse(text).map_err(|NotATime| Problem::invalid_time())?;
    if imported.time > now {
        return Err(Problem::new("in_the_future", "This time is in the future. Use a past time."));
    }
    Ok(imported)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans_of_other_systems_are_accepted() {
        for text in ["true", "TRUE", "1", "yes"] {
            assert_eq!(parse_bool(text), Ok(true), "{text}");
        }
        for text in ["false", "False", "0", "no"] {
            assert_eq!(parse_bool(text), Ok(false), "{text}");
        }
        assert_eq!(parse_bool("wahr").unwrap_err().code, "not_a_truth");
    }

    #[test]
    fn times_are_in_the_past_and_either_a_day_or_an_instant() {
        let now = Timestamp(1_793_534_400_000);
        assert_eq!(
            parse_past_time("2026-11-01", now),
            Ok(ImportedTime { time: Timestamp(1_793_491_200_000), assumed_utc: true })
        );
        assert_eq!(parse_past_time("2026-11-01 13:00:00+01", now), Ok(ImportedTime { time: now, assumed_utc: false }));
        assert_eq!(parse_past_time("2026-11-01T12:00:01Z", now).unwrap_err().code, "in_the_future");
        for text in ["1.11.2026", "yesterday", "1969-12-31"] {
            assert_eq!(parse_past_time(text, now).unwrap_err().code, "invalid_time", "{text}");
        }
    }

    #[test]
    fn unusable_hashes_are_rejected() {
        let bcrypt = "$2b$04$GJJasIIiTw/pNNgDQWaNlujPpsY.90rnIVZK6CTUhy90TAVV2BBvK";
        assert_eq!(parse_hash(bcrypt).as_deref(), Ok(bcrypt));
        let digest = "00".repeat(32);
        assert_eq!(parse_hash("!").unwrap_err().code, "unsupported_hash");
        let costly = parse_hash(&bcrypt.replace("$04$", "$15$")).unwrap_err();
        assert_eq!(costly.code, "hash_too_costly");
        assert!(costly.message.starts_with("Verifying this hash (bcrypt) would take more"), "{}", costly.message);
        for text in [
            "hunter2",
            &format!("pbkdf2:sha256:1$\0${digest}"),
            &format!("pbkdf2:sha256:1${}${digest}", "s".repeat(600)),
        ] {
            assert_eq!(parse_hash(text).unwrap_err().code, "unknown_hash", "{text}");
        }
    }
}
