//! Flask's `method$salt$hex`: `pbkdf2:sha256[:iterations]` and `scrypt[:N:r:p]`. The salt is text, and is used as
//! its bytes.

use pbkdf2::pbkdf2_hmac;
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Werkzeug 3.1's, for a method that does not name its own.
const PBKDF2_DEFAULT: u32 = 1_000_000;
/// Five times the default: a few seconds.
const PBKDF2_MAX: u32 = 5_000_000;
/// Werkzeug's N, r and p, for a method that does not name its own.
const SCRYPT_DEFAULT: [u32; 3] = [32_768, 8, 1];
/// Bytes of memory that N and r ask for. The default asks for 32 MiB.
const SCRYPT_MAX_MEMORY: u64 = 256 * 1024 * 1024;
/// The same bytes p times over: a few seconds.
const SCRYPT_MAX_WORK: u64 = 1024 * 1024 * 1024;

pub(super) fn verify(password: &[u8], hash: &str) -> Option<bool> {
    let (method, rest) = hash.split_once('$')?;
    let (salt, hex) = rest.split_once('$')?;
    let mut arguments = method.split(':');
    match arguments.next()? {
        "pbkdf2" => {
            let stored: [u8; 32] = from_hex(hex)?;
            Some(pbkdf2(arguments, password, salt)?.ct_eq(&stored).into())
        }
        "scrypt" => {
            let stored: [u8; 64] = from_hex(hex)?;
            Some(scrypt(arguments, password, salt)?.ct_eq(&stored).into())
        }
        _ => None,
    }
}

fn pbkdf2<'a>(mut arguments: impl Iterator<Item = &'a str>, password: &[u8], salt: &str) -> Option<[u8; 32]> {
    if arguments.next()? != "sha256" {
        return None;
    }
    let iterations = arguments.next().map_or(Some(PBKDF2_DEFAULT), |number| number.parse().ok())?;
    if arguments.next().is_some() || !(1..=PBKDF2_MAX).contains(&iterations) {
        return None;
    }
    let mut output = [0; 32];
    pbkdf2_hmac::<Sha256>(password, salt.as_bytes(), iterations, &mut output);
    Some(output)
}

fn scrypt<'a>(arguments: impl Iterator<Item = &'a str>, password: &[u8], salt: &str) -> Option<[u8; 64]> {
    let numbers: Vec<u32> = arguments.map(|number| number.parse().ok()).collect::<Option<_>>()?;
    let [n, r, p] = match numbers.as_slice() {
        [] => SCRYPT_DEFAULT,
        &[n, r, p] => [n, r, p],
        _ => return None,
    };
    let memory = (128 * u64::from(n)).saturating_mul(u64::from(r));
    let bearable = memory <= SCRYPT_MAX_MEMORY && memory.saturating_mul(u64::from(p)) <= SCRYPT_MAX_WORK;
    if !n.is_power_of_two() || n < 2 || !bearable {
        return None;
    }
    let log_n = u8::try_from(n.ilog2()).ok()?;
    let params = scrypt::Params::new(log_n, r, p).ok()?;
    let mut output = [0; 64];
    scrypt::scrypt(password, salt.as_bytes(), &params, &mut output).ok()?;
    Some(output)
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(bytes)
}
