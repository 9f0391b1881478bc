//! Concurrent rotations of refresh tokens, which share a call to the writer.

use super::writer::Writer;
use crate::store::refresh_tokens::{Exchange, NO_SALT, RotatedRow, on_sqlite};
use crate::store::{Conn, Statement, StoreError, Tx, stats, tx};
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, FromRow, Sqlite};
use std::mem;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use tokio::sync::oneshot;
use tracing::{Instrument as _, Span};

/// The number of parameters of [`on_sqlite::ROTATE`].
const PARAMETERS: usize = 11;
/// Maximum number of rotations in a call. Larger numbers save little and make the writer's other jobs wait.
const MAX_PER_CALL: usize = 8;

/// The statements of 1, 2, … [`MAX_PER_CALL`] rotations in a call.
static ROTATE_MANY: LazyLock<[Statement; MAX_PER_CALL]> =
    LazyLock::new(|| std::array::from_fn(|more| repeated(on_sqlite::ROTATE, PARAMETERS, more + 1)));

/// The result of one of several rotations.
#[derive(FromRow)]
struct PlacedRow {
    /// The index of the exchange in its call.
    place: i64,
    #[sqlx(flatten)]
    session: RotatedRow,
}

/// The rotations that wait for the writer. Cheap to clone.
#[derive(Clone, Default)]
pub(in crate::store) struct RotationQueue(Arc<Mutex<Vec<Waiting>>>);

struct Waiting {
    exchange: Exchange,
    /// Receives the result after the commit.
    answer: oneshot::Sender<Option<RotatedRow>>,
}

impl RotationQueue {
    /// Exchanges a token; see [`Db::rotate`](crate::store::Db::rotate).
    pub(in crate::store) async fn rotate(
        &self,
        writer: &Writer,
        exchange: Exchange,
    ) -> Result<Option<RotatedRow>, StoreError> {
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
            Ok((rows, answers)) => rows.into_iter().zip(answers).for_each(|(row, answer)| _ = answer.send(row)),
            Err(error) => {
                tracing::debug!(%error, "a job of several rotations failed; each is run alone");
                // A job that never began has left them in the queue.
                mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
            }
        }
    }
}

/// Exchanges tokens; returns the sessions in the same order.
async fn rotate_all(tx: &mut Tx, exchanges: &[Exchange]) -> Result<Vec<Option<RotatedRow>>, StoreError> {
    // Only the writer of SQLite calls this.
    let Conn::Sqlite(connection) = &mut **tx else { unreachable!("the writer is SQLite's") };
    let mut rows = Vec::with_capacity(exchanges.len());
    for call in exchanges.chunks(MAX_PER_CALL) {
        let mut found = [None; MAX_PER_CALL];
        let statement = ROTATE_MANY[call.len() - 1];
        let query = sqlx::query_as_with::<Sqlite, PlacedRow, _>(statement.sql(), arguments(call)?);
        for PlacedRow { place, session } in stats::timed(query.fetch_all(&mut **connection)).await? {
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
