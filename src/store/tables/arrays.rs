//! Rows as an array for each column, for PostgreSQL: with a parameter for each value, parsing and planning a statement takes longer than
//! inserting its rows.

use super::{Row, Value};
use sqlx::Arguments;
use sqlx::postgres::PgArguments;
use std::borrow::Cow;
use uuid::Uuid;

/// The values of a column.
enum Array {
    Uuid(Vec<Option<Uuid>>),
    Text(Vec<Option<String>>),
    Integer(Vec<Option<i64>>),
    Boolean(Vec<Option<bool>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Array {
    /// An empty one for values of the same kind.
    fn like(value: &Value<'_>) -> Self {
        match value {
            Value::Uuid(_) => Self::Uuid(Vec::new()),
            Value::Text(_) => Self::Text(Vec::new()),
            Value::Integer(_) => Self::Integer(Vec::new()),
            Value::Boolean(_) => Self::Boolean(Vec::new()),
            Value::Bytes(_) => Self::Bytes(Vec::new()),
        }
    }

    fn sql_type(&self) -> &'static str {
        match self {
            Self::Uuid(_) => "uuid[]",
            Self::Text(_) => "text[]",
            Self::Integer(_) => "bigint[]",
            Self::Boolean(_) => "boolean[]",
            Self::Bytes(_) => "bytea[]",
        }
    }

    fn push(&mut self, value: Value<'_>) {
        match (self, value) {
            (Self::Uuid(values), Value::Uuid(value)) => values.push(value),
            (Self::Text(values), Value::Text(value)) => values.push(value.map(Cow::into_owned)),
            (Self::Integer(values), Value::Integer(value)) => values.push(value),
            (Self::Boolean(values), Value::Boolean(value)) => values.push(value),
            (Self::Bytes(values), Value::Bytes(value)) => values.push(value.map(Cow::into_owned)),
            (_, value) => unreachable!("the column has values of another kind than {value:?}"),
        }
    }

    fn add_to(self, arguments: &mut PgArguments) -> Result<(), sqlx::Error> {
        let added = match self {
            Self::Uuid(values) => Arguments::add(arguments, values),
            Self::Text(values) => Arguments::add(arguments, values),
            Self::Integer(values) => Arguments::add(arguments, values),
            Self::Boolean(values) => Arguments::add(arguments, values),
            Self::Bytes(values) => Arguments::add(arguments, values),
        };
        added.map_err(sqlx::Error::Encode)
    }
}

/// A query whose rows are these, and its arguments.
pub(super) fn select(rows: Vec<Row>) -> Result<(String, PgArguments), sqlx::Error> {
    let mut arrays: Vec<Array> = rows.first().into_iter().flatten().map(Array::like).collect();
    for row in rows {
        for (array, value) in arrays.iter_mut().zip(row) {
            array.push(value);
        }
    }
    let places = arrays.iter().enumerate().map(|(at, array)| format!("${}::{}", at + 1, array.sql_type()));
    let query = format!("SELECT * FROM unnest({})", places.collect::<Vec<_>>().join(", "));
    let mut arguments = PgArguments::default();
    arrays.into_iter().try_for_each(|array| array.add_to(&mut arguments))?;
    Ok((query, arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_an_array_for_each_column() {
        let row = |text, number| vec![Value::Text(Some(Cow::Borrowed(text))), Value::Integer(number)];
        let (query, arguments) = select(vec![row("x", Some(1)), row("y", None), row("z", Some(3))]).unwrap();
        assert_eq!(query, "SELECT * FROM unnest($1::text[], $2::bigint[])");
        assert_eq!(arguments.len(), 2);
    }
}
