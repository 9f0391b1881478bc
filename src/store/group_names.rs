//! The names of all groups.

use super::{
    Conn, StoreError,
    statement::{fetch, statements},
};
use crate::shared::groups::{GroupName, GroupNames};

statements! {
    ALL = "SELECT name FROM user_groups";
}

/// The names of all groups.
pub async fn all(conn: &mut Conn) -> Result<GroupNames, StoreError> {
    let rows = fetch!(conn, fetch_all as (String,), ALL)?;
    Ok(rows.iter().filter_map(|(name,)| GroupName::parse(name).ok()).collect())
}
