//! What the pages of one-time links show.

use super::goes_to::GoesTo;
use super::next::Destination;
use super::views::UserView;
use serde::{Deserialize, Deserializer, Serialize};

/// The account that a one-time link is about. Everyone who holds the valid link may see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LinkAccount {
    pub username: String,
    /// The address of the account, or the one that the link gives it.
    pub email: String,
}

/// The page of a link to choose a password.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChoosePasswordView {
    /// A password may be shorter then, by the rules of NIST.
    #[serde(default)]
    pub has_second_factor: bool,
    pub account: LinkAccount,
    pub is_invitation: bool,
    /// The name of the administrator who has sent the invitation. None: the operator.
    pub inviter: Option<String>,
    /// The version of the terms that whoever accepts an invitation is asked to accept.
    #[serde(default)]
    pub terms: Option<i64>,
    /// Where they go on who have asked for it.
    #[serde(default)]
    pub goes_to: Option<GoesTo>,
}

/// What the holder of a link has to show beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkProof {
    /// The browser has asked for the link, or the owner of the account is signed in there.
    Nothing,
    /// The digits in the message, because a program that checks mail may have opened the link.
    Digits,
    /// The password of the account, or of the registration that becomes one: another person may have registered the address.
    Password,
    /// The same for an account without password: its owner signs in to it first.
    SignIn,
    /// The same where nobody can sign in before the address is confirmed: only the browser that has registered confirms it.
    Browser,
}

/// The page of any other one-time link.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LinkView {
    pub proof: LinkProof,
    /// Whether the holder may say that they have not registered the account, with the digits in the message: then it becomes theirs.
    pub can_disown: bool,
    /// Of a registration, the account that it becomes. None: only another version can read it.
    pub account: Option<LinkAccount>,
    /// Where they go on who have asked for it.
    #[serde(default)]
    pub goes_to: Option<GoesTo>,
}

/// The result of a link that confirms an address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum Confirmed {
    /// The page to open next, as a document.
    LedOn { next: Destination },
    /// For a page of the previous version: the account, if its owner is signed in.
    Before(Option<Box<UserView>>),
}

impl<'de> Deserialize<'de> for Confirmed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// A server of the previous version says no page.
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct LedOn {
            next: Option<Destination>,
        }

        let led_on = Option::<LedOn>::deserialize(deserializer)?.unwrap_or_default();
        Ok(led_on.next.map_or(Self::Before(None), |next| Self::LedOn { next }))
    }
}
