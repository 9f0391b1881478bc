//! Requests that a client can repeat with the same `Idempotency-Key`, for example because it has lost the response
//! (`docs/decisions/0037-idempotency.md`).
//!
//! A use case calls [`Accounts::change_once`] in place of [`Accounts::change`]. The key is claimed and the result is
//! stored in the transaction of the change, so that the change happens exactly once. What precedes the transaction runs
//! again when the request is repeated: it must not fail because of the first request, nor have an effect of its own.

use super::policy::Action;
use super::unit_of_work::UnitOfWork;
use super::{Accounts, Caller, IdempotencyKey};
use crate::language::message;
use crate::shared::{AppError, DAY, ErrorCode, UserId};
use crate::store::sealed::{self, NewIdempotencyKey};
use futures::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How long a request can be repeated.
pub(super) const LIFETIME: Duration = DAY;

/// A job that leaves the transaction to its caller. Boxed, so that its type is not part of the type of the closure around
/// it (see `store::tx::Job`).
type Job<T> = Box<dyn for<'t> FnOnce(&'t mut UnitOfWork) -> BoxFuture<'t, Result<T, AppError>> + Send>;

impl Accounts {
    /// Like [`Accounts::change`], but only once for each idempotency key of `caller`: if the actor has sent the same request
    /// with the same key within the last 24 hours, returns the result of that request without running `job`. Permission is
    /// checked in both cases.
    ///
    /// An error stores nothing, so the request can be repeated. Results of the previous version must remain readable: new
    /// fields need a default.
    ///
    /// # Errors
    /// Also if the key belongs to another request, or if the result of the request cannot be read any more.
    pub(super) fn change_once<T, F>(
        &self,
        caller: &Caller,
        action: Action,
        job: F,
    ) -> BoxFuture<'_, Result<T, AppError>>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: for<'t> FnOnce(&'t mut UnitOfWork) -> BoxFuture<'t, Result<T, AppError>> + Send + 'static,
    {
        let job: Job<T> = Box::new(job);
        // The operator and visitors have no keys.
        let key = caller.user_id().zip(caller.idempotency_key.clone());
        self.change(caller, action, move |tx| run(tx, key, job))
    }
}

/// Runs `job`, unless the key of the account has a result already.
async fn run<T>(mut tx: UnitOfWork, key: Option<(UserId, IdempotencyKey)>, job: Job<T>) -> Result<T, AppError>
where
    T: Serialize + DeserializeOwned + Send + 'static,
{
    let Some((user, key)) = key else { return job(&mut tx).await };
    let now = tx.now();
    let new = NewIdempotencyKey { hash: key.hash_for(user), user, request_hash: key.request_hash, now };
    let claimed = sealed::claim_idempotency_key(&mut tx, &new, now.minus(LIFETIME)).await?;
    if let Some(sealed) = claimed.sealed_result {
        if claimed.request_hash != key.request_hash {
            return Err(AppError::new(ErrorCode::IdempotencyKeyReused, message::idempotency_key_reused()));
        }
        // The request is not executed again: its client relies on that.
        let result = tx.accounts().open_bytes(&context(&new.hash), &sealed).ok_or_else(result_lost)?;
        key.is_replayed.store(true, Ordering::Relaxed);
        return Ok(result);
    }
    let result = job(&mut tx).await?;
    let sealed = tx.accounts().seal_bytes(&context(&new.hash), &result);
    sealed::store_result(&mut tx, &new.hash, &sealed).await?;
    Ok(result)
}

fn result_lost() -> AppError {
    AppError::new(ErrorCode::IdempotencyKeyReused, message::idempotency_key_result_lost())
}

/// Binds a result to its key and thereby to its account. Results can contain one-time links.
fn context(hash: &[u8; 32]) -> Vec<u8> {
    [b"idempotency ".as_slice(), hash].concat()
}
