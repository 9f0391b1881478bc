//! What has been shown in a session, one proof after the other.

use super::factors::{Method, Methods, Proof};
use super::timestamp::Timestamp;
use std::fmt;
use std::time::Duration;

impl Proof {
    /// Whether it counts for an account before what matters, however old it is: where there is a second factor, the password alone
    /// does not, nor does a browser that was trusted with it.
    pub fn suffices(&self, has_second_factor: bool) -> bool {
        !has_second_factor || self.methods.have_second_factor()
    }
}

/// By which methods somebody has shown in a session who they are, and when by which. What was shown within some minutes counts
/// together: a code after a passkey takes nothing away.
///
/// Stored are the names of all methods, and beside those that are older than the last proof their time in milliseconds: `pwd hwk otp
/// hwk@1790000000000`. A version that does not know the times leaves them out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proofs {
    last: Timestamp,
    shown: Vec<(Method, Timestamp)>,
}

impl Proofs {
    /// What is stored. `last`: when the last of them was shown.
    pub fn parse(stored: &str, last: Timestamp) -> Self {
        let time_of = |name: &str| {
            let mut times = stored.split(' ').filter_map(|part| part.split_once('@'));
            times.find_map(|(of, at)| if of == name { at.parse().ok().map(Timestamp) } else { None })
        };
        let shown = Methods::parse(stored).iter().map(|method| (method, time_of(method.stored()).unwrap_or(last)));
        Self { last, shown: shown.collect() }
    }

    /// With what is shown now. What was shown longer than `within` ago counts no more, except what began the session where a code is
    /// the second factor to it.
    #[must_use]
    pub fn with(&self, methods: Methods, now: Timestamp, within: Duration) -> Self {
        let first = self.proof().methods.first_factors_beside(methods);
        let counts = |(method, at): &(Method, Timestamp)| {
            !methods.contains(*method) && (now < at.plus(within) || first.contains(*method))
        };
        let earlier = self.shown.iter().copied().filter(counts);
        let shown = methods.iter().map(|method| (method, now)).chain(earlier).collect();
        Self { last: now, shown }
    }

    /// All of them together, with the time of the last.
    pub fn proof(&self) -> Proof {
        Proof { methods: self.shown.iter().map(|(method, _)| *method).collect(), at: self.last }
    }
}

/// As it is stored.
impl fmt::Display for Proofs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.proof().methods)?;
        let mut earlier: Vec<_> = self.shown.iter().filter(|(_, at)| *at != self.last).collect();
        earlier.sort_unstable();
        earlier.into_iter().try_for_each(|(method, at)| write!(f, " {}@{}", method.stored(), at.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn methods(of: &[Method]) -> Methods {
        of.iter().copied().collect()
    }

    #[test]
    fn a_second_factor_is_more_than_one_that_is_stored_elsewhere() {
        use Method::{Code, Mail, Passkey, Password, Provider, ProviderFactor, RecoveryCode};
        for (shown, has) in [
            (&[][..], false),
            (&[Password][..], false),
            (&[Password, Provider, Mail][..], false),
            (&[Code][..], true),
            (&[RecoveryCode][..], true),
            (&[Passkey][..], true),
            (&[Provider, ProviderFactor][..], true),
        ] {
            let proof = Proof { methods: methods(shown), at: Timestamp(1) };
            assert_eq!(proof.suffices(true), has, "{shown:?}");
            assert!(proof.suffices(false), "{shown:?}");
        }
    }

    #[test]
    fn what_was_shown_within_the_time_counts_together() {
        use Method::{Code, Mail, Passkey, Password, Provider};
        const WITHIN: Duration = Duration::from_secs(600);
        let at = Timestamp::from_seconds;
        let began = |of: &[Method]| Proofs::parse(&methods(of).to_string(), at(0));
        // Each step: what is shown, after how many seconds, and what counts then.
        type Step<'a> = (&'a [Method], i64, &'a [Method]);
        let cases: [(&[Method], &[Step<'_>]); 7] = [
            (&[Passkey], &[(&[Code], 599, &[Passkey, Code])]),
            (&[Passkey], &[(&[Code], 600, &[Code])]),
            // Codes do not carry a passkey on and on.
            (&[Passkey], &[(&[Code], 500, &[Passkey, Code]), (&[Code], 1_000, &[Code])]),
            (&[Passkey], &[(&[Code], 500, &[Passkey, Code]), (&[Passkey], 1_000, &[Passkey, Code])]),
            // What began the session is the first factor to a code, however long ago that was.
            (&[Password], &[(&[Code], 90_000, &[Password, Code]), (&[Passkey], 100_000, &[Passkey])]),
            (&[Provider], &[(&[Passkey], 90_000, &[Passkey]), (&[Code], 90_001, &[Passkey, Code])]),
            (&[Provider], &[(&[Mail], 90_000, &[Provider, Mail]), (&[Code], 100_000, &[Provider, Code])]),
        ];
        for (first, steps) in cases {
            let mut proofs = began(first);
            for (shown, seconds, counting) in steps {
                let stored = proofs.with(methods(shown), at(*seconds), WITHIN).to_string();
                proofs = Proofs::parse(&stored, at(*seconds));
                assert_eq!(
                    proofs.proof(),
                    Proof { methods: methods(counting), at: at(*seconds) },
                    "{first:?} {steps:?}"
                );
                assert_eq!(Methods::parse(&stored), methods(counting), "an earlier version reads the same");
            }
        }
    }

    #[test]
    fn times_are_stored_beside_what_is_older_than_the_last_proof() {
        let began = Proofs::parse("hwk", Timestamp(5));
        assert_eq!(began.to_string(), "hwk");
        let proofs = began.with(Methods::from(Method::Code), Timestamp(7), Duration::from_secs(1));
        assert_eq!(proofs.to_string(), "otp hwk hwk@5");
        assert_eq!(Proofs::parse("otp hwk hwk@5", Timestamp(7)).to_string(), proofs.to_string());
        // Written by hand, or by an earlier version after this one.
        for stored in ["otp hwk hwk@x", "otp hwk pwd@5", "otp hwk"] {
            assert_eq!(Proofs::parse(stored, Timestamp(7)).to_string(), "otp hwk", "{stored}");
        }
    }
}
