//! The user of a refresh token, on the host of Vestibule.
//!
//! Whether a refresh token has been used is known only to the database, so the source is charged before it is asked: an old token
//! can be sent again and again. A page causes dozens of questions at the same time, which an active session must not be charged
//! for: a token that was found valid is remembered for a few seconds, and of concurrent questions with the same token one asks.

use super::super::{rate_limit::Source, state::AppState};
use crate::{
    accounts::{CurrentUser, TokenError},
    shared::{
        error::AppError,
        ids::{SessionId, UserId},
        timestamp::Timestamp,
    },
};
use moka::sync::Cache;
use std::{sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// The maximum number of tokens in memory; some 200 bytes each.
const CAPACITY: u64 = 10_000;
/// Shorter than the grace period, so that a token that is used meanwhile does not outlive it. Only the use of its successor is
/// noticed later.
const REMEMBERED_FOR: Duration = Duration::from_secs(5);

/// A refresh token that was found valid. Its session can end before `until`, and is looked up each time.
#[derive(Clone, Copy)]
struct Valid {
    session: SessionId,
    user: UserId,
    until: Timestamp,
}

/// The refresh tokens that were sent recently, by their ids. None if a token was not found valid. Locked while the database is
/// asked.
pub struct RecentTokens(Cache<[u8; 32], Arc<Mutex<Option<Valid>>>>);

impl Default for RecentTokens {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(CAPACITY).time_to_live(REMEMBERED_FOR).build())
    }
}

/// The user of an active session that could be continued with this refresh token.
pub async fn user_of(state: &AppState, source: &mut Source<'_>, token: &str) -> Result<Option<CurrentUser>, AppError> {
    let Some(id) = state.accounts.refresh_token_id(token) else {
        // Probably made up, so it takes no space in memory.
        source.charge()?;
        return Ok(ask(state, token).await?.map(|(who, _)| who));
    };
    let entry = state.identities.refresh_tokens.0.get_with(id, Arc::default);
    let mut found = entry.lock().await;
    let now = state.accounts.now();
    // The cache uses the clock of the system, which tests do not move.
    if let Some(Valid { session, user, .. }) = found.filter(|valid| now < valid.until) {
        // Looking up the session can take a query, which others need not wait for.
        drop(found);
        return Ok(state.accounts.user_of_session(session, user).await?);
    }
    source.charge()?;
    let Some((who, until)) = ask(state, token).await? else { return Ok(None) };
    let until = until.min(now.plus(REMEMBERED_FOR));
    *found = Some(Valid { session: who.session()?, user: who.user.id, until });
    Ok(Some(who))
}

/// The user of a valid token and the end of its validity, according to the database.
async fn ask(state: &AppState, token: &str) -> Result<Option<(CurrentUser, Timestamp)>, AppError> {
    match state.accounts.peek_refresh(token).await {
        Ok(found) => Ok(Some(found)),
        Err(TokenError::Failed(failure)) => Err(failure.into()),
        Err(_) => Ok(None),
    }
}
