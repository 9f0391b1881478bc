//! An authenticator app (RFC 6238), computed apart from the program.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use vestibule::shared::timestamp::Timestamp;

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The code that an app shows at a time. `secret`: in base32, as a page or an answer has it.
pub fn totp(secret: &str, at: Timestamp) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(&decoded(secret)).expect("a key");
    mac.update(&(at.seconds() / 30).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let start = usize::from(digest[19] & 0xf);
    let number = digest[start..start + 4].iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

/// A code of six digits that is none of those that an app shows within a minute.
pub fn wrong_totp(secret: &str, at: Timestamp) -> String {
    let near = [-60, -30, 0, 30, 60].map(|seconds| totp(secret, Timestamp(at.0 + seconds * 1_000)));
    (0..10).map(|digit| digit.to_string().repeat(6)).find(|code| !near.contains(code)).expect("a wrong code")
}

/// Five bits for each character; spaces are for people.
fn decoded(base32: &str) -> Vec<u8> {
    let values = base32.bytes().filter_map(|byte| ALPHABET.iter().position(|other| *other == byte));
    let bits: Vec<_> = values.flat_map(|value| (0..5).rev().map(move |bit| (value >> bit) & 1)).collect();
    let (bytes, _) = bits.as_chunks::<8>();
    bytes.iter().map(|bits| bits.iter().fold(0, |byte, bit| (byte << 1) | *bit as u8)).collect()
}
