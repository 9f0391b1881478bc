//! The secret of an API token: `vst_`, 256 random bits in base 62, and a checksum, with which secret scanners recognise
//! it without asking the server (docs/api-tokens.md).

use crate::{entropy::Entropy, keys::fingerprint};

const PREFIX: &str = "vst_";
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^43 is just above 2^256.
const RANDOM_CHARS: usize = 43;
/// 62^6 is above 2^32.
const CHECKSUM_CHARS: usize = 6;

/// The SHA-256 of a secret, which is stored in its place.
pub(in crate::accounts) type Hash = [u8; 32];

/// Whether a bearer token is meant to be an API token. A JWT begins with the base64 of `{"`.
pub(in crate::accounts) fn is_api_token(bearer: &str) -> bool {
    bearer.starts_with(PREFIX)
}

/// Generates a secret and its hash.
pub(super) fn draw(entropy: &dyn Entropy) -> (String, Hash) {
    let mut secret = format!("{PREFIX}{}", base62(entropy.bytes::<32>(), RANDOM_CHARS));
    let checksum = checksum(&secret);
    secret.push_str(&checksum);
    let hash = fingerprint(secret.as_bytes());
    (secret, hash)
}

/// The hash of a secret; None if the text has another form or a wrong checksum.
pub(super) fn hash_of(secret: &str) -> Option<Hash> {
    let random = secret.strip_prefix(PREFIX)?;
    let has_form =
        random.len() == RANDOM_CHARS + CHECKSUM_CHARS && random.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !has_form {
        return None;
    }
    let (checked, sum) = secret.split_at(PREFIX.len() + RANDOM_CHARS);
    (sum == checksum(checked)).then(|| fingerprint(secret.as_bytes()))
}

/// The CRC-32 of the text before it.
fn checksum(text: &str) -> String {
    base62(crc32fast::hash(text.as_bytes()).to_be_bytes(), CHECKSUM_CHARS)
}

/// A number, the most significant byte first, in base 62, with leading zeros.
fn base62<const BYTES: usize>(mut number: [u8; BYTES], chars: usize) -> String {
    let mut text = vec!['0'; chars];
    for place in text.iter_mut().rev() {
        // Divides the number by 62, byte by byte.
        let mut rest = 0_u16;
        for byte in &mut number {
            let value = rest * 256 + u16::from(*byte);
            // The rest is below 62, so the quotient fits into a byte.
            *byte = (value / 62) as u8;
            rest = value % 62;
        }
        *place = char::from(ALPHABET[usize::from(rest)]);
    }
    text.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Fixed;
    use proptest::prelude::*;

    /// Computed with another program: the format is public and must not change.
    #[test]
    fn the_format_is_fixed() {
        for (byte, secret) in [
            (0, "vst_00000000000000000000000000000000000000000003OSA8t"),
            (7, "vst_1fJjkkpe9PiTw9KSulA8Ghct30vZz4HpdQ5c5b9cPF11U60DE"),
            (255, "vst_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp10LNvjT"),
        ] {
            let (drawn, hash) = draw(&Fixed(byte));
            assert_eq!(drawn, secret);
            assert_eq!(hash_of(secret), Some(hash));
        }
    }

    #[test]
    fn what_is_not_a_whole_secret_has_no_hash() {
        let (secret, _) = draw(&Fixed(7));
        let last = &secret[..secret.len() - 1];
        for text in ["", "vst_", last, &secret[1..], &format!("{secret}0"), &secret.replace("vst_", "VST_")] {
            assert_eq!(hash_of(text), None, "{text}");
        }
        // 53 bytes, but not at every place the beginning of a character.
        assert_eq!(hash_of(&format!("vst_{}é", "0".repeat(47))), None);
    }

    proptest! {
        #[test]
        fn a_changed_character_is_noticed(byte in any::<u8>(), at in 4_usize..53, letter in "[0-9A-Za-z]") {
            let (secret, _) = draw(&Fixed(byte));
            let mut changed = secret.clone();
            changed.replace_range(at..=at, &letter);
            prop_assert_eq!(hash_of(&changed).is_some(), changed == secret);
        }

        #[test]
        fn no_text_causes_a_panic(text in ".{0,80}", tail in "\\PC{0,60}") {
            hash_of(&text);
            hash_of(&format!("vst_{tail}"));
        }
    }
}
