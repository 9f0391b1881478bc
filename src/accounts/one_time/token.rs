//! The secret token of a one-time link, and the six digits that some messages have beside it. Only hashes are stored.

use crate::{entropy::Entropy, keys::fingerprint};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

pub(in crate::accounts) type Hash = [u8; 32];

/// Generates a 256-bit token: its text for the link, and its hash.
pub(in crate::accounts) fn draw(entropy: &dyn Entropy) -> (String, Hash) {
    let token = entropy.bytes::<32>();
    (BASE64_URL_SAFE_NO_PAD.encode(token), fingerprint(&token))
}

/// The hash of a token; None if the text is not a token.
pub(in crate::accounts) fn hash_of(token: &str) -> Option<Hash> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    (bytes.len() == 32).then(|| fingerprint(&bytes))
}

/// Generates six digits.
pub(super) fn draw_digits(entropy: &dyn Entropy) -> String {
    // 64 bits, so that the remainder is uniform but for a part in 10^13.
    format!("{:06}", u64::from_le_bytes(entropy.bytes()) % 1_000_000)
}

/// The hash under which digits are stored. It includes the token's hash, so that equal digits have different hashes.
pub(super) fn hash_of_digits(token: &Hash, digits: &str) -> Hash {
    fingerprint(&[token.as_slice(), digits.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Fixed;
    use proptest::prelude::*;

    #[test]
    fn digits_are_six_with_leading_zeros() {
        assert_eq!(draw_digits(&Fixed(0)), "000000");
        assert_eq!(draw_digits(&Fixed(255)), "551615");
    }

    #[test]
    fn the_hash_of_a_token_is_found_from_its_text_alone() {
        let (token, hash) = draw(&Fixed(7));
        assert_eq!(hash_of(&token), Some(hash));
        for text in ["", "short", "not base64!", &format!("{token}A"), &token[1..]] {
            assert_eq!(hash_of(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_token_has_one_spelling(text in "[A-Za-z0-9_-]{42,44}|[A-Za-z0-9_+/=-]{40,46}|\\PC{0,60}") {
            if let Some(hash) = hash_of(&text) {
                let bytes = BASE64_URL_SAFE_NO_PAD.decode(&text).unwrap();
                prop_assert_eq!(hash, fingerprint(&bytes));
                prop_assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(bytes), text);
            }
        }

        #[test]
        fn a_changed_token_has_another_hash(seed: u8, at: prop::sample::Index, byte in 0..128_u8) {
            let (token, hash) = draw(&Fixed(seed));
            let mut changed = token.into_bytes();
            let at = at.index(changed.len());
            prop_assume!(changed[at] != byte);
            changed[at] = byte;
            prop_assert_ne!(hash_of(&String::from_utf8(changed).expect("ASCII")), Some(hash));
        }
    }
}
