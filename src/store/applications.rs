//! Applications behind Vestibule, except those of the operator's file.

use super::{
    Conn, StoreError, Tx,
    changes::Change,
    statement::{execute, fetch, statements},
};
use sqlx::FromRow;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ApplicationRow {
    pub name: String,
    pub title: String,
    /// URLs, one per line.
    pub locations: String,
    pub everyone: bool,
    /// Names separated by spaces.
    pub group_names: String,
    /// Names separated by spaces.
    pub claims: String,
    pub remote_user: String,
    /// A URL.
    pub after_sign_out: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
}

statements! {
    LIST = "SELECT name, title, locations, everyone, group_names, claims, remote_user, after_sign_out, created_at, \
        updated_at FROM applications ORDER BY name";
    INSERT = "INSERT INTO applications (name, title, locations, everyone, group_names, claims, remote_user, \
        after_sign_out, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    REPLACE = "UPDATE applications SET title = $2, locations = $3, everyone = $4, group_names = $5, claims = $6, \
        remote_user = $7, after_sign_out = $8, updated_at = $9 WHERE name = $1";
    DELETE = "DELETE FROM applications WHERE name = $1";
}

/// All applications, by name.
pub async fn list(conn: &mut Conn) -> Result<Vec<ApplicationRow>, StoreError> {
    fetch!(conn, fetch_all as ApplicationRow, LIST)
}

pub async fn insert(tx: &mut Tx, row: &ApplicationRow) -> Result<(), StoreError> {
    execute!(
        tx,
        INSERT,
        &row.name,
        &row.title,
        &row.locations,
        row.everyone,
        &row.group_names,
        &row.claims,
        &row.remote_user,
        row.after_sign_out.as_deref(),
        row.created_at,
        row.updated_at,
    )?;
    tx.changed(Change::Applications);
    Ok(())
}

/// Replaces the row with the same name, but not its `created_at`.
pub async fn replace(tx: &mut Tx, row: &ApplicationRow) -> Result<(), StoreError> {
    execute!(
        tx,
        REPLACE,
        &row.name,
        &row.title,
        &row.locations,
        row.everyone,
        &row.group_names,
        &row.claims,
        &row.remote_user,
        row.after_sign_out.as_deref(),
        row.updated_at,
    )?;
    tx.changed(Change::Applications);
    Ok(())
}

/// Deletes an application. Returns false if there is none with this name.
pub async fn delete(tx: &mut Tx, name: &str) -> Result<bool, StoreError> {
    let is_deleted = execute!(tx, DELETE, name)? > 0;
    if is_deleted {
        tx.changed(Change::Applications);
    }
    Ok(is_deleted)
}
