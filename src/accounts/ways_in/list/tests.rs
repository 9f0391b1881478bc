//! What is listed, and what repairs end of it.

use super::*;
use crate::store::Purpose;

/// Whether something of this kind signs in to the account, or acts for it. The others are listed beside that.
fn lets_in(kind: WayKind) -> bool {
    !matches!(kind.way(), Way::Former(_) | Way::Defined(_))
}

#[test]
fn every_kind_is_that_of_a_way_in() {
    for kind in WayKind::ALL.into_iter().filter(|kind| lets_in(*kind)) {
        assert!(WayIn::all().any(|way| listed_as(way) == Some(kind)), "{kind}");
    }
}

#[test]
fn starting_over_ends_all_that_signs_in_to_the_account() {
    let ended = ended_by(Repair::StartedOver);
    for kind in WayKind::ALL {
        assert_eq!(ended.contains(&kind), lets_in(kind) && kind != WayKind::Email, "{kind}");
    }
}

#[test]
fn ending_everything_else_keeps_what_its_owner_proves_who_they_are_with() {
    let ended = [WayKind::TrustedBrowser, WayKind::ApiToken, WayKind::Client];
    assert_eq!(ended_by(Repair::EndedOthers), ended);
}

#[test]
fn an_undo_names_the_present_address_and_no_earlier_one() {
    let present = "maren@example.org";
    let name = |sent_to: &str| {
        let undo = OneTimeTokenRow {
            purpose: Purpose::UndoEmailChange,
            user_id: None,
            created_by: None,
            email_key: Some(identity::key(sent_to)),
            parameters: None,
            journey: None,
            digits_hash: None,
            browser_hash: None,
            created_at: 0,
            expires_at: 0,
            used_at: None,
        };
        link(&undo, present).expect("a row").name
    };
    assert_eq!(name(present).as_deref(), Some(present));
    assert_eq!(name("holt@example.org"), None);
}
