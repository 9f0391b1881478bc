//! Tables and their rows as data, independent of the engine, to copy whole databases and to add many rows at once.

mod arrays;
mod copy;

pub use super::values::Value;
pub use copy::{BulkLoad, Rows, Snapshot, common_tables};

use super::{Conn, StoreError, Tx, stats};
use sqlx::{AssertSqlSafe, ColumnIndex, Database, Decode, Encode, Postgres, QueryBuilder, Sqlite, Type};
use std::borrow::Cow;
use std::mem;
use uuid::Uuid;

/// All tables that are copied, with the columns of their keys, in an order that satisfies foreign keys.
pub const TABLES: &[(&str, &str)] = &[
    ("imports", "number"),
    ("users", "id"),
    ("user_groups", "name"),
    ("group_members", "user_id, group_name"),
    ("own_fields", "id"),
    ("own_field_values", "user_id, field, item"),
    ("former_values", "user_id, kind, field, lost_at"),
    ("bulk_values", "bulk_id, user_id"),
    ("terms_versions", "id"),
    ("terms_acceptances", "user_id, version"),
    ("one_time_tokens", "token_hash"),
    ("avatars", "id"),
    ("sessions", "id"),
    ("refresh_tokens", "token_hash"),
    ("api_tokens", "id"),
    ("service_accounts", "user_id"),
    ("user_handles", "user_id"),
    ("passkeys", "id"),
    ("relying_party", "id"),
    // Its secrets are sealed with the keys in `sealed_secrets`, which are copied as well.
    ("authenticators", "user_id"),
    ("recovery_codes", "code_hash"),
    ("replaced_authenticators", "user_id, replaced_at"),
    ("replaced_recovery_codes", "code_hash"),
    ("replaced_passkeys", "id"),
    ("trusted_browsers", "id"),
    ("applications", "name"),
    ("application_file", "id"),
    ("clients", "client_id"),
    ("client_secrets", "id"),
    ("client_refusals", "id"),
    ("client_consents", "user_id, client_id"),
    ("client_grants", "id"),
    ("client_refresh_tokens", "token_hash"),
    ("device_codes", "code_hash"),
    // Their secrets are sealed with the keys in `sealed_secrets`, which are copied as well.
    ("identity_providers", "name"),
    ("identities", "id"),
    ("unlinked_identities", "user_id, issuer, subject"),
    ("identity_sessions", "session_id"),
    // After the sessions, because tables are cleared in reverse order: a session that is deleted would add rows.
    ("client_sessions", "session_id, client_id"),
    ("client_logouts", "session_id, client_id"),
    ("client_signing_keys", "kid"),
    ("client_retired_keys", "kid"),
    ("signing_keys", "kid"),
    ("sealed_secrets", "name"),
    ("setup_tokens", "token_hash"),
    ("throttles", "key"),
    ("mailings", "id"),
    // Its tokens are sealed with the keys in `sealed_secrets`, which are copied as well.
    ("outbox", "id"),
    // Its results are sealed with the same keys.
    ("idempotency_keys", "key_hash"),
    // A ticket that was used stays used in the copy, which has the keys that open it.
    ("used_tickets", "ticket_hash"),
    ("spent_proofs", "proof_hash"),
    ("refused_addresses", "email_key"),
    ("counts", "kind, since, label, shard"),
    ("active_people", "user_id"),
    ("installation_notes", "name"),
    // Before the events, because tables are cleared in reverse order and its row controls whether events can be deleted.
    ("audit_retention", "id"),
    ("audit_events", "id"),
    ("audit_origins", "event_id"),
];

/// Tables that the database derives from others with triggers. They are not copied.
pub const DERIVED: &[&str] = &["user_counts", "user_words"];

/// Tables that are not copied, and are empty afterwards: a journey leads somebody on who is at this server now, and whoever comes to the
/// copy begins again. Each is over after two days.
pub const LEFT_BEHIND: &[&str] = &["journeys"];

/// Tables that only PostgreSQL has, for what passes between its servers. They are not copied: all of it is over after some hours.
pub const ON_POSTGRES: &[&str] = &["changes", "limit_replicas", "notification_mode", "shared_limits"];

/// The columns that are sealed under the operator's secret, by table. The key of a row is the context of its sealed value.
pub const SEALED: [(&str, &str); 3] = [
    ("signing_keys", "sealed_private_key"),
    ("client_signing_keys", "sealed_private_key"),
    ("sealed_secrets", "sealed"),
];

/// The maximum number of rows per statement: enough to amortise the round trip, few enough for SQLite's limit of 32,766 values.
pub const ROWS_AT_ONCE: usize = 200;

/// The type of a column. SQLite stores UUIDs as bytes and booleans as integers: of two types, the greater one is more precise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Text,
    Bytes,
    Uuid,
    Integer,
    Boolean,
}

impl Kind {
    fn of(sql: &str) -> Self {
        match sql {
            "bytea" | "BLOB" => Self::Bytes,
            "uuid" => Self::Uuid,
            "bigint" | "INTEGER" => Self::Integer,
            "boolean" => Self::Boolean,
            // Values of other types fail to be read as a text.
            _ => Self::Text,
        }
    }
}

/// A table with the columns that are copied.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    key: &'static str,
    /// Ordered by name, so that a row is the same on both engines.
    columns: Vec<(String, Kind)>,
}

impl Table {
    /// All rows ordered by the key, which is the same order on both engines.
    fn select(&self) -> String {
        format!("SELECT {} FROM {} ORDER BY {}", self.names().join(", "), self.name, self.key)
    }

    fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The positions of the sealed column and of the column that is its context, if the table has them.
    pub fn sealed(&self) -> Option<(usize, usize)> {
        let &(_, sealed) = SEALED.iter().find(|(table, _)| *table == self.name)?;
        let position = |column: &str| self.columns.iter().position(|(name, _)| name == column);
        Some((position(sealed)?, position(self.key)?))
    }
}

/// The values of a row, in the order of the columns.
pub type Row = Vec<Value<'static>>;

/// The values of a row, with the names of their columns.
pub type NamedRow = Vec<(&'static str, Value<'static>)>;

impl Value<'_> {
    /// Feeds length and bytes to a checksum, so that different rows never have the same input.
    pub fn digest_into(&self, update: &mut impl FnMut(&[u8])) {
        let mut digest = |bytes: Option<&[u8]>| {
            // The first byte tells NULL from an empty text, and the length keeps neighbouring values apart.
            update(&[u8::from(bytes.is_some())]);
            let bytes = bytes.unwrap_or_default();
            update(&(bytes.len() as u64).to_be_bytes());
            update(bytes);
        };
        match self {
            Self::Uuid(id) => digest(id.as_ref().map(|id| id.as_bytes().as_slice())),
            Self::Text(text) => digest(text.as_deref().map(str::as_bytes)),
            Self::Integer(number) => digest(number.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice)),
            Self::Boolean(yes) => digest(yes.map(|yes| [u8::from(yes)]).as_ref().map(<[u8; 1]>::as_slice)),
            Self::Bytes(bytes) => digest(bytes.as_deref()),
        }
    }
}

/// Adds rows with the same columns to a table, except those that violate a unique constraint; returns the first column of each row that
/// was added. The table may be in use.
pub(in crate::store) async fn add(tx: &mut Tx, table: &str, rows: Vec<NamedRow>) -> Result<Vec<Uuid>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let (columns, mut rows) = split(rows);
    // Without a conflict target, a violation of any unique constraint skips the row; RETURNING has only the others.
    let end = format!(" ON CONFLICT DO NOTHING RETURNING {}", columns[0]);
    match &mut **tx {
        Conn::Sqlite(connection) => {
            let mut added = Vec::with_capacity(rows.len());
            while !rows.is_empty() {
                let later = rows.split_off(rows.len().min(ROWS_AT_ONCE));
                let mut insert = insert::<Sqlite>(table, &columns, mem::replace(&mut rows, later));
                insert.push(&end);
                let query = insert.build_query_scalar::<Uuid>();
                added.extend(stats::timed(query.fetch_all(&mut **connection)).await?);
            }
            Ok(added)
        }
        Conn::Postgres(connection) => {
            let (select, arguments) = arrays::select(rows)?;
            let sql = format!("INSERT INTO {table} ({}) {select}{end}", columns.join(", "));
            let insert = sqlx::query_scalar_with::<Postgres, Uuid, _>(AssertSqlSafe(sql), arguments);
            Ok(stats::timed(insert.fetch_all(connection)).await?)
        }
    }
}

/// The names of the columns, and the values without them.
fn split(rows: Vec<NamedRow>) -> (Vec<&'static str>, Vec<Row>) {
    let columns = rows.first().into_iter().flatten().map(|(column, _)| *column).collect();
    let values = |row: NamedRow| row.into_iter().map(|(_, value)| value).collect();
    (columns, rows.into_iter().map(values).collect())
}

/// A statement that inserts rows.
fn insert<'q, D>(table: &str, columns: &[&str], rows: Vec<Row>) -> QueryBuilder<D>
where
    D: Database,
    Option<Uuid>: Encode<'q, D> + Type<D>,
    Option<Cow<'static, str>>: Encode<'q, D> + Type<D>,
    Option<i64>: Encode<'q, D> + Type<D>,
    Option<bool>: Encode<'q, D> + Type<D>,
    Option<Cow<'static, [u8]>>: Encode<'q, D> + Type<D>,
{
    let mut insert = QueryBuilder::new(format!("INSERT INTO {table} ({}) ", columns.join(", ")));
    insert.push_values(rows, |mut places, row| {
        for value in row {
            match value {
                Value::Uuid(id) => places.push_bind(id),
                Value::Text(text) => places.push_bind(text),
                Value::Integer(number) => places.push_bind(number),
                Value::Boolean(yes) => places.push_bind(yes),
                Value::Bytes(bytes) => places.push_bind(bytes),
            };
        }
    });
    insert
}

/// Reads the columns of `table` from a row of either engine.
fn read<'r, R>(table: &Table, row: &'r R) -> Result<Row, sqlx::Error>
where
    R: sqlx::Row,
    usize: ColumnIndex<R>,
    Uuid: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    bool: Decode<'r, R::Database> + Type<R::Database>,
    Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
{
    let value = |(at, (_, kind)): (usize, &(String, Kind))| {
        Ok(match kind {
            Kind::Uuid => Value::Uuid(row.try_get(at)?),
            Kind::Text => Value::Text(row.try_get::<Option<String>, _>(at)?.map(Cow::Owned)),
            Kind::Integer => Value::Integer(row.try_get(at)?),
            Kind::Boolean => Value::Boolean(row.try_get(at)?),
            Kind::Bytes => Value::Bytes(row.try_get::<Option<Vec<u8>>, _>(at)?.map(Cow::Owned)),
        })
    };
    table.columns.iter().enumerate().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_statement_inserts_several_rows() {
        let row = |text, number| vec![("a", Value::Text(Some(Cow::Borrowed(text)))), ("b", Value::Integer(number))];
        let (columns, rows) = split(vec![row("x", Some(1)), row("y", None)]);
        let on_sqlite = insert::<sqlx::Sqlite>("pairs", &columns, rows.clone()).into_string();
        assert_eq!(on_sqlite, "INSERT INTO pairs (a, b) VALUES (?, ?), (?, ?)");
        let on_postgres = insert::<sqlx::Postgres>("pairs", &columns, rows).into_string();
        assert_eq!(on_postgres, "INSERT INTO pairs (a, b) VALUES ($1, $2), ($3, $4)");
    }

    #[test]
    fn a_value_has_the_more_precise_of_two_types() {
        assert_eq!(Kind::of("BLOB").max(Kind::of("uuid")), Kind::Uuid);
        assert_eq!(Kind::of("boolean").max(Kind::of("INTEGER")), Kind::Boolean);
    }
}
