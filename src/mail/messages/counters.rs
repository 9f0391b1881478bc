//! Which messages are limited for those who get them (`docs/decisions/0047-messages.md`).

use super::Mail;

impl Mail {
    /// The counter of its recipient that the message is charged to. None: it tells of a way into the account that is new or gone, so
    /// it is never dropped. What the account may have, and how often it may be changed (the budget `change`), bounds these.
    pub fn counter(&self) -> Option<&'static str> {
        match self {
            Self::NewSignIn { .. }
            | Self::PasswordChanged { .. }
            | Self::ApiTokenCreated { .. }
            | Self::IdentityLinked { .. }
            | Self::IdentityTakenOver { .. } => None,
            // What is no new way in has a counter of its own.
            Self::FactorChanged { what, .. } => what.counter(),
            Self::PasswordReset { .. }
            | Self::ConfirmEmail { .. }
            | Self::EmailChangeConfirm { .. }
            | Self::EmailChangeNotice { .. }
            | Self::EmailChanged { .. }
            | Self::EmailChangeUndone
            | Self::RegistrationTaken
            | Self::Invitation { .. }
            | Self::PasswordRemoved { .. }
            | Self::HowToSignIn { .. }
            | Self::IdentityUnlinked { .. }
            | Self::IdentityRefused { .. }
            | Self::ProofCode { .. }
            | Self::AccountDisabled { .. }
            | Self::AccountDeleted { .. }
            | Self::AccountClosed { .. }
            | Self::Test => Some(self.kind()),
        }
    }
}
