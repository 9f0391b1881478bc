//! Terms by version, and who has accepted which (`docs/decisions/0108-terms.md`).

use super::changes::Change;
use super::statement::statements;
use crate::shared::{Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

/// A version of terms, without its documents.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct TermsVersionRow {
    pub id: i64,
    /// Empty for the terms of the installation.
    pub application: String,
    pub applies_from: i64,
    pub created_at: i64,
}

/// A version with its documents.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct TermsRow {
    pub id: i64,
    pub application: String,
    /// As JSON.
    pub documents: String,
    pub applies_from: i64,
    pub created_at: i64,
}

/// A version that an account has accepted.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AcceptanceRow {
    pub version: i64,
    pub application: String,
    pub accepted_at: i64,
    pub language: String,
}

/// An account that has accepted a version.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AcceptingRow {
    pub user_id: Uuid,
    pub username: String,
    pub email: String,
    pub accepted_at: i64,
    pub language: String,
}

/// How many accounts have accepted a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct AcceptedCountRow {
    pub version: i64,
    pub accounts: i64,
}

statements! {
    /// All versions, in the order of their numbers.
    pub fn list(conn) -> Vec<TermsVersionRow> =
        "SELECT id, application, applies_from, created_at FROM terms_versions ORDER BY id";

    pub fn find(conn, id: i64) -> Option<TermsRow> =
        "SELECT id, application, documents, applies_from, created_at FROM terms_versions WHERE id = $1";

    /// The greatest number that a version has.
    pub fn last_id(conn) -> i64 = scalar "SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM terms_versions";

    /// Adds a version.
    pub fn insert(tx, row: &TermsRow) =
        "INSERT INTO terms_versions (id, application, documents, applies_from, created_at) VALUES ($1, $2, $3, $4, $5)",
        [row.id, &row.application, &row.documents, row.applies_from, row.created_at] => Change::Terms;

    /// Deletes a version that nobody has accepted.
    pub fn delete(tx, id: i64) -> bool = "DELETE FROM terms_versions WHERE id = $1" => Change::Terms;

    /// Notes that an account has accepted a version; returns whether it had not before.
    pub fn accept(tx, id: UserId, version: i64, accepted_at: i64, language: &str) -> bool =
        "INSERT INTO terms_acceptances (user_id, version, accepted_at, language) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (user_id, version) DO NOTHING" => Change::User(id);

    /// Deletes the acceptances of an account since then.
    pub fn forget_since(tx, id: UserId, since: Timestamp) =
        "DELETE FROM terms_acceptances WHERE user_id = $1 AND accepted_at >= $2" => Change::User(id);

    /// The numbers of the versions that an account has accepted.
    pub fn accepted_by(conn, id: UserId) -> Vec<i64> = scalar
        "SELECT version FROM terms_acceptances WHERE user_id = $1 ORDER BY version";

    /// What an account has accepted, by version.
    pub fn of_user(conn, id: UserId) -> Vec<AcceptanceRow> =
        "SELECT version, application, accepted_at, language FROM terms_acceptances \
         JOIN terms_versions ON terms_versions.id = version WHERE user_id = $1 ORDER BY version";

    /// Accounts that have accepted a version, by id, after one of these.
    pub fn accepting(conn, version: i64, after: Uuid, limit: u32) -> Vec<AcceptingRow> =
        "SELECT a.user_id, u.username, u.email, a.accepted_at, a.language FROM terms_acceptances AS a \
         JOIN users AS u ON u.id = a.user_id WHERE a.version = $1 AND a.user_id > $2 ORDER BY a.user_id LIMIT $3";

    /// How many accounts have accepted each version that any has.
    pub fn counts(conn) -> Vec<AcceptedCountRow> =
        "SELECT version, CAST(COUNT(*) AS BIGINT) AS accounts FROM terms_acceptances GROUP BY version ORDER BY version";
}
