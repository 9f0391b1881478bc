use super::*;
use crate::entropy::SystemEntropy;
use crate::language::Message;
use crate::shared::{BulkReport, ErrorCode, Form, ImportReport, RowError};
use axum::http::header;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn seal() -> FlashSeal {
    FlashSeal::new(&[7; 32], Arc::new(SystemEntropy))
}

fn rejection(value: &str, count: usize) -> Flash {
    let typed = (0..count).map(|n| (format!("field{n}"), value.to_owned())).collect();
    let error = AppError::new(ErrorCode::InvalidCredentials, Message::written("No match."));
    Flash { rejection: Some(Rejection { form: Form::Login, error, typed }), ..Flash::default() }
}

#[test]
fn the_longest_values_of_a_draft_are_left_out_if_it_does_not_fit() {
    let typed = [("title", 20), ("addresses", 3_000), ("description", 1_500)];
    let typed = typed.map(|(name, length)| (name.to_owned(), "x".repeat(length))).to_vec();
    let user = UserId(uuid::Uuid::from_u128(7));
    let draft = Draft { user, page: LocalPath::applications(), form: Form::Application, typed };
    let cookies = Cookies::new(true);
    let set = seal().draft_cookie(cookies, draft, NOW).unwrap();
    let pair = set.to_str().unwrap().split(';').next().unwrap();
    let request = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(pair).unwrap())]);
    let kept = seal().read_draft(cookies, &request, NOW).unwrap();
    let names: Vec<_> = kept.typed.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["title", "description"]);
}

/// Encrypts `flash` into a cookie, and decrypts the cookie of the next request.
fn round_trip(flash: Flash, back: Timestamp) -> Option<Flash> {
    let cookies = Cookies::new(true);
    let set = seal().cookie(cookies, flash, NOW).unwrap();
    assert!(set.len() <= 4096, "{} bytes", set.len());
    let pair = set.to_str().unwrap().split(';').next().unwrap();
    let request = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(pair).unwrap())]);
    seal().read(cookies, &request, back)
}

#[test]
fn a_flash_is_decrypted_within_a_minute() {
    let flash = rejection("ada", 2);
    assert_eq!(round_trip(flash.clone(), NOW.plus(Duration::from_secs(59))), Some(flash));
}

#[test]
fn a_flash_expires_after_a_minute() {
    assert_eq!(round_trip(rejection("ada", 2), NOW.plus(FLASH.max_age)), None);
}

#[test]
fn values_that_do_not_fit_are_left_out_but_the_message_is_not() {
    let kept = |flash| {
        let rejection = round_trip(flash, NOW).unwrap().rejection.unwrap();
        assert_eq!(rejection.error.detail, "No match.");
        rejection.typed
    };
    assert!(kept(rejection(&"x".repeat(5_000), 1)).is_empty());
    let several = kept(rejection(&"x".repeat(250), 40)).len();
    assert!((5..40).contains(&several), "{several}");
    assert!(kept(rejection("x", 5_000)).len() > 50);
    let mut longer = rejection("ada", 3);
    longer.rejection.as_mut().unwrap().typed.push(("story".to_owned(), "x".repeat(2_000)));
    assert_eq!(kept(longer.clone()).len(), 4, "it fits");
    longer.rejection.as_mut().unwrap().typed.push(("other".to_owned(), "x".repeat(1_500)));
    let names: Vec<_> = kept(longer).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["field0", "field1", "field2", "other"], "the longest is left out");
}

#[test]
fn a_message_that_does_not_fit_is_shortened_to_its_title() {
    let mut flash = rejection("ada", 1);
    let error = AppError::new(ErrorCode::GroupInUse, Message::written("x".repeat(5000)));
    flash.rejection = flash.rejection.map(|rejection| Rejection { error, ..rejection });
    let rejection = round_trip(flash, NOW).unwrap().rejection.unwrap();
    assert_eq!(rejection.error.detail, ErrorCode::GroupInUse.title());
}

#[test]
fn a_report_that_does_not_fit_keeps_its_numbers() {
    let message = Message::written("Enter a value.");
    let error = RowError { row: 2, field: "email".into(), code: "required".into(), message };
    let numbers = ImportReport { rows: 9, good: 6, bad: 3, ..ImportReport::default() };
    let import = ImportReport {
        errors: vec![error],
        errors_left_out: 2,
        // JSON writes six bytes for each of these characters.
        ignored_columns: vec!["\u{1}".repeat(40); 13],
        ..numbers.clone()
    };
    let flash = Flash { import: Some(import.shortened()), ..Flash::default() };
    let shown = round_trip(flash, NOW).unwrap().import.unwrap();
    assert_eq!(shown, ImportReport { errors_left_out: 3, ..numbers });
}

#[test]
fn what_cannot_be_shortened_is_no_cookie() {
    let report = BulkReport { rest: Some("x".repeat(5000)), ..BulkReport::default() };
    let flash = Flash { report: Some(report), ..Flash::default() };
    assert_eq!(seal().cookie(Cookies::new(true), flash, NOW), None);
}

#[test]
fn a_modified_or_foreign_cookie_is_ignored() {
    let value = seal().seal(&FLASH, &rejection("ada", 1), NOW).unwrap();
    let changed = value.replacen(&value[40..41], if &value[40..41] == "A" { "B" } else { "A" }, 1);
    let foreign = FlashSeal::new(&[8; 32], Arc::new(SystemEntropy));
    let foreign = foreign.seal(&FLASH, &rejection("ada", 1), NOW).unwrap();
    let draft = seal().seal(&DRAFT, &rejection("ada", 1), NOW).unwrap();
    let sent = seal().seal(&SENT, &rejection("ada", 1), NOW).unwrap();
    for value in [changed.as_str(), &foreign, &draft, &sent, &value[..value.len() - 2], "", "x", "%%%"] {
        assert_eq!(seal().open::<Flash>(&FLASH, value, NOW), None);
    }
    assert!(seal().open::<Flash>(&FLASH, &value, NOW).is_some());
}

proptest! {
    #[test]
    fn no_changed_character_is_accepted(at: prop::sample::Index, character in "[A-Za-z0-9_=-]|\\PC") {
        let value = seal().seal(&FLASH, &rejection("ada", 1), NOW).unwrap();
        let at = at.index(value.len());
        prop_assume!(value[at..=at] != character);
        let changed = [&value[..at], &character, &value[at + 1..]].concat();
        prop_assert_eq!(seal().open::<Flash>(&FLASH, &changed, NOW), None);
        prop_assert_eq!(seal().open::<Flash>(&FLASH, &value[..at], NOW), None);
    }

    #[test]
    fn no_other_text_is_accepted(value in "[A-Za-z0-9_-]{0,200}|\\PC{0,60}") {
        prop_assert_eq!(seal().open::<Flash>(&FLASH, &value, NOW), None);
    }

    #[test]
    fn any_typed_text_comes_back(text in "\\PC{0,90}") {
        let sent = rejection(&text, 2);
        prop_assert_eq!(round_trip(sent.clone(), NOW), Some(sent));
    }
}
