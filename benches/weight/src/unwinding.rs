//! Attributes the tables with which a panic unwinds to the functions that they unwind.

use crate::{
    Result,
    address_map::AddressMap,
    image::{Image, Section},
    owner::Owner,
};
use gimli::{BaseAddresses, CieOrFde, EhFrame, LittleEndian, Pointer, UnwindSection};

/// An entry in the search table of `.eh_frame_hdr`: two numbers of four bytes.
const SEARCH_ENTRY: u64 = 8;
/// The header of that table.
const SEARCH_HEADER: u64 = 12;

/// The unwinding of one function.
struct Entry {
    function: u64,
    /// The range of its entry in `.eh_frame`.
    range: std::ops::Range<u64>,
    /// The address of its table of exceptions.
    exceptions: Option<u64>,
}

/// Claims the entries of all functions, the search table and the tables of exceptions.
///
/// # Errors
/// `.eh_frame` cannot be read.
pub fn claim(map: &mut AddressMap, image: &Image) -> Result<()> {
    let Some(frames) = image.section(".eh_frame") else { return Ok(()) };
    let mut entries = read(frames, image)?;
    let owner = |map: &AddressMap, entry: &Entry| {
        map.owner(entry.function).cloned().unwrap_or_else(|| Owner::unnamed("unwinding without a function"))
    };
    for entry in &entries {
        let owner = owner(map, entry);
        map.claim(entry.range.clone(), owner);
    }
    entries.sort_by_key(|entry| entry.function);
    if let Some(search) = image.section(".eh_frame_hdr") {
        for (at, entry) in
            (search.range.start + SEARCH_HEADER..search.range.end).step_by(SEARCH_ENTRY as usize).zip(&entries)
        {
            let owner = owner(map, entry);
            map.claim(at..at + SEARCH_ENTRY, owner);
        }
    }
    if let Some(tables) = image.section(".gcc_except_table") {
        claim_exceptions(map, tables, entries);
    }
    Ok(())
}

/// Claims the tables of exceptions. Each lasts until the next one begins.
fn claim_exceptions(map: &mut AddressMap, tables: &Section, mut entries: Vec<Entry>) {
    entries.retain(|entry| entry.exceptions.is_some_and(|address| tables.range.contains(&address)));
    entries.sort_by_key(|entry| entry.exceptions);
    let begins: Vec<u64> = entries.iter().filter_map(|entry| entry.exceptions).collect();
    for (number, entry) in entries.iter().enumerate() {
        let end = begins[number..].iter().find(|begin| **begin > begins[number]).copied();
        if let Some(owner) = map.owner(entry.function).cloned() {
            map.claim(begins[number]..end.unwrap_or(tables.range.end), owner);
        }
    }
}

fn read(frames: &Section, image: &Image) -> Result<Vec<Entry>> {
    let section = EhFrame::new(&frames.content, LittleEndian);
    let text = image.section(".text").map_or(0, |text| text.range.start);
    let bases = BaseAddresses::default().set_eh_frame(frames.range.start).set_text(text);
    let (mut entries, mut found) = (section.entries(&bases), Vec::new());
    while let Some(entry) = entries.next()? {
        let CieOrFde::Fde(partial) = entry else { continue };
        let entry = partial.parse(EhFrame::cie_from_offset)?;
        let start = frames.range.start + entry.offset() as u64;
        let exceptions = match entry.lsda() {
            Some(Pointer::Direct(address)) => Some(address),
            _ => None,
        };
        // The length does not count the four bytes that hold it.
        found.push(Entry {
            function: entry.initial_address(),
            range: start..start + entry.entry_len() as u64 + 4,
            exceptions,
        });
    }
    Ok(found)
}
