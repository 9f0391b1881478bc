//! Proof Key for Code Exchange (RFC 7636), with S256 alone: a challenge of another method is refused.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The SHA-256 of a verifier, which the authorization request contains.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CodeChallenge([u8; 32]);

impl CodeChallenge {
    /// Reads `code_challenge`: 43 characters of base64url. None for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// Whether this is the challenge of a `code_verifier`. False also if that is none (RFC 7636, section 4.1).
    pub fn is_met_by(&self, verifier: &str) -> bool {
        let is_allowed = |c: u8| c.is_ascii_alphanumeric() || b"-._~".contains(&c);
        let is_verifier = (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_allowed);
        let digest: [u8; 32] = Sha256::digest(verifier).into();
        is_verifier && bool::from(digest[..].ct_eq(&self.0[..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_specification_is_met() {
        let challenge = CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").expect("a challenge");
        assert!(challenge.is_met_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!challenge.is_met_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXj"));
        assert!(!challenge.is_met_by("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), "the challenge itself");
    }

    #[test]
    fn what_is_no_challenge_or_verifier_is_refused() {
        for text in
            ["", "abc", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"]
        {
            assert!(CodeChallenge::parse(text).is_none(), "{text}");
        }
        for verifier in ["a".repeat(42), "a".repeat(129), format!("{} ", "a".repeat(43))] {
            let challenge = CodeChallenge(Sha256::digest(&verifier).into());
            assert!(!challenge.is_met_by(&verifier), "{verifier}");
        }
    }

    proptest! {
        #[test]
        fn a_verifier_meets_its_own_challenge_alone(verifier in "[A-Za-z0-9._~-]{43,128}", other in "\\PC{0,60}") {
            let challenge = CodeChallenge(Sha256::digest(&verifier).into());
            prop_assert!(challenge.is_met_by(&verifier));
            prop_assert_eq!(challenge.is_met_by(&other), other == verifier);
        }
    }
}
