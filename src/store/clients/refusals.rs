//! What clients were refused. What was refused for the same reason is one row, which counts.

use crate::shared::{RefusalId, Timestamp};
use crate::store::statement::statements;
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct RefusalRow {
    pub id: Uuid,
    pub endpoint: String,
    /// Empty: nothing was refused.
    pub error: String,
    pub fault: String,
    pub description: String,
    /// Empty: nothing that says more.
    pub sent: String,
    pub by_client: bool,
    pub times: i64,
    pub first_at: i64,
    pub last_at: i64,
}

/// For how many different requests of a client the same fault is stored.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct FaultRow {
    pub client_id: String,
    pub fault: String,
    /// Whether they had the secret of the client, or a token that it was given: no stranger can have caused them.
    pub by_client: bool,
    pub requests: i64,
}

/// A refusal to add, or to count.
#[derive(Clone, Debug)]
pub struct NewRefusal {
    pub id: RefusalId,
    pub client_id: String,
    pub endpoint: &'static str,
    pub error: &'static str,
    pub fault: &'static str,
    pub description: String,
    pub sent: String,
    pub by_client: bool,
    /// How often since it was written last.
    pub times: i64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
}

/// How many refusals of a client are kept.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    pub all: i64,
    /// Of those that anybody can have caused.
    pub of_strangers: i64,
    /// With the same fault.
    pub of_fault: i64,
}

macro_rules! columns {
    () => {
        "id, endpoint, error, fault, description, sent, by_client, times, first_at, last_at"
    };
}

statements! {
    /// Adds a refusal, or counts it where it is a row already. Returns false if there is no such client any more.
    pub fn put(tx, new: &NewRefusal) -> bool =
        "INSERT INTO client_refusals (id, client_id, endpoint, error, fault, description, sent, by_client, times, \
         first_at, last_at) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 \
         WHERE EXISTS (SELECT 1 FROM clients WHERE client_id = $2 AND deleted_at IS NULL) \
         ON CONFLICT (client_id, endpoint, error, description, sent, by_client) \
         DO UPDATE SET times = client_refusals.times + $9, last_at = $11, fault = $5",
        [new.id, &new.client_id, new.endpoint, new.error, new.fault, &new.description, &new.sent, new.by_client,
         new.times, new.first_at, new.last_at];

    /// Deletes the oldest ones of a client for which there is no room.
    // Apart from each other, so that strangers cannot take the places of what the client itself was refused, and one fault not those of
    // all others.
    pub fn trim(tx, client_id: &str, room: Room) =
        "DELETE FROM client_refusals WHERE id IN (SELECT id FROM (SELECT id, by_client, \
         ROW_NUMBER() OVER (ORDER BY last_at DESC, id DESC) AS of_all, \
         ROW_NUMBER() OVER (PARTITION BY by_client ORDER BY last_at DESC, id DESC) AS of_side, \
         ROW_NUMBER() OVER (PARTITION BY by_client, fault ORDER BY last_at DESC, id DESC) AS of_fault \
         FROM client_refusals WHERE client_id = $1) AS numbered \
         WHERE of_all > $2 OR (of_side > $3 AND NOT by_client) OR of_fault > $4)",
        [client_id, room.all, room.of_strangers, room.of_fault];

    /// What a client was refused, the last first; at most `limit`.
    pub fn of_client(conn, client_id: &str, limit: i64) -> Vec<RefusalRow> =
        concat!("SELECT ", columns!(), " FROM client_refusals WHERE client_id = $1 \
                 ORDER BY last_at DESC, id DESC LIMIT $2");

    /// What was wrong with clients and their requests since `then`.
    pub fn faults_since(conn, then: Timestamp) -> Vec<FaultRow> =
        "SELECT client_id, fault, by_client, COUNT(*) AS requests FROM client_refusals WHERE last_at >= $1 \
         AND client_id IN (SELECT client_id FROM clients WHERE deleted_at IS NULL) \
         GROUP BY client_id, fault, by_client";

    /// One of the refusals of a client.
    pub fn find(conn, client_id: &str, id: RefusalId) -> Option<RefusalRow> =
        concat!("SELECT ", columns!(), " FROM client_refusals WHERE client_id = $1 AND id = $2");

    /// Deletes what was refused to a client for the same fault with the same value: it is right now.
    pub fn delete_mended(tx, client_id: &str, fault: &str, sent: &str) =
        "DELETE FROM client_refusals WHERE client_id = $1 AND fault = $2 AND sent = $3";

    /// Deletes at most `limit` of those that were refused last before `then`.
    pub fn delete_past(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM client_refusals WHERE id IN (SELECT id FROM client_refusals WHERE last_at < $1 LIMIT $2)";

    /// Stores that a client has asked the userinfo endpoint.
    pub fn note_userinfo(tx, client_id: &str, now: Timestamp) =
        "UPDATE clients SET userinfo_at = $2 WHERE client_id = $1 AND COALESCE(userinfo_at, 0) < $2";

    /// When a client has last asked the userinfo endpoint, exact to a day; 0: never. None: there is no such client.
    pub fn userinfo_at(conn, client_id: &str) -> Option<i64> = scalar
        "SELECT COALESCE(userinfo_at, 0) FROM clients WHERE client_id = $1 AND deleted_at IS NULL";
}
