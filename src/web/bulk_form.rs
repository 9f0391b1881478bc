//! The form in the user directory that changes many accounts.

use super::address::directory_query_of;
use crate::shared::{directory::BulkRequest, strict::Expected};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

const UUID_BYTES: usize = 16;

/// The request of the form. If `everyone` is set, it is for all users that match the filters in `back`, the URL of the
/// list.
pub fn request(action: &str, ids: &[String], everyone: bool, rest: String, back: &str) -> BulkRequest {
    // A form control has a single value, so the new role follows the action after a colon.
    let (action, new_role) = action.split_once(':').unwrap_or((action, ""));
    let (ids, filter) = if everyone {
        (Expected::Missing, Expected::Given(directory_query_of(back).filter()))
    } else {
        (Expected::Given(ids.iter().map(|id| id.as_str().into()).collect()), Expected::Missing)
    };
    BulkRequest {
        action: action.into(),
        role: new_role.into(),
        ids,
        filter,
        rest: rest.into(),
        ..BulkRequest::default()
    }
}

/// Encodes the ids of selected accounts for the flash cookie, in which 100 of them fit. Invalid ids are skipped,
/// because they have been rejected before.
pub fn pack(ids: &[String]) -> String {
    // An id takes 16 bytes, instead of the 36 characters of its text.
    let bytes: Vec<_> = ids.iter().filter_map(|id| id.parse::<Uuid>().ok()).flat_map(Uuid::into_bytes).collect();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes the ids of [`pack`]. Invalid text has none.
pub fn unpack(text: &str) -> Vec<String> {
    let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    let (ids, rest) = bytes.as_chunks::<UUID_BYTES>();
    // Incomplete text is no selection at all, rather than a smaller one.
    if rest.is_empty() { ids.iter().map(|id| Uuid::from_bytes(*id).to_string()).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_ids_are_unpacked() {
        let ids: Vec<_> = (1..=100).map(|number| Uuid::from_u128(number).to_string()).collect();
        assert_eq!(unpack(&pack(&ids)), ids);
        assert_eq!(pack(&[]), "");
        for text in ["", "x", "AAAA", "%"] {
            assert_eq!(unpack(text), Vec::<String>::new(), "{text}");
        }
    }
}
