//! Parses a row of a file into the account to be created.

use super::columns::COLUMNS;
use super::groups::ImportGroups;
use super::own_columns::OwnColumns;
use crate::accounts::Imports;
use crate::accounts::factors::imported_secret;
use crate::accounts::users::UsernameRights;
use crate::accounts::users::names::{parse_names, with_keys};
use crate::applications::Providers;
use crate::language::message;
use crate::passwords::{self, UnusableHash};
use crate::shared::fields::names::MAX_IDENTIFIER_CHARS;
use crate::shared::fields::password::MAX;
use crate::shared::fields::profile::FIELDS;
use crate::shared::{
    FieldError, Fields, GroupNames, ImportedRow, ImportedTime, NotATime, Problem, Role, Status, Text, Timestamp,
    UserId, at_most,
};
use crate::store::NewUser;
use crate::store::users::Names;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The purpose of a sealed secret before its account exists.
pub(super) const WAITING_SECRET: &str = "imported-authenticator";
/// Maximum number of characters in an external ID.
const MAX_EXTERNAL_ID_CHARS: usize = 255;

/// An account at a provider with which the owner of a row signs in.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ImportedIdentity {
    pub provider: String,
    pub issuer: String,
    pub subject: String,
}

impl ImportedIdentity {
    /// The account with an id at a provider. None if people cannot sign in there, or with such an id.
    pub(super) fn of(providers: &Providers, name: &str, id: &str) -> Option<Self> {
        let provider = providers.usable(name)?;
        let (issuer, subject) = provider.key_of(id.trim()).ok()?;
        Some(Self { provider: provider.name.to_string(), issuer, subject })
    }
}

/// A row whose fields are all valid.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct NewRow {
    pub number: u64,
    /// Its id and the number of the import are set when it is inserted.
    pub user: NewUser,
    /// The secret of an authenticator app, sealed: the row waits in a file.
    pub totp_secret: Option<String>,
    pub identities: Vec<ImportedIdentity>,
    /// The username is not from the file, so it may be replaced if it is taken.
    pub username_is_derived: bool,
    /// The import that was interrupted has added its account.
    pub is_added: bool,
    /// A time in this row has no time zone and was read as UTC.
    #[serde(skip)]
    pub assumed_utc: bool,
}

impl NewRow {
    pub(super) fn preview(&self) -> ImportedRow {
        let NewUser { names, role, status, .. } = &self.user;
        ImportedRow {
            row: self.number,
            username: names.username.clone(),
            email: names.email.clone(),
            name: names.profile.name.clone(),
            role: *role,
            status: *status,
            has_password: self.has_password(),
        }
    }

    pub(super) fn has_password(&self) -> bool {
        self.user.password_hash != passwords::NONE
    }

    /// Whether its owner needs a link to choose a password.
    pub(super) fn awaits_password(&self) -> bool {
        self.user.status == Status::Active && !self.has_password() && self.identities.is_empty()
    }
}

impl Imports {
    /// Parses the cells of a row, in the order of [`COLUMNS`], and returns all errors at once.
    pub(super) fn parse_row(
        &self,
        number: u64,
        cells: &[Text],
        (known, providers, own): (&mut ImportGroups, &Providers, &OwnColumns),
        rights: UsernameRights,
    ) -> Result<NewRow, Vec<FieldError>> {
        let mut row = Cells { cells, fields: Fields::default() };
        let profile = FIELDS.each_ref().map(|field| match row.get(field.name) {
            Text::Missing if field.name == "name" => joined(row.get("first_name"), row.get("last_name")),
            text => text.clone(),
        });
        let (username, email) = (row.get("username"), row.get("email"));
        let (names, username_is_derived) = parse_names(&mut row.fields, rights, username, email, &profile);
        // The columns that only imports have.
        let role = row.parse("role", Role::User, Role::parse);
        let status = row.parse("status", Status::Active, parse_status);
        let email_verified = row.parse("email_verified", false, parse_bool);
        let mut password_hash = row.parse("password_hash", passwords::NONE.to_owned(), parse_hash);
        let totp_secret = row.parse("totp_secret", None, |text| {
            let secret = imported_secret(text).map(Zeroizing::new);
            let secret = secret.ok_or_else(|| Problem::new("invalid_secret", message::import_row_totp_secret()))?;
            Ok(Some(self.seal(WAITING_SECRET, &*secret)))
        });
        let identities = parse_identity(&mut row, providers).into_iter().collect();
        let now = self.now();
        let in_utc = |time| ImportedTime { time, assumed_utc: false };
        let created_at = row.parse("created_at", in_utc(now), |text| parse_past_time(text, now));
        let last_login_at = row.parse("last_login_at", in_utc(Timestamp(0)), |text| parse_past_time(text, now));
        let id_column = if row.get("external_id").is_missing() { "id" } else { "external_id" };
        let external_id = row.parse(id_column, None, |text| parse_external_id(text).map(Some));
        let groups = row.parse("groups", GroupNames::default(), |text| known.parse(text));
        let password = row.get("password");
        if !password.is_missing() {
            match self.hash_plain(password, row.get("password_hash")) {
                Ok(hashed) => password_hash = hashed,
                Err(problem) => row.fields.reject("password", problem),
            }
        }
        let errors = row.fields.finish().err().unwrap_or_default();
        let (own_values, own_words) = own.read(cells.get(COLUMNS.len()..).unwrap_or_default(), errors)?;
        let user = NewUser {
            id: UserId(Uuid::nil()),
            names: with_keys(Names { external_id, groups, own_words, ..names }),
            role,
            status,
            email_verified,
            password_hash,
            created_at: created_at.time,
            deleted_at: None,
            last_login_at: last_login_at.time,
            import_number: 0,
            own_values,
        };
        let assumed_utc = created_at.assumed_utc || last_login_at.assumed_utc;
        Ok(NewRow { number, user, totp_secret, identities, username_is_derived, is_added: false, assumed_utc })
    }

    /// The hash of a password in plain text, which only the tests of other programs may import. `hash` is the cell with a hash in the
    /// same row.
    fn hash_plain(&self, password: &Text, hash: &Text) -> Result<String, Problem> {
        if !self.settings().test_mode {
            return Err(Problem::new("not_allowed", message::import_row_plain_password()));
        }
        if !hash.is_missing() {
            return Err(Problem::new("not_allowed", message::import_row_password_and_hash()));
        }
        // The rules for new passwords do not apply, so that those of a test can be short.
        if *password == Text::WrongType {
            return Err(Problem::not_text());
        }
        at_most(&passwords::composed(password.as_str()), MAX)?;
        Ok(passwords::hash_cheaply(password.as_str(), self.entropy()))
    }
}

/// The cells of a row, in the order of [`COLUMNS`], and their errors.
struct Cells<'r> {
    cells: &'r [Text],
    fields: Fields,
}

impl<'r> Cells<'r> {
    fn get(&self, column: &str) -> &'r Text {
        let position = COLUMNS.iter().position(|known| known.name == column);
        position.and_then(|at| self.cells.get(at)).unwrap_or_else(|| unreachable!("a row has one cell per column"))
    }

    /// The parsed value, or the default if the cell is empty.
    fn parse<T>(&mut self, column: &'static str, default: T, parse: impl FnOnce(&str) -> Result<T, Problem>) -> T {
        let text = self.get(column);
        if text.is_missing() {
            return default;
        }
        self.fields.parse(column, text, |text| parse(text.trim())).unwrap_or(default)
    }
}

/// The name of somebody whose first and last names are in columns of their own.
fn joined(first: &Text, last: &Text) -> Text {
    if *first == Text::WrongType || *last == Text::WrongType {
        return Text::WrongType;
    }
    match format!("{} {}", first.as_str().trim(), last.as_str().trim()).trim() {
        "" => Text::Missing,
        name => name.into(),
    }
}

/// The provider and the id there are of no use alone.
fn parse_identity(row: &mut Cells<'_>, providers: &Providers) -> Option<ImportedIdentity> {
    let (provider, subject) = (row.get("provider"), row.get("subject"));
    if provider.is_missing() && subject.is_missing() {
        return None;
    }
    let found = row.fields.parse("provider", provider, |text| match text.trim() {
        "" => Err(Problem::new("required", message::import_row_provider_required())),
        name => providers.usable(name).ok_or_else(|| {
            let shown: String = name.chars().take(MAX_IDENTIFIER_CHARS).collect();
            Problem::new("unknown_provider", message::import_row_provider_unknown(shown))
        }),
    })?;
    row.fields.parse("subject", subject, |text| {
        let (issuer, subject) = found.key_of(text.trim())?;
        Ok(ImportedIdentity { provider: found.name.to_string(), issuer, subject })
    })
}

fn parse_status(text: &str) -> Result<Status, Problem> {
    let status = text.parse().ok().filter(|status| *status != Status::Deleted);
    status.ok_or_else(|| Problem::new("unknown_status", message::user_change_unknown_status()))
}

/// As databases and spreadsheets write it: PostgreSQL `t`, MySQL a byte, Excel and LibreOffice the word of their language.
fn parse_bool(text: &str) -> Result<bool, Problem> {
    match text.to_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" | "1.0" | "on" | "\u{1}" | "b'1'" | "\\x01" => Ok(true),
        "wahr" | "ja" | "j" | "vrai" | "oui" | "verdadero" | "verdadeiro" | "sí" | "vero" | "waar" => Ok(true),
        "false" | "f" | "no" | "n" | "0" | "0.0" | "off" | "\0" | "b'0'" | "\\x00" => Ok(false),
        "falsch" | "nein" | "faux" | "non" | "falso" | "onwaar" => Ok(false),
        _ => Err(Problem::new("not_a_truth", message::import_row_true_or_false())),
    }
}

fn parse_external_id(text: &str) -> Result<String, Problem> {
    at_most(text, MAX_EXTERNAL_ID_CHARS)?;
    if text.chars().any(char::is_control) {
        return Err(Problem::new("invalid_character", message::import_row_invalid_character()));
    }
    Ok(text.to_owned())
}

fn parse_hash(text: &str) -> Result<String, Problem> {
    passwords::check_stored(text).map(|()| text.to_owned()).map_err(|unusable| {
        let code = match unusable {
            UnusableHash::Unknown | UnusableHash::Unreadable(_) => "unknown_hash",
            UnusableHash::Unsupported(_) => "unsupported_hash",
            UnusableHash::TooCostly(_) => "hash_too_costly",
        };
        Problem::new(code, unusable.message())
    })
}

fn parse_past_time(text: &str, now: Timestamp) -> Result<ImportedTime, Problem> {
    let imported = ImportedTime::parse(text).map_err(|NotATime| Problem::invalid_time())?;
    if imported.time > now {
        return Err(Problem::new("in_the_future", message::import_row_in_the_future()));
    }
    Ok(imported)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans_of_other_systems_are_accepted() {
        for text in ["true", "TRUE", "1", "yes", "t", "\u{1}", "b'1'", "WAHR", "Ja", "VRAI", "SÍ", "1.0", "on", "Y"] {
            assert_eq!(parse_bool(text), Ok(true), "{text}");
        }
        for text in ["false", "False", "0", "no", "f", "\0", "b'0'", "FALSCH", "nein", "FAUX", "0.0", "off", "N"] {
            assert_eq!(parse_bool(text), Ok(false), "{text}");
        }
        for text in ["perhaps", "2", "tr", "x"] {
            assert_eq!(parse_bool(text).unwrap_err().code, "not_a_truth", "{text}");
        }
    }

    #[test]
    fn first_and_last_names_are_a_name() {
        let text = |text: &str| Text::from(text);
        assert!(joined(&text(" Maren "), &text("Holt")) == text("Maren Holt"));
        assert!(joined(&Text::Missing, &text("Holt")) == text("Holt"));
        assert!(joined(&Text::Missing, &Text::Missing).is_missing());
        assert!(joined(&text("Maren"), &Text::WrongType) == Text::WrongType);
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
        let message = costly.message.say();
        assert!(message.starts_with("Verifying this hash (bcrypt) would take more"), "{message}");
        for text in [
            "hunter2",
            &format!("pbkdf2:sha256:1$\0${digest}"),
            &format!("pbkdf2:sha256:1${}${digest}", "s".repeat(600)),
        ] {
            assert_eq!(parse_hash(text).unwrap_err().code, "unknown_hash", "{text}");
        }
    }
}
