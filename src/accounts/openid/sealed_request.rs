//! Requests of clients that wait: for a sign-in, or because the browser has sent them from another site, without its cookies. The
//! browser keeps them, sealed, in an address of this server.

use crate::accounts::sealed::Over;
use crate::accounts::{OpenId, Sealed};
use crate::language::{Message, message};
use crate::shared::{AppError, ErrorCode, Timestamp, days};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a request waits: the time to sign in, also for somebody who leaves the page open until tomorrow. It proves nothing, and is
/// read again with what its client may do then.
pub(super) const LIFETIME: Duration = days(2);

/// The maximum length of a request in bytes.
pub const MAX_REQUEST_BYTES: usize = 8_192;

#[derive(Serialize, Deserialize)]
struct WaitingRequest {
    /// In `application/x-www-form-urlencoded`.
    parameters: String,
    /// Milliseconds since 1970.
    issued_at: i64,
}

impl Sealed for WaitingRequest {
    const PURPOSE: &'static str = "authorization request 1";
    const LIFETIME: Duration = LIFETIME;

    fn ends_at(&self) -> Timestamp {
        Timestamp(self.issued_at).plus(Self::LIFETIME)
    }
}

impl OpenId {
    /// Seals the parameters of a request to an endpoint for browsers, in `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// If they have more than [`MAX_REQUEST_BYTES`].
    pub fn seal_request(&self, parameters: &str) -> Result<String, AppError> {
        check_length(parameters)?;
        let request = WaitingRequest { parameters: parameters.to_owned(), issued_at: self.now().0 };
        Ok(self.seal_as(&request).text)
    }

    /// The parameters of a sealed request.
    ///
    /// # Errors
    /// If this server has not sealed it, or if that was too long ago.
    pub fn open_request(&self, sealed: &str) -> Result<String, AppError> {
        match self.open_as::<WaitingRequest>(sealed) {
            Ok(request) => Ok(request.parameters),
            Err(Over::Late(_)) => Err(expired()),
            Err(Over::Damaged) => Err(damaged()),
        }
    }
}

/// # Errors
/// If a request is too long to be read.
pub(super) fn check_length(parameters: &str) -> Result<(), AppError> {
    if parameters.len() > MAX_REQUEST_BYTES {
        return Err(malformed(message::oauth_request_too_long(MAX_REQUEST_BYTES as u64)));
    }
    Ok(())
}

/// The request has waited for too long.
pub(super) fn expired() -> AppError {
    malformed(message::oauth_request_expired())
}

/// This server has not sealed it.
pub(super) fn damaged() -> AppError {
    malformed(message::oauth_request_damaged())
}

/// A request that is shown to the person who came with it, because there is no verified address to send an error to.
pub(super) fn malformed(detail: Message) -> AppError {
    AppError::new(ErrorCode::Malformed, detail)
}
