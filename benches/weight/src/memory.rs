//! Attributes the resident memory of a running server: pages of the program to what lies on them, and all other memory to its purpose.

use crate::{Result, address_map::AddressMap, image::Image, owner::Owner, server::Server};
use std::{collections::BTreeMap, fs::File, ops::Range, os::unix::fs::FileExt as _};

const PAGE: u64 = 4096;
/// Bits of an entry in `/proc/PID/pagemap`.
const IS_PRESENT: u64 = 1 << 63;
const IS_OF_FILE: u64 = 1 << 61;

/// A range of memory with the same purpose, as `/proc/PID/smaps` lists it.
#[derive(Debug, PartialEq, Eq)]
pub struct Mapping {
    pub range: Range<u64>,
    pub offset: u64,
    pub name: String,
    pub resident: u64,
}

/// A resident page of the program.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Its address in the file, before the kernel chose where to load the program.
    pub address: u64,
    /// Whether the process has its own copy, because something on it was relocated or written.
    pub is_copied: bool,
}

/// Bytes of resident memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resident {
    pub of_file: u64,
    pub copied: u64,
}

pub struct Memory {
    pub program: BTreeMap<Owner, Resident>,
    /// All other memory, by its purpose.
    pub others: BTreeMap<String, u64>,
    pub resident: u64,
}

/// Reads the memory of a server that is at rest.
///
/// # Errors
/// The server has ended, or the kernel does not show its memory.
pub fn read(server: &Server, binary: &str, image: &Image, map: &AddressMap) -> Result<Memory> {
    let mappings = parse_mappings(&server.read("smaps")?)?;
    let stacks = stack_pointers(server)?;
    let first = mappings.iter().find(|mapping| mapping.name == binary && mapping.offset == 0);
    let first = first.ok_or_else(|| format!("{binary} is not mapped into the memory of the server"))?;
    let bias = first.range.start - image.lowest / PAGE * PAGE;
    let end = image.sections.iter().map(|section| section.range.end).max().unwrap_or(0).next_multiple_of(PAGE) + bias;
    let pagemap = File::open(format!("/proc/{}/pagemap", server.id()))?;
    let (mut pages, mut others) = (Vec::new(), BTreeMap::new());
    for mapping in &mappings {
        if mapping.range.start >= first.range.start && mapping.range.end <= end {
            let found = resident_pages(&pagemap, mapping, bias)?;
            let difference = (PAGE * found.len() as u64).abs_diff(mapping.resident);
            if difference > 0 {
                // A page that was only read before anything was written is the zero page of the kernel, which no process counts.
                pages.extend(found.iter().take((mapping.resident / PAGE) as usize));
            } else {
                pages.extend(found);
            }
        } else {
            *others.entry(describe(mapping, &stacks)).or_default() += mapping.resident;
        }
    }
    others.retain(|_, size| *size > 0);
    let resident = mappings.iter().map(|mapping| mapping.resident).sum();
    Ok(Memory { program: divide(&pages, map), others, resident })
}

/// Divides resident pages among the owners of what lies on them.
pub fn divide(pages: &[Page], map: &AddressMap) -> BTreeMap<Owner, Resident> {
    let mut program: BTreeMap<Owner, Resident> = BTreeMap::new();
    for page in pages {
        let mut add = |owner: Owner, size: u64| {
            let sum = program.entry(owner).or_default();
            *(if page.is_copied { &mut sum.copied } else { &mut sum.of_file }) += size;
        };
        let range = page.address..page.address + PAGE;
        map.claimed(range.clone()).for_each(|(part, owner)| add(owner.clone(), part.end - part.start));
        let gaps: u64 = map.gaps(range).iter().map(|gap| gap.end - gap.start).sum();
        if gaps > 0 {
            add(Owner::unnamed("headers and gaps"), gaps);
        }
    }
    program
}

fn resident_pages(pagemap: &File, mapping: &Mapping, bias: u64) -> Result<Vec<Page>> {
    let mut entries = vec![0; ((mapping.range.end - mapping.range.start) / PAGE * 8) as usize];
    pagemap.read_exact_at(&mut entries, mapping.range.start / PAGE * 8)?;
    let entries = entries.as_chunks::<8>().0.iter().map(|entry| u64::from_le_bytes(*entry));
    let addresses = (mapping.range.start - bias..).step_by(PAGE as usize);
    let present = addresses.zip(entries).filter(|(_, entry)| entry & IS_PRESENT != 0);
    Ok(present.map(|(address, entry)| Page { address, is_copied: entry & IS_OF_FILE == 0 }).collect())
}

/// Reads the stack pointers of all threads. Those that run at the moment have none.
fn stack_pointers(server: &Server) -> Result<Vec<u64>> {
    let mut pointers = Vec::new();
    for thread in server.threads()? {
        let call = server.read(&format!("task/{thread}/syscall")).unwrap_or_default();
        let pointer = call.split_whitespace().rev().nth(1).and_then(|field| field.strip_prefix("0x"));
        pointers.extend(pointer.and_then(|pointer| u64::from_str_radix(pointer, 16).ok()));
    }
    Ok(pointers)
}

/// Describes memory that is not of the program.
fn describe(mapping: &Mapping, stacks: &[u64]) -> String {
    let file = mapping.name.rsplit('/').next().unwrap_or_default();
    if mapping.name == "[stack]" || stacks.iter().any(|pointer| mapping.range.contains(pointer)) {
        "stacks of the threads".to_owned()
    } else if mapping.name == "[heap]" {
        "heap of the C library".to_owned()
    } else if mapping.name.is_empty() || mapping.name.starts_with("[anon") {
        "memory of the allocator (mimalloc)".to_owned()
    } else if mapping.name.starts_with('[') {
        "pages of the kernel".to_owned()
    } else if file.contains(".so") {
        "C library and loader".to_owned()
    } else {
        format!("mapped file {file}")
    }
}

/// Parses `/proc/PID/smaps`.
///
/// # Errors
/// The text is not in the form of Linux.
pub fn parse_mappings(smaps: &str) -> Result<Vec<Mapping>> {
    let (mut mappings, number) = (Vec::<Mapping>::new(), |text: &str| u64::from_str_radix(text, 16));
    for line in smaps.lines() {
        let mut fields = line.split_whitespace();
        let first = fields.next().unwrap_or_default();
        if first == "Rss:" {
            let size: u64 = fields.next().unwrap_or_default().parse()?;
            mappings.last_mut().ok_or("smaps begins without a mapping")?.resident = 1024 * size;
        } else if let Some((start, end)) = first.split_once('-').filter(|_| !first.ends_with(':')) {
            let offset = number(fields.nth(1).unwrap_or_default())?;
            let name = fields.skip(2).collect::<Vec<_>>().join(" ");
            mappings.push(Mapping { range: number(start)?..number(end)?, offset, name, resident: 0 });
        }
    }
    Ok(mappings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mappings_are_parsed() {
        let smaps = "55d0c0000000-55d0c0003000 r-xp 00002000 fe:00 1234   /srv/my vestibule\nSize:  12 kB\nRss:   8 kB\n\
                     7ffd00000000-7ffd00001000 rw-p 00000000 00:00 0      [stack]\nRss: 4 kB\n7f0000000000-7f0000001000 rw-p 00000000 00:00 0 \nRss: 0 kB\n";
        let mappings = parse_mappings(smaps).unwrap();
        let first = Mapping {
            range: 0x55d0_c000_0000..0x55d0_c000_3000,
            offset: 0x2000,
            name: "/srv/my vestibule".to_owned(),
            resident: 8192,
        };
        assert_eq!(mappings[0], first);
        assert_eq!(
            mappings[1..].iter().map(|mapping| (&*mapping.name, mapping.resident)).collect::<Vec<_>>(),
            [("[stack]", 4096), ("", 0)]
        );
    }

    #[test]
    fn a_page_is_divided_among_what_lies_on_it() {
        let owner = |name: &str| Owner::Library(name.to_owned());
        let mut map = AddressMap::default();
        map.claim(0..5000, owner("a"));
        map.claim(5000..8192, owner("b"));
        map.claim(8192..9000, owner("c"));
        let page = |address, is_copied| Page { address, is_copied };
        let divided = divide(&[page(4096, false), page(8192, true)], &map);
        let of_file = |of_file| Resident { of_file, copied: 0 };
        let copied = |copied| Resident { of_file: 0, copied };
        let gaps = Owner::unnamed("headers and gaps");
        let expected =
            [(owner("a"), of_file(904)), (owner("b"), of_file(3192)), (owner("c"), copied(808)), (gaps, copied(3288))];
        assert_eq!(divided, BTreeMap::from(expected));
        assert_eq!(divided.values().map(|size| size.of_file + size.copied).sum::<u64>(), 2 * PAGE);
    }

    #[test]
    fn a_mapping_with_a_stack_pointer_is_a_stack() {
        let mapping = |range, name: &str| Mapping { range, offset: 0, name: name.to_owned(), resident: 0 };
        assert_eq!(describe(&mapping(100..200, ""), &[150]), "stacks of the threads");
        assert_eq!(describe(&mapping(100..200, ""), &[250]), "memory of the allocator (mimalloc)");
        assert_eq!(describe(&mapping(0..1, "/lib/libc.so.6"), &[]), "C library and loader");
        assert_eq!(describe(&mapping(0..1, "/tmp/x/vestibule.db-shm"), &[]), "mapped file vestibule.db-shm");
    }
}
