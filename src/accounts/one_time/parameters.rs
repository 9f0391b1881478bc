//! The parameters of tokens that set an address.

use crate::store::one_time_tokens::OneTimeTokenRow;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Address {
    email: String,
}

/// The parameters of a token that sets this address, which is valid.
pub(in crate::accounts) fn with_address(email: &str) -> String {
    let address = Address { email: email.to_owned() };
    serde_json::to_string(&address).unwrap_or_else(|_| unreachable!("an address serializes to JSON"))
}

/// The address that a token sets; None if it sets none.
pub(in crate::accounts) fn address_in(token: &OneTimeTokenRow) -> Option<String> {
    let address: Address = serde_json::from_str(token.parameters.as_deref()?).ok()?;
    Some(address.email)
}
