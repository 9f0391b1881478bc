//! stub

use super::*;

impl Accounts {
    /// Ends the session: its tokens get nothing from the next request on.
    pub async fn log_out(&self, _who: &CurrentUser) -> Result<(), Failure> {
        todo!()
    }
}
