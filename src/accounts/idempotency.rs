//! Requests that a client can repeat with the same `Idempotency-Key`, for example because it has lost the response
//! (`docs/decisions/0037-idempotency.md`).
//!
//! A use case calls [`Accounts::change_once`] in place of [`Accounts::change`]. The key is claimed and the result is
//! stored in the transaction of the change, so that the change happens exactly once. What precedes the transaction runs
//! again when the request is repeated: it must not fail because of the first request, nor have an effect of its own.

use super::{Accounts, Caller, policy::Action, unit_of_work::UnitOfWork};
use crate::{
    keys::fingerprint,
    shared::{
        error::{AppError, ErrorCode},
        fields::Problem,
        ids::UserId,
    },
    store::sealed::{self, NewIdempotencyKey},
};
use futures::future::BoxFuture;
use serde::{Serialize, de::DeserializeOwned};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use zeroize::Zeroizing;

/// How long a request can be repeated.
pub(super) const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Maximum length of a key in characters: a UUID has 36.
const MAX_LEN: usize = 255;

/// The key of a request, chosen by the client. The same request with the same key is the same request.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    /// SHA-256 of the key.
    key_hash: [u8; 32],
    /// SHA-256 of the request.
    request_hash: [u8; 32],
    /// Set by the use case. Its result is the same in both cases, so it is reported here.
    is_replayed: Arc<AtomicBool>,
}

impl IdempotencyKey {
    /// The `key` of a request, of which `request` contains everything that it is compared by.
    ///
    /// # Errors
    /// If the key is not 1 to 255 visible ASCII characters.
    pub fn new(key: &[u8], request: &[u8]) -> Result<Self, Problem> {
        if key.is_empty() || key.len() > MAX_LEN || !key.iter().all(u8::is_ascii_graphic) {
            let message = "Send 1 to 255 visible ASCII characters, for example a UUID.";
            return Err(Problem::new("invalid", message));
        }
        Ok(Self { key_hash: fingerprint(key), request_hash: fingerprint(request), is_replayed: Arc::default() })
    }

    /// Whether the use case has returned the result of an earlier request.
    pub fn is_replayed(&self) -> bool {
        self.is_replayed.load(Ordering::Relaxed)
    }

    /// The hash under which the key is stored. Each account has its own keys.
    fn hash_for(&self, user: UserId) -> [u8; 32] {
        fingerprint(&[user.0.as_bytes().as_slice(), &self.key_hash].concat())
    }
}

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

    fn seal_result(&self, hash: &[u8; 32], result: &impl Serialize) -> Vec<u8> {
        let json = serde_json::to_vec(result).unwrap_or_else(|_| unreachable!("results serialize to JSON"));
        self.keyring().seal(&context(hash), &Zeroizing::new(json), self.entropy().bytes())
    }

    /// None if the result was sealed with keys that have been replaced, or if its type has changed since.
    fn open_result<T: DeserializeOwned>(&self, hash: &[u8; 32], sealed: &[u8]) -> Option<T> {
        let json = self.keyring().open_sealed(&context(hash), sealed)?;
        serde_json::from_slice(&json).ok()
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
            return Err(AppError::new(
                ErrorCode::IdempotencyKeyReused,
                "Within the last 24 hours you have sent another request with this Idempotency-Key. Repeat that request \
                 without changes, or send a new key.",
            ));
        }
        // The request is not executed again: its client relies on that.
        let result = tx.accounts().open_result(&new.hash, &sealed).ok_or_else(result_lost)?;
        key.is_replayed.store(true, Ordering::Relaxed);
        return Ok(result);
    }
    let result = job(&mut tx).await?;
    let sealed = tx.accounts().seal_result(&new.hash, &result);
    sealed::store_result(&mut tx, &new.hash, &sealed).await?;
    Ok(result)
}

fn result_lost() -> AppError {
    AppError::new(
        ErrorCode::IdempotencyKeyReused,
        "This request was executed, but its response can no longer be read, because the keys of the server were replaced since. \
         Look up what it has changed. To execute it once more, send a new key.",
    )
}

/// Binds a result to its key and thereby to its account. Results can contain one-time links.
fn context(hash: &[u8; 32]) -> Vec<u8> {
    [b"idempotency ".as_slice(), hash].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn key(key: &str, request: &str) -> IdempotencyKey {
        IdempotencyKey::new(key.as_bytes(), request.as_bytes()).unwrap()
    }

    #[test]
    fn a_key_is_1_to_255_visible_ascii_characters() {
        for valid in ["k", "\"quoted\"", "0192f3a1-7b2c-7def-8123-456789abcdef", &"k".repeat(255)] {
            assert!(IdempotencyKey::new(valid.as_bytes(), b"").is_ok(), "{valid}");
        }
        for invalid in ["", " ", "two words", "tab\t", "schlüssel", "\u{7f}", &"k".repeat(256), &"k".repeat(10_240)] {
            assert!(IdempotencyKey::new(invalid.as_bytes(), b"").is_err(), "{invalid}");
        }
    }

    #[test]
    fn each_account_has_its_own_keys() {
        let [one, other] = [1, 2].map(|number| UserId(Uuid::from_u128(number)));
        assert_eq!(key("a", "request").hash_for(one), key("a", "another request").hash_for(one));
        assert_ne!(key("a", "request").hash_for(one), key("a", "request").hash_for(other));
        assert_ne!(key("a", "request").hash_for(one), key("b", "request").hash_for(one));
    }
}
