//! Why a sign-in at a provider fails. Each has a text that says what to do, and a label in the metrics.

use crate::shared::error::{AppError, ErrorCode};

names! {
    /// The names are labels of metrics, so they stay. The texts say what happened, and what to do; they name the provider by its title.
    #[derive(Hash)]
    pub enum ProviderFailure as message of provider {
        /// The provider cannot be reached.
        Unreachable = "unreachable": upstream_unreachable,
        TimedOut = "timed_out": upstream_timed_out,
        /// Its address is private, and `VESTIBULE_OUTBOUND_PRIVATE` does not list it.
        PrivateAddress = "private_address": upstream_private_address,
        /// It answers something else than it should: HTML, too much, or JSON without what is needed.
        Malformed = "malformed": upstream_malformed,
        /// The person pressed "Cancel" there.
        Denied = "denied": upstream_denied,
        /// It refuses the request, with an error that only the operator can correct.
        Refused = "refused": upstream_refused,
        /// It does not know this server, or the secret is wrong or has expired.
        InvalidClient = "invalid_client": upstream_invalid_client,
        /// The attempt is unknown here, is over, was completed before, or began in another browser.
        State = "state": upstream_state,
        /// The code was used before, or has expired.
        InvalidCode = "invalid_code": upstream_invalid_code,
        /// The metadata, the answer or the token names another issuer.
        Issuer = "issuer": upstream_issuer,
        Audience = "audience": upstream_audience,
        Nonce = "nonce": upstream_nonce,
        /// No key of the provider has the id that the token names, also when they were fetched again.
        UnknownKey = "unknown_key": upstream_unknown_key,
        Signature = "signature": upstream_signature,
        Algorithm = "algorithm": upstream_algorithm,
        Expired = "expired": upstream_expired,
        /// The clocks of both differ by more than is tolerated.
        Clock = "clock": upstream_clock,
        /// Token and userinfo are about different people.
        Subject = "subject": upstream_subject,
        /// The provider does not say which address the person has.
        NoAddress = "no_address": upstream_no_address,
        /// Another account has the address, and cannot be linked to.
        AddressTaken = "address_taken": upstream_address_taken,
        /// The person belongs to no allowed domain.
        Domain = "domain": upstream_domain,
        RegistrationClosed = "registration_closed": upstream_registration_closed,
        /// The identity is linked to another account.
        OtherAccount = "other_account": upstream_other_account,
        /// The identity was unlinked from the account that the invitation is for.
        Unlinked = "unlinked": upstream_unlinked,
        /// The account that it is linked to is disabled or deleted.
        AccountClosed = "account_closed": upstream_account_closed,
        /// The provider does not prove that the person has signed in there just now.
        NotRecent = "not_recent": upstream_not_recent,
    }
}

impl ProviderFailure {
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
