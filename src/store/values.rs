//! What statements take and columns hold, the same on both engines, and the types of the program that are stored as that.

use crate::shared::counters::Counter;
use crate::shared::first_steps::Note;
use crate::shared::{
    ActorKind, ApiTokenId, ApplicationName, AuditEventId, AvatarId, ClientGrantId, ClientSecretId, EndReason,
    EventKind, GroupName, Identifier, IdentityId, Notifications, Outcome, PasskeyId, RefusalId, Role, SessionId,
    Status, Timestamp, TrustedBrowserId, UserId,
};
use sqlx::{Arguments as _, Database, Encode, Type};
use std::borrow::Cow;
use std::fmt::Display;
use uuid::Uuid;

/// A value, or NULL, which PostgreSQL expects with a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    Uuid(Option<Uuid>),
    Text(Option<Cow<'a, str>>),
    Integer(Option<i64>),
    Boolean(Option<bool>),
    Bytes(Option<Cow<'a, [u8]>>),
}

/// A type whose values are stored.
pub(super) trait Stored<'a>: Sized {
    const NULL: Value<'a>;

    fn stored(self) -> Value<'a>;
}

/// None is NULL.
impl<'a, T: Stored<'a>> Stored<'a> for Option<T> {
    const NULL: Value<'a> = T::NULL;

    fn stored(self) -> Value<'a> {
        self.map_or(T::NULL, T::stored)
    }
}

/// Declares as what types are stored: `Kind: Type, Type |value| what the column holds;`.
macro_rules! stored {
    ($($kind:ident: $($type:ty),* |$value:ident| $held:expr;)*) => {$($(
        impl<'a> $crate::store::values::Stored<'a> for $type {
            const NULL: $crate::store::values::Value<'a> = $crate::store::values::Value::$kind(None);

            fn stored(self) -> $crate::store::values::Value<'a> {
                let $value = self;
                $crate::store::values::Value::$kind(Some($held.into()))
            }
        }
    )*)*};
}

/// Declares as what types are read: `column: Type, Type |held| the value;`.
macro_rules! read {
    ($($column:ty: $($type:ty),* |$held:ident| $value:expr;)*) => {$($(
        impl<D: sqlx::Database> sqlx::Type<D> for $type
        where
            $column: sqlx::Type<D>,
        {
            fn type_info() -> D::TypeInfo {
                <$column as sqlx::Type<D>>::type_info()
            }

            fn compatible(of_column: &D::TypeInfo) -> bool {
                <$column as sqlx::Type<D>>::compatible(of_column)
            }
        }

        impl<'r, D: sqlx::Database> sqlx::Decode<'r, D> for $type
        where
            $column: sqlx::Decode<'r, D>,
        {
            fn decode(held: D::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                let $held = <$column as sqlx::Decode<'r, D>>::decode(held)?;
                Ok($value)
            }
        }
    )*)*};
}
pub(super) use {read, stored};

stored! {
    Uuid: ApiTokenId, AuditEventId, AvatarId, ClientGrantId, ClientSecretId, IdentityId, PasskeyId, RefusalId, SessionId,
        TrustedBrowserId, UserId |id| id.0;
    Uuid: Uuid |id| id;
    Integer: Timestamp |time| time.0;
    Integer: i64, u32 |number| number;
    Boolean: bool |yes| yes;
    Text: Counter, EndReason, EventKind, Identifier, Note, Notifications, Outcome, Role, Status,
        &'a ApplicationName, &'a GroupName |name| name.as_str();
    Text: &'a str, &'a String, String |text| text;
    Bytes: &'a [u8], &'a Vec<u8>, &'a [u8; 16], &'a [u8; 32] |bytes| bytes;
}

read! {
    Uuid: ApiTokenId, AuditEventId, AvatarId, ClientGrantId, ClientSecretId, IdentityId, PasskeyId, SessionId,
        TrustedBrowserId, UserId |id| Self(id);
    i64: Timestamp |time| Self(time);
    String: ActorKind, GroupName, Identifier, Outcome, Role, Status |name| Self::try_from(name)?;
}

/// Names as one text, between commas, to be compared with `LIKE`, because SQLite takes no lists.
pub(super) fn between_commas(names: impl Iterator<Item = impl Display>) -> String {
    names.map(|name| format!(",{name},")).collect()
}

/// The parameters of a statement, for one engine.
pub(super) fn arguments<'q, D: Database>(values: &'q [Value<'q>]) -> Result<D::Arguments, sqlx::Error>
where
    Option<Uuid>: Encode<'q, D> + Type<D>,
    Option<&'q str>: Encode<'q, D> + Type<D>,
    Option<i64>: Encode<'q, D> + Type<D>,
    Option<bool>: Encode<'q, D> + Type<D>,
    Option<&'q [u8]>: Encode<'q, D> + Type<D>,
{
    let mut arguments = D::Arguments::default();
    for value in values {
        let added = match value {
            Value::Uuid(id) => arguments.add(*id),
            Value::Text(text) => arguments.add(text.as_deref()),
            Value::Integer(number) => arguments.add(*number),
            Value::Boolean(yes) => arguments.add(*yes),
            Value::Bytes(bytes) => arguments.add(bytes.as_deref()),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}
