//! Vestibule's public keys (JWKS), kept in memory.

use crate::vestibule::{Failure, Vestibule};
use jsonwebtoken::DecodingKey;
use std::{collections::HashMap, time::Duration};
use tokio::{
    sync::{Mutex, RwLock},
    time::Instant,
};

/// A new key is fetched when its first token arrives. Anyone can send made-up key ids, so this is the least time between two
/// attempts.
const PAUSE: Duration = Duration::from_secs(10);

/// Keys that Vestibule no longer publishes are forgotten after this time.
const MAX_AGE: Duration = Duration::from_secs(600);

pub(crate) struct Keys {
    vestibule: Vestibule,
    cached: RwLock<Cached>,
    /// Held while fetching, so that requests that arrive together fetch once.
    fetching: Mutex<()>,
}

#[derive(Default)]
struct Cached {
    keys: HashMap<String, DecodingKey>,
    last_attempt: Option<Instant>,
    failed: bool,
}

impl Cached {
    fn is_due(&self, kid: &str) -> bool {
        let pause = if self.keys.contains_key(kid) { MAX_AGE } else { PAUSE };
        self.last_attempt.is_none_or(|at| at.elapsed() >= pause)
    }
}

impl Keys {
    pub fn new(vestibule: Vestibule) -> Self {
        Self { vestibule, cached: RwLock::default(), fetching: Mutex::default() }
    }

    /// The key with this id; none if Vestibule does not publish it. An error if that is not known.
    pub async fn get(&self, kid: &str) -> Result<Option<DecodingKey>, Failure> {
        if self.cached.read().await.is_due(kid) {
            let _one_at_a_time = self.fetching.lock().await;
            // Another request may have fetched them meanwhile.
            if self.cached.read().await.is_due(kid) {
                self.fetch().await;
            }
        }
        let cached = self.cached.read().await;
        match cached.keys.get(kid) {
            None if cached.failed => Err("Vestibule's keys could not be read".into()),
            key => Ok(key.cloned()),
        }
    }

    /// Replaces the keys, or keeps them if Vestibule does not answer.
    async fn fetch(&self) {
        let answer = self.vestibule.keys().await;
        let mut cached = self.cached.write().await;
        cached.last_attempt = Some(Instant::now());
        cached.failed = answer.is_err();
        match answer {
            Ok(set) => {
                let usable = set
                    .keys
                    .iter()
                    .filter_map(|key| Some((key.common.key_id.clone()?, DecodingKey::from_jwk(key).ok()?)));
                cached.keys = usable.collect();
            }
            Err(error) => tracing::warn!("Vestibule's keys could not be read: {error}"),
        }
    }
}
