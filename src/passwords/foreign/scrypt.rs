//! scrypt (RFC 7914).

use super::ParseError;
use subtle::ConstantTimeEq;

/// The maximum of 128 * N * r * p, the bytes that are written in total. It limits the time, and therefore the memory as well.
/// Measured with the optimised crate on one core of a 2025 Xeon: the maximum takes 0.7 to 1 s. The default of Werkzeug is
/// 32 MiB, of Django 80 MiB.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// The parameters for this N, r and p.
///
/// # Errors
/// If they are invalid, or cost more than the maximum.
pub(super) fn bounded_params([n, r, p]: [u32; 3]) -> Result<scrypt::Params, ParseError> {
    // N must be a power of two (RFC 7914, section 2). `ilog2` below would panic at zero.
    if !n.is_power_of_two() || n < 2 || r < 1 || p < 1 {
        return Err(ParseError::Invalid);
    }
    // Saturating, because the factors come from an imported row and can be huge.
    let bytes = (128 * u64::from(n)).saturating_mul(u64::from(r)).saturating_mul(u64::from(p));
    if bytes > MAX_BYTES {
        return Err(ParseError::TooCostly);
    }
    let log_n = u8::try_from(n.ilog2()).map_err(|_| ParseError::Invalid)?;
    scrypt::Params::new(log_n, r, p).map_err(|_| ParseError::Invalid)
}

/// The parameters of a hash and its expected output.
pub(super) struct Scrypt {
    params: scrypt::Params,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Scrypt {
    /// `cost` is N, r and p.
    pub(super) fn new(cost: [u32; 3], salt: Vec<u8>, output: Vec<u8>) -> Result<Self, ParseError> {
        if !matches!(output.len(), 32 | 64) {
            return Err(ParseError::Invalid);
        }
        Ok(Self { params: bounded_params(cost)?, salt, output })
    }

    pub(super) fn matches(&self, password: &[u8]) -> Option<bool> {
        let mut output = vec![0; self.output.len()];
        scrypt::scrypt(password, &self.salt, &self.params, &mut output).ok()?;
        Some(output.ct_eq(&self.output).into())
    }
}
