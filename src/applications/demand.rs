//! What an application demands of the last proof of who somebody is.

use crate::language::message;
use crate::shared::applications::{MAX_PROOF_AGE, MIN_PROOF_AGE};
use crate::shared::factors::{Level, Proof};
use crate::shared::fields::Problem;
use crate::shared::timestamp::Timestamp;
use std::time::Duration;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Demand {
    /// Whether the password alone is not enough.
    pub second_factor: bool,
    /// How old a proof may be, in seconds. None: as old as the session.
    pub max_age: Option<u64>,
}

impl Demand {
    pub fn is_met(self, proof: &Proof, now: Timestamp) -> bool {
        let is_recent = self.max_age.is_none_or(|seconds| now < proof.at.plus(Duration::from_secs(seconds)));
        is_recent && (!self.second_factor || proof.methods.level() > Level::Password)
    }

    /// The level of a proof that meets it. `shown`: the level of the last one, which is enough to repeat if only its age matters.
    pub fn level(self, shown: Level) -> Level {
        if self.second_factor { shown.max(Level::SecondFactor) } else { shown }
    }
}

/// Reads a number of seconds, or a duration such as `15m`. None if the text is blank.
///
/// # Errors
/// If it is none, or too short or too long.
pub fn parse_max_age(text: &str) -> Result<Option<u64>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let seconds = match text.parse() {
        Ok(seconds) => Some(seconds),
        Err(_) => humantime::parse_duration(text).ok().map(|duration| duration.as_secs()),
    };
    let allowed = seconds.filter(|seconds| (MIN_PROOF_AGE..=MAX_PROOF_AGE).contains(seconds));
    allowed.map(Some).ok_or_else(|| Problem::new("invalid_duration", message::application_max_age_invalid()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::factors::{Method, Methods};
    use proptest::prelude::*;

    #[test]
    fn a_duration_is_a_number_of_seconds_or_has_a_unit() {
        for (text, seconds) in [
            ("", None),
            (" \t", None),
            ("60", Some(60)),
            (" 900 ", Some(900)),
            ("1m", Some(60)),
            ("15m", Some(900)),
            ("1h 30m", Some(5400)),
            ("366d", Some(MAX_PROOF_AGE)),
        ] {
            assert_eq!(parse_max_age(text), Ok(seconds), "{text}");
        }
        for text in ["0", "59", "59s", "-60", "60.5", "15 minutes ago", "m", "367d", "99999999999999999999"] {
            assert_eq!(parse_max_age(text).map_err(|problem| problem.code), Err("invalid_duration"), "{text}");
        }
    }

    #[test]
    fn a_proof_meets_a_demand_by_its_methods_and_until_its_age() {
        use Method::{Code, Passkey, Password};
        let at = Timestamp(1_000_000);
        let proof = |methods: &[Method]| Proof { methods: methods.iter().copied().collect::<Methods>(), at };
        let after = |seconds| at.plus(Duration::from_secs(seconds));
        let strong = Demand { second_factor: true, max_age: None };
        let fresh = Demand { second_factor: false, max_age: Some(60) };
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
        assert_eq!(strong.level(Level::Password), Level::SecondFactor);
        assert_eq!([strong, fresh].map(|demand| demand.level(Level::Passkey)), [Level::Passkey; 2]);
        assert_eq!(fresh.level(Level::Password), Level::Password);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[0-9]{0,22}[a-z ]{0,6}|\\PC{0,12}") {
            if let Ok(Some(seconds)) = parse_max_age(&text) {
                prop_assert!((MIN_PROOF_AGE..=MAX_PROOF_AGE).contains(&seconds));
            }
        }

        #[test]
        fn a_duration_is_read_as_it_is_shown(seconds in MIN_PROOF_AGE..=MAX_PROOF_AGE) {
            let text = crate::shared::applications::proof_age(seconds);
            prop_assert_eq!(parse_max_age(&text), Ok(Some(seconds)), "{}", text);
        }
    }
}
