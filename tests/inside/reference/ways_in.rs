//! The table of ways in and repairs, as the reference prints it.

use super::{quoted, rows, section};
use std::collections::BTreeMap;
use vestibule::accounts::ways_in::{Fate, Repair, WayIn, fate};

const HEADING: &str = "Ways in and repairs";

/// What is in the last cell of a way in: each fate but "keep", with the repairs that lead to it.
fn fates_of(way: WayIn) -> String {
    let fates = Fate::ALL.into_iter().filter(|other| *other != Fate::Keep);
    let with_repairs = fates.filter_map(|wanted| {
        let repairs = Repair::ALL.into_iter().filter(|repair| fate(way, *repair) == wanted);
        let names: Vec<_> = repairs.map(|repair| format!("`{}`", repair.as_str())).collect();
        (!names.is_empty()).then(|| format!("**{}**: {}", wanted.as_str(), names.join(", ")))
    });
    with_repairs.collect::<Vec<_>>().join("; ")
}

/// The rows below a heading of the third level, by the name in their first cell.
fn named_rows(heading: &str) -> Vec<(String, Vec<String>)> {
    let text = section(HEADING);
    let (_, part) = text.split_once(&format!("\n### {heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    let part = part.split("\n### ").next().unwrap_or_default();
    rows(part).into_iter().filter_map(|cells| Some((quoted(&cells[0])?, cells))).collect()
}

#[track_caller]
fn assert_names(documented: &[(String, Vec<String>)], known: impl Iterator<Item = &'static str>) {
    let names: Vec<_> = documented.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, known.collect::<Vec<_>>(), "in this order");
    for (name, cells) in documented {
        assert!(cells.len() > 1 && cells.iter().all(|cell| !cell.is_empty()), "{name} lacks words: {cells:?}");
    }
}

#[test]
fn every_way_in_has_its_row_with_its_fates() {
    let documented = named_rows("What becomes of each way in");
    assert_names(&documented, WayIn::all().map(|way| way.as_str()));
    let documented: BTreeMap<_, _> =
        documented.into_iter().map(|(name, cells)| (name, cells.last().cloned().unwrap_or_default())).collect();
    for way in WayIn::all() {
        assert_eq!(documented[way.as_str()], fates_of(way), "the last cell of `{}`", way.as_str());
    }
}

#[test]
fn every_repair_and_every_fate_has_its_row() {
    assert_names(&named_rows("Repairs"), Repair::ALL.into_iter().map(|repair| repair.as_str()));
    assert_names(&named_rows("Fates"), Fate::ALL.into_iter().map(|fate| fate.as_str()));
}
