//! What differs from message to message.

use super::Mail;
use super::factors::Factor;
use crate::language::say;
use crate::mail::templates::placeholders::{Placeholder, Values};
use crate::shared::Timestamp;

/// The maximum length in characters of what is known about a sign-in. A browser says about itself whatever it likes.
const MAX_KNOWN: usize = 120;

impl Mail {
    /// What differs from message to message, besides the link and its digits.
    pub(super) fn values(&self) -> Values {
        let named = |name: &Option<String>| Values::default().with(Placeholder::Name, name.clone());
        let timed = |name: &Option<String>, at: &Timestamp| named(name).with(Placeholder::Time, at.minute_in_words());
        let within = |values: Values, minutes: u32| values.with(Placeholder::Lifetime, lifetime(minutes));
        match self {
            Self::NewSignIn { name, device, address, at } => timed(name, at)
                .with(Placeholder::Device, or_unknown(device))
                .with(Placeholder::Address, or_unknown(address)),
            Self::PasswordReset { name, minutes } => within(named(name), *minutes),
            Self::PasswordChanged { name, at } | Self::ApiTokenCreated { name, at } => timed(name, at),
            Self::FactorChanged { name, what, factor, at } => timed(name, at)
                .with(Placeholder::Factor, factor.as_ref().map(Factor::words))
                .with(Placeholder::Left, what.left()),
            Self::ConfirmEmail { minutes } | Self::EmailChangeConfirm { minutes } | Self::Invitation { minutes } => {
                within(Values::default(), *minutes)
            }
            Self::EmailChangeNotice { name, new_email, minutes } => {
                within(named(name).with(Placeholder::NewEmail, new_email.clone()), *minutes)
            }
            Self::EmailChanged { name, new_email, minutes } => named(name)
                .with(Placeholder::NewEmail, new_email.clone())
                .with(Placeholder::Lifetime, minutes.map(lifetime)),
            Self::PasswordRemoved { name, at, minutes } => within(timed(name, at), *minutes),
            Self::AccountDisabled { name } | Self::HowToSignIn { name } => named(name),
            Self::AccountDeleted { name, until } => named(name).with(Placeholder::Date, until.day_in_words()),
            Self::AccountClosed { name, until, minutes } => named(name)
                .with(Placeholder::Date, until.day_in_words())
                .with(Placeholder::Lifetime, minutes.map(lifetime)),
            Self::IdentityLinked { name, provider, at }
            | Self::IdentityUnlinked { name, provider, at }
            | Self::IdentityTakenOver { name, provider, at } => {
                timed(name, at).with(Placeholder::Provider, provider.clone())
            }
            Self::LastIdentityUnlinked { name, provider, at, minutes } => {
                within(timed(name, at).with(Placeholder::Provider, provider.clone()), *minutes)
            }
            Self::UsernameChanged { name, former, username, at, by_owner: _ } => {
                timed(name, at).with(Placeholder::Former, former.clone()).with(Placeholder::Account, username.clone())
            }
            Self::AdministratorAdded { name, account, actor, at } => {
                timed(name, at).with(Placeholder::Account, account.clone()).with(Placeholder::Actor, or_command(actor))
            }
            Self::ProviderTrusted { name, provider, actor, at } => timed(name, at)
                .with(Placeholder::Provider, provider.clone())
                .with(Placeholder::Actor, or_command(actor)),
            Self::IdentityRefused { name, account, provider, at } => timed(name, at)
                .with(Placeholder::Provider, provider.clone())
                .with(Placeholder::Account, account.clone()),
            Self::ProofCode { name, minutes } => within(named(name), *minutes),
            Self::EmailChangeUndone | Self::RegistrationTaken | Self::Test => Values::default(),
        }
    }
}

/// What is known about a sign-in.
fn or_unknown(text: &Option<String>) -> String {
    text.as_deref().unwrap_or(say::mail_unknown()).chars().take(MAX_KNOWN).collect()
}

/// Names who has changed something: an administrator, or else a command.
fn or_command(actor: &Option<String>) -> String {
    actor.clone().unwrap_or_else(|| say::mail_by_command().to_owned())
}

/// A lifetime in words: `30 minutes`, `1 hour`, `3 days`.
pub(super) fn lifetime(minutes: u32) -> String {
    match u64::from(minutes) {
        minutes if minutes >= 48 * 60 && minutes.is_multiple_of(24 * 60) => {
            say::mail_lifetime_days(minutes / (24 * 60))
        }
        minutes if minutes >= 60 && minutes.is_multiple_of(60) => say::mail_lifetime_hours(minutes / 60),
        minutes => say::mail_lifetime_minutes(minutes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_written_in_the_largest_unit_that_fits() {
        let written = [1, 30, 60, 90, 72 * 60, 24 * 60].map(lifetime);
        assert_eq!(written, ["1 minute", "30 minutes", "1 hour", "90 minutes", "3 days", "24 hours"]);
    }
}
