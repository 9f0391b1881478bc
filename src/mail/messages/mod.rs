//! What is mailed to whom: each message, who gets it ([`Mail::to`]), its text and the values in it. A test compares it with the
//! table in `docs/mail.md`.
//!
//! A message about an account greets its owner by name if the address is confirmed. Otherwise it does not: the person who typed the
//! address also chose the name, and could send any text to anyone.

mod counters;
mod factors;
#[cfg(test)]
mod tests;
mod values;

pub use factors::{Factor, FactorChange};

use super::content::Content;
use super::site::Site;
use super::templates::TextName;
use super::templates::placeholders::Placeholder;
use crate::shared::timestamp::Timestamp;
use crate::texts::in_language;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The page with everything that can sign in to one's account.
const WAYS_IN: &str = "/account/security";

/// A kind of message, with everything in it that is not secret. Stored as JSON: a later version must understand the messages that
/// are waiting, so fields are only added with `#[serde(default)]`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "parameters", rename_all = "snake_case")]
pub enum Mail {
    /// The account was used in a browser that it had not been used in. The link reports that, which ends all sessions.
    NewSignIn {
        name: Option<String>,
        device: Option<String>,
        address: Option<String>,
        at: Timestamp,
    },
    /// A link with which the owner chooses a new password.
    PasswordReset {
        name: Option<String>,
        minutes: u32,
    },
    PasswordChanged {
        name: Option<String>,
        at: Timestamp,
    },
    /// The account is new, or its address was replaced at once: a link and digits that confirm the address.
    ConfirmEmail {
        minutes: u32,
    },
    /// The owner wants to replace a confirmed address: a link and digits that confirm the change.
    EmailChangeConfirm {
        minutes: u32,
    },
    /// The new address was confirmed: a link and digits that undo the change.
    EmailChangeNotice {
        name: Option<String>,
        new_email: String,
        minutes: u32,
    },
    /// An administrator has replaced the address. `minutes`: of the link that undoes it, unless the administrator vouches for the
    /// new address.
    EmailChanged {
        name: Option<String>,
        new_email: String,
        minutes: Option<u32>,
    },
    /// The owner of an earlier address has replaced the address.
    EmailChangeUndone,
    /// Somebody wanted to register with the address, with strict privacy.
    RegistrationTaken,
    /// An account that an administrator has created, and a link to choose its password.
    Invitation {
        minutes: u32,
    },
    /// A token with which programs use the account.
    ApiTokenCreated {
        name: Option<String>,
        at: Timestamp,
    },
    /// A passkey, an authenticator app or recovery codes were added, removed, used or refused.
    FactorChanged {
        name: Option<String>,
        what: FactorChange,
        factor: Option<Factor>,
        at: Timestamp,
    },
    /// The account has no password any more. A link and digits that undo that.
    PasswordRemoved {
        name: Option<String>,
        at: Timestamp,
        minutes: u32,
    },
    /// Somebody wants a new password for an account that has none, because its owner signs in with passkeys.
    HowToSignIn {
        name: Option<String>,
    },
    /// An account at a provider was linked, or is no longer. `provider`: its title.
    IdentityLinked {
        name: Option<String>,
        provider: String,
        at: Timestamp,
    },
    IdentityUnlinked {
        name: Option<String>,
        provider: String,
        at: Timestamp,
    },
    /// An unconfirmed account went to the owner of its address.
    IdentityTakenOver {
        name: Option<String>,
        provider: String,
        at: Timestamp,
    },
    /// To an administrator: somebody came from a provider with the address of an account that is not linked by itself.
    IdentityRefused {
        name: Option<String>,
        account: String,
        provider: String,
        at: Timestamp,
    },
    /// Six digits with which the owner proves who they are.
    ProofCode {
        name: Option<String>,
        minutes: u32,
    },
    AccountDisabled {
        name: Option<String>,
    },
    /// The account can be restored until then.
    AccountDeleted {
        name: Option<String>,
        until: Timestamp,
    },
    /// The owner, or somebody who knows the password, has deleted the account. With a link that restores it within these minutes.
    /// None: the link was sent before.
    AccountClosed {
        name: Option<String>,
        until: Timestamp,
        minutes: Option<u32>,
    },
    /// `vestibule mail test`.
    Test,
}

/// Who gets a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum To {
    /// The address of the account, confirmed or not.
    Address,
    /// The address of the account if it is confirmed. Otherwise it may be that of a stranger.
    Owner,
    /// The address that the account had before, if it was confirmed.
    PreviousOwner,
    /// The address that is to replace that of the account.
    NewAddress,
    /// The address that can still undo the first of the last changes.
    EarlierAddress,
    /// The address that the operator names.
    Operator,
}

/// The secrets in a message. They are sealed while the message waits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTime {
    /// The token in the link.
    pub token: String,
    /// Six digits that do the same as the link.
    #[serde(default)]
    pub digits: Option<String>,
}

impl fmt::Debug for OneTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OneTime").finish_non_exhaustive()
    }
}

impl Mail {
    /// The name of the kind: the column `kind` of the outbox, and in the log.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NewSignIn { .. } => "new_sign_in",
            Self::PasswordReset { .. } => "password_reset",
            Self::PasswordChanged { .. } => "password_changed",
            Self::ConfirmEmail { .. } => "confirm_email",
            Self::EmailChangeConfirm { .. } => "email_change_confirm",
            Self::EmailChangeNotice { .. } => "email_change_notice",
            Self::EmailChanged { .. } => "email_changed",
            Self::EmailChangeUndone => "email_change_undone",
            Self::RegistrationTaken => "registration_taken",
            Self::Invitation { .. } => "invitation",
            Self::ApiTokenCreated { .. } => "api_token_created",
            Self::FactorChanged { .. } => "factor_changed",
            Self::PasswordRemoved { .. } => "password_removed",
            Self::HowToSignIn { .. } => "how_to_sign_in",
            Self::IdentityLinked { .. } => "identity_linked",
            Self::IdentityUnlinked { .. } => "identity_unlinked",
            Self::IdentityTakenOver { .. } => "identity_taken_over",
            Self::IdentityRefused { .. } => "identity_refused",
            Self::ProofCode { .. } => "proof_code",
            Self::AccountDisabled { .. } => "account_disabled",
            Self::AccountDeleted { .. } => "account_deleted",
            Self::AccountClosed { .. } => "account_closed",
            Self::Test => "test",
        }
    }

    /// Who gets the message. An address that is not confirmed gets only what confirms it (`docs/decisions/0047-messages.md`).
    pub fn to(&self) -> To {
        match self {
            Self::Invitation { .. }
            | Self::PasswordReset { .. }
            | Self::HowToSignIn { .. }
            | Self::ConfirmEmail { .. }
            | Self::RegistrationTaken => To::Address,
            Self::NewSignIn { .. }
            | Self::PasswordChanged { .. }
            | Self::ApiTokenCreated { .. }
            | Self::FactorChanged { .. }
            | Self::PasswordRemoved { .. }
            | Self::IdentityLinked { .. }
            | Self::IdentityUnlinked { .. }
            | Self::IdentityTakenOver { .. }
            | Self::IdentityRefused { .. }
            | Self::ProofCode { .. }
            | Self::AccountDisabled { .. }
            | Self::AccountDeleted { .. }
            | Self::AccountClosed { minutes: Some(_), .. } => To::Owner,
            Self::EmailChangeNotice { .. } | Self::EmailChanged { .. } | Self::EmailChangeUndone => To::PreviousOwner,
            Self::EmailChangeConfirm { .. } => To::NewAddress,
            Self::AccountClosed { minutes: None, .. } => To::EarlierAddress,
            Self::Test => To::Operator,
        }
    }

    /// What the message says, in the language of `site`. None if it needs a one-time link and there is none.
    pub(super) fn content(&self, site: &Site, one_time: Option<&OneTime>) -> Option<Content> {
        let link = match self.page() {
            // Tokens need no escaping in a URL.
            Some(Page::OneTime(path)) => Some(site.url(&format!("{path}?token={}", one_time?.token))),
            Some(Page::Open(path)) => Some(site.url(path)),
            None => None,
        };
        let digits = one_time.and_then(|one_time| one_time.digits.clone());
        let text = self.text(digits.is_some());
        let values = in_language(site.language(), || self.values());
        let values = values.with(Placeholder::Link, link).with(Placeholder::Code, digits);
        let values = values.with(Placeholder::Methods, site.url(WAYS_IN));
        site.content(text, values)
    }

    /// Its text. `has_digits`: whether the link may ask for digits.
    fn text(&self, has_digits: bool) -> TextName {
        match self {
            Self::NewSignIn { .. } => TextName::NewSignIn,
            Self::PasswordReset { .. } => TextName::PasswordReset,
            Self::PasswordChanged { .. } => TextName::PasswordChanged,
            Self::ConfirmEmail { .. } if has_digits => TextName::ConfirmEmail,
            // A registration without an account: its page asks for the password, except in the browser that registered.
            Self::ConfirmEmail { .. } => TextName::ConfirmRegistration,
            Self::EmailChangeConfirm { .. } => TextName::EmailChangeConfirm,
            Self::EmailChangeNotice { .. } => TextName::EmailChangeNotice,
            Self::EmailChanged { minutes: Some(_), .. } => TextName::EmailChanged,
            Self::EmailChanged { minutes: None, .. } => TextName::EmailChangedVouched,
            Self::EmailChangeUndone => TextName::EmailChangeUndone,
            Self::RegistrationTaken => TextName::RegistrationTaken,
            Self::Invitation { .. } => TextName::Invitation,
            Self::ApiTokenCreated { .. } => TextName::ApiTokenCreated,
            Self::FactorChanged { what, .. } => what.text(),
            Self::PasswordRemoved { .. } => TextName::PasswordRemoved,
            Self::HowToSignIn { .. } => TextName::HowToSignIn,
            Self::IdentityLinked { .. } => TextName::IdentityLinked,
            Self::IdentityUnlinked { .. } => TextName::IdentityUnlinked,
            Self::IdentityTakenOver { .. } => TextName::IdentityTakenOver,
            Self::IdentityRefused { .. } => TextName::IdentityRefused,
            Self::ProofCode { .. } => TextName::ProofCode,
            Self::AccountDisabled { .. } => TextName::AccountDisabled,
            Self::AccountDeleted { .. } => TextName::AccountDeleted,
            Self::AccountClosed { minutes: Some(_), .. } => TextName::AccountClosed,
            Self::AccountClosed { minutes: None, .. } => TextName::AccountClosedElsewhere,
            Self::Test => TextName::Test,
        }
    }

    /// Where its button leads.
    fn page(&self) -> Option<Page> {
        match self {
            Self::NewSignIn { .. } => Some(Page::OneTime("/report-sign-in")),
            Self::PasswordReset { .. } | Self::Invitation { .. } => Some(Page::OneTime("/reset-password")),
            Self::ConfirmEmail { .. } | Self::EmailChangeConfirm { .. } => Some(Page::OneTime("/verify-email")),
            Self::EmailChangeNotice { .. }
            | Self::PasswordRemoved { .. }
            | Self::EmailChanged { minutes: Some(_), .. }
            | Self::AccountClosed { minutes: Some(_), .. } => Some(Page::OneTime("/undo-email-change")),
            Self::PasswordChanged { .. } | Self::ApiTokenCreated { .. } => Some(Page::Open("/forgot-password")),
            // A new password would neither remove a passkey nor bring a lost one back. This page does.
            Self::FactorChanged { .. }
            | Self::IdentityLinked { .. }
            | Self::IdentityUnlinked { .. }
            | Self::IdentityTakenOver { .. } => Some(Page::Open(WAYS_IN)),
            Self::IdentityRefused { .. } => Some(Page::Open("/audit")),
            Self::RegistrationTaken | Self::HowToSignIn { .. } => Some(Page::Open("/login")),
            Self::EmailChanged { minutes: None, .. }
            | Self::EmailChangeUndone
            | Self::AccountDisabled { .. }
            | Self::AccountDeleted { .. }
            | Self::AccountClosed { minutes: None, .. }
            | Self::ProofCode { .. }
            | Self::Test => None,
        }
    }
}

/// Where the button of a message leads.
enum Page {
    /// To a page with the one-time token.
    OneTime(&'static str),
    Open(&'static str),
}
