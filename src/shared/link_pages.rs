//! What the pages of one-time links show.

use serde::{Deserialize, Serialize};

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
}

/// The page of any other one-time link.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LinkView {
    /// Whether the page asks for the digits in the message, because another browser may have asked for the link.
    pub needs_digits: bool,
    /// Whether the page asks for the password of a registration, because another browser may have registered.
    pub needs_password: bool,
    /// Of a registration, the account that it becomes. None: only another version can read it.
    pub account: Option<LinkAccount>,
}
