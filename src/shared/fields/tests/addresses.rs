//! Email addresses.

use super::*;

#[test]
fn addresses_are_validated() {
    let domain = "@example.org";
    let longest = format!("{}@{}.org", "a".repeat(64), "b".repeat(51));
    let too_long = format!("{}@{}.org", "a".repeat(64), "b".repeat(52));
    let long_local = format!("{}{domain}", "a".repeat(65));
    for (address, expected) in [
        ("", "required"),
        (" \t", "required"),
        ("maren@example.org", ""),
        (" maren@example.org ", ""),
        ("maren.winter+shop@mail.example.org", ""),
        ("o'hara@example.org", ""),
        ("jörg@müller.example", ""),
        (longest.as_str(), ""),
        (too_long.as_str(), "too_long"),
        (long_local.as_str(), "not_allowed"),
        ("maren", "at_sign_missing"),
        ("@example.org", "not_allowed"),
        ("maren@", "domain_incomplete"),
        ("maren@localhost", "domain_incomplete"),
        ("maren@example.o", "domain_incomplete"),
        ("maren@example..org", "domain_incomplete"),
        ("maren@-example.org", "domain_incomplete"),
        ("maren@example.org.", "domain_incomplete"),
        ("maren@127.0.0.1", "domain_incomplete"),
        ("maren@[127.0.0.1]", "not_allowed"),
        (".maren@example.org", "not_allowed"),
        ("ma..ren@example.org", "not_allowed"),
        ("maren@ben@example.org", "not_allowed"),
        ("maren@example.org,ben@example.org", "not_allowed"),
        ("maren@example.org ben@example.org", "not_allowed"),
        ("Maren <maren@example.org>", "not_allowed"),
        ("\"maren winter\"@example.org", "not_allowed"),
        ("maren@example.org\r\nBcc: ben@example.org", "not_allowed"),
        ("ma\0ren@example.org", "not_allowed"),
        ("maren\u{3164}@example.org", "not_allowed"),
        ("maren@exam\u{200d}ple.org", "not_allowed"),
    ] {
        assert_eq!(code(EmailAddress::parse(address)), expected, "{address:?}");
    }
    assert_eq!(longest.chars().count(), 120);
}

#[test]
fn the_local_part_precedes_the_at_sign() {
    assert_eq!(EmailAddress::parse("maren.w@example.org").unwrap().local_part(), "maren.w");
}

proptest! {
    #[test]
    fn parsing_never_panics_and_is_idempotent(
        raw in "\\PC{0,130}|[a-z0-9.+@ -]{0,40}|[a-z.]{1,12}@[a-z.-]{1,20}\\.[a-z]{2,5}",
    ) {
        if let Ok(address) = EmailAddress::parse(&raw) {
            prop_assert_eq!(&EmailAddress::parse(address.as_str()).unwrap(), &address);
            prop_assert_eq!(address.as_str().matches('@').count(), 1);
            prop_assert!(!address.as_str().contains(char::is_whitespace));
            prop_assert!(address.as_str().chars().count() <= 120);
        }
    }
}
