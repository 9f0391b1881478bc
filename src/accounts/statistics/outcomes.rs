//! Counts outcomes of use cases since the process started.

use super::OutcomeCounts;
use crate::accounts::{Failure, LogInError, RefreshError, TokenError};
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug, Default)]
pub(in crate::accounts) struct Outcomes {
    pub(in crate::accounts) sign_ins: SignIns,
    pub(in crate::accounts) refreshes: Refreshes,
    pub(in crate::accounts) mail: SentMail,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub(in crate::accounts) struct Count(AtomicU64);

impl Count {
    pub(in crate::accounts) fn increment(&self) {
        // Relaxed, because no other data depends on the order of these counts.
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Sign-ins with a password, by outcome.
#[derive(Debug, Default)]
pub(in crate::accounts) struct SignIns {
    success: Count,
    no_match: Count,
    unconfirmed: Count,
    throttled: Count,
    overloaded: Count,
    invalid: Count,
    failed: Count,
}

impl SignIns {
    /// Counts a sign-in that failed with `error`, or succeeded.
    pub(in crate::accounts) fn count(&self, error: Option<&LogInError>) {
        let outcome = match error {
            None => &self.success,
            Some(LogInError::NoMatch) => &self.no_match,
            Some(LogInError::Unconfirmed) => &self.unconfirmed,
            Some(LogInError::Throttled(_) | LogInError::Exceeded(_)) => &self.throttled,
            Some(LogInError::Invalid(_)) => &self.invalid,
            Some(LogInError::Failed(Failure::Overloaded(_))) => &self.overloaded,
            Some(LogInError::Failed(_)) => &self.failed,
        };
        outcome.increment();
    }

    pub(super) fn read(&self) -> OutcomeCounts {
        vec![
            ("success", self.success.get()),
            ("no_match", self.no_match.get()),
            ("unconfirmed", self.unconfirmed.get()),
            ("throttled", self.throttled.get()),
            ("overloaded", self.overloaded.get()),
            ("invalid", self.invalid.get()),
            ("failed", self.failed.get()),
        ]
    }
}

/// Uses of refresh tokens, by outcome.
#[derive(Debug, Default)]
pub(in crate::accounts) struct Refreshes {
    success: Count,
    expired: Count,
    revoked: Count,
    invalid: Count,
    failed: Count,
}

impl Refreshes {
    /// Counts a refresh that failed with `error`, or succeeded.
    pub(in crate::accounts) fn count(&self, error: Option<&RefreshError>) {
        let outcome = match error {
            None => &self.success,
            Some(RefreshError::Token(TokenError::Expired)) => &self.expired,
            Some(RefreshError::Token(TokenError::Revoked)) => &self.revoked,
            // An API token is no refresh token.
            Some(RefreshError::Token(TokenError::Malformed | TokenError::Invalid | TokenError::ApiToken(_))) => {
                &self.invalid
            }
            Some(RefreshError::Token(TokenError::Failed(_)) | RefreshError::Failed(_)) => &self.failed,
        };
        outcome.increment();
    }

    pub(super) fn read(&self) -> OutcomeCounts {
        vec![
            ("success", self.success.get()),
            ("expired", self.expired.get()),
            ("revoked", self.revoked.get()),
            ("invalid", self.invalid.get()),
            ("failed", self.failed.get()),
        ]
    }
}

/// Attempts to send a message, by outcome.
#[derive(Debug, Default)]
pub(in crate::accounts) struct SentMail {
    pub(in crate::accounts) sent: Count,
    /// It is tried again later.
    pub(in crate::accounts) deferred: Count,
    pub(in crate::accounts) given_up: Count,
}

impl SentMail {
    pub(super) fn read(&self) -> OutcomeCounts {
        vec![("sent", self.sent.get()), ("deferred", self.deferred.get()), ("given_up", self.given_up.get())]
    }
}
