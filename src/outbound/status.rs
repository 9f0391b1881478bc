//! Whether an address answers.

use super::{Outbound, OutboundError, Reading, RequestLimits, readable, request};
use hyper::Method;

impl Outbound {
    /// The status with which an address answers a GET. The body of the response is not read.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn status(&self, url: &str, limits: RequestLimits) -> Result<u16, OutboundError> {
        let url = readable(url)?;
        let request = request(Method::GET, &url, Vec::new())?;
        self.send(&url, request, Reading::Head, limits).await.map(|fetched| fetched.status)
    }
}
