//! A database with users, for tests of the store without the layers above it.

use crate::database::TestDatabase;
use vestibule::identity::words;
use vestibule::shared::Notifications;
use vestibule::shared::audit::{ActorKind, EventKind, Outcome};
use vestibule::shared::ids::{AuditEventId, UserId};
use vestibule::shared::timestamp::Timestamp;
use vestibule::shared::views::{Role, Status};
use vestibule::store::audit::{NewEvent, Tally};
use vestibule::store::users::{self, Names, NewUser};
use vestibule::store::{Db, DbOptions, StoreError, Tx};

/// A database with all migrations applied.
pub async fn database() -> (TestDatabase, Db) {
    let place = TestDatabase::migrated().await;
    let db = open(&place).await;
    (place, db)
}

pub async fn empty_database() -> (TestDatabase, Db) {
    let place = TestDatabase::new().await;
    let db = open(&place).await;
    (place, db)
}

pub async fn open(place: &TestDatabase) -> Db {
    Db::connect(place.url().expose()).await.expect("a database")
}

/// With this way to learn of changes of other replicas.
pub async fn open_with(place: &TestDatabase, notifications: Notifications) -> Db {
    let url = place.url();
    let options = DbOptions { notifications, ..DbOptions::at(url.expose()) };
    Db::connect_with(&options).await.expect("a database")
}

pub fn new_user(number: u128, username: &str) -> NewUser {
    NewUser {
        id: UserId(uuid::Uuid::from_u128(number)),
        names: Names {
            username: username.to_owned(),
            username_key: username.to_lowercase(),
            email: format!("{username}@example.org"),
            email_key: format!("{}@example.org", username.to_lowercase()),
            name_key: username.to_lowercase(),
            words: format!("[\"{}\"]", username.to_lowercase()),
            word_bits: words::bits(username),
            ..Names::default()
        },
        role: Role::User,
        status: Status::Active,
        email_verified: false,
        password_hash: "not a hash".to_owned(),
        created_at: Timestamp(1_000),
        deleted_at: None,
        last_login_at: Timestamp(0),
        import_number: 0,
        own_values: Vec::new(),
    }
}

/// Inserts a user; returns false if a name is taken.
pub async fn add(db: &Db, number: u128, username: &str) -> bool {
    let user = new_user(number, username);
    let added = db.write(async move |mut tx: Tx| users::insert(&mut tx, &user).await).await;
    added.expect("an answer").is_some()
}

/// A successful event of the operator at the given time, without a target or details.
pub fn event(kind: EventKind, at: Timestamp) -> NewEvent {
    NewEvent {
        id: AuditEventId::first_at(at),
        at,
        kind,
        result: Outcome::Success,
        actor_kind: ActorKind::System,
        actor: None,
        target: None,
        request_id: None,
        detail: None,
        address: None,
        device: None,
        tally: Tally::Usual,
    }
}

/// Adds events to the audit log.
pub async fn record(db: &Db, events: Vec<NewEvent>) {
    let recorded = db.write(async move |mut tx: Tx| {
        events.into_iter().for_each(|event| tx.record(event));
        Ok::<_, StoreError>(())
    });
    recorded.await.expect("events that are recorded");
}

pub async fn exists(db: &Db, number: u128) -> bool {
    let id = UserId(uuid::Uuid::from_u128(number));
    db.read(async move |mut conn| users::find(&mut conn, id).await).await.expect("an answer").is_some()
}
