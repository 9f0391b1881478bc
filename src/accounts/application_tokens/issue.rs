//! Signs tokens for applications.

use super::Disclosed;
use crate::{
    accounts::{Accounts, CurrentUser, Failure, sessions::BACKDATED},
    applications::Application,
    keys::{ApplicationClaims, Kind},
    shared::{
        applications::{ApplicationName, Claim},
        ids::SessionId,
        timestamp::Timestamp,
    },
};
use moka::sync::Cache;
use std::{sync::Arc, time::Duration};

/// The lifetime of a token in seconds. An application reads it at once, so this is the difference of two clocks.
const LIFETIME: i64 = 60;
/// Signing takes some 20 µs, so a token is sent again with the next requests for this long: it is still valid for half a minute.
const REUSED_FOR: Duration = Duration::from_secs(25);
/// The maximum number of tokens in memory; some 800 bytes each.
const CAPACITY: u64 = 20_000;

/// Everything that the claims and the signature of a token depend on, besides the time.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    session: SessionId,
    application: ApplicationName,
    claims: Vec<Claim>,
    /// The version of the user, which each change increments, group memberships included.
    version: i64,
    /// The generation of the signing keys.
    generation: u64,
}

/// Tokens that were signed recently, and when.
pub(in crate::accounts) struct ApplicationTokens(Cache<Key, (Timestamp, Arc<str>)>);

impl Default for ApplicationTokens {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(CAPACITY).time_to_live(REUSED_FOR).build())
    }
}

impl Accounts {
    /// A token that tells one application who sends a request. It is valid for at least half a minute. The application verifies
    /// it with the public keys; Vestibule accepts it nowhere.
    ///
    /// # Errors
    /// [`Failure::TokenScope`] for a request with an API token.
    pub fn application_token(&self, who: &CurrentUser, application: &Application) -> Result<Arc<str>, Failure> {
        let now = self.now();
        let key = Key {
            session: who.session()?,
            application: application.name.clone(),
            claims: application.claims.clone(),
            version: who.user.version,
            // Before the token is signed: if a key is added or retired meanwhile, this entry is not used.
            generation: self.keyring().generation(),
        };
        // The cache uses the clock of the system, which tests do not move.
        let recent = self.application_tokens().0.get(&key).filter(|(signed_at, _)| signed_at.until(now) < REUSED_FOR);
        if let Some((_, token)) = recent {
            return Ok(token);
        }
        let claims = self.application_claims(who, key.session, application, now.whole_second());
        let signed = self.keyring().sign(&claims, now).map_err(|error| Failure::Signing(error.to_string()))?;
        let token: Arc<str> = signed.into();
        self.application_tokens().0.insert(key, (now, Arc::clone(&token)));
        Ok(token)
    }

    fn application_claims(
        &self,
        who: &CurrentUser,
        session: SessionId,
        application: &Application,
        now: Timestamp,
    ) -> ApplicationClaims {
        let user = &who.user;
        let Disclosed { name, email, groups } = Disclosed::of(user, application);
        let whole_groups = groups.and_then(|groups| groups.claim());
        ApplicationClaims {
            iss: self.settings().issuer.clone(),
            aud: application.name.clone(),
            sub: user.id,
            sid: session,
            iat: now.seconds() - BACKDATED,
            nbf: now.seconds() - BACKDATED,
            exp: now.seconds() + LIFETIME,
            username: user.username.clone(),
            name: name.map(str::to_owned),
            email: email.map(str::to_owned),
            email_verified: email.map(|_| user.email_verified),
            groups_overflow: groups.is_some() && whole_groups.is_none(),
            groups: whole_groups,
            kind: Kind::Application,
        }
    }
}
