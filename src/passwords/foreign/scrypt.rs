//! scrypt (RFC 7914), as Werkzeug, Django and passlib use it.

use super::Refusal;
use subtle::ConstantTimeEq;

/// Bytes that N, r and p ask for, one after the other: what decides on the time, and bounds the memory as well. Measured with
/// the optimised crate on one core of a 2025 Xeon: this many take 0.7 to 1 s. Werkzeug's default is 32 MiB, Django's 80 MiB.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// What it takes to compute a hash again, and what must come out.
pub(super) struct Scrypt {
    params: scrypt::Params,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Scrypt {
    pub(super) fn new([n, r, p]: [u32; 3], salt: Vec<u8>, output: Vec<u8>) -> Result<Self, Refusal> {
        let is_cost = n.is_power_of_two() && n >= 2 && r >= 1 && p >= 1;
        if !is_cost || !matches!(output.len(), 32 | 64) {
            return Err(Refusal::Unreadable);
        }
        let bytes = (128 * u64::from(n)).saturating_mul(u64::from(r)).saturating_mul(u64::from(p));
        if bytes > MAX_BYTES {
            return Err(Refusal::TooCostly);
        }
        let log_n = u8::try_from(n.ilog2()).map_err(|_| Refusal::Unreadable)?;
        let params = scrypt::Params::new(log_n, r, p).map_err(|_| Refusal::Unreadable)?;
        Ok(Self { params, salt, output })
    }

    pub(super) fn matches(&self, password: &[u8]) -> Option<bool> {
        let mut output = vec![0; self.output.len()];
        scrypt::scrypt(password, &self.salt, &self.params, &mut output).ok()?;
        Some(output.ct_eq(&self.output).into())
    }
}
