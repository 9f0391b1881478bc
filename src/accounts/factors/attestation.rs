//! The form of the answer of a new passkey (WebAuthn Level 3, 6.5 and 8.7), as far as webauthn-rs does not look at it: nothing stands
//! behind the authenticator data, and an attestation that says nothing has no statement.
//!
//! Everything is in CBOR (RFC 8949), of which authenticators write items of known lengths only (CTAP 2.1, 8).

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;
use std::ops::RangeInclusive;

/// How long the id of a credential may be.
const ID_BYTES: RangeInclusive<usize> = 1..=1023;
/// Where the authenticator data has its flags, also that of an answer, and where the data of the credential begins.
pub(super) const FLAGS: usize = 32;
const CREDENTIAL: usize = 37;
/// Bytes of the AAGUID.
const AAGUID: usize = 16;
const HAS_CREDENTIAL: u8 = 1 << 6;
const HAS_EXTENSIONS: u8 = 1 << 7;
/// Items in items that are read: real answers have three.
const MAX_DEPTH: u8 = 8;

/// Types of items.
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const LIST: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;
/// An empty map.
const NOTHING: &[u8] = b"\xa0";

/// `credential`: the `toJSON()` of a new `PublicKeyCredential`.
pub(super) fn is_well_formed(credential: &Value) -> bool {
    let object = credential["response"]["attestationObject"].as_str();
    let object = object.and_then(|text| BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok());
    object.as_deref().and_then(check_object).is_some()
}

fn check_object(object: &[u8]) -> Option<()> {
    let (MAP, members, mut rest) = head(object)? else { return None };
    let (mut format, mut statement, mut data) = (None, None, None);
    for _ in 0..members {
        let (name, after) = string(TEXT, rest)?;
        let behind = skip(after, MAX_DEPTH)?;
        let value = &after[..after.len() - behind.len()];
        match name {
            b"fmt" => format = Some(string(TEXT, value)?.0),
            b"attStmt" => statement = Some(value),
            b"authData" => data = Some(string(BYTES, value)?.0),
            _ => {}
        }
        rest = behind;
    }
    let is_empty = format? != b"none" || statement? == NOTHING;
    (rest.is_empty() && is_empty).then_some(())?;
    check_data(data?)
}

fn check_data(data: &[u8]) -> Option<()> {
    let flags = *data.get(FLAGS)?;
    let mut rest = data.get(CREDENTIAL..)?;
    if flags & HAS_CREDENTIAL != 0 {
        let (length, behind) = rest.get(AAGUID..)?.split_first_chunk()?;
        let length = usize::from(u16::from_be_bytes(*length));
        ID_BYTES.contains(&length).then_some(())?;
        rest = skip(behind.get(length..)?, MAX_DEPTH)?;
    }
    if flags & HAS_EXTENSIONS != 0 {
        rest = skip(rest, MAX_DEPTH)?;
    }
    rest.is_empty().then_some(())
}

/// The type of the first item, its number, which may be a length, and what follows.
fn head(bytes: &[u8]) -> Option<(u8, u64, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (number, rest) = match first & 31 {
        small @ 0..24 => (u64::from(small), rest),
        24 => rest.split_first().map(|(byte, rest)| (u64::from(*byte), rest))?,
        25 => rest.split_first_chunk().map(|(two, rest)| (u64::from(u16::from_be_bytes(*two)), rest))?,
        26 => rest.split_first_chunk().map(|(four, rest)| (u64::from(u32::from_be_bytes(*four)), rest))?,
        27 => rest.split_first_chunk().map(|(eight, rest)| (u64::from_be_bytes(*eight), rest))?,
        // Of unknown length, or not defined.
        _ => return None,
    };
    Some((first >> 5, number, rest))
}

/// The content of the first item, which has this type, and what follows.
fn string(kind: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (found, length, rest) = head(bytes)?;
    if found != kind { None } else { rest.split_at_checked(usize::try_from(length).ok()?) }
}

/// What follows the first item.
fn skip(bytes: &[u8], depth: u8) -> Option<&[u8]> {
    let (kind, number, mut rest) = head(bytes)?;
    let inside = match kind {
        BYTES | TEXT => return rest.get(usize::try_from(number).ok()?..),
        LIST => number,
        MAP => number.checked_mul(2)?,
        TAG => 1,
        // A number, or a simple value: its head is everything.
        _ => 0,
    };
    let depth = depth.checked_sub(1)?;
    for _ in 0..inside {
        rest = skip(rest, depth)?;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// Authenticator data with an id of this length, flags besides that of the credential, and what follows the key.
    fn data(id: usize, flags: u8, behind: &[u8]) -> Vec<u8> {
        let length = u16::try_from(id).unwrap().to_be_bytes();
        let key = b"\xa3\x01\x02\x03\x26\x20\x01".as_slice();
        [&[0; FLAGS][..], &[HAS_CREDENTIAL | flags], &[0; 4], &[0; AAGUID], &length, &vec![7; id], key, behind].concat()
    }

    fn accepts(format: &[u8], statement: &[u8], data: &[u8]) -> bool {
        let length = u16::try_from(data.len()).unwrap().to_be_bytes();
        let object = [b"\xa3\x63fmt", format, b"\x67attStmt", statement, b"\x68authData\x59", &length, data].concat();
        is_well_formed(&json!({"response": {"attestationObject": BASE64_URL_SAFE_NO_PAD.encode(object)}}))
    }

    #[test]
    fn an_id_has_one_to_1023_bytes() {
        for (length, expected) in [(0, false), (1, true), (16, true), (1023, true), (1024, false)] {
            assert_eq!(accepts(b"\x64none", NOTHING, &data(length, 0, b"")), expected, "{length}");
        }
    }

    #[test]
    fn nothing_stands_behind_the_authenticator_data() {
        for (flags, behind, expected) in [
            (0, b"\x00".as_slice(), false),
            (0, NOTHING, false),
            (HAS_EXTENSIONS, NOTHING, true),
            (HAS_EXTENSIONS, b"\xa1\x61a\xf5", true),
            (HAS_EXTENSIONS, b"\xa0\x00", false),
            (HAS_EXTENSIONS, b"", false),
        ] {
            assert_eq!(accepts(b"\x64none", NOTHING, &data(16, flags, behind)), expected, "{flags} {behind:?}");
        }
    }

    #[test]
    fn an_attestation_that_says_nothing_has_no_statement() {
        let statement = b"\xa1\x63alg\x26";
        assert!(!accepts(b"\x64none", statement, &data(16, 0, b"")));
        assert!(accepts(b"\x66packed", statement, &data(16, 0, b"")), "webauthn-rs verifies it");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>) {
            _ = check_object(&bytes);
            _ = check_data(&bytes);
        }
    }
}
