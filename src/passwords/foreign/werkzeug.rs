//! Flask's `method$salt$hex`: `pbkdf2:sha256[:iterations]` and `scrypt[:N:r:p]`. The salt is text, and is used as
//! its bytes.

use super::pbkdf2::Pbkdf2;
use subtle::ConstantTimeEq;

/// Werkzeug 3.1's, for a method that does not name its own.
const PBKDF2_DEFAULT: u32 = 1_000_000;
/// Werkzeug's N, r and p, for a method that does not name its own.
const SCRYPT_DEFAULT: [u32; 3] = [32_768, 8, 1];
/// Bytes of memory that N and r ask for. The default asks for 32 MiB.
const SCRYPT_MAX_MEMORY: u64 = 256 * 1024 * 1024;
/// The same bytes p times over: a few seconds.
const SCRYPT_MAX_WORK: u64 = 1024 * 1024 * 1024;

/// A hash that can be computed again.
pub(super) enum Hash<'h> {
    Pbkdf2(Pbkdf2<'h>),
    Scrypt(Scrypt<'h>),
}

/// What it takes to compute one by scrypt, and what must come out.
pub(super) struct Scrypt<'h> {
    params: scrypt::Params,
    salt: &'h str,
    output: [u8; 64],
}

impl<'h> Hash<'h> {
    pub(super) fn parse(text: &'h str) -> Option<Self> {
        let (method, rest) = text.split_once('$')?;
        let (salt, hex) = rest.split_once('$')?;
        let mut arguments = method.split(':');
        match arguments.next()? {
            "pbkdf2" => Some(Self::Pbkdf2(Pbkdf2::new(iterations(arguments)?, salt, from_hex(hex)?)?)),
            "scrypt" => Some(Self::Scrypt(Scrypt { params: scrypt_params(arguments)?, salt, output: from_hex(hex)? })),
            _ => None,
        }
    }

    pub(super) fn matches(&self, password: &[u8]) -> Option<bool> {
        match self {
            Self::Pbkdf2(hash) => Some(hash.matches(password)),
            Self::Scrypt(hash) => hash.matches(password),
        }
    }
}

impl Scrypt<'_> {
    fn matches(&self, password: &[u8]) -> Option<bool> {
        let mut output = [0; 64];
        scrypt::scrypt(password, self.salt.as_bytes(), &self.params, &mut output).ok()?;
        Some(output.ct_eq(&self.output).into())
    }
}

fn iterations<'a>(mut arguments: impl Iterator<Item = &'a str>) -> Option<u32> {
    if arguments.next()? != "sha256" {
        return None;
    }
    let iterations = arguments.next().map_or(Some(PBKDF2_DEFAULT), |number| number.parse().ok())?;
    arguments.next().is_none().then_some(iterations)
}

fn scrypt_params<'a>(arguments: impl Iterator<Item = &'a str>) -> Option<scrypt::Params> {
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
    scrypt::Params::new(u8::try_from(n.ilog2()).ok()?, r, p).ok()
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
