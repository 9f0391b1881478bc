//! A client that looks into every answer.

use crate::{
    Result,
    client::{Client, succeeded},
    response::Response,
};

/// Sends the same request repeatedly. An answer without the text is an error, also if its status is a success.
pub struct ExpectClient {
    pub request: Vec<u8>,
    pub text: &'static str,
}

impl Client for ExpectClient {
    fn request(&self) -> &[u8] {
        &self.request
    }

    fn handle_response(&mut self, response: &Response) -> Result<()> {
        succeeded(response)?;
        match str::from_utf8(&response.body) {
            Ok(body) if body.contains(self.text) => Ok(()),
            _ => {
                let body = String::from_utf8_lossy(&response.body);
                Err(format!("an answer has no {:?}: {body}", self.text).into())
            }
        }
    }
}
