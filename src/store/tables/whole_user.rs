//! Converts an account to a row of its table, to add many accounts at once.

use super::{Row, USERS, Value};
use crate::{
    shared::{
        ids::UserId,
        timestamp::Timestamp,
        views::{Role, Status},
    },
    store::users::{self, Names},
};

/// All columns of an account that has not been used in this database yet.
#[derive(Clone, Debug)]
pub struct WholeUser {
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
}

impl From<WholeUser> for Row {
    /// In the order of the table's columns.
    fn from(user: WholeUser) -> Self {
        let names = user.names;
        let [low, high] = users::halves(names.word_bits);
        USERS
            .columns
            .iter()
            // By name and not by position, so that reordering the table's columns cannot mix up the values.
            .map(|(column, _)| match *column {
                "id" => Value::Uuid(user.id.0),
                "username" => text(&names.username),
                "username_key" => text(&names.username_key),
                "email" => text(&names.email),
                "email_key" => text(&names.email_key),
                "name" => names.name.as_deref().map_or(Value::Null, text),
                "name_key" => text(&names.name_key),
                "words" => text(&names.words),
                "low_word_bits" => Value::Integer(low),
                "high_word_bits" => Value::Integer(high),
                "role" => text(user.role.as_str()),
                "status" => text(user.status.as_str()),
                "email_verified" => Value::Boolean(user.email_verified),
                "password_hash" => text(&user.password_hash),
                "created_at" => Value::Integer(user.created_at.0),
                // The deletion was the last change of a deleted account.
                "updated_at" => Value::Integer(user.deleted_at.unwrap_or(user.created_at).0),
                "deleted_at" => user.deleted_at.map_or(Value::Null, |at| Value::Integer(at.0)),
                "last_login_at" => Value::Integer(user.last_login_at.0),
                "version" => Value::Integer(1),
                "external_id" => names.external_id.as_deref().map_or(Value::Null, text),
                "group_names" => Value::Text(names.groups.to_stored()),
                "import_number" => Value::Integer(user.import_number),
                // Columns that describe later changes.
                _ => Value::Null,
            })
            .collect()
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
