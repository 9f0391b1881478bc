//! Rows of any table, independent of the engine.

use super::{Kind, Table};
use sqlx::{ColumnIndex, Database, Decode, Encode, Type, query::Query};
use uuid::Uuid;

/// The values of a row, in the order of the table's columns.
pub type Row = Vec<Value>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Uuid(Uuid),
    Text(String),
    Integer(i64),
    Boolean(bool),
    Bytes(Vec<u8>),
}

impl Value {
    /// Feeds type, length and bytes to a checksum, so that different rows never have the same input.
    pub fn digest_into(&self, update: &mut impl FnMut(&[u8])) {
        let (tag, bytes): (u8, &[u8]) = match self {
            Self::Null => (0, &[]),
            Self::Uuid(id) => (1, id.as_bytes()),
            Self::Text(text) => (2, text.as_bytes()),
            Self::Integer(number) => (3, &number.to_be_bytes()),
            Self::Boolean(yes) => (4, if *yes { &[1] } else { &[0] }),
            Self::Bytes(bytes) => (5, bytes),
        };
        // The tag tells NULL from an empty text, and the length keeps neighbouring values apart.
        update(&[tag]);
        update(&(bytes.len() as u64).to_be_bytes());
        update(bytes);
    }
}

/// Reads the columns of `table` from a row of either engine.
pub(super) fn read<'r, R>(table: &Table, row: &'r R) -> Result<Row, sqlx::Error>
where
    R: sqlx::Row,
    usize: ColumnIndex<R>,
    Uuid: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    bool: Decode<'r, R::Database> + Type<R::Database>,
    Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
{
    let value = |(at, (_, kind)): (usize, &(&str, Kind))| {
        // As an `Option`, because a column of any kind may hold NULL.
        let value = match kind {
            Kind::Uuid => row.try_get::<Option<_>, _>(at)?.map(Value::Uuid),
            Kind::Text => row.try_get::<Option<_>, _>(at)?.map(Value::Text),
            Kind::Integer => row.try_get::<Option<_>, _>(at)?.map(Value::Integer),
            Kind::Boolean => row.try_get::<Option<_>, _>(at)?.map(Value::Boolean),
            Kind::Bytes => row.try_get::<Option<_>, _>(at)?.map(Value::Bytes),
        };
        Ok(value.unwrap_or(Value::Null))
    };
    table.columns.iter().enumerate().map(value).collect()
}

/// Binds a value of a column. The kind is needed for NULL, which PostgreSQL expects with a type.
pub(super) fn bind<'q, D>(query: Query<'q, D, D::Arguments>, kind: Kind, value: Value) -> Query<'q, D, D::Arguments>
where
    D: Database,
    Option<Uuid>: Encode<'q, D> + Type<D>,
    Option<String>: Encode<'q, D> + Type<D>,
    Option<i64>: Encode<'q, D> + Type<D>,
    Option<bool>: Encode<'q, D> + Type<D>,
    Option<Vec<u8>>: Encode<'q, D> + Type<D>,
{
    match (kind, value) {
        (_, Value::Uuid(id)) => query.bind(Some(id)),
        (_, Value::Text(text)) => query.bind(Some(text)),
        (_, Value::Integer(number)) => query.bind(Some(number)),
        (_, Value::Boolean(yes)) => query.bind(Some(yes)),
        (_, Value::Bytes(bytes)) => query.bind(Some(bytes)),
        (Kind::Uuid, Value::Null) => query.bind(None::<Uuid>),
        (Kind::Text, Value::Null) => query.bind(None::<String>),
        (Kind::Integer, Value::Null) => query.bind(None::<i64>),
        (Kind::Boolean, Value::Null) => query.bind(None::<bool>),
        (Kind::Bytes, Value::Null) => query.bind(None::<Vec<u8>>),
    }
}
