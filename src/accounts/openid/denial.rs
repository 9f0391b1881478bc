//! Why a client does not get what it asks for.

use crate::applications::OauthError;
use crate::shared::AppError;

/// The error of what clients ask for.
#[derive(Clone, Debug)]
pub enum Denial {
    /// The answer for the client.
    Refused(OauthError),
    /// A rate limit, a body that cannot be read, or a failure of the server.
    Failed(Box<AppError>),
}

impl From<OauthError> for Denial {
    fn from(error: OauthError) -> Self {
        Self::Refused(error)
    }
}

impl<E: Into<AppError>> From<E> for Denial {
    fn from(error: E) -> Self {
        Self::Failed(Box::new(error.into()))
    }
}
