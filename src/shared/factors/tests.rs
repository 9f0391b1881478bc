//! Levels, names and the stored form of methods.

use super::*;
use proptest::prelude::*;

fn methods(of: &[Method]) -> Methods {
    of.iter().copied().collect()
}

#[test]
fn a_second_factor_raises_the_level_only_beside_a_first_one() {
    use Method::{Code, Mail, Passkey, Password, Provider, ProviderFactor, RecoveryCode};
    let levels: [(&[Method], Level); 11] = [
        (&[], Level::Password),
        (&[Password], Level::Password),
        (&[Code], Level::Password),
        (&[Password, Code], Level::SecondFactor),
        (&[Password, RecoveryCode], Level::SecondFactor),
        (&[Passkey], Level::Passkey),
        (&[Password, Passkey], Level::Passkey),
        (&[Provider], Level::Password),
        (&[Provider, ProviderFactor], Level::SecondFactor),
        (&[Provider, Code], Level::SecondFactor),
        (&[Mail, Code], Level::Password),
    ];
    for (shown, level) in levels {
        assert_eq!(methods(shown).level(), level, "{shown:?}");
    }
    assert!(Level::ALL.is_sorted());
}

#[test]
fn tokens_have_the_registered_names() {
    use Method::{Code, Passkey, Password};
    assert_eq!(methods(&[Password]).amr(), ["pwd"]);
    assert_eq!(methods(&[Code, Password]).amr(), ["pwd", "otp", "mfa"]);
    assert_eq!(methods(&[Passkey]).amr(), ["hwk", "user", "mfa"]);
}

#[test]
fn one_factor_that_is_no_password_has_a_name_of_its_own() {
    use Method::{Code, Mail, Passkey, Password, Provider};
    for (shown, name) in [
        (&[][..], "password"),
        (&[Password][..], "password"),
        (&[Provider][..], "provider"),
        (&[Mail][..], "mail"),
        (&[Provider, Mail][..], "mail"),
        (&[Provider, Code][..], "second-factor"),
        (&[Provider, Passkey][..], "passkey"),
    ] {
        assert_eq!(methods(shown).acr(), format!("urn:vestibule:acr:{name}"), "{shown:?}");
    }
}

#[test]
fn unknown_names_are_left_out() {
    assert_eq!(Methods::parse("pwd iris otp"), methods(&[Method::Password, Method::Code]));
    assert_eq!(Methods::parse(""), Methods::default());
}

proptest! {
    #[test]
    fn what_is_stored_is_read_again(bits in 0_u8..128) {
        prop_assert_eq!(Methods::parse(&Methods(bits).to_string()), Methods(bits));
    }
}
