//! What a client keeps for us and brings back as it is. It is sealed, not merely signed, for it holds a place in a list,
//! which is a name or an address; and bound to what it is for, so that it is good for nothing else.

use super::Accounts;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

/// Nothing that we seal is longer.
const LONGEST: usize = 2000;

impl Accounts {
    pub(super) fn seal(&self, purpose: &str, value: &impl Serialize) -> String {
        let text = serde_json::to_vec(value).unwrap_or_else(|_| unreachable!("texts and numbers are JSON"));
        let sealed = self.keyring().seal(purpose.as_bytes(), &text, self.entropy().bytes());
        BASE64_URL_SAFE_NO_PAD.encode(sealed)
    }

    /// None for what was not sealed here, or for another purpose.
    pub(super) fn open_sealed<T: DeserializeOwned>(&self, purpose: &str, sealed: &str) -> Option<T> {
        let sealed = Some(sealed).filter(|sealed| sealed.len() <= LONGEST)?;
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?;
        serde_json::from_slice(&self.keyring().open_sealed(purpose.as_bytes(), &sealed)?).ok()
    }
}
