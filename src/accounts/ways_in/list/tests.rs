//! What is listed, and what repairs end of it.

use super::*;

#[test]
fn every_kind_is_that_of_a_way_in() {
    for kind in WayKind::ALL {
        assert!(WayIn::ALL.into_iter().any(|way| listed_as(way) == Some(kind)), "{kind}");
    }
}

#[test]
fn starting_over_ends_all_that_signs_in_to_the_account() {
    let ended = ended_by(Repair::StartedOver);
    for kind in WayKind::ALL {
        assert_eq!(ended.contains(&kind), kind != WayKind::Email, "{kind}");
    }
}

#[test]
fn ending_everything_else_keeps_what_its_owner_proves_who_they_are_with() {
    let ended = [WayKind::TrustedBrowser, WayKind::ApiToken, WayKind::Client];
    assert_eq!(ended_by(Repair::EndedOthers), ended);
}
