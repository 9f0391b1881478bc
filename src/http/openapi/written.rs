//! The document as it is written in docs/openapi.json.

use flate2::read::GzDecoder;
use serde_json::Value;
use std::io::Read as _;

/// Reads the document, which `build.rs` has compressed.
pub fn written() -> Value {
    let compressed = include_bytes!(concat!(env!("OUT_DIR"), "/openapi.json.gz")).as_slice();
    let mut json = Vec::new();
    let read = GzDecoder::new(compressed).read_to_end(&mut json);
    let document = read.ok().and_then(|_| serde_json::from_slice(&json).ok());
    document.unwrap_or_else(|| unreachable!("the file is JSON, as a test says"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::document;

    /// A release has the one, and tests the other.
    #[test]
    fn what_is_written_is_what_is_generated() {
        assert!(written() == *document(), "docs/openapi.json is out of date: run `make openapi`");
    }
}
