//! Codes that a provider has not accepted. Anybody can make some up, from as many networks as they have, and each is a request to the
//! provider in the name of this server, which the provider may refuse altogether one day.

use super::discovery::is_within;
use crate::accounts::{Accounts, Browser};
use crate::applications::upstream::Provider;
use crate::language::message;
use crate::shared::error::{AppError, ErrorCode};
use crate::shared::providers::{MAX_PROVIDERS, ProviderName};
use crate::shared::timestamp::{Timestamp, wait_in_words};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many a provider is sent in a minute. People send one by accident.
const MAX: u32 = 120;
/// The same with those of browsers in which somebody has signed in here before, so that strangers do not keep them from doing so.
const MAX_OF_KNOWN: u32 = 2 * MAX;
const SECONDS: u32 = 60;
const MINUTE: Duration = Duration::from_secs(SECONDS as u64);

/// How many codes of each provider have failed, and since when they are counted.
#[derive(Default)]
pub(super) struct FailedCodes(Mutex<HashMap<ProviderName, (Timestamp, u32)>>);

impl FailedCodes {
    /// How many have failed in this minute.
    fn count(&self, provider: &ProviderName, now: Timestamp) -> u32 {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(provider).filter(|(since, _)| is_within(MINUTE, *since, now)).map_or(0, |(_, count)| *count)
    }

    fn add(&self, provider: &ProviderName, now: Timestamp) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.retain(|_, (since, _)| is_within(MINUTE, *since, now));
        // More than there are providers: some were defined again under other names.
        if counts.len() < 2 * MAX_PROVIDERS || counts.contains_key(provider) {
            counts.entry(provider.clone()).or_insert((now, 0)).1 += 1;
        }
    }
}

impl Accounts {
    /// Fails if too many codes have failed at a provider within a minute.
    pub(super) fn check_failed_codes(&self, provider: &Provider, browser: &Browser<'_>) -> Result<(), AppError> {
        let is_known = browser.known.is_some_and(|sealed| self.has_signed_in(sealed));
        let limit = if is_known { MAX_OF_KNOWN } else { MAX };
        if self.0.published.failed_codes.count(&provider.name, self.now()) < limit {
            return Ok(());
        }
        let wait = message::budget_request(wait_in_words(SECONDS));
        Err(AppError::new(ErrorCode::TooManyRequests, wait).retry(SECONDS))
    }

    /// Counts a code that a provider has not accepted.
    pub(super) fn count_failed_code(&self, provider: &Provider) {
        self.0.published.failed_codes.add(&provider.name, self.now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    #[test]
    fn they_are_counted_for_a_minute_and_for_each_provider() {
        let (codes, name) = (FailedCodes::default(), |text: &str| ProviderName::from_stored(text.to_owned()));
        for _ in 0..3 {
            codes.add(&name("company"), NOW);
        }
        assert_eq!(codes.count(&name("company"), NOW.plus(Duration::from_secs(59))), 3);
        assert_eq!(codes.count(&name("other"), NOW), 0);
        assert_eq!(codes.count(&name("company"), NOW.plus(MINUTE)), 0);
        codes.add(&name("company"), NOW.plus(MINUTE));
        assert_eq!(codes.count(&name("company"), NOW.plus(MINUTE)), 1);
        // Names that the operator has used for a moment.
        for number in 0..500 {
            codes.add(&name(&format!("p{number}")), NOW.plus(MINUTE));
        }
        assert!(codes.0.lock().unwrap().len() <= 2 * MAX_PROVIDERS);
    }
}
