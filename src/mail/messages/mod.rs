//! What is mailed to whom: each message, who gets it ([`Mail::to`]), its text and the values in it. A test compares it with the
//! table in `docs/mail.md`.
//!
//! A message about an account greets its owner by name if the address is confirmed. Otherwise it does not: the person who typed the
//! address also chose the name, and could send any text to anyone.

mod about;
mod factors;
#[cfg(test)]
mod tests;
mod values;

use about::{About, CONFIRM, LOGIN, NEW_PASSWORD, Page, SECURITY, UNDO, WAYS_IN, report_or};
pub use factors::{Factor, FactorChange};

use super::content::Content;
use super::site::Site;
use super::templates::TextName as Text;
use super::templates::placeholders::Placeholder;
use crate::shared::Timestamp;
use crate::texts::in_language;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Reports a sign-in, or a change that gives access or takes it away.
const REPORT: &str = "/report-sign-in";
const FORGOTTEN: &str = "/forgot-password";

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
    /// The last account at a provider was unlinked from an account without a password. A link and digits that undo that.
    LastIdentityUnlinked {
        name: Option<String>,
        provider: String,
        at: Timestamp,
        minutes: u32,
    },
    /// The account has another username. `by_owner`: its owner has changed it, and can report the change.
    UsernameChanged {
        name: Option<String>,
        former: String,
        username: String,
        at: Timestamp,
        by_owner: bool,
    },
    /// To the other administrators: accounts became administrators, or can sign in again. `actor`: the username of the administrator who
    /// did it. None: a command.
    AdministratorAdded {
        name: Option<String>,
        /// Their usernames.
        account: String,
        actor: Option<String>,
        at: Timestamp,
    },
    /// To the other administrators: a provider vouches for every address from now on. `actor` as above.
    ProviderTrusted {
        name: Option<String>,
        provider: String,
        actor: Option<String>,
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
        self.about().kind
    }

    /// Who gets the message. An address that is not confirmed gets only what confirms it (`docs/decisions/0047-messages.md`).
    pub fn to(&self) -> To {
        self.about().to
    }

    /// The counter of its recipient that the message is charged to (`docs/decisions/0047-messages.md`). None: it tells of a way
    /// into the account that is new or gone, so it is never dropped. What the account may have, and how often it may be changed
    /// (the budget `change`), bounds these.
    pub fn counter(&self) -> Option<&'static str> {
        self.about().counter
    }

    /// What the message says, in the language of `site`. None if it needs a one-time link and there is none.
    pub(super) fn content(&self, site: &Site, one_time: Option<&OneTime>) -> Option<Content> {
        let About { text, page, .. } = self.about();
        let link = match page {
            Page::OneTime(path) => Some(with_token(site, path, one_time?)),
            Page::Report { without } => Some(match one_time {
                Some(one_time) => with_token(site, REPORT, one_time),
                None => site.url(without),
            }),
            Page::Open(path) => Some(site.url(path)),
            Page::None => None,
        };
        let digits = one_time.and_then(|one_time| one_time.digits.clone());
        let text = match text {
            // A registration without an account: its page asks for the password, except in the browser that registered.
            Text::ConfirmEmail if digits.is_none() => Text::ConfirmRegistration,
            text => text,
        };
        let values = in_language(site.language(), || self.values());
        let values = values.with(Placeholder::Link, link).with(Placeholder::Code, digits);
        let values = values.with(Placeholder::Methods, site.url(WAYS_IN));
        site.content(text, values)
    }

    fn about(&self) -> About {
        match self {
            Self::NewSignIn { .. } => About::owner(Text::NewSignIn, Page::OneTime(REPORT)).never_dropped(),
            Self::PasswordReset { .. } => About::new(Text::PasswordReset, To::Address, NEW_PASSWORD),
            Self::PasswordChanged { .. } => About::owner(Text::PasswordChanged, report_or(FORGOTTEN)).never_dropped(),
            Self::ConfirmEmail { .. } => About::new(Text::ConfirmEmail, To::Address, CONFIRM),
            Self::EmailChangeConfirm { .. } => About::new(Text::EmailChangeConfirm, To::NewAddress, CONFIRM),
            Self::EmailChangeNotice { .. } => About::new(Text::EmailChangeNotice, To::PreviousOwner, UNDO),
            Self::EmailChanged { minutes: Some(_), .. } => About::new(Text::EmailChanged, To::PreviousOwner, UNDO),
            Self::EmailChanged { minutes: None, .. } => {
                About::new(Text::EmailChanged, To::PreviousOwner, Page::None).with_text(Text::EmailChangedVouched)
            }
            Self::EmailChangeUndone => About::new(Text::EmailChangeUndone, To::PreviousOwner, Page::None),
            Self::RegistrationTaken => About::new(Text::RegistrationTaken, To::Address, LOGIN),
            Self::Invitation { .. } => About::new(Text::Invitation, To::Address, NEW_PASSWORD),
            Self::ApiTokenCreated { .. } => About::owner(Text::ApiTokenCreated, report_or(FORGOTTEN)).never_dropped(),
            Self::FactorChanged { what, .. } => what.about(),
            Self::PasswordRemoved { .. } => About::owner(Text::PasswordRemoved, UNDO),
            Self::HowToSignIn { .. } => About::new(Text::HowToSignIn, To::Address, LOGIN),
            Self::IdentityLinked { .. } => About::owner(Text::IdentityLinked, report_or(WAYS_IN)).never_dropped(),
            Self::IdentityUnlinked { .. } => About::owner(Text::IdentityUnlinked, report_or(WAYS_IN)).never_dropped(),
            Self::LastIdentityUnlinked { .. } => About::owner(Text::LastIdentityUnlinked, UNDO).never_dropped(),
            Self::UsernameChanged { by_owner: true, .. } => {
                About::owner(Text::UsernameChanged, report_or(WAYS_IN)).never_dropped()
            }
            Self::UsernameChanged { by_owner: false, .. } => {
                About::owner(Text::UsernameChanged, Page::None).with_text(Text::UsernameChangedByAdministrator)
            }
            Self::AdministratorAdded { .. } => {
                About::owner(Text::AdministratorAdded, Page::Open("/audit")).never_dropped()
            }
            Self::ProviderTrusted { .. } => About::owner(Text::ProviderTrusted, Page::Open("/audit")).never_dropped(),
            Self::IdentityTakenOver { .. } => About::owner(Text::IdentityTakenOver, SECURITY).never_dropped(),
            Self::IdentityRefused { .. } => About::owner(Text::IdentityRefused, Page::Open("/audit")),
            Self::ProofCode { .. } => About::owner(Text::ProofCode, Page::None),
            Self::AccountDisabled { .. } => About::owner(Text::AccountDisabled, Page::None),
            Self::AccountDeleted { .. } => About::owner(Text::AccountDeleted, Page::None),
            Self::AccountClosed { minutes: Some(_), .. } => About::owner(Text::AccountClosed, UNDO),
            Self::AccountClosed { minutes: None, .. } => {
                About::new(Text::AccountClosed, To::EarlierAddress, Page::None).with_text(Text::AccountClosedElsewhere)
            }
            Self::Test => About::new(Text::Test, To::Operator, Page::None),
        }
    }
}

/// Tokens need no escaping in a URL.
fn with_token(site: &Site, path: &str, one_time: &OneTime) -> String {
    site.url(&format!("{path}?token={}", one_time.token))
}
