//! Accounts.

mod sql;
#[cfg(test)]
mod tests;

pub(super) use sql::group_names;

use super::changes::Change;
use super::former_values::{RESERVED, reserved};
use super::own_fields::{self, NewOwnValue};
use super::recovery::undo_tokens;
use super::statement::statements;
use super::tables::{self, NamedRow};
use super::values::Stored as _;
use super::{StoreError, Tx};
use crate::shared::fields::profile::{FIELDS, Profile};
use crate::shared::{GroupNames, Role, Status, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use std::collections::HashSet;
use uuid::Uuid;

/// An account, without the hash of its password. The fields have the order of `own_columns!`: lists are read as JSON arrays.
#[derive(Clone, Debug, FromRow, Deserialize)]
pub struct UserRow {
    pub id: Uuid,
    pub username: String,
    pub email: String,
    pub name: Option<String>,
    pub language: Option<String>,
    pub role: Role,
    pub status: Status,
    pub email_verified: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub last_login_at: i64,
    pub version: i64,
    pub avatar_id: Option<Uuid>,
    pub external_id: Option<String>,
    /// The names of the groups, with spaces between them.
    pub group_names: String,
    /// Whether it has an authenticator app, or a passkey that can be used.
    pub has_second_factor: bool,
}

impl UserRow {
    /// Whether the account is an active administrator.
    pub fn administers(&self) -> bool {
        self.role == Role::Admin && self.status == Status::Active
    }
}

/// An account with the hash of its password.
#[derive(Clone, FromRow)]
pub struct CredentialRow {
    #[sqlx(flatten)]
    pub user: UserRow,
    pub password_hash: String,
}

/// An account with the keys by which lists sort it.
#[derive(Clone, Debug, FromRow)]
pub struct KeyedRow {
    #[sqlx(flatten)]
    pub user: UserRow,
    pub username_key: String,
    pub email_key: String,
    pub name_key: String,
}

/// The names of an account, and the sort and search keys that are derived from them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Names {
    pub username: String,
    /// Unique.
    pub username_key: String,
    pub email: String,
    /// Unique.
    pub email_key: String,
    pub profile: Profile<Option<String>>,
    /// The account's id in the system that it was imported from. Unique.
    pub external_id: Option<String>,
    /// What is searched of the account's fields of one's own. Stored only as a part of the words.
    #[serde(default)]
    pub own_words: String,
    /// Not stored with the names. The bits below depend on them.
    pub groups: GroupNames,
    /// The sort key.
    pub name_key: String,
    /// The search words, as a JSON array.
    pub words: String,
    /// A Bloom filter of the words and the groups: a search skips accounts that lack one of its bits.
    pub word_bits: u128,
}

/// An account that is new in this database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewUser {
    pub id: UserId,
    pub names: Names,
    pub role: Role,
    pub status: Status,
    pub email_verified: bool,
    pub password_hash: String,
    pub created_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
    /// Zero if the account has never signed in.
    pub last_login_at: Timestamp,
    /// Zero if the account is not part of an import.
    pub import_number: i64,
    /// What it has in fields of one's own.
    // The default is for registrations that the previous version has stored.
    #[serde(default)]
    pub own_values: Vec<NewOwnValue>,
}

/// The unique values that another account already has. A username and an address are taken as well while another account can take them
/// back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Taken {
    pub username: bool,
    pub email: bool,
    pub external_id: bool,
}

/// The number of usernames that [`taken_among`] checks at once.
pub const CANDIDATES: usize = 8;

/// The columns of a [`UserRow`] that the table `users` has, in the order of its fields.
macro_rules! own_columns {
    () => {
        "id, username, email, name, language, role, status, email_verified, created_at, updated_at, last_login_at, \
         version, avatar_id, external_id"
    };
}
pub(super) use own_columns;

/// The columns of a [`UserRow`].
macro_rules! columns {
    () => {
        concat!(
            $crate::store::users::own_columns!(),
            ", ",
            $crate::store::users::group_names!(),
            " AS group_names, ",
            $crate::store::factors::has_second_factor!(),
            " AS has_second_factor"
        )
    };
}
pub(super) use columns;

statements! {
    pub fn find(conn, id: UserId) -> Option<UserRow> =
        concat!("SELECT ", columns!(), " FROM published_users WHERE id = $1");

    /// The account whose username or email has this key. A username has no `@`, so at most one account matches.
    pub fn find_by_key(conn, key: &str) -> Option<UserRow> =
        concat!("SELECT ", columns!(), " FROM published_users WHERE username_key = $1 OR email_key = $1");

    /// Like [`find_by_key`], with the keys of lists.
    pub fn keyed_by_key(conn, key: &str) -> Option<KeyedRow> = concat!(
        "SELECT ", columns!(), ", username_key, email_key, name_key FROM published_users \
         WHERE username_key = $1 OR email_key = $1");

    pub fn credential(conn, id: UserId) -> Option<CredentialRow> =
        concat!("SELECT ", columns!(), ", password_hash FROM published_users WHERE id = $1");

    /// Like [`find_by_key`], with the hash of the password.
    pub fn credential_by_key(conn, key: &str) -> Option<CredentialRow> = concat!(
        "SELECT ", columns!(), ", password_hash FROM published_users WHERE username_key = $1 OR email_key = $1");

    /// Which of the unique values in `names` an account other than `id` has, or has lost so recently that it can take them back.
    // The table and not the view, because accounts of a hidden import occupy their names already.
    pub fn taken(conn, names: &Names, id: UserId, now: Timestamp) -> Taken = one concat!(
        "SELECT EXISTS (SELECT 1 FROM users WHERE username_key = $1 AND id <> $3) OR EXISTS (", reserved!("username", "$6", "$5"),
        " AND former.key = $1 AND former.user_id <> $3) AS username, \
         EXISTS (SELECT 1 FROM users WHERE email_key = $2 AND id <> $3) OR EXISTS (", undo_tokens!(),
        " AND undo.email_key = $2 AND undo.user_id <> $3 AND undo.expires_at > $5) OR EXISTS (", reserved!("email", "$6", "$5"),
        " AND former.key = $2 AND former.user_id <> $3) AS email, \
         EXISTS (SELECT 1 FROM users WHERE external_id = $4 AND id <> $3) AS external_id"),
        [&names.username_key, &names.email_key, id, names.external_id.as_deref(), now, now.minus(RESERVED)];

    /// The username keys among `keys` that an account has, or has lost of late.
    // Each former username counts, also one that is reserved no longer: there are other numbers.
    pub fn taken_among(conn, keys: [&str; CANDIDATES]) -> Vec<String> = scalar
        "SELECT username_key FROM users WHERE username_key IN ($1, $2, $3, $4, $5, $6, $7, $8) UNION ALL \
         SELECT key FROM former_values WHERE kind = 'username' AND key IN ($1, $2, $3, $4, $5, $6, $7, $8)",
        [keys[0], keys[1], keys[2], keys[3], keys[4], keys[5], keys[6], keys[7]];

    /// Changes the profile if the account still has this `version`; None if not.
    // The groups stay as they are. Adding the account to another one increments the version, so the bits include all of them.
    pub fn change_profile(tx, id: UserId, version: i64, names: &Names, email_verified: bool, now: Timestamp,
    ) -> Option<UserRow> = concat!(
        "UPDATE users SET username = $3, username_key = $4, email = $5, email_key = $6, name_key = $7, words = $8, \
         low_word_bits = $9, high_word_bits = $10, \
         was_verified = (email_key = $6 AND (was_verified OR email_verified)), email_verified = $11, updated_at = $12, version = version + 1, name = $13, language = $14 \
         WHERE id = $1 AND version = $2 AND status <> 'deleted' RETURNING ", columns!()),
        [id, version, &names.username, &names.username_key, &names.email, &names.email_key, &names.name_key,
         &names.words, halves(names.word_bits)[0], halves(names.word_bits)[1], email_verified, now,
         names.profile.name.as_deref(), names.profile.language.as_deref()] => Change::User(id);

    /// Whether the owner of an account is known by its present address: it was confirmed once, or an administrator has handed a
    /// password link over since the account has it. False also if there is no such account.
    pub fn is_owner_known(conn, id: UserId) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM users WHERE id = $1 AND (was_verified OR email_verified))";

    /// Remembers that the owner of an account is known by its present address.
    pub fn set_owner_known(tx, id: UserId) = "UPDATE users SET was_verified = TRUE WHERE id = $1";

    /// Sets the hash of the password; returns false if the account does not exist or is deleted.
    pub fn set_password(tx, id: UserId, hash: &str, now: Timestamp) -> bool =
        "UPDATE users SET password_hash = $2, updated_at = $3, version = version + 1 \
         WHERE id = $1 AND status <> 'deleted'" => Change::User(id);

    /// Removes an account that the same transaction has added.
    pub fn remove(tx, id: UserId) = "DELETE FROM users WHERE id = $1";

    /// Sets whether the email address is confirmed; None if the account does not exist or is deleted.
    pub fn set_email_verified(tx, id: UserId, verified: bool, now: Timestamp) -> Option<UserRow> = concat!(
        "UPDATE users SET was_verified = (was_verified OR email_verified), email_verified = $2, updated_at = $3, \
         version = version + 1 WHERE id = $1 AND status <> 'deleted' RETURNING ", columns!()) => Change::User(id);
}

/// Word bits as they are stored: one column for the low half, one for the high half.
pub(super) fn halves(word_bits: u128) -> [i64; 2] {
    // Both engines have signed integers only.
    [word_bits as u64, (word_bits >> 64) as u64].map(u64::cast_signed)
}

/// Adds an account without groups and without values of fields; None if its username or email is taken.
pub async fn insert(tx: &mut Tx, user: &NewUser) -> Result<Option<UserRow>, StoreError> {
    let row = user.clone().into_row();
    if tables::add(tx, "users", vec![row]).await?.is_empty() {
        return Ok(None);
    }
    find(tx, user.id).await
}

/// Adds the accounts whose unique values are free, those of fields of one's own among them, without their groups, and returns their ids.
pub async fn add(tx: &mut Tx, mut users: Vec<NewUser>) -> Result<HashSet<Uuid>, StoreError> {
    let own: Vec<_> = users.iter_mut().map(|user| (user.id, std::mem::take(&mut user.own_values))).collect();
    let rows = users.into_iter().map(NewUser::into_row).collect();
    let mut added: HashSet<Uuid> = tables::add(tx, "users", rows).await?.into_iter().collect();
    let of_added = own.into_iter().filter(|(id, _)| added.contains(&id.0));
    let values = of_added.flat_map(|(id, values)| values.into_iter().map(move |value| (id, value))).collect();
    for id in own_fields::give_many(tx, values).await? {
        remove(tx, id).await?;
        added.remove(&id.0);
    }
    Ok(added)
}

impl NewUser {
    pub fn into_row(self) -> NamedRow {
        let names = self.names;
        let [low, high] = halves(names.word_bits);
        let profile = FIELDS.each_ref().zip(names.profile).into_values();
        let mut row = vec![
            ("id", self.id.stored()),
            ("username", names.username.stored()),
            ("username_key", names.username_key.stored()),
            ("email", names.email.stored()),
            ("email_key", names.email_key.stored()),
            ("name_key", names.name_key.stored()),
            ("words", names.words.stored()),
            ("low_word_bits", low.stored()),
            ("high_word_bits", high.stored()),
            ("role", self.role.stored()),
            ("status", self.status.stored()),
            ("email_verified", self.email_verified.stored()),
            ("password_hash", self.password_hash.stored()),
            ("created_at", self.created_at.stored()),
            // The deletion was the last change of a deleted account.
            ("updated_at", self.deleted_at.unwrap_or(self.created_at).stored()),
            ("deleted_at", self.deleted_at.stored()),
            ("last_login_at", self.last_login_at.stored()),
            ("version", 1_i64.stored()),
            ("external_id", names.external_id.stored()),
            ("import_number", self.import_number.stored()),
        ];
        row.extend(profile.map(|(field, value)| (field.name, value.stored())));
        row
    }
}
