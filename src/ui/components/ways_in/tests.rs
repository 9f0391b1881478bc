//! Rows for each kind of reader.

use super::*;
use crate::shared::UserId;
use uuid::Uuid;

fn way(kind: WayKind) -> WayInView {
    WayInView {
        id: Some("7".to_owned()),
        name: Some("<b>".to_owned()),
        detail: Some("<i>".to_owned()),
        address: Some("<u>".to_owned()),
        added_at: Some(Timestamp(0)),
        ..WayInView::of(kind)
    }
}

/// The list of somebody else, as an administrator sees it.
fn of_other(status: Status) -> Listing {
    Listing { account: "u".to_owned(), reach: Reach::Other(status), is_administrator: true, ..Listing::default() }
}

fn shown(ways: &[WayInView], listing: &Listing) -> String {
    list_html(ways, listing)
}

#[test]
fn eight_are_shown_and_the_others_on_demand() {
    let of = |count| shown(&vec![way(WayKind::Passkey); count], &Listing::default());
    assert!(!of(8).contains("All 8"));
    let nine = of(9);
    assert_eq!(nine.matches("<li>").count(), 9);
    assert!(nine.contains("All 9</summary><ul class=\"devices\"><li>"), "{nine}");
}

#[test]
fn what_comes_from_outside_is_escaped() {
    for kind in WayKind::ALL {
        let html = shown(&[way(kind)], &Listing { is_administrator: true, ..Listing::default() });
        assert!(!["<b>", "<i>", "<u>"].iter().any(|text| html.contains(text)), "{html}");
    }
}

#[test]
fn each_row_can_be_ended_by_who_may() {
    let own = Listing::default();
    let admin = of_other(Status::Active);
    for kind in WayKind::ALL {
        let ends = |listing: &Listing| shown(&[way(kind)], listing).contains("name=\"way\" value=\"");
        let by_owner = matches!(
            kind,
            WayKind::Session
                | WayKind::TrustedBrowser
                | WayKind::Passkey
                | WayKind::Authenticator
                | WayKind::Identity
                | WayKind::ApiToken
                | WayKind::Client
                | WayKind::HandedLink
                | WayKind::PendingEmail
        );
        let by_admin = matches!(
            kind,
            WayKind::Session
                | WayKind::Identity
                | WayKind::ApiToken
                | WayKind::TokenForOthers
                | WayKind::Client
                | WayKind::HandedLink
                | WayKind::Invitation
                | WayKind::FormerUsername
                | WayKind::FormerEmail
                | WayKind::FormerField
                | WayKind::DefinedProvider
                | WayKind::DefinedClient
                | WayKind::MadeAdministrator
        );
        assert_eq!((ends(&own), ends(&admin)), (by_owner, by_admin), "{kind}");
    }
    let current = WayInView { is_current: true, ..way(WayKind::Session) };
    assert!(!shown(&[current], &own).contains("<form"), "it ends by signing out");
}

#[test]
fn what_no_row_ends_has_a_link_to_where_something_can_be_done() {
    let link = |kind: WayKind, listing: &Listing| {
        let html = shown(&[way(kind)], listing);
        html.split_once("<a class=\"btn btn-secondary btn-small\" href=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(address, _)| address.to_owned())
    };
    let of = |reach: Reach| Listing { reach, ..Listing::default() };
    let without_factor = of(Reach::OwnWithoutFactor);
    let oneself = Listing { reach: Reach::Oneself, ..of_other(Status::Active) };
    let (active, disabled, deleted) = (of_other(Status::Active), of_other(Status::Disabled), of_other(Status::Deleted));
    for (kind, listing, address) in [
        (WayKind::Password, &of(Reach::Own), Some("#change-password")),
        (WayKind::Password, &without_factor, None),
        (WayKind::Password, &oneself, Some("/account/security#change-password")),
        (WayKind::Password, &active, Some("#make-password-link")),
        (WayKind::Password, &disabled, None),
        (WayKind::Email, &of(Reach::Own), Some("/account#email")),
        (WayKind::Email, &without_factor, None),
        (WayKind::Email, &oneself, Some("/account#email")),
        (WayKind::Email, &disabled, Some("#email")),
        (WayKind::Email, &deleted, None),
        (WayKind::RecoveryCodes, &without_factor, Some("#recovery-codes")),
        (WayKind::Passkey, &oneself, Some("/account/security#passkeys")),
        (WayKind::Authenticator, &oneself, Some("/account/security#authenticator")),
        (WayKind::RecoveryCodes, &oneself, Some("/account/security#recovery-codes")),
        (WayKind::Passkey, &active, Some("#user-factors")),
        (WayKind::Undo, &of(Reach::Own), None),
        (WayKind::FormerUsername, &of(Reach::Own), Some("/account#username")),
        (WayKind::FormerEmail, &of(Reach::Own), None),
        (WayKind::ChangedProvider, &of(Reach::Own), None),
        (WayKind::ChangedProvider, &active, Some("/providers/7")),
    ] {
        assert_eq!(link(kind, listing).as_deref(), address, "{kind}");
    }
}

#[test]
fn a_token_is_revoked_with_its_service_account() {
    let account_id = Some(UserId(Uuid::from_u128(1)));
    let html = shown(
        &[WayInView { account_id, ..way(WayKind::TokenForOthers) }],
        &Listing { is_administrator: true, ..Listing::default() },
    );
    assert!(html.contains("value=\"token_for_others:00000000-0000-0000-0000-000000000001/7\""), "{html}");
}

#[test]
fn the_last_factor_is_removed_with_the_password_by_the_rules_of_nist() {
    let listing = Listing { needs_long_password: true, ..Listing::default() };
    let (passkey, password) = (way(WayKind::Passkey), way(WayKind::Password));
    // It counts for nothing.
    let earlier = WayInView { is_usable: false, ..passkey.clone() };
    for (ways, fields) in [
        (vec![passkey.clone(), password.clone()], 1),
        (vec![earlier.clone(), passkey.clone(), password.clone()], 1),
        (vec![earlier, password.clone()], 0),
        (vec![passkey.clone()], 0),
        (vec![passkey, way(WayKind::Authenticator), password], 0),
    ] {
        assert_eq!(shown(&ways, &listing).matches("name=\"current_password\"").count(), fields, "{ways:?}");
    }
}
