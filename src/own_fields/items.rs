//! What is stored of a value: its rows, with what they are compared and sorted by.

use crate::identity::fold;
use crate::shared::OwnFieldKind;
use crate::shared::own_fields::FieldValue;
use sha2::{Digest as _, Sha256};

/// The greatest length of a key in bytes: an index entry of PostgreSQL holds 2,704.
pub(super) const MAX_KEY_LEN: usize = 400;
/// Of a longer text, its beginning is compared, and the hash of all of it.
const KEPT_OF_KEY: usize = 320;

/// A row of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    pub value: String,
    /// Empty: it is neither compared nor sorted.
    pub key: String,
}

pub(super) fn items(kind: OwnFieldKind, value: &FieldValue) -> Vec<Item> {
    let item = |text: &str| Item { value: text.to_owned(), key: key_of(text) };
    match value {
        _ if !kind.is_compared() => vec![Item { value: value.to_text().into_owned(), key: String::new() }],
        FieldValue::Several(items) => items.iter().map(|text| item(text)).collect(),
        FieldValue::Number(number) => vec![Item { value: number.as_str().to_owned(), key: number.key() }],
        FieldValue::Text(_) | FieldValue::Truth(_) => vec![item(&value.to_text())],
    }
}

/// What a text is compared and sorted by: without case, the same on both engines, and of bounded length.
pub fn key_of(text: &str) -> String {
    let key = fold(text).replace('\0', "\u{fffd}");
    if key.len() <= MAX_KEY_LEN {
        return key;
    }
    let end = (0..=KEPT_OF_KEY).rev().find(|end| key.is_char_boundary(*end)).unwrap_or(0);
    let hash: String = Sha256::digest(key.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{}#{hash}", &key[..end])
}
