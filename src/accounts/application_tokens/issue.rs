//! Signs tokens for applications.

use super::Disclosed;
use crate::{
    accounts::{Accounts, CurrentUser, Failure, sessions::BACKDATED},
    applications::Application,
    keys::{ApplicationClaims, Kind},
    shared::{ids::SessionId, timestamp::Timestamp},
};
use std::{sync::Arc, time::Duration};

/// The lifetime of a token of forward authentication in seconds. An application reads it at once, so this is the difference of
/// two clocks.
const LIFETIME: i64 = 60;
/// For how long a token may be sent again with other requests: after it, the token is still valid for half a minute.
pub const TOKEN_REUSED_FOR: Duration = Duration::from_secs(25);

/// Everything that an application learns about a user depends on this, besides the time: headers as well as the claims and the
/// signature of a token.
#[derive(PartialEq, Eq, Hash)]
pub struct IdentityKey {
    session: SessionId,
    /// With its claims. Shared, so that a lookup copies nothing.
    application: Arc<Application>,
    /// The version of the user, which each change increments, group memberships included.
    version: i64,
    /// The generation of the signing keys.
    generation: u64,
}

impl Accounts {
    /// To be called before the token is signed: if a key is added or retired meanwhile, what was signed is not used again.
    ///
    /// # Errors
    /// [`Failure::TokenScope`] for a request with an API token.
    pub fn identity_key(&self, who: &CurrentUser, application: &Arc<Application>) -> Result<IdentityKey, Failure> {
        Ok(IdentityKey {
            session: who.session()?,
            application: Arc::clone(application),
            version: who.user.version,
            generation: self.keyring().generation(),
        })
    }

    /// A token that tells one application who sends a request. It is valid for a minute. The application verifies it with the
    /// public keys; Vestibule accepts it nowhere.
    ///
    /// # Errors
    /// As [`Accounts::identity_key`], and if signing fails.
    pub fn application_token(&self, who: &CurrentUser, application: &Application) -> Result<String, Failure> {
        self.sign_for_application(who, application, LIFETIME)
    }

    /// Signs a token that is valid for `lifetime` seconds.
    pub(super) fn sign_for_application(
        &self,
        who: &CurrentUser,
        application: &Application,
        lifetime: i64,
    ) -> Result<String, Failure> {
        let now = self.now();
        let claims = self.application_claims(who, who.session()?, application, (now.whole_second(), lifetime));
        self.keyring().sign(&claims, now).map_err(|error| Failure::Signing(error.to_string()))
    }

    fn application_claims(
        &self,
        who: &CurrentUser,
        session: SessionId,
        application: &Application,
        (now, lifetime): (Timestamp, i64),
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
            exp: now.seconds() + lifetime,
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
