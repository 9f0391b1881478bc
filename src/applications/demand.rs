//! What an application demands of the last proof of who somebody is.

use crate::shared::{Level, Proof, Timestamp};
use std::time::Duration;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Demand {
    /// The least level of the proof.
    pub level: Level,
    /// How old a proof may be, in seconds. None: as old as the session.
    pub max_age: Option<u64>,
}

impl Demand {
    /// What the definition of an application says.
    pub fn new(second_factor: bool, max_age: Option<u64>) -> Self {
        Self { level: if second_factor { Level::SecondFactor } else { Level::Password }, max_age }
    }

    /// Whether the password alone is not enough.
    pub fn second_factor(self) -> bool {
        self.level > Level::Password
    }

    pub fn is_met(self, proof: &Proof, now: Timestamp) -> bool {
        let is_recent = self.max_age.is_none_or(|seconds| now < proof.at.plus(Duration::from_secs(seconds)));
        is_recent && proof.methods.level() >= self.level
    }

    /// What both demand.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let max_age = match (self.max_age, other.max_age) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Self { level: self.level.max(other.level), max_age }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Method, Methods};

    #[test]
    fn a_proof_meets_a_demand_by_its_methods_and_until_its_age() {
        use Method::{Code, Passkey, Password};
        let at = Timestamp(1_000_000);
        let proof = |methods: &[Method]| Proof { methods: methods.iter().copied().collect::<Methods>(), at };
        let after = |seconds| at.plus(Duration::from_secs(seconds));
        let strong = Demand::new(true, None);
        let fresh = Demand::new(false, Some(60));
        let both = Demand { max_age: Some(60), ..strong };
        for (demand, methods, seconds, is_met) in [
            (Demand::default(), &[Password][..], 1_000_000, true),
            (strong, &[Password], 0, false),
            (strong, &[Code], 0, false),
            (strong, &[Password, Code], 1_000_000, true),
            (strong, &[Passkey], 1_000_000, true),
            (fresh, &[Password], 59, true),
            (fresh, &[Passkey], 60, false),
            (both, &[Password], 0, false),
            (both, &[Password, Code], 59, true),
            (both, &[Password, Code], 60, false),
        ] {
            assert_eq!(demand.is_met(&proof(methods), after(seconds)), is_met, "{demand:?} {methods:?} {seconds}");
        }
        let passkey = Demand { level: Level::Passkey, max_age: None };
        assert_eq!(fresh.and(strong), both);
        assert_eq!(both.and(passkey), Demand { level: Level::Passkey, max_age: Some(60) });
        assert_eq!([fresh, strong, passkey].map(Demand::second_factor), [false, true, true]);
        assert!(!passkey.is_met(&proof(&[Password, Code]), at) && passkey.is_met(&proof(&[Passkey]), at));
    }
}
