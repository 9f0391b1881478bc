//! The store against a real database.

#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod migrations;
mod statements;
mod writer;

use tempfile::TempDir;
use vestibule::{
    shared::{ids::UserId, timestamp::Timestamp, views::Role},
    store::{
        Db,
        users::{self, NewUser},
    },
};

/// A database in a folder of its own, with all migrations applied.
async fn database() -> (TempDir, Db) {
    let (folder, db) = empty_database().await;
    db.migrations().up(None).await.expect("migrations");
    (folder, db)
}

async fn empty_database() -> (TempDir, Db) {
    let folder = tempfile::tempdir().expect("a folder");
    let db = open(&folder).await;
    (folder, db)
}

async fn open(folder: &TempDir) -> Db {
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    Db::connect(&url).await.expect("a database")
}

fn new_user(number: u128, username: &str) -> NewUser {
    NewUser {
        id: UserId(uuid::Uuid::from_u128(number)),
        username: username.to_owned(),
        username_key: username.to_lowercase(),
        email: format!("{username}@example.org"),
        email_key: format!("{}@example.org", username.to_lowercase()),
        name: None,
        role: Role::User,
        password_hash: "not a hash".to_owned(),
        now: Timestamp(1_000),
    }
}

/// Adds a user; whether the names were free.
async fn add(db: &Db, number: u128, username: &str) -> bool {
    let user = new_user(number, username);
    let added = db.write(move |conn| Box::pin(async move { users::insert(conn, &user).await })).await;
    added.expect("an answer").is_some()
}

async fn exists(db: &Db, number: u128) -> bool {
    let id = UserId(uuid::Uuid::from_u128(number));
    db.read(move |conn| Box::pin(users::find(conn, id))).await.expect("an answer").is_some()
}
