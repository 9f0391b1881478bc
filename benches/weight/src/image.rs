//! Reads the release and the file with its symbols.

use crate::Result;
use object::read::elf::ElfFile64;
use object::{Object, ObjectSection, ObjectSegment, ObjectSymbol, RelocationTarget, SectionFlags, SymbolKind, elf};
use std::{collections::HashMap, fs, ops::Range, path::Path};

/// A program, as it is in a file and in memory.
pub struct Image {
    pub sections: Vec<Section>,
    pub symbols: Vec<Symbol>,
    /// The address of each relocated word, and the address that it points to.
    pub pointers: HashMap<u64, u64>,
    /// The address of the first byte that is loaded.
    pub lowest: u64,
    /// The size of the release.
    pub file_size: u64,
}

pub struct Section {
    pub name: String,
    pub range: Range<u64>,
    /// Empty for a section that is only in memory.
    pub content: Vec<u8>,
    pub is_code: bool,
}

pub struct Symbol {
    pub name: String,
    pub range: Range<u64>,
    /// The source file that the symbol table names before a local symbol.
    pub source: Option<String>,
}

impl Section {
    pub fn is_in_file(&self) -> bool {
        !self.content.is_empty()
    }
}

impl Image {
    /// Reads both files, and checks that they are the same program.
    ///
    /// # Errors
    /// A file is missing, is not an ELF program, or belongs to another build; the message says how to build it.
    pub fn read(release: &Path, symbols: &Path) -> Result<Self> {
        let shipped = read(release)?;
        let named = read(symbols)?;
        let shipped = parse(release, &shipped)?;
        let file = parse(symbols, &named)?;
        let sections = sections(&file)?;
        check_same(&sections, &self::sections(&shipped)?, symbols)?;
        let symbols_of_file = read_symbols(&file)?;
        if symbols_of_file.is_empty() {
            return Err(format!("{} has no symbols: build it with `make build`", symbols.display()).into());
        }
        let loaded = file.segments().map(|segment| segment.address());
        Ok(Self {
            lowest: loaded.min().unwrap_or(0),
            symbols: symbols_of_file,
            pointers: read_pointers(&file, &sections),
            sections,
            file_size: fs::metadata(release)?.len(),
        })
    }

    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    pub fn section_at(&self, address: u64) -> Option<&Section> {
        self.sections.iter().find(|section| section.range.contains(&address))
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    Ok(fs::read(path).map_err(|error| format!("{}: {error}. Build it on Linux with `make build`", path.display()))?)
}

fn parse<'a>(path: &Path, content: &'a [u8]) -> Result<ElfFile64<'a>> {
    let parsed = ElfFile64::parse(content);
    Ok(parsed.map_err(|error| format!("{} is not a program for 64-bit Linux: {error}", path.display()))?)
}

/// Lists the sections that are loaded into memory.
fn sections(file: &ElfFile64<'_>) -> Result<Vec<Section>> {
    let mut sections = Vec::new();
    for section in file.sections() {
        let SectionFlags::Elf { sh_flags, .. } = section.flags() else { continue };
        // Thread-local variables that are zero have addresses of their own, in no segment.
        let is_zero_local = sh_flags.contains(elf::SHF_TLS) && section.file_range().is_none();
        if sh_flags.contains(elf::SHF_ALLOC) && section.size() > 0 && !is_zero_local {
            sections.push(Section {
                name: section.name()?.to_owned(),
                range: section.address()..section.address() + section.size(),
                content: section.data()?.to_vec(),
                is_code: sh_flags.contains(elf::SHF_EXECINSTR),
            });
        }
    }
    Ok(sections)
}

fn check_same(named: &[Section], shipped: &[Section], symbols: &Path) -> Result<()> {
    // The linker or objcopy computes the build ID from the whole file.
    let is_same = |(one, other): (&Section, &Section)| {
        one.name == other.name
            && one.range == other.range
            && (one.content == other.content || one.name == ".note.gnu.build-id")
    };
    if named.len() == shipped.len() && named.iter().zip(shipped).all(is_same) {
        return Ok(());
    }
    Err(format!("{} belongs to another build than the release: run `make build`", symbols.display()).into())
}

fn read_symbols(file: &ElfFile64<'_>) -> Result<Vec<Symbol>> {
    let (mut symbols, mut source) = (Vec::new(), None);
    for symbol in file.symbols() {
        let name = symbol.name()?.to_owned();
        match symbol.kind() {
            SymbolKind::File => source = Some(name).filter(|name| !name.is_empty()),
            SymbolKind::Section | SymbolKind::Tls => {}
            _ if symbol.is_undefined() || symbol.section_index().is_none() => {}
            _ => {
                let source = source.clone().filter(|_| symbol.is_local());
                symbols.push(Symbol { name, range: symbol.address()..symbol.address() + symbol.size(), source });
            }
        }
    }
    Ok(symbols)
}

/// Reads the words that the loader relocates: with addends in a table, or packed, with the addresses in the words themselves.
fn read_pointers(file: &ElfFile64<'_>, sections: &[Section]) -> HashMap<u64, u64> {
    let listed = file.dynamic_relocations().into_iter().flatten();
    let absolute = listed.filter(|(_, relocation)| relocation.target() == RelocationTarget::Absolute);
    let mut pointers: HashMap<u64, u64> =
        absolute.map(|(address, relocation)| (address, relocation.addend().cast_unsigned())).collect();
    let is_loaded = |address: u64| sections.iter().any(|section| section.range.contains(&address));
    for section in sections.iter().filter(|section| [".data.rel.ro", ".data"].contains(&&*section.name)) {
        for (number, word) in section.content.as_chunks::<8>().0.iter().enumerate() {
            let (address, value) = (section.range.start + 8 * number as u64, u64::from_le_bytes(*word));
            if value != 0 && is_loaded(value) {
                pointers.entry(address).or_insert(value);
            }
        }
    }
    pointers
}
