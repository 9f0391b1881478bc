//! Each cell of the table of ways in and repairs, with the real thing: a passkey that signs in, a link that opens, a client that
//! refreshes.
//!
//! Each run is an account with every way in, which goes through one or two repairs. What the table says is compared with what works
//! afterwards.

mod account;
mod item;
mod repairs;
mod trial;
mod world;

use account::Account;
use item::Item;
use repairs::RUNS;
use std::collections::BTreeSet;
use vestibule::accounts::ways_in::{Repair, WayIn, fate};
use world::World;

/// What a client, a device or another account was given, and the links, that end with an account that is disabled.
const ENDED_BY_DISABLING: &[WayIn] = &[
    WayIn::Session,
    WayIn::PendingSignIn,
    WayIn::LinkForOthers,
    WayIn::ClientGrant,
    WayIn::DeviceCode,
    WayIn::MailedLink,
    WayIn::HandedLink,
    WayIn::Invitation,
    WayIn::Confirmation,
    WayIn::PendingEmail,
];

/// The same with one that is deleted.
const ENDED_BY_DELETING: &[WayIn] = &[
    WayIn::Session,
    WayIn::PendingSignIn,
    WayIn::TrustedBrowser,
    WayIn::ApiToken,
    WayIn::LinkForOthers,
    WayIn::ClientGrant,
    WayIn::DeviceCode,
    WayIn::MailedLink,
    WayIn::HandedLink,
    WayIn::Invitation,
    WayIn::Confirmation,
    WayIn::PendingEmail,
];

const ENDED_BY_A_CHANGE_OF_ADDRESS: &[WayIn] =
    &[WayIn::MailedLink, WayIn::HandedLink, WayIn::Invitation, WayIn::Confirmation, WayIn::PendingEmail];

const ENDED_BY_REMOVING_THE_PASSWORD: &[WayIn] = &[
    WayIn::Password,
    WayIn::PendingSignIn,
    WayIn::TrustedBrowser,
    WayIn::ClientGrant,
    WayIn::DeviceCode,
    WayIn::HandedLink,
    WayIn::Invitation,
    WayIn::Confirmation,
    WayIn::PendingEmail,
    WayIn::Lockout,
];

/// Cells that no run shows, with the reason.
const EXCEPTIONS: &[(&[WayIn], Repair, &str)] = &[
    (&[WayIn::LinkForOthers], Repair::TakenOver, "no administrator is taken over, and nobody else makes such links"),
    (&[WayIn::Lockout], Repair::Disabled, "only an account that was enabled shows it, and that ends it"),
    (&[WayIn::Lockout], Repair::Closed, "only an account that was restored shows it, and that ends it"),
    (&[WayIn::Lockout], Repair::Deleted, "only an account that was restored shows it, and that ends it"),
    (&[WayIn::FactorLockout], Repair::PasswordChanged, "the owner proves with a passkey before it, which ends it"),
    (&[WayIn::FactorLockout], Repair::PasswordRemoved, "the owner proves with a passkey before it, which ends it"),
    (&[WayIn::FactorLockout], Repair::EmailChanged, "the owner proves with a passkey before it, which ends it"),
    (&[WayIn::FactorLockout], Repair::Closed, "the owner proves with a passkey before it, which ends it"),
    (&[WayIn::FactorLockout], Repair::Unlinked, "the owner proves with a passkey before it, which ends it"),
    (&[WayIn::FactorLockout], Repair::AddressProven, "the owner proves with a passkey before it, which ends it"),
    (&[WayIn::FactorLockout], Repair::EmailUndone, "the owner proves with a passkey before the change, which ends it"),
    (
        &[WayIn::FactorLockout],
        Repair::RemovalUndone,
        "the owner proves with a passkey before the removal, which ends it",
    ),
    (
        &[WayIn::FactorLockout],
        Repair::DeletionUndone,
        "the owner proves with a passkey before the deletion, which ends it",
    ),
    (ENDED_BY_DISABLING, Repair::Enabled, "nothing is left of it"),
    (ENDED_BY_DELETING, Repair::Restored, "nothing is left of it"),
    (ENDED_BY_DELETING, Repair::DeletionUndone, "nothing is left of it"),
    (ENDED_BY_A_CHANGE_OF_ADDRESS, Repair::EmailUndone, "nothing is left of it"),
    (ENDED_BY_A_CHANGE_OF_ADDRESS, Repair::AddressProven, "nothing is left of it"),
    (ENDED_BY_REMOVING_THE_PASSWORD, Repair::RemovalUndone, "nothing is left of it"),
];

type Cell = (&'static str, &'static str);

fn cell(way: WayIn, repair: Repair) -> Cell {
    (way.as_str(), repair.as_str())
}

async fn account<'a>(world: &'a World, number: usize, repairs: &[Repair]) -> Account<'a> {
    match repairs.last() {
        Some(Repair::FirstProof | Repair::TakenOver) => Account::of_stranger(world, number).await,
        _ => Account::of_owner(world, number).await,
    }
}

/// Whether the owner ends it before the repair, with the proof that the repair asks for.
fn is_ended_by_proof(way: WayIn, repairs: &[Repair]) -> bool {
    let proved =
        [Repair::PasswordChanged, Repair::PasswordRemoved, Repair::EmailChanged, Repair::Closed, Repair::Unlinked];
    way == WayIn::FactorLockout && repairs.iter().any(|repair| proved.contains(repair))
}

/// What is wrong with an item, if it does not do what the table says.
fn complaint(item: &Item, repairs: &[Repair]) -> Option<String> {
    let is = |works: bool| if works { "works" } else { "does not work" };
    let tried = item.tried.expect("everything is tried");
    (tried != item.works && !is_ended_by_proof(item.way, repairs)).then(|| {
        let fates: Vec<_> =
            repairs.iter().map(|repair| format!("{}: {}", repair.as_str(), fate(item.way, *repair).as_str())).collect();
        format!(
            "{} ({:?}, {:?}) {} after {}",
            item.way.as_str(),
            item.whose,
            item.rests_on,
            is(tried),
            fates.join(", ")
        )
    })
}

#[tokio::test]
async fn each_repair_does_to_each_way_in_what_the_table_says() {
    let world = World::new().await;
    let (mut shown, mut complaints) = (BTreeSet::new(), Vec::new());
    for (number, repairs) in RUNS.iter().enumerate() {
        let mut account = account(&world, number, repairs).await;
        for (at, repair) in repairs.iter().enumerate() {
            let is_shown = |item: &&Item| item.shows(&repairs[at..]) && !is_ended_by_proof(item.way, repairs);
            shown.extend(account.items.iter().filter(is_shown).map(|item| cell(item.way, *repair)));
            account.carry_out(*repair).await;
            for item in &mut account.items {
                item.works = item.after(*repair, item.works);
            }
        }
        account.try_pending().await;
        for repair in *repairs {
            account.lift(*repair).await;
        }
        account.try_all().await;
        complaints.extend(account.items.iter().filter_map(|item| complaint(item, repairs)));
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert_eq!(unshown(&shown), exceptions(), "cells that no run shows, and the exceptions");
}

fn unshown(shown: &BTreeSet<Cell>) -> BTreeSet<Cell> {
    let all = WayIn::all().flat_map(|way| Repair::ALL.into_iter().map(move |repair| cell(way, repair)));
    all.filter(|cell| !shown.contains(cell)).collect()
}

fn exceptions() -> BTreeSet<Cell> {
    EXCEPTIONS.iter().flat_map(|(ways, repair, _)| ways.iter().map(|way| cell(*way, *repair))).collect()
}
