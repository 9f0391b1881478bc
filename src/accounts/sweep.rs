//! Clearing away what nobody needs any more.

use super::{Accounts, Failure, throttle};
use crate::store::{refresh_tokens, sessions};
use std::time::Duration;

/// A used refresh token must be known for as long as someone may still present it; what has expired is refused
/// by its own claims. The hour is for clocks that differ.
const MARGIN: Duration = Duration::from_secs(60 * 60);

/// How many rows went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub sessions: u64,
    pub refresh_tokens: u64,
    pub throttles: u64,
}

impl Accounts {
    /// Forgets expired sessions and tokens, and failures that were long ago. To be called every hour or so.
    pub async fn sweep(&self) -> Result<Swept, Failure> {
        let now = self.now();
        let swept = self
            .db()
            .write(move |conn| {
                Box::pin(async move {
                    Ok(Swept {
                        refresh_tokens: refresh_tokens::delete_past(conn, now.minus(MARGIN)).await?,
                        sessions: sessions::delete_past(conn, now.minus(MARGIN)).await?,
                        throttles: throttle::sweep(conn, now).await?,
                    })
                })
            })
            .await?;
        Ok(swept)
    }
}
