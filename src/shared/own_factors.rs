//! What pages show about how their visitor signs in.

use super::factor_kinds::FactorsView;
use super::factors::{Method, Methods, TrustedBrowserView};
use super::possible::Means;
use super::providers::{IdentityListView, OfferedProvider};
use super::timestamp::Timestamp;
use super::ways_in::OwnWaysInView;
use crate::language::Message;
use serde::{Deserialize, Serialize};

/// In which ways somebody can prove who they are, where a page asks for it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ProofWays {
    pub password: bool,
    /// Of an authenticator app.
    pub code: bool,
    pub recovery_code: bool,
    pub passkey: bool,
    /// Whose sign-in waits for its second step; otherwise empty.
    #[serde(default)]
    pub username: String,
    /// Whether this browser may skip the second factor from then on.
    pub may_trust: bool,
    /// Whether an application asks: going back to it would lead here again.
    pub is_for_application: bool,
    /// Whether a second factor is asked for, and the account has none.
    pub lacks_factor: bool,
    /// Whether a passkey is asked for, and the account has none.
    #[serde(default)]
    pub lacks_passkey: bool,
    /// Where a new sign-in is enough, for an account that has neither a password nor a factor.
    #[serde(default)]
    pub providers: Vec<OfferedProvider>,
    /// The same with a code that is sent to the confirmed address.
    #[serde(default)]
    pub mail: bool,
    /// Whether this browser has asked for such a code.
    #[serde(default)]
    pub mail_sent: bool,
}

impl ProofWays {
    /// With these methods. `providers`: where a new sign-in is a proof.
    pub fn of(methods: Methods, providers: &[ProofProvider]) -> Self {
        let mut ways = Self::default();
        for method in methods.iter() {
            match method {
                Method::Password => ways.password = true,
                Method::Code => ways.code = true,
                Method::RecoveryCode => ways.recovery_code = true,
                Method::Passkey => ways.passkey = true,
                Method::Mail => ways.mail = true,
                Method::Provider | Method::ProviderFactor => {
                    // Where only the factor there is enough, it has to count.
                    let is_enough =
                        |provider: &&ProofProvider| methods.contains(Method::Provider) || provider.has_factor;
                    let enough = providers.iter().filter(is_enough);
                    ways.providers = enough.map(|provider| provider.offered.clone()).collect();
                }
            }
        }
        ways
    }
}

/// With what somebody in a session can prove again who they are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StepUpWays {
    pub means: Means,
    /// Where a new sign-in is a proof. None of them if the account has something stronger.
    pub providers: Vec<ProofProvider>,
}

/// A provider that says when somebody has signed in there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProofProvider {
    pub offered: OfferedProvider,
    /// Whether the operator lets a second factor count that was shown there.
    pub has_factor: bool,
}

/// What `public/passkey.js` asks the browser for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PasskeyOptions {
    /// Is sent back with the answer.
    pub challenge: String,
    /// As JSON: the program of the page never reads them.
    pub options: String,
}

/// How the user signs in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OwnFactorsView {
    pub factors: FactorsView,
    /// How many accounts at providers sign in as well.
    #[serde(default)]
    pub identities: u64,
    /// The browsers that skip the second factor.
    pub browsers: Vec<TrustedBrowserView>,
    /// Why this server cannot have passkeys.
    pub no_passkeys: Option<Message>,
    /// Whether the user has to add a second factor before anything else.
    pub needs_factor: bool,
    /// From when on a second factor will be demanded of the user, who has none.
    pub demanded_from: Option<Timestamp>,
    /// How many other sessions go on that have begun without a second factor, before the account had one.
    #[serde(default)]
    pub sessions_without_factor: u64,
    /// Whether the last second factor can only be removed with a password that is long enough without one.
    #[serde(default)]
    pub needs_long_password: bool,
}

impl OwnFactorsView {
    /// What the account has.
    pub fn means(&self) -> Means {
        Means { identities: self.identities, ..Means::from(&self.factors) }
    }
}

/// What the form for a new password depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PasswordFacts {
    pub has_password: bool,
    pub has_second_factor: bool,
}

impl Default for PasswordFacts {
    fn default() -> Self {
        Self { has_password: true, has_second_factor: false }
    }
}

impl From<&FactorsView> for PasswordFacts {
    fn from(factors: &FactorsView) -> Self {
        Self { has_password: factors.has_password, has_second_factor: Means::from(factors).has_second_factor() }
    }
}

/// The data of the page about security.
#[derive(Clone, Debug)]
pub struct SecurityData {
    pub own: OwnFactorsView,
    pub identities: IdentityListView,
    /// Everything that can still sign in.
    pub ways: OwnWaysInView,
}
