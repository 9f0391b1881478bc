//! What is known when a provider has proved an identity, and what follows.

use crate::accounts::{SealedText, SignIn};
use crate::shared::{PendingView, ProviderName, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why somebody goes to a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// To sign in, or to register.
    SignIn {
        /// Whether the session outlives the browser.
        remember: bool,
    },
    /// To accept the invitation with this one-time token.
    AcceptInvitation { token: String },
    /// To link the account there with one here, in this session.
    Link { user: UserId, session: SessionId },
    /// To prove again who they are, in this session.
    StepUp { user: UserId, session: SessionId },
}

/// A sign-in at a provider that has begun. The provider answers with it: sealed, as the parameter `state`, which opens only with what the
/// browser keeps in which it has begun.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attempt {
    pub provider: ProviderName,
    /// As it was when the attempt began: a provider that was defined again meanwhile is another one.
    pub issuer: String,
    /// None: the provider has no ID tokens.
    pub nonce: Option<String>,
    /// Of PKCE: random, and known to nobody else.
    pub verifier: String,
    pub purpose: Purpose,
    /// Where somebody goes on to: a short path, or the letters of a journey.
    pub next: Option<String>,
    pub began_at: Timestamp,
}

/// An account at a provider, as the provider has just proved it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvenIdentity {
    pub provider: ProviderName,
    pub issuer: String,
    pub subject: String,
    /// The address there.
    pub email: Option<String>,
    /// Whether the provider vouches for it: only then does it count as confirmed.
    pub is_vouched: bool,
    /// The domain of the organisation that the account belongs to, for which the provider vouches (`hd` of Google).
    pub organisation: Option<String>,
    pub name: Option<String>,
    /// A name to begin the choice of a username with.
    pub username: Option<String>,
    /// The names of its groups there. None: the provider does not say, or is not asked.
    pub groups: Option<Vec<String>>,
    /// What fields of one's own begin with when an account is opened with it, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// Its session there.
    pub sid: Option<String>,
    /// When the person has signed in there. None: the provider does not say.
    pub auth_time: Option<Timestamp>,
    /// Whether they have shown a second factor there that counts here.
    pub has_second_factor: bool,
}

/// What an identity leads to.
#[derive(Debug)]
pub enum Arrived {
    SignedIn(Box<SignIn>),
    /// The account has a second factor, which is still missing.
    SecondFactor(PendingView),
    /// There is no account yet: the page for the first time asks for its names.
    FirstTime(SealedText),
    /// The account of this address is linked once its owner has signed in and confirmed.
    SignInFirst(SealedText),
    /// The session may be linked once its user has confirmed.
    ConfirmLink(SealedText),
    /// The unconfirmed account of this address goes to the person once they have said what of it they take over.
    TakeOver(SealedText),
}
