//! One thing that lets somebody in, and what the table says becomes of it.

use crate::support::Authenticator;
use crate::support::openid::Client;
use serde_json::Value;
use vestibule::accounts::ways_in::{Fate, Repair, WayIn, fate};
use vestibule::accounts::{LinkKind, ProvenIdentity};

/// Who has added it. What is the thief's was added in the session that is contested, or in a later one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    Owners,
    Thiefs,
}

/// The thing itself, with what is needed to try it.
pub enum Thing {
    Password,
    /// By its refresh token.
    Session(String),
    /// By the token with which the sign-in goes on.
    Pending(String),
    TrustedBrowser,
    Passkey(Box<Authenticator>),
    /// By the secret.
    App(String),
    Codes(Vec<String>),
    Identity(Box<ProvenIdentity>),
    ApiToken(String),
    PasswordLink(String),
    Page(LinkKind, String),
    Grant(Client, String),
    Consent(String),
    Device(Client, Value),
    /// By the key of the counter.
    Lockout(String),
    Username(String),
}

pub struct Item {
    pub way: WayIn,
    pub whose: Whose,
    /// The repairs that take away what it rests on: the identity, the group, or the session.
    pub rests_on: &'static [Repair],
    /// Whether it is the session that asks for a repair of its owner.
    pub asks: bool,
    pub thing: Thing,
    /// Whether it works, as the table says.
    pub works: bool,
    /// Whether it worked when it was tried.
    pub tried: Option<bool>,
}

impl Item {
    pub fn new(way: WayIn, whose: Whose, thing: Thing) -> Self {
        Self { way, whose, rests_on: &[], asks: false, thing, works: true, tried: None }
    }

    pub fn resting_on(self, rests_on: &'static [Repair]) -> Self {
        Self { rests_on, ..self }
    }

    /// Whether it works after a repair, as the table says.
    pub fn after(&self, repair: Repair, works: bool) -> bool {
        let is_unlinked = self.whose == Whose::Thiefs;
        match fate(self.way, repair) {
            Fate::Keep | Fate::Ask => works,
            // One of them.
            Fate::End if (self.way, repair) == (WayIn::Identity, Repair::Unlinked) => works && !is_unlinked,
            // All identities were linked within seven days.
            Fate::End | Fate::Hold => false,
            Fate::EndOthers => works && self.asks,
            Fate::EndSince => works && self.whose == Whose::Owners,
            Fate::EndDependent => works && !self.rests_on.contains(&repair),
            Fate::GiveBack => self.whose == Whose::Owners,
        }
    }

    /// Whether trying it at the end shows what the first of these repairs has done to it.
    pub fn shows(&self, repairs: &[Repair]) -> bool {
        let [this, later @ ..] = repairs else { return false };
        let can_differ = self.works || self.after(*this, self.works);
        can_differ && later.iter().fold(true, |works, repair| self.after(*repair, works))
    }
}
