//! Why a sign-in at a provider fails. Each has a text that says what to do, and a label in the metrics.

use crate::language::{Message, message};
use crate::shared::{AppError, ErrorCode};

names! {
    /// The names are labels of metrics, so they stay.
    #[derive(Hash)]
    pub enum ProviderFailure {
        /// The provider cannot be reached.
        Unreachable = "unreachable",
        TimedOut = "timed_out",
        /// Its address is private, and `VESTIBULE_OUTBOUND_PRIVATE` does not list it.
        PrivateAddress = "private_address",
        /// It answers something else than it should: HTML, too much, or JSON without what is needed.
        Malformed = "malformed",
        /// The person pressed "Cancel" there.
        Denied = "denied",
        /// It refuses the request, with an error that only the operator can correct.
        Refused = "refused",
        /// It does not know this server, or the secret is wrong or has expired.
        InvalidClient = "invalid_client",
        /// The attempt is unknown here, is over, was completed before, or began in another browser.
        State = "state",
        /// The code was used before, or has expired.
        InvalidCode = "invalid_code",
        /// The metadata, the answer or the token names another issuer.
        Issuer = "issuer",
        Audience = "audience",
        Nonce = "nonce",
        /// No key of the provider has the id that the token names, also when they were fetched again.
        UnknownKey = "unknown_key",
        Signature = "signature",
        Algorithm = "algorithm",
        Expired = "expired",
        /// The clocks of both differ by more than is tolerated.
        Clock = "clock",
        /// Token and userinfo are about different people.
        Subject = "subject",
        /// The provider does not say which address the person has.
        NoAddress = "no_address",
        /// Another account has the address, and cannot be linked to.
        AddressTaken = "address_taken",
        /// The person belongs to no allowed domain.
        Domain = "domain",
        RegistrationClosed = "registration_closed",
        /// The identity is linked to another account.
        OtherAccount = "other_account",
        /// The identity was unlinked from the account that the invitation is for.
        Unlinked = "unlinked",
        /// The account that it is linked to is disabled or deleted.
        AccountClosed = "account_closed",
        /// The identity was linked shortly before the password was reset by mail, and the owner of the account has not kept it yet.
        Held = "held",
        /// The provider does not prove that the person has signed in there just now.
        NotRecent = "not_recent",
    }
}

impl ProviderFailure {
    /// Whether the provider or its definition is the cause: the operator can mend it. Everything else is about one person, or can be
    /// caused by anybody.
    pub fn is_of_provider(self) -> bool {
        match self {
            Self::Unreachable
            | Self::TimedOut
            | Self::PrivateAddress
            | Self::Malformed
            | Self::Refused
            | Self::InvalidClient
            | Self::Issuer
            | Self::UnknownKey
            | Self::Signature
            | Self::Algorithm
            | Self::Clock => true,
            Self::Denied
            | Self::State
            | Self::InvalidCode
            | Self::Audience
            | Self::Nonce
            | Self::Expired
            | Self::Subject
            | Self::NoAddress
            | Self::AddressTaken
            | Self::Domain
            | Self::RegistrationClosed
            | Self::OtherAccount
            | Self::Unlinked
            | Self::AccountClosed
            | Self::Held
            | Self::NotRecent => false,
        }
    }

    /// What happened, and what to do. `provider`: its title.
    pub fn message(self, provider: &str) -> Message {
        let provider = provider.to_owned();
        match self {
            Self::Unreachable => message::upstream_unreachable(provider),
            Self::TimedOut => message::upstream_timed_out(provider),
            Self::PrivateAddress => message::upstream_private_address(provider),
            Self::Malformed => message::upstream_malformed(provider),
            Self::Denied => message::upstream_denied(provider),
            Self::Refused => message::upstream_refused(provider),
            Self::InvalidClient => message::upstream_invalid_client(provider),
            Self::State => message::upstream_state(provider),
            Self::InvalidCode => message::upstream_invalid_code(provider),
            Self::Issuer => message::upstream_issuer(provider),
            Self::Audience => message::upstream_audience(provider),
            Self::Nonce => message::upstream_nonce(provider),
            Self::UnknownKey => message::upstream_unknown_key(provider),
            Self::Signature => message::upstream_signature(provider),
            Self::Algorithm => message::upstream_algorithm(provider),
            Self::Expired => message::upstream_expired(provider),
            Self::Clock => message::upstream_clock(provider),
            Self::Subject => message::upstream_subject(provider),
            Self::NoAddress => message::upstream_no_address(provider),
            Self::AddressTaken => message::upstream_address_taken(provider),
            Self::Domain => message::upstream_domain(provider),
            Self::RegistrationClosed => message::upstream_registration_closed(provider),
            Self::OtherAccount => message::upstream_other_account(provider),
            Self::Unlinked => message::upstream_unlinked(provider),
            Self::AccountClosed => message::upstream_account_closed(provider),
            Self::Held => message::upstream_held(provider),
            Self::NotRecent => message::upstream_not_recent(provider),
        }
    }

    /// The error of a use case. `provider`: its title.
    pub fn error(self, provider: &str) -> AppError {
        AppError::new(self.code(), self.message(provider))
    }

    fn code(self) -> ErrorCode {
        match self {
            Self::Unreachable | Self::TimedOut => ErrorCode::ProviderUnavailable,
            Self::AddressTaken => ErrorCode::EmailTaken,
            Self::RegistrationClosed => ErrorCode::RegistrationClosed,
            Self::OtherAccount => ErrorCode::IdentityTaken,
            _ => ErrorCode::ProviderRefused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_failure_has_a_text_of_its_own() {
        let texts: HashSet<_> =
            ProviderFailure::ALL.into_iter().map(|failure| failure.message("Google").say()).collect();
        assert_eq!(texts.len(), ProviderFailure::ALL.len());
        assert!(texts.iter().all(|text| text.contains("Google")), "{texts:?}");
    }
}
