//! The addresses of service accounts, which receive no mail: every account has one.

use super::{CanonicalEmail, email};
use crate::language::message;
use crate::shared::Problem;
use uuid::Uuid;

/// The end of the address of every service account. No other account can have such an address.
const DOMAIN: &str = "@service.invalid";

/// Whether this is the stored address of a service account.
pub fn is_service_address(email: &str) -> bool {
    email.ends_with(DOMAIN)
}

/// Whether a person who enters this address means that of a service account, however it is spelled.
pub fn is_reserved_for_services(email: &CanonicalEmail) -> bool {
    email.key.ends_with(DOMAIN)
}

/// An address that no account has.
pub fn service_address(id: Uuid) -> CanonicalEmail {
    let address = format!("{id}{DOMAIN}");
    email(&address).unwrap_or_else(|_| unreachable!("a UUID is a valid local part"))
}

/// Parses the address of a person.
pub fn ordinary_address(raw: &str) -> Result<CanonicalEmail, Problem> {
    let email = email(raw)?;
    if is_reserved_for_services(&email) { Err(reserved_domain()) } else { Ok(email) }
}

/// The error if a person wants an address of service accounts.
pub fn reserved_domain() -> Problem {
    Problem::new("not_allowed", message::email_of_services())
}

/// The error if a service account is to get the address of a person.
pub fn no_address() -> Problem {
    Problem::new("not_allowed", message::email_not_for_services())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_people_and_of_service_accounts_are_told_apart() {
        let address = service_address(Uuid::from_u128(7));
        assert_eq!(address.email.as_str(), "00000000-0000-0000-0000-000000000007@service.invalid");
        assert!(is_service_address(address.email.as_str()));
        assert!(is_reserved_for_services(&address));
        for raw in ["maren@service.invalid", "MAREN@Service.Invalid", " x@service.invalid "] {
            assert_eq!(ordinary_address(raw).unwrap_err().code, "not_allowed", "{raw}");
        }
        for raw in ["maren@example.org", "maren@service.invalid.org", "maren@my-service.invalid"] {
            assert!(!is_service_address(raw) && ordinary_address(raw).is_ok(), "{raw}");
        }
        assert_eq!(ordinary_address("maren").unwrap_err().code, "at_sign_missing");
    }
}
