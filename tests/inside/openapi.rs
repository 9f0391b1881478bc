//! docs/openapi.json is the document of this version.

use serde_json::Value;
use std::{fs, path::Path};

#[test]
fn the_document_in_the_repository_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}: run `make openapi`"));
    let written: Value = serde_json::from_str(&text).expect("docs/openapi.json is JSON: run `make openapi`");
    // Without `assert_eq`, which would print both documents.
    assert!(written == *vestibule::http::document(), "docs/openapi.json is out of date: run `make openapi`");
}
