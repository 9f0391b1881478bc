//! Which proofs an account can give. Whatever counts, offers or demands proofs asks here.

use super::factor_kinds::{FactorKind, FactorsView};
use super::factors::{Level, Method, Methods};

/// What an account has to prove who its owner is with. Whoever needs only a part of the answers leaves the rest out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Means {
    pub has_password: bool,
    /// Those that can be used here. Those of an earlier domain count for nothing.
    pub passkeys: u64,
    pub has_authenticator: bool,
    /// Those that were not used.
    pub recovery_codes_left: u64,
    /// Accounts at providers at which its owner can sign in.
    pub identities: u64,
    /// Whether one of these providers says when somebody has signed in there.
    pub has_provider: bool,
    /// Whether it also says that a second factor was shown there, and the operator lets that count.
    pub has_provider_factor: bool,
    /// Whether its address is confirmed, so that a code can be sent there.
    pub has_mail: bool,
}

impl Means {
    /// With so many factors of each kind that can be used, and nothing else.
    pub fn of_factors(usable: impl Fn(FactorKind) -> u64) -> Self {
        let mut means = Self::default();
        for kind in FactorKind::ALL {
            let usable = usable(kind);
            match kind {
                FactorKind::Passkey => means.passkeys = usable,
                FactorKind::Authenticator => means.has_authenticator = usable > 0,
                FactorKind::RecoveryCodes => means.recovery_codes_left = usable,
            }
        }
        means
    }

    /// How many second factors it has. Recovery codes stand in for one, and are none of their own.
    pub fn second_factors(&self) -> u64 {
        self.passkeys + u64::from(self.has_authenticator)
    }

    /// Whether it needs more than the password, or a sign-in at a provider.
    pub fn has_second_factor(&self) -> bool {
        self.second_factors() > 0
    }

    /// Whether the password alone signs in.
    pub fn is_password_alone(&self) -> bool {
        self.has_password && !self.has_second_factor()
    }

    /// Whether the password alone signs in once one second factor is removed.
    pub fn is_last_factor_beside_password(&self) -> bool {
        self.has_password && self.second_factors() == 1
    }

    /// Whether its owner can still sign in. Without a password, one passkey is not enough: a lost device must not lock its owner out.
    /// An account at a provider is not lost with a device.
    pub fn has_way_in(&self) -> bool {
        let outlives_a_device = self.passkeys >= 2 || (self.passkeys == 1 && self.recovery_codes_left > 0);
        self.has_password || self.identities > 0 || outlives_a_device
    }

    /// Whether the password can be removed. Somebody with an account at a provider alone could not prove that they can do without it.
    pub fn can_lose_password(&self) -> bool {
        self.passkeys > 0 && Self { has_password: false, ..*self }.has_way_in()
    }

    /// Whether nothing of it was ever set up: no password, no second factor, no account at a provider.
    pub fn is_bare(&self) -> bool {
        !self.has_password && !self.has_second_factor() && self.identities == 0
    }

    fn has(&self, method: Method) -> bool {
        match method {
            Method::Password => self.has_password,
            Method::Code => self.has_authenticator,
            Method::RecoveryCode => self.recovery_codes_left > 0,
            Method::Passkey => self.passkeys > 0,
            Method::Provider => self.has_provider,
            Method::ProviderFactor => self.has_provider_factor,
            Method::Mail => self.has_mail,
        }
    }

    /// Whether a method is taken as a fresh proof beside what else the account has: beside something stronger it would be a way around
    /// that.
    pub fn counts(&self, method: Method) -> bool {
        match method {
            Method::Password => !self.has_second_factor(),
            Method::Code | Method::Passkey => true,
            // It takes the place of one that is lost. Otherwise codes that were made once would be a factor.
            Method::RecoveryCode => self.has_second_factor(),
            Method::Provider | Method::ProviderFactor | Method::Mail => !self.has_password && !self.has_second_factor(),
        }
    }
}

/// Without what only accounts at providers and the address say.
impl From<&FactorsView> for Means {
    fn from(factors: &FactorsView) -> Self {
        Self { has_password: factors.has_password, ..Self::of_factors(|kind| factors.usable(kind)) }
    }
}

/// What an account can show for each level.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Possible {
    password: Methods,
    second_factor: Methods,
    passkey: Methods,
}

impl Possible {
    /// Each of these alone is enough for a proof of this level.
    pub fn methods(&self, level: Level) -> Methods {
        match level {
            Level::Password => self.password,
            Level::SecondFactor => self.second_factor,
            Level::Passkey => self.passkey,
        }
    }

    /// Whether the level can be reached.
    pub fn reaches(&self, level: Level) -> bool {
        !self.methods(level).is_empty()
    }
}

/// Which proofs an account can give, in a session in which these methods count. The same says what completes a sign-in: `shown` is the
/// first factor then.
pub fn possible(means: &Means, shown: Methods) -> Possible {
    let reaching = |level: Level| -> Methods {
        let is_possible =
            |method: &Method| means.has(*method) && means.counts(*method) && beside(shown, *method).level() >= level;
        Method::ALL.into_iter().filter(is_possible).collect()
    };
    Possible {
        password: reaching(Level::Password),
        second_factor: reaching(Level::SecondFactor),
        passkey: reaching(Level::Passkey),
    }
}

/// What counts for certain once a method is shown: with it, of what was shown earlier, however long ago that was.
fn beside(shown: Methods, method: Method) -> Methods {
    let new = match method {
        // It only comes with the sign-in there.
        Method::ProviderFactor => Methods::from_iter([Method::Provider, Method::ProviderFactor]),
        Method::Password | Method::Code | Method::RecoveryCode | Method::Passkey | Method::Provider | Method::Mail => {
            method.into()
        }
    };
    shown.first_factors_beside(new).and(new)
}

/// The level that a refusal names where a proof is too old: that of the last one, which whoever asks may have relied on, unless the
/// account cannot give it any more; and not one that is no fresh proof of this account.
pub fn level_to_repeat(shown: Methods, has_second_factor: bool) -> Level {
    match has_second_factor {
        true => shown.level().max(Level::SecondFactor),
        false => Level::Password,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::factors::Method::{Code, Mail, Passkey, Password, Provider, ProviderFactor, RecoveryCode};

    fn methods(of: &[Method]) -> Methods {
        of.iter().copied().collect()
    }

    /// An account that has what these methods need.
    fn means(of: &[Method]) -> Means {
        let has = |method| of.contains(&method);
        Means {
            has_password: has(Password),
            passkeys: u64::from(has(Passkey)),
            has_authenticator: has(Code),
            recovery_codes_left: u64::from(has(RecoveryCode)),
            identities: u64::from(has(Provider)),
            has_provider: has(Provider),
            has_provider_factor: has(ProviderFactor),
            has_mail: has(Mail),
        }
    }

    #[test]
    fn an_account_gives_the_proofs_that_it_can() {
        // What the account has, what was shown, and what is possible for a fresh proof, a second factor and a passkey.
        type Row<'a> = (&'a [Method], &'a [Method], [&'a [Method]; 3]);
        let rows: [Row<'_>; 24] = [
            (&[], &[], [&[], &[], &[]]),
            (&[Password], &[Password], [&[Password], &[], &[]]),
            // A message proves nothing where there is a password, nor does a provider.
            (&[Password, Mail], &[Password], [&[Password], &[], &[]]),
            (&[Password, Provider, ProviderFactor], &[Provider], [&[Password], &[], &[]]),
            // Recovery codes are no factor.
            (&[Password, RecoveryCode], &[Password], [&[Password], &[], &[]]),
            (&[RecoveryCode], &[RecoveryCode], [&[], &[], &[]]),
            // Password and code: also a sign-in that waits.
            (&[Password, Code], &[Password], [&[Code], &[Code], &[]]),
            (&[Password, Code], &[Password, Code], [&[Code], &[Code], &[]]),
            (&[Password, Code, RecoveryCode], &[Password], [&[Code, RecoveryCode], &[Code, RecoveryCode], &[]]),
            // A code has to be the second factor to something.
            (&[Password, Code, RecoveryCode], &[Code], [&[Code, RecoveryCode], &[], &[]]),
            (&[Password, Passkey], &[Password], [&[Passkey], &[Passkey], &[Passkey]]),
            (
                &[Password, Passkey, RecoveryCode],
                &[Password],
                [&[RecoveryCode, Passkey], &[RecoveryCode, Passkey], &[Passkey]],
            ),
            (&[Password, Code, Passkey], &[Password], [&[Code, Passkey], &[Code, Passkey], &[Passkey]]),
            (&[Password, Code, Passkey], &[Passkey], [&[Code, Passkey], &[Passkey], &[Passkey]]),
            // Without a password.
            (&[Passkey, RecoveryCode], &[Passkey], [&[RecoveryCode, Passkey], &[Passkey], &[Passkey]]),
            (&[Passkey, RecoveryCode], &[RecoveryCode], [&[RecoveryCode, Passkey], &[Passkey], &[Passkey]]),
            // With an account at a provider.
            (&[Provider], &[Provider], [&[Provider], &[], &[]]),
            (&[Provider, Mail], &[Provider], [&[Provider, Mail], &[], &[]]),
            (
                &[Provider, ProviderFactor],
                &[Provider, ProviderFactor],
                [&[Provider, ProviderFactor], &[ProviderFactor], &[]],
            ),
            (&[Provider, Code, Mail], &[Provider], [&[Code], &[Code], &[]]),
            (&[Provider, Code, RecoveryCode], &[Provider], [&[Code, RecoveryCode], &[Code, RecoveryCode], &[]]),
            (&[Provider, Passkey], &[Provider], [&[Passkey], &[Passkey], &[Passkey]]),
            // The mailbox alone.
            (&[Mail], &[], [&[Mail], &[], &[]]),
            (&[Mail, Code], &[Mail], [&[Code], &[], &[]]),
        ];
        for (has, shown, expected) in rows {
            let possible = possible(&means(has), methods(shown));
            let found = Level::ALL.map(|level| possible.methods(level));
            assert_eq!(found, expected.map(methods), "{has:?} {shown:?}");
        }
    }

    #[test]
    fn a_level_that_is_reached_reaches_those_below() {
        for bits in 0..1_u32 << (2 * Method::ALL.len()) {
            let some = |offset: usize| {
                let is_in = |(number, _): &(usize, Method)| bits & (1_u32 << (number + offset)) != 0;
                Method::ALL.into_iter().enumerate().filter(is_in).map(|(_, method)| method).collect::<Vec<_>>()
            };
            let (has, shown) = (some(0), some(Method::ALL.len()));
            let possible = possible(&means(&has), methods(&shown));
            let [least, strong, passkey] = Level::ALL.map(|level| possible.methods(level));
            assert!(least.and(strong) == least && strong.and(passkey) == strong, "{has:?} {shown:?}");
            // What is offered is enough, and is taken.
            for method in least.iter() {
                assert!(means(&has).counts(method), "{has:?} {method}");
            }
        }
    }

    #[test]
    fn a_refusal_names_a_level_that_the_account_has() {
        for (shown, has_second_factor, level) in [
            (&[Password][..], false, Level::Password),
            (&[Password][..], true, Level::SecondFactor),
            (&[Passkey][..], true, Level::Passkey),
            // It was removed since.
            (&[Passkey][..], false, Level::Password),
            (&[Password, Code][..], false, Level::Password),
            (&[][..], true, Level::SecondFactor),
        ] {
            assert_eq!(level_to_repeat(methods(shown), has_second_factor), level, "{shown:?} {has_second_factor}");
        }
    }

    #[test]
    fn without_a_password_two_passkeys_or_one_and_recovery_codes_or_an_identity_are_needed() {
        let has = |has_password, passkeys, recovery_codes_left, identities| Means {
            has_password,
            passkeys,
            has_authenticator: true,
            recovery_codes_left,
            identities,
            ..Means::default()
        };
        // Whether there is a way in, and whether a password could go.
        for (means, has_way_in, can_lose_password) in [
            (has(true, 0, 0, 0), true, false),
            (has(true, 0, 10, 1), true, false),
            (has(true, 1, 0, 0), true, false),
            (has(true, 1, 1, 0), true, true),
            (has(true, 1, 0, 1), true, true),
            (has(false, 0, 10, 0), false, false),
            (has(false, 1, 0, 0), false, false),
            (has(false, 1, 1, 0), true, true),
            (has(false, 2, 0, 0), true, true),
            (has(false, 0, 0, 1), true, false),
        ] {
            assert_eq!((means.has_way_in(), means.can_lose_password()), (has_way_in, can_lose_password), "{means:?}");
        }
    }

    #[test]
    fn the_last_second_factor_is_the_only_one_beside_a_password() {
        for (has, is_last, is_alone) in [
            (&[Password][..], false, true),
            (&[Password, RecoveryCode][..], false, true),
            (&[Password, Code][..], true, false),
            (&[Password, Passkey, RecoveryCode][..], true, false),
            (&[Password, Passkey, Code][..], false, false),
            (&[Passkey][..], false, false),
        ] {
            let means = means(has);
            let found = (means.is_last_factor_beside_password(), means.is_password_alone());
            assert_eq!(found, (is_last, is_alone), "{has:?}");
        }
        assert!(means(&[RecoveryCode, Mail]).is_bare() && !means(&[Provider]).is_bare());
    }
}
