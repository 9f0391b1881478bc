//! Codes that a provider has not accepted. Anybody can make some up, from as many networks as they have, and each is a request to the
//! provider in the name of this server, which the provider may refuse altogether one day.

use super::discovery::is_within;
use crate::accounts::{Browser, Caller, Identities};
use crate::applications::Provider;
use crate::budgets::network;
use crate::language::message;
use crate::shared::providers::MAX_PROVIDERS;
use crate::shared::timestamp::wait_in_words;
use crate::shared::{AppError, ErrorCode, ProviderName, Timestamp};
use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many a provider is sent from one network in a minute. People send one by accident.
const MAX_OF_NETWORK: u32 = 10;
/// How many from all networks.
const MAX: u32 = 120;
/// The same with those of browsers in which somebody has signed in here before, so that strangers do not keep them from doing so.
const MAX_OF_KNOWN: u32 = 2 * MAX;
/// Counters in memory, some of which are of providers that were defined again under other names.
const MAX_COUNTERS: usize = 2 * MAX_PROVIDERS * (1 + MAX_OF_KNOWN as usize);
const SECONDS: u32 = 60;
const MINUTE: Duration = Duration::from_secs(SECONDS as u64);

/// A provider, and a network. None: all of them.
type Counted = (ProviderName, Option<IpAddr>);

/// How many codes have failed, and since when they are counted.
#[derive(Default)]
pub(super) struct FailedCodes(Mutex<HashMap<Counted, (Timestamp, u32)>>);

impl FailedCodes {
    /// How many have failed in this minute.
    fn count(&self, provider: &ProviderName, network: Option<IpAddr>, now: Timestamp) -> u32 {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.get(&(provider.clone(), network));
        count.filter(|(since, _)| is_within(MINUTE, *since, now)).map_or(0, |(_, count)| *count)
    }

    /// Counts one for its network, and for all.
    fn add(&self, provider: &ProviderName, network: Option<IpAddr>, now: Timestamp) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Not for each code: it reads all counters.
        if counts.len() >= MAX_COUNTERS {
            counts.retain(|_, (since, _)| is_within(MINUTE, *since, now));
        }
        for counted in BTreeSet::from([None, network]).into_iter().map(|network| (provider.clone(), network)) {
            if counts.len() < MAX_COUNTERS || counts.contains_key(&counted) {
                let (since, count) = counts.entry(counted).or_insert((now, 0));
                if !is_within(MINUTE, *since, now) {
                    (*since, *count) = (now, 0);
                }
                *count += 1;
            }
        }
    }
}

impl Identities {
    /// Fails if too many codes have failed at a provider within a minute, from this network or from all.
    pub(super) fn check_failed_codes(
        &self,
        caller: &Caller,
        provider: &Provider,
        browser: &Browser<'_>,
    ) -> Result<(), AppError> {
        let (codes, now, name) = (&self.parts().published.failed_codes, self.now(), &provider.name);
        let is_known = browser.known.is_some_and(|sealed| self.sessions().has_signed_in(sealed));
        let limit = if is_known { MAX_OF_KNOWN } else { MAX };
        let of_network = caller.address.map(|address| codes.count(name, Some(network(address)), now));
        if codes.count(name, None, now) < limit && of_network.unwrap_or_default() < MAX_OF_NETWORK {
            return Ok(());
        }
        let wait = message::budget_request(wait_in_words(SECONDS));
        Err(AppError::new(ErrorCode::TooManyRequests, wait).retry(SECONDS))
    }

    /// Counts a code that a provider has not accepted.
    pub(super) fn count_failed_code(&self, caller: &Caller, provider: &Provider) {
        self.parts().published.failed_codes.add(&provider.name, caller.address.map(network), self.now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    #[test]
    fn they_are_counted_for_a_minute_and_for_each_provider_and_network() {
        let (codes, name) = (FailedCodes::default(), |text: &str| ProviderName::from_stored(text.to_owned()));
        let [one, other] = ["192.0.2.1", "192.0.2.2"].map(|text| Some(text.parse().unwrap()));
        for network in [one, one, other] {
            codes.add(&name("company"), network, NOW);
        }
        let count = |provider: &str, network, at| codes.count(&name(provider), network, at);
        let late = NOW.plus(Duration::from_secs(59));
        assert_eq!([one, other, None].map(|network| count("company", network, late)), [2, 1, 3]);
        assert_eq!(count("other", None, NOW), 0);
        assert_eq!(count("company", None, NOW.plus(MINUTE)), 0);
        codes.add(&name("company"), one, NOW.plus(MINUTE));
        assert_eq!(count("company", None, NOW.plus(MINUTE)), 1);
        // Names that the operator has used for a moment.
        for number in 0..MAX_COUNTERS {
            codes.add(&name(&format!("p{number}")), None, NOW.plus(MINUTE));
        }
        assert_eq!(codes.0.lock().unwrap().len(), MAX_COUNTERS);
    }
}
