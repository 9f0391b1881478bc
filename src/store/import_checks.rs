//! Which values of the rows of an import are taken, for many rows with one statement: one for each row would take longer than everything
//! else that is done about it.
//!
//! Accounts of the import that the rows may belong to, which was interrupted, take nothing from them: they are those of these rows, or
//! are withdrawn before the rows are added.

use super::former_values::{RESERVED, reserved};
use super::own_fields::NewOwnValue;
use super::recovery::undo_tokens;
use super::statement::{fetch_all, statements, values};
use super::users::{Names, Taken};
use super::{Conn, StoreError, stats};
use crate::shared::Timestamp;
use serde::Serialize;
use sqlx::FromRow;

/// The unique values of a row.
#[derive(Clone, Debug, Default)]
pub struct AskedRow {
    pub username_key: String,
    pub email_key: String,
    pub external_id: Option<String>,
    /// Issuer and subject of its accounts at providers.
    pub identities: Vec<(String, String)>,
    /// Field and key of values that no two accounts may have.
    pub values: Vec<(i64, String)>,
}

impl AskedRow {
    pub fn of<'a>(names: &Names, identities: impl Iterator<Item = (&'a str, &'a str)>, values: &[NewOwnValue]) -> Self {
        let unique = values.iter().filter(|value| value.is_unique);
        Self {
            username_key: names.username_key.clone(),
            email_key: names.email_key.clone(),
            external_id: names.external_id.clone(),
            identities: identities.map(|(issuer, subject)| (issuer.to_owned(), subject.to_owned())).collect(),
            values: unique.map(|value| (value.field, value.key.clone())).collect(),
        }
    }
}

/// What was found of a row.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckedRow {
    pub taken: Taken,
    /// Whether somebody signs in with one of its accounts at providers.
    pub is_linked: bool,
    /// A field whose value another account has.
    pub of_field: Option<i64>,
    /// Whether the interrupted import has added its account.
    pub is_added: bool,
}

/// What [`ROWS`] finds of a row.
#[derive(FromRow)]
struct FoundRow {
    place: i64,
    #[sqlx(flatten)]
    taken: Taken,
    is_added: bool,
}

#[rustfmt::skip]
macro_rules! found {
    ($username:literal, $email:literal, $external_id:literal, $since:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM users WHERE users.username_key = ", $username, " AND import_number <> $1) OR EXISTS (",
            reserved!("username", $since, "$2"), " AND former.key = ", $username, ") AS username, \
             EXISTS (SELECT 1 FROM users WHERE users.email_key = ", $email, " AND import_number <> $1) OR EXISTS (",
            undo_tokens!(), " AND undo.email_key = ", $email, " AND undo.expires_at > $2) OR EXISTS (",
            reserved!("email", $since, "$2"), " AND former.key = ", $email, ") AS email, \
             EXISTS (SELECT 1 FROM users WHERE users.external_id = ", $external_id, " AND import_number <> $1) AS external_id, \
             EXISTS (SELECT 1 FROM users WHERE users.email_key = ", $email, " AND import_number = $1) AS is_added "
        )
    };
}
#[rustfmt::skip]
macro_rules! linked {
    ($issuer:literal, $subject:literal) => {
        concat!(
            " WHERE EXISTS (SELECT 1 FROM identities JOIN users ON users.id = identities.user_id \
             WHERE identities.issuer = ", $issuer, " AND identities.subject = ", $subject, " AND import_number <> $1)"
        )
    };
}
#[rustfmt::skip]
macro_rules! held {
    ($field:literal, $key:literal, $since:literal, $now:literal) => {
        concat!(
            " WHERE EXISTS (SELECT 1 FROM own_field_values AS held JOIN users ON users.id = held.user_id \
             WHERE held.field = ", $field, " AND held.key = ", $key, " AND held.is_unique AND import_number <> $1) OR EXISTS (",
            reserved!("field", $since, $now), " AND former.field = ", $field, " AND former.key = ", $key, ")"
        )
    };
}

statements! {
    // Accounts of an import that is not published occupy their names already, so the table and not the view.
    ROWS = concat!("SELECT place, ", found!("asked.username_key", "asked.email_key", "asked.external_id", "$7"),
        "FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) AS asked (place, username_key, email_key, external_id)");
    IDENTITIES = concat!("SELECT place FROM unnest($2::bigint[], $3::text[], $4::text[]) AS asked (place, issuer, subject)",
        linked!("asked.issuer", "asked.subject"));
    VALUES = concat!("SELECT place, asked.field FROM unnest($2::bigint[], $3::bigint[], $4::text[]) AS asked (place, field, key)",
        held!("asked.field", "asked.key", "$5", "$6"));
}

pub mod on_sqlite {
    use super::*;

    statements! {
        pub(super) ROWS = concat!("SELECT asked.value ->> 0 AS place, ",
            found!("(asked.value ->> 1)", "(asked.value ->> 2)", "(asked.value ->> 3)", "$4"), "FROM json_each($3) AS asked");
        pub(super) IDENTITIES = concat!("SELECT asked.value ->> 0 AS place FROM json_each($2) AS asked",
            linked!("(asked.value ->> 1)", "(asked.value ->> 2)"));
        pub(super) VALUES = concat!("SELECT asked.value ->> 0 AS place, asked.value ->> 1 AS field FROM json_each($2) AS asked",
            held!("(asked.value ->> 1)", "(asked.value ->> 2)", "$3", "$4"));
    }
}

/// What is taken of these rows at `now`, in their order. `import`: the number of the import that was interrupted.
pub async fn check(
    conn: &mut Conn,
    rows: &[AskedRow],
    import: Option<i64>,
    now: Timestamp,
) -> Result<Vec<CheckedRow>, StoreError> {
    let mut checked = vec![CheckedRow::default(); rows.len()];
    // No import has a negative number.
    let import = import.unwrap_or(-1);
    let of_row = |place: i64| usize::try_from(place).unwrap_or(usize::MAX);
    for FoundRow { place, taken, is_added } in find_rows(conn, rows, import, now).await? {
        if let Some(row) = checked.get_mut(of_row(place)) {
            (row.taken, row.is_added) = (taken, is_added);
        }
    }
    for (place,) in find_identities(conn, rows, import).await? {
        if let Some(row) = checked.get_mut(of_row(place)) {
            row.is_linked = true;
        }
    }
    for (place, field) in find_values(conn, rows, import, now).await? {
        if let Some(row) = checked.get_mut(of_row(place)) {
            row.of_field = row.of_field.or(Some(field));
        }
    }
    Ok(checked)
}

async fn find_rows(
    conn: &mut Conn,
    rows: &[AskedRow],
    import: i64,
    now: Timestamp,
) -> Result<Vec<FoundRow>, StoreError> {
    let Conn::Postgres(connection) = conn else {
        let asked = numbered(rows).map(|(place, row)| (place, &row.username_key, &row.email_key, &row.external_id));
        let asked = json(&asked.collect::<Vec<_>>())?;
        return fetch_all(conn, on_sqlite::ROWS, values!([import, now, &asked, now.minus(RESERVED)])).await;
    };
    let query = sqlx::query_as::<_, FoundRow>(ROWS.sql())
        .bind(import)
        .bind(now.0)
        .bind(numbered(rows).map(|(place, _)| place).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.username_key.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.email_key.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.external_id.clone()).collect::<Vec<_>>())
        .bind(now.minus(RESERVED).0);
    Ok(stats::timed(query.fetch_all(connection)).await?)
}

/// The rows of whose accounts at providers somebody signs in with one.
async fn find_identities(conn: &mut Conn, rows: &[AskedRow], import: i64) -> Result<Vec<(i64,)>, StoreError> {
    let asked: Vec<(i64, &str, &str)> = numbered(rows)
        .flat_map(|(place, row)| row.identities.iter().map(move |(issuer, subject)| (place, &**issuer, &**subject)))
        .collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let Conn::Postgres(connection) = conn else {
        let asked = json(&asked)?;
        return fetch_all(conn, on_sqlite::IDENTITIES, values!([import, &asked])).await;
    };
    let query = sqlx::query_as::<_, (i64,)>(IDENTITIES.sql())
        .bind(import)
        .bind(asked.iter().map(|(place, ..)| *place).collect::<Vec<_>>())
        .bind(asked.iter().map(|(_, issuer, _)| *issuer).collect::<Vec<_>>())
        .bind(asked.iter().map(|(.., subject)| *subject).collect::<Vec<_>>());
    Ok(stats::timed(query.fetch_all(connection)).await?)
}

/// The rows of whose values another account has one, and its field.
async fn find_values(
    conn: &mut Conn,
    rows: &[AskedRow],
    import: i64,
    now: Timestamp,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let asked: Vec<(i64, i64, &str)> = numbered(rows)
        .flat_map(|(place, row)| row.values.iter().map(move |(field, key)| (place, *field, &**key)))
        .collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let Conn::Postgres(connection) = conn else {
        let asked = json(&asked)?;
        return fetch_all(conn, on_sqlite::VALUES, values!([import, &asked, now.minus(RESERVED), now])).await;
    };
    let query = sqlx::query_as::<_, (i64, i64)>(VALUES.sql())
        .bind(import)
        .bind(asked.iter().map(|(place, ..)| *place).collect::<Vec<_>>())
        .bind(asked.iter().map(|(_, field, _)| *field).collect::<Vec<_>>())
        .bind(asked.iter().map(|(.., key)| *key).collect::<Vec<_>>())
        .bind(now.minus(RESERVED).0)
        .bind(now.0);
    Ok(stats::timed(query.fetch_all(connection)).await?)
}

fn numbered(rows: &[AskedRow]) -> impl Iterator<Item = (i64, &AskedRow)> {
    (0_i64..).zip(rows)
}

fn json(rows: &impl Serialize) -> Result<String, StoreError> {
    Ok(serde_json::to_string(rows).map_err(|error| sqlx::Error::Encode(error.into()))?)
}
