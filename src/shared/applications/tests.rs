use super::*;
use crate::shared::UnknownName;
use proptest::prelude::*;

#[test]
fn names_are_lower_case_words() {
    for name in ["a", "0", "journal", "team-7"] {
        assert!(ApplicationName::parse(name).is_ok(), "{name}");
    }
    let too_long = "a".repeat(64);
    for text in ["", "-a", "Journal", "a_b", "a b", "a.b", "é", too_long.as_str()] {
        assert!(ApplicationName::parse(text).is_err(), "{text}");
    }
}

#[test]
fn ages_are_shown_in_the_largest_unit() {
    for (seconds, text) in [(90, "90s"), (900, "15m"), (5400, "90m"), (43_200, "12h"), (MAX_PROOF_AGE, "366d")] {
        assert_eq!(proof_age(seconds), text);
    }
}

#[test]
fn an_age_is_a_number_of_seconds_or_has_a_unit() {
    for (text, seconds) in [
        ("", None),
        (" \t", None),
        ("60", Some(60)),
        (" 900 ", Some(900)),
        ("90s", Some(90)),
        ("15 m", Some(900)),
        ("366d", Some(MAX_PROOF_AGE)),
    ] {
        assert_eq!(parse_proof_age(text), Ok(seconds), "{text}");
    }
    for text in ["0", "59", "59s", "-60", "60.5", "1h 30m", "soon", "m", "367d", "99999999999999999999", "٩٠s"] {
        assert_eq!(parse_proof_age(text).map_err(|problem| problem.code), Err("invalid_duration"), "{text}");
    }
}

proptest! {
    #[test]
    fn any_age_is_read_or_refused(text in "[0-9]{0,22} ?[smhd]{0,2}|\\PC{0,12}") {
        if let Ok(Some(seconds)) = parse_proof_age(&text) {
            prop_assert!((MIN_PROOF_AGE..=MAX_PROOF_AGE).contains(&seconds));
        }
    }

    #[test]
    fn an_age_is_read_as_it_is_shown(seconds in MIN_PROOF_AGE..=MAX_PROOF_AGE) {
        prop_assert_eq!(parse_proof_age(&proof_age(seconds)), Ok(Some(seconds)));
    }
}

#[test]
fn claims_are_read_by_their_names() {
    for claim in Claim::ALL {
        assert_eq!(claim.as_str().parse(), Ok(claim));
    }
    assert_eq!("Name".parse::<Claim>(), Err(UnknownName));
    for remote_user in RemoteUser::ALL {
        assert_eq!(remote_user.as_str().parse(), Ok(remote_user));
    }
    assert_eq!("email".parse::<RemoteUser>(), Err(UnknownName));
}
