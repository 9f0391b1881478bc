//! Errors of the commands for signing keys.

use crate::{
    accounts::{Failure, policy::NotAllowed},
    shared::timestamp::Timestamp,
    store::StoreError,
};

/// Why the keys were not listed or changed. Only the operator reads the text.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeyError {
    #[error("not allowed")]
    Forbidden,
    #[error("there is no such signing key: `vestibule keys list` prints the ids of all keys")]
    NotFound,
    /// A key of an earlier rotation does not sign yet.
    #[error(
        "the key {kid} was created before and signs from {signs_from}: \
         rotate again after that, or retire it first if it must not be used"
    )]
    AlreadyRotated { kid: String, signs_from: Timestamp },
    #[error("this is the only signing key: create its successor first, with `vestibule keys rotate`")]
    OnlyKey,
    /// The newest key, which signs.
    #[error(
        "this key signs, and has no successor: create one first, with `vestibule keys rotate`, \
         or add --now if someone else may have the key"
    )]
    NoSuccessor,
    #[error(
        "tokens that this key has signed may be valid until {0}: \
         retire it after that, or add --now if someone else may have the key"
    )]
    InUse(Timestamp),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<NotAllowed> for SigningKeyError {
    fn from(refusal: NotAllowed) -> Self {
        match refusal {
            NotAllowed::Hidden | NotAllowed::Forbidden => Self::Forbidden,
            gone_or_out_of_scope => Self::Failed(gone_or_out_of_scope.into()),
        }
    }
}

impl From<StoreError> for SigningKeyError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}
