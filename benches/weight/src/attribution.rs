//! Attributes every address of the program: code and tables by symbols, unwinding tables by the function that they unwind, embedded
//! files by their content, constants by the tables and functions that refer to them.

use crate::{
    Result,
    address_map::AddressMap,
    embedded_files::EmbeddedFile,
    image::{Image, Section, Symbol},
    modules::Modules,
    owner::{Owner, owner_of_symbol},
    references, unwinding,
};
use memchr::memmem;
use std::collections::BTreeMap;

/// The longest gap that aligns the next function.
const PADDING: u64 = 63;
/// The longest text that a table is expected to point to.
const LONGEST_TEXT: u64 = 1 << 20;

/// Divides the addresses of the program among their owners. Each loaded section is divided completely.
///
/// # Errors
/// The unwinding tables cannot be read.
pub fn attribute(image: &Image, modules: &Modules, files: &[EmbeddedFile]) -> Result<AddressMap> {
    let mut map = AddressMap::default();
    claim_symbols(&mut map, image, modules);
    unwinding::claim(&mut map, image)?;
    claim_files(&mut map, image, files);
    claim_texts(&mut map, image);
    references::claim(&mut map, image);
    claim_function_pointers(&mut map, image);
    for section in &image.sections {
        if section.is_code {
            map.claim_padding(section.range.clone(), PADDING);
        }
        map.claim(section.range.clone(), Owner::Unnamed(describe(section)));
    }
    Ok(map)
}

/// Describes the bytes of a section without a name of their own.
fn describe(section: &Section) -> String {
    match section.name.as_str() {
        ".rodata" => "constants and texts without a name".to_owned(),
        ".data.rel.ro" => "tables of pointers without a name".to_owned(),
        ".rela.dyn" | ".relr.dyn" | ".rel.dyn" => "relocations".to_owned(),
        ".eh_frame" | ".eh_frame_hdr" | ".gcc_except_table" => "unwinding without a function".to_owned(),
        ".bss" | ".data" => "variables without a name".to_owned(),
        name if section.is_code => format!("code without a name ({name})"),
        _ => "tables of the loader".to_owned(),
    }
}

fn claim_symbols(map: &mut AddressMap, image: &Image, modules: &Modules) {
    // The tables of exceptions belong to their functions (`unwinding`).
    let named = image.symbols.iter().filter(|symbol| !symbol.name.starts_with("GCC_except_table"));
    let mut by_address: BTreeMap<u64, Vec<&Symbol>> = BTreeMap::new();
    named.for_each(|symbol| by_address.entry(symbol.range.start).or_default().push(symbol));
    let addresses: Vec<u64> = by_address.keys().copied().collect();
    for (number, (address, symbols)) in by_address.iter().enumerate() {
        let Some(section) = image.section_at(*address) else { continue };
        let mut end = symbols.iter().map(|symbol| symbol.range.end).max().unwrap_or(*address);
        if end == *address && section.is_code {
            // Assembly without a size lasts until the next symbol.
            end = addresses.get(number + 1).copied().unwrap_or(section.range.end);
        }
        map.claim(*address..end.min(section.range.end), owner_of_symbols(symbols, modules));
    }
}

/// Attributes functions with the same code, which the linker has made one: to their owner, if they have one, and otherwise to none.
fn owner_of_symbols(symbols: &[&Symbol], modules: &Modules) -> Owner {
    let mut owners: Vec<Owner> =
        symbols.iter().map(|symbol| owner_of_symbol(&symbol.name, symbol.source.as_deref(), modules)).collect();
    owners.sort();
    owners.dedup();
    if owners.iter().all(|owner| owner.has_same_place(&owners[0])) {
        return owners.swap_remove(0);
    }
    Owner::unnamed("functions with the same code, in several crates or modules")
}

fn claim_files(map: &mut AddressMap, image: &Image, files: &[EmbeddedFile]) {
    for section in image.sections.iter().filter(|section| section.is_in_file() && !section.is_code) {
        for file in files {
            if let Some(at) = memmem::find(&section.content, &file.content) {
                let start = section.range.start + at as u64;
                map.claim(start..start + file.content.len() as u64, Owner::File(file.path.clone()));
            }
        }
    }
}

/// Claims the texts that named tables point to: a pointer, followed by a length.
fn claim_texts(map: &mut AddressMap, image: &Image) {
    let Some(constants) = image.section(".rodata") else { return };
    for section in image.sections.iter().filter(|section| [".data.rel.ro", ".data"].contains(&&*section.name)) {
        let tables: Vec<_> = map.claimed(section.range.clone()).map(|(range, owner)| (range, owner.clone())).collect();
        for (range, owner) in tables {
            for address in (range.start.next_multiple_of(8)..range.end).step_by(8) {
                let Some(target) = image.pointers.get(&address).filter(|target| constants.range.contains(target))
                else {
                    continue;
                };
                let length = word(section, address + 8).unwrap_or(0);
                if (1..=LONGEST_TEXT).contains(&length) && target + length <= constants.range.end {
                    map.claim(*target..target + length, owner.clone());
                }
            }
        }
    }
}

/// Claims pointers to functions in tables without a name, such as those of trait objects, for the owners of the functions.
fn claim_function_pointers(map: &mut AddressMap, image: &Image) {
    let Some(section) = image.section(".data.rel.ro") else { return };
    for gap in map.gaps(section.range.clone()) {
        for address in (gap.start.next_multiple_of(8)..gap.end.saturating_sub(7)).step_by(8) {
            let target = image.pointers.get(&address).copied();
            let code = target.filter(|target| image.section_at(*target).is_some_and(|section| section.is_code));
            if let Some(owner) = code.and_then(|code| map.owner(code)).cloned() {
                map.claim(address..address + 8, owner);
            }
        }
    }
}

fn word(section: &Section, address: u64) -> Option<u64> {
    let at = usize::try_from(address.checked_sub(section.range.start)?).ok()?;
    section.content.get(at..)?.first_chunk().map(|word| u64::from_le_bytes(*word))
}

#[cfg(all(test, target_os = "linux"))]
#[path = "attribution_tests.rs"]
mod tests;
