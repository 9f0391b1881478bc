//! Attributes constants without a name to the functions that refer to them.

use crate::{
    address_map::AddressMap,
    image::{Image, Section},
    owner::Owner,
};
use std::{collections::BTreeMap, ops::Range};

/// The row of constants that functions of several crates or modules refer to.
const SHARED: &str = "constants and texts of several crates or modules";
/// The size of the instruction that loads an address relative to itself.
const LOAD_ADDRESS: usize = 7;

/// The addresses at which constants begin, each with its owner; none if there are several.
#[derive(Default)]
struct Beginnings(BTreeMap<u64, Option<Owner>>);

/// Claims constants: tables by the code that loads their addresses, then texts by that code and by these tables. A constant lasts until
/// the next one begins.
pub fn claim(map: &mut AddressMap, image: &Image) {
    let mut beginnings = Beginnings::default();
    for section in image.sections.iter().filter(|section| section.is_code) {
        for (at, target) in loaded_addresses(section) {
            if let Some(owner) = map.owner(at) {
                beginnings.add(target, owner);
            }
        }
    }
    if let Some(tables) = image.section(".data.rel.ro") {
        beginnings.claim(map, tables.range.clone());
    }
    let Some(constants) = image.section(".rodata") else { return };
    for (address, target) in &image.pointers {
        if constants.range.contains(target)
            && let Some(owner) = map.owner(*address)
        {
            beginnings.add(*target, owner);
        }
    }
    beginnings.claim(map, constants.range.clone());
}

impl Beginnings {
    fn add(&mut self, address: u64, owner: &Owner) {
        let known = self.0.entry(address).or_insert_with(|| Some(owner.clone()));
        if known.as_ref().is_some_and(|known| !known.has_same_place(owner)) {
            *known = None;
        }
    }

    /// Claims what begins in the gaps of a range.
    fn claim(&self, map: &mut AddressMap, range: Range<u64>) {
        for gap in map.gaps(range) {
            let mut within = self.0.range(gap.clone()).peekable();
            while let Some((begin, owner)) = within.next() {
                let end = within.peek().map_or(gap.end, |(next, _)| **next);
                map.claim(*begin..end, owner.clone().unwrap_or_else(|| Owner::unnamed(SHARED)));
            }
        }
    }
}

/// Lists the instructions of a section that load an address, and the addresses: `lea register, [rip + distance]` of x86-64. For another
/// processor the list is empty or by chance, and constants stay without an owner.
fn loaded_addresses(section: &Section) -> impl Iterator<Item = (u64, u64)> {
    section.content.windows(LOAD_ADDRESS).enumerate().filter_map(|(at, bytes)| {
        let &[0x48 | 0x4c, 0x8d, operand, a, b, c, d] = bytes else { return None };
        let address = section.range.start + at as u64;
        let distance = i64::from(i32::from_le_bytes([a, b, c, d]));
        (operand & 0xc7 == 0x05).then(|| (address, (address + LOAD_ADDRESS as u64).wrapping_add_signed(distance)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn section(name: &str, start: u64, content: Vec<u8>, is_code: bool) -> Section {
        Section { name: name.to_owned(), range: start..start + content.len() as u64, content, is_code }
    }

    /// `lea rax, [rip + distance]`, so that it loads `target`.
    fn load(at: u64, target: u64) -> Vec<u8> {
        let distance = target as i32 - at as i32 - LOAD_ADDRESS as i32;
        [&[0x48, 0x8d, 0x05], distance.to_le_bytes().as_slice()].concat()
    }

    fn library(name: &str) -> Owner {
        Owner::Library(name.to_owned())
    }

    #[test]
    fn constants_belong_to_the_code_that_refers_to_them() {
        // The function a loads the table at 200 and the text at 300, b loads the texts at 310 and 320, and c loads that at 320.
        let code = [load(0, 200), load(7, 300), load(14, 310), load(21, 320), load(28, 320)].concat();
        let sections = vec![
            section(".text", 0, code, true),
            section(".data.rel.ro", 200, vec![0; 16], false),
            section(".rodata", 296, vec![0; 44], false),
        ];
        // The table points to the text at 330.
        let image = Image { sections, symbols: vec![], pointers: HashMap::from([(200, 330)]), lowest: 0, file_size: 0 };
        let mut map = AddressMap::default();
        map.claim(0..14, library("a"));
        map.claim(14..28, library("b"));
        map.claim(28..35, library("c"));
        claim(&mut map, &image);
        let tables: Vec<_> = map.claimed(200..216).collect();
        assert_eq!(tables, [(200..216, &library("a"))]);
        let texts: Vec<_> = map.claimed(296..340).map(|(range, owner)| (range, owner.clone())).collect();
        let expected = [
            (300..310, library("a")),
            (310..320, library("b")),
            (320..330, Owner::unnamed(SHARED)),
            (330..340, library("a")),
        ];
        assert_eq!(texts, expected);
    }
}
