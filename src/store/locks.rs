//! Locks, so that what a transaction has decided stays right until it ends. On SQLite reading is enough.
//!
//! Rows are locked on which the authority of an actor depends, so that nothing revokes it, always in the order actor, target,
//! API token, session, so that transactions cannot deadlock. Decisions that depend on many rows, which no row lock protects, have
//! an advisory lock ([`AdvisoryLock`]). Actions of administrators on other accounts take that of administrators first; that of the rules
//! of groups comes after the accounts.

use super::api_tokens::{self, GrantRow, granted, of_grant};
use super::clients::removal;
use super::groups;
use super::sessions::{self, SessionRow};
use super::statement::statements;
use super::users::columns;
use super::{Conn, StoreError, Tx};
use crate::shared::{ApiTokenId, GroupName, SessionId, Timestamp, UserId};

/// A decision that depends on many rows, and that only one transaction at a time may make.
#[derive(Clone, Copy, Debug)]
pub enum AdvisoryLock {
    /// Whether an administrator remains.
    Administrators = 1,
    /// Which key signs access tokens.
    SigningKeys = 2,
    /// Which hours of the overview become days.
    Counts = 3,
    /// Who belongs to groups with a rule. Each transaction that gives an account what the rules say shares it ([`lock_member_rules`]); one
    /// that changes a rule, or a field, holds it alone, before it changes the row of a group: so all that has followed what was before is
    /// committed when it commits.
    MemberRules = 4,
}

/// The actor `$2`, whose own account is locked exclusively.
macro_rules! own_account {
    () => {
        concat!("(SELECT ", columns!(), " FROM users WHERE id = $2 FOR NO KEY UPDATE) AS actor ")
    };
}

/// The actor `$2` and the account `$3`, of which the second is locked exclusively. `targets >= 0` is always true; it makes PostgreSQL
/// lock the account before what is joined after it.
// SHARE lets the actor do several things at once, but no other transaction can change the role or the status meanwhile.
macro_rules! other_account {
    () => {
        concat!(
            "(SELECT ",
            columns!(),
            " FROM users WHERE id = $2 FOR SHARE) AS actor \
             CROSS JOIN LATERAL (SELECT COUNT(*) AS targets \
             FROM (SELECT 1 FROM users WHERE id = $3 AND id <> actor.id FOR NO KEY UPDATE) AS held) AS target "
        )
    };
}

/// The session that the token ends with, if it has not ended, locked against that.
macro_rules! hold_session_of_token {
    () => {
        " LEFT JOIN LATERAL (SELECT sessions.id AS live_session_id FROM sessions \
         WHERE sessions.id = token.token_session_id AND ended_at IS NULL FOR SHARE) AS session ON TRUE"
    };
}

statements! {
    // Held until the transaction ends. The first number, "vest" in ASCII, avoids collisions with other programs.
    fn hold(tx, lock: i64) = "SELECT pg_advisory_xact_lock(1986360180, CAST($1 AS INTEGER))";

    // The same lock, which several hold at once.
    fn share(tx, lock: i64) = "SELECT pg_advisory_xact_lock_shared(1986360180, CAST($1 AS INTEGER))";

    // The first number is the next one. Two addresses with the same hash wait for each other, which is harmless.
    fn hold_address(tx, email_key: &str) = "SELECT pg_advisory_xact_lock(1986360181, hashtext($1))";

    /// The actor changes their own account: locks it exclusively, and the session against being ended.
    // NO KEY UPDATE does not block the foreign keys of new rows that refer to the account. LATERAL fixes the order
    // in which rows are locked.
    fn hold_own(tx, session: SessionId, actor: UserId) -> Option<SessionRow> = concat!(
        "SELECT ", sessions::columns!(), " FROM ", own_account!(), "CROSS JOIN LATERAL (SELECT ", sessions::renamed!(),
        " FROM sessions WHERE sessions.id = $1 AND user_id = actor.id FOR SHARE) AS session");

    /// The actor changes the account `target`, or several if that is None.
    fn hold_other(tx, session: SessionId, actor: UserId, target: Option<UserId>) -> Option<SessionRow> = concat!(
        "SELECT ", sessions::columns!(), " FROM ", other_account!(), "CROSS JOIN LATERAL (SELECT ", sessions::renamed!(),
        " FROM sessions WHERE sessions.id = $1 AND user_id = actor.id AND targets >= 0 FOR SHARE) AS session");

    /// Like `hold_own`, with an API token.
    fn hold_own_with_token(tx, token: ApiTokenId, actor: UserId) -> Option<GrantRow> = concat!(
        "SELECT ", of_grant!(), ", live_session_id FROM ", own_account!(), "CROSS JOIN LATERAL (", granted!(),
        " WHERE api_tokens.id = $1 AND user_id = actor.id FOR SHARE) AS token", hold_session_of_token!());

    /// Like `hold_other`, with an API token.
    fn hold_other_with_token(tx, token: ApiTokenId, actor: UserId, target: Option<UserId>)
        -> Option<GrantRow> = concat!(
        "SELECT ", of_grant!(), ", live_session_id FROM ", other_account!(), "CROSS JOIN LATERAL (", granted!(),
        " WHERE api_tokens.id = $1 AND user_id = actor.id AND targets >= 0 FOR SHARE) AS token", hold_session_of_token!());

    /// The client gets something. Its row is not deleted meanwhile, but its last use may be stored.
    fn hold_client(tx, client_id: &str) -> Option<bool> = scalar
        "SELECT deleted_at IS NULL FROM clients WHERE client_id = $1 FOR KEY SHARE";

    /// The same, and when a mark ends, as it is after the locks that the transaction has waited for.
    fn hold_client_and_read_mark(tx, client_id: &str, mark: &[u8; 32]) -> (Option<bool>, Option<Timestamp>) = one
        "SELECT (SELECT deleted_at IS NULL FROM clients WHERE client_id = $1 FOR KEY SHARE), \
         (SELECT expires_at FROM spent_proofs WHERE proof_hash = $2)";

    /// An account gets what the rules of groups say. None of them changes meanwhile, and no such group is deleted.
    fn hold_member_rules(tx) -> Vec<(GroupName, String)> =
        "SELECT name, member_rule FROM user_groups WHERE member_rule <> '' AND deleted_at IS NULL ORDER BY name FOR SHARE";

    /// The operator changes the account.
    fn hold_target(tx, id: UserId) = "SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE";
}

/// Whether there is something to lock: SQLite has a single writer, so no other transaction can write before this one ends.
fn locks_rows(tx: &Tx) -> bool {
    matches!(**tx, Conn::Postgres(_))
}

/// Waits until no other transaction holds the lock.
pub async fn acquire(tx: &mut Tx, lock: AdvisoryLock) -> Result<(), StoreError> {
    if locks_rows(tx) { hold(tx, lock as i64).await } else { Ok(()) }
}

/// Like [`acquire`], for the decisions which registrations of an address without an account are kept, and which becomes its
/// account.
pub async fn acquire_address(tx: &mut Tx, email_key: &str) -> Result<(), StoreError> {
    if locks_rows(tx) { hold_address(tx, email_key).await } else { Ok(()) }
}

/// Locks the account that the operator is about to change.
pub async fn lock_target(tx: &mut Tx, target: UserId) -> Result<(), StoreError> {
    if locks_rows(tx) { hold_target(tx, target).await } else { Ok(()) }
}

/// The groups that have a rule. Neither they nor the fields change before the transaction ends. To be called when the account is locked:
/// the locks of accounts come first.
pub async fn lock_member_rules(tx: &mut Tx) -> Result<Vec<(GroupName, String)>, StoreError> {
    if !locks_rows(tx) {
        return groups::member_rules(tx).await;
    }
    // A statement of its own: one that has waited for the lock would read what was there before it waited.
    share(tx, AdvisoryLock::MemberRules as i64).await?;
    hold_member_rules(tx).await
}

/// Whether the client with this id is in effect; its row is not deleted before the transaction ends. None: it has no row.
pub async fn lock_client(tx: &mut Tx, client_id: &str) -> Result<Option<bool>, StoreError> {
    if locks_rows(tx) { hold_client(tx, client_id).await } else { removal::is_in_effect(tx, client_id).await }
}

/// Like [`lock_client`], and when a mark ends (`factors/spent.rs`): one call in place of two.
pub async fn lock_client_and_read_mark(
    tx: &mut Tx,
    client_id: &str,
    mark: &[u8; 32],
) -> Result<(Option<bool>, Option<Timestamp>), StoreError> {
    if locks_rows(tx) {
        hold_client_and_read_mark(tx, client_id, mark).await
    } else {
        removal::is_in_effect_and_mark(tx, client_id, mark).await
    }
}

/// Locks the session and the account of the actor, and the account `target`, until the transaction ends. Returns the session
/// with the actor's account; None if it does not exist or belongs to another account.
pub async fn lock_session(
    tx: &mut Tx,
    session: SessionId,
    actor: UserId,
    target: Option<UserId>,
) -> Result<Option<SessionRow>, StoreError> {
    if !locks_rows(tx) {
        return Ok(sessions::find(tx, session).await?.filter(|row| row.user.id == actor.0));
    }
    if target == Some(actor) {
        hold_own(tx, session, actor).await
    } else {
        hold_other(tx, session, actor, target).await
    }
}

/// Like [`lock_session`], with an API token in place of a session.
pub async fn lock_token(
    tx: &mut Tx,
    token: ApiTokenId,
    actor: UserId,
    target: Option<UserId>,
) -> Result<Option<GrantRow>, StoreError> {
    if !locks_rows(tx) {
        return Ok(api_tokens::find(tx, token).await?.filter(|row| row.user.id == actor.0));
    }
    if target == Some(actor) {
        hold_own_with_token(tx, token, actor).await
    } else {
        hold_other_with_token(tx, token, actor, target).await
    }
}
