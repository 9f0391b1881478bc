//! Refresh tokens: the hash of each, the salt from which its successor is derived, and when it was used.
//!
//! Rotation replaces a token by its successor with three writes, all or none, in one call to the database. Each call costs a round
//! trip on PostgreSQL and two thread switches on SQLite, more than the statements themselves. So everything is sent at once: one
//! statement to PostgreSQL, a sequence of statements to SQLite, where concurrent rotations also share a call (`RotationQueue`).

use super::{
    Conn, StoreError, Tx,
    sessions::{self, SessionRow},
    sqlite::Writer,
    statement::{Statement, execute, fetch, statements},
    stats, tx,
};
use crate::shared::{
    ids::{SessionId, UserId},
    timestamp::Timestamp,
};
use sqlx::{Arguments as _, FromRow, Sqlite, sqlite::SqliteArguments};
use std::{
    mem,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};
use tokio::sync::oneshot;
use tracing::{Instrument as _, Span};

/// The salt of a token that has not been used yet. It has the length of a real salt, so that the row does not grow later, when
/// its page may be full.
pub(super) const NO_SALT: &[u8] = &[0; 32];

/// A stored refresh token.
#[derive(Clone, FromRow)]
pub struct RefreshTokenRow {
    /// All zeros until the token is used.
    pub salt: Vec<u8>,
    pub issued_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
}

/// A new refresh token.
#[derive(Clone)]
pub struct NewRefreshToken {
    pub hash: [u8; 32],
    pub session: SessionId,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A presented token and its successor.
#[derive(Clone, Copy)]
pub struct Exchange {
    pub session: SessionId,
    pub user: UserId,
    /// The hash of the presented token.
    pub hash: [u8; 32],
    /// From which the successor is derived; stored, so that a retry derives the same one.
    pub salt: [u8; 32],
    pub now: Timestamp,
    /// The hash of the successor.
    pub successor: [u8; 32],
    pub issued_at: Timestamp,
    /// When the successor expires, unless the session ends earlier: with "remember me", and without.
    pub remembered_until: Timestamp,
    pub not_remembered_until: Timestamp,
}

/// Selects the session `$1` of the account `$5` if both are active at `$3`.
macro_rules! usable {
    () => {
        "SELECT 1 FROM sessions AS s JOIN users AS u ON u.id = s.user_id WHERE s.id = $1 AND s.user_id = $5 \
         AND s.ended_at IS NULL AND s.expires_at > $3 AND u.status = 'active'"
    };
}

statements! {
    FIND = "SELECT salt, issued_at, expires_at, used_at FROM refresh_tokens \
        WHERE token_hash = $1 AND session_id = $2";
    // Used tokens are kept until they expire, because a second use of one may show a theft.
    DELETE_PAST = "DELETE FROM refresh_tokens WHERE token_hash IN \
        (SELECT token_hash FROM refresh_tokens WHERE expires_at < $1 LIMIT $2)";
}

pub mod on_postgres {
    use super::*;

    statements! {
        /// `touched` waits for a concurrent end of the session and then checks again, so an ended session gets no successor.
        // Each part reads what the one before it returns: if no token is used up, nothing else happens.
        pub(super) ROTATE = concat!(
            "WITH consumed AS (UPDATE refresh_tokens SET used_at = $3, salt = $4 \
            WHERE token_hash = $2 AND session_id = $1 AND used_at IS NULL AND expires_at > $3 \
            AND EXISTS (", usable!(), ") RETURNING session_id), \
            touched AS (UPDATE sessions SET last_used_at = $3 FROM consumed \
            WHERE id = consumed.session_id AND ended_at IS NULL RETURNING session_id, user_id, remember, \
            created_at AS session_created_at, expires_at AS session_expires_at, ended_at), \
            issued AS (INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at) \
            SELECT $6, session_id, $10, $7, CASE WHEN remember THEN LEAST($8, session_expires_at) \
            ELSE LEAST($9, session_expires_at) END FROM touched) \
            SELECT ", sessions::columns!(), " FROM touched JOIN users ON users.id = user_id");
    }
}

pub mod on_sqlite {
    use super::*;

    statements! {
        // SQLite has no data-modifying WITH. Instead, each statement checks with `changes()` that the one before it changed its
        // row. The SELECT leaves `changes()` as it is, and the UPDATE of the next rotation sets it again.
        pub(super) ROTATE = concat!(
            "UPDATE refresh_tokens SET used_at = $3, salt = $4 \
            WHERE token_hash = $2 AND session_id = $1 AND used_at IS NULL AND expires_at > $3 \
            AND EXISTS (", usable!(), "); \
            UPDATE sessions SET last_used_at = $3 WHERE id = $1 AND changes() = 1; \
            INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at) \
            SELECT $6, id, $10, $7, CASE WHEN remember THEN MIN($8, expires_at) ELSE MIN($9, expires_at) END \
            FROM sessions WHERE id = $1 AND changes() = 1; \
            SELECT $11 AS place, ", sessions::columns!(), " FROM ", sessions::source!(), " WHERE changes() = 1; ");
    }
}

pub async fn find(conn: &mut Conn, hash: &[u8; 32], session: SessionId) -> Result<Option<RefreshTokenRow>, StoreError> {
    fetch!(conn, fetch_optional as RefreshTokenRow, FIND, &hash[..], session.0)
}

/// Deletes at most `limit` tokens that expired before `then`.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, then.0, i64::from(limit))
}

/// Exchanges a token on PostgreSQL; see [`Db::rotate`](super::Db::rotate). Needs no [`Tx`](super::Tx): one statement is a
/// transaction of its own, and there is nothing to record or announce.
pub(super) async fn rotate(conn: &mut Conn, exchange: &Exchange) -> Result<Option<SessionRow>, StoreError> {
    let Exchange { session, user, hash, salt, now, successor, issued_at, remembered_until, not_remembered_until } =
        exchange;
    fetch!(
        conn,
        fetch_optional as SessionRow,
        on_postgres::ROTATE,
        session.0,
        &hash[..],
        now.0,
        &salt[..],
        user.0,
        &successor[..],
        issued_at.0,
        remembered_until.0,
        not_remembered_until.0,
        NO_SALT,
    )
}

/// The number of parameters of [`on_sqlite::ROTATE`].
const PARAMETERS: usize = 11;
/// Maximum number of rotations in a call. Larger numbers save little and make the writer's other jobs wait.
const MAX_PER_CALL: usize = 8;

/// The statements of 1, 2, … [`MAX_PER_CALL`] rotations in a call.
static ROTATE_MANY: LazyLock<[Statement; MAX_PER_CALL]> =
    LazyLock::new(|| std::array::from_fn(|more| repeated(on_sqlite::ROTATE, PARAMETERS, more + 1)));

/// The result of one of several rotations.
#[derive(FromRow)]
struct RotatedRow {
    /// The index of the exchange in its call.
    place: i64,
    #[sqlx(flatten)]
    session: SessionRow,
}

/// The rotations that wait for the writer. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct RotationQueue(Arc<Mutex<Vec<Waiting>>>);

struct Waiting {
    exchange: Exchange,
    /// Receives the result after the commit.
    answer: oneshot::Sender<Option<SessionRow>>,
}

impl RotationQueue {
    /// Exchanges a token; see [`Db::rotate`](super::Db::rotate).
    pub(super) async fn rotate(&self, writer: &Writer, exchange: Exchange) -> Result<Option<SessionRow>, StoreError> {
        let (answer, answered) = oneshot::channel();
        if self.push(Waiting { exchange, answer }) {
            let (queue, writer) = (self.clone(), writer.clone());
            // A new task has neither the statistics nor the span of the request, so both are passed on.
            let run = stats::within(stats::current(), async move { queue.run(&writer).await });
            // A task of its own, because the other rotations must not depend on this request.
            tokio::spawn(run.instrument(Span::current()));
        }
        match answered.await {
            Ok(row) => Ok(row),
            // The job has failed. Alone, each rotation gets its own error, and none fails because of another one.
            Err(_) => {
                let (job, rows) = tx::split(async move |mut tx: Tx| rotate_all(&mut tx, &[exchange]).await);
                writer.submit(job).await?;
                Ok(rows.take()?.pop().flatten())
            }
        }
    }

    /// Adds a rotation; returns whether it is the first, so that a job must be started.
    fn push(&self, waiting: Waiting) -> bool {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        queue.push(waiting);
        queue.len() == 1
    }

    /// Runs a job that takes all rotations that wait when it begins, and answers them after the commit.
    async fn run(&self, writer: &Writer) {
        let queue = Arc::clone(&self.0);
        let job = move |mut tx: Tx| async move {
            // Taken as late as possible. From now on the next rotation starts another job.
            let taken = mem::take(&mut *queue.lock().unwrap_or_else(PoisonError::into_inner));
            let (exchanges, answers): (Vec<_>, Vec<_>) =
                taken.into_iter().map(|waiting| (waiting.exchange, waiting.answer)).unzip();
            Ok::<_, StoreError>((rotate_all(&mut tx, &exchanges).await?, answers))
        };
        let (job, outcome) = tx::split(job);
        match writer.submit(job).await.and_then(|()| outcome.take()) {
            // Sending fails if the request was dropped; its rotation stays, and its client can try again.
            Ok((rows, answers)) => rows.into_iter().zip(answers).for_each(|(row, answer)| drop(answer.send(row))),
            Err(error) => {
                tracing::debug!(%error, "a job of several rotations failed; each is run alone");
                // A job that never began has left them in the queue.
                mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
            }
        }
    }
}

/// Exchanges tokens; returns the sessions in the same order.
async fn rotate_all(tx: &mut Tx, exchanges: &[Exchange]) -> Result<Vec<Option<SessionRow>>, StoreError> {
    // Only the writer of SQLite calls this.
    let Conn::Sqlite(connection) = tx.engine() else { unreachable!("the writer is SQLite's") };
    let mut rows = Vec::with_capacity(exchanges.len());
    for call in exchanges.chunks(MAX_PER_CALL) {
        let mut found: [Option<SessionRow>; MAX_PER_CALL] = Default::default();
        let statement = ROTATE_MANY[call.len() - 1];
        let query = sqlx::query_as_with::<Sqlite, RotatedRow, _>(statement.sql(), arguments(call)?);
        for RotatedRow { place, session } in stats::timed(query.fetch_all(&mut **connection)).await? {
            let place = usize::try_from(place).unwrap_or(usize::MAX);
            *found.get_mut(place).unwrap_or_else(|| unreachable!("the statement returns its own parameter")) =
                Some(session);
        }
        rows.extend(found.into_iter().take(call.len()));
    }
    Ok(rows)
}

/// The parameters of some rotations, in the order of their numbers.
fn arguments(exchanges: &[Exchange]) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    for (place, exchange) in exchanges.iter().enumerate() {
        let mut add = || -> Result<(), sqlx::error::BoxDynError> {
            arguments.add(exchange.session.0)?;
            arguments.add(exchange.hash.to_vec())?;
            arguments.add(exchange.now.0)?;
            arguments.add(exchange.salt.to_vec())?;
            arguments.add(exchange.user.0)?;
            arguments.add(exchange.successor.to_vec())?;
            arguments.add(exchange.issued_at.0)?;
            arguments.add(exchange.remembered_until.0)?;
            arguments.add(exchange.not_remembered_until.0)?;
            arguments.add(NO_SALT)?;
            arguments.add(i64::try_from(place)?)
        };
        add().map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// The text of `statement` `times` times in a row, with parameters of its own in each.
fn repeated(statement: Statement, parameters: usize, times: usize) -> Statement {
    let mut sql = String::new();
    for time in 0..times {
        let mut pieces = statement.sql().split('$');
        sql.extend(pieces.next());
        for piece in pieces {
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            let (number, text) = piece.split_at(digits);
            let number: usize = number.parse().unwrap_or_else(|_| unreachable!("a number follows each $"));
            sql.push_str(&format!("${}{text}", number + time * parameters));
        }
    }
    Statement::made(format!("{}_{times}", statement.name()), sql)
}
