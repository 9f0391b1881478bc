//! Base32: five bits in a character, as recovery codes and the secrets of authenticator apps are written.

use std::ops::RangeInclusive;

/// How many bytes the secret of an authenticator app of another system has: 80 bits are common. HMAC hashes what is longer than its
/// block.
pub const IMPORTED_BYTES: RangeInclusive<usize> = 10..=64;

/// What authenticator apps read (RFC 4648, 6).
pub const RFC_4648: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Without letters that look like digits (Douglas Crockford, <https://www.crockford.com/base32.html>).
pub const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The characters of `bytes`, without padding at the end.
pub fn encode(bytes: &[u8], alphabet: &[u8; 32]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    // The last `count` bits of `held` are not written yet.
    let (mut held, mut count) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            text.push(character(held >> count, alphabet));
        }
    }
    if count > 0 {
        text.push(character(held << (5 - count), alphabet));
    }
    text
}

/// The bytes of a text that [`encode`] could have written, also with other bits at its end. None if it has other characters, or
/// one too many.
pub fn decode(text: &str, alphabet: &[u8; 32]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    // The last `count` bits of `held` belong to no whole byte yet.
    let (mut held, mut count) = (0_u32, 0);
    for character in text.bytes() {
        let bits = alphabet.iter().position(|known| *known == character)?;
        held = ((held << 5) | bits as u32) & 0xfff;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(((held >> count) & 0xff) as u8);
        }
    }
    // A character that adds no byte has fewer than five bits left over.
    (count < 5).then_some(bytes)
}

fn character(bits: u32, alphabet: &[u8; 32]) -> char {
    char::from(alphabet[(bits & 31) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(encode(bytes.as_bytes(), RFC_4648), text, "{bytes}");
        }
    }

    #[test]
    fn each_character_of_the_alphabet_stands_for_its_index() {
        let ascending: Vec<u8> = (0..32_u64).collect::<Vec<_>>().chunks(8).flat_map(eight).collect();
        assert_eq!(encode(&ascending, CROCKFORD).as_bytes(), CROCKFORD);
    }

    /// Eight times five bits as five bytes.
    fn eight(values: &[u64]) -> Vec<u8> {
        let bits = values.iter().fold(0_u64, |bits, value| (bits << 5) | value);
        bits.to_be_bytes()[3..].to_vec()
    }

    #[test]
    fn what_is_no_base32_is_not_decoded() {
        for text in ["M", "MZX", "MZXW6Y", "mzxq", "MZ1Q", "MZ Q", "MÄ"] {
            assert_eq!(decode(text, RFC_4648), None, "{text}");
        }
        assert_eq!(decode("MZ", RFC_4648).as_deref(), Some(b"f".as_slice()), "other bits at the end");
    }

    proptest::proptest! {
        #[test]
        fn what_is_encoded_is_decoded(bytes: Vec<u8>) {
            proptest::prop_assert_eq!(decode(&encode(&bytes, RFC_4648), RFC_4648), Some(bytes));
        }
    }
}
