//! Adds up what each owner has of the file.

use crate::{address_map::AddressMap, image::Image, owner::Owner};
use std::{
    collections::BTreeMap,
    ops::{AddAssign, Sub},
};

/// Bytes of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    pub code: u64,
    /// Tables with which a panic unwinds.
    pub unwinding: u64,
    /// Constants, texts, tables and embedded files.
    pub data: u64,
}

impl Sizes {
    pub fn total(self) -> u64 {
        self.code + self.unwinding + self.data
    }
}

impl AddAssign for Sizes {
    fn add_assign(&mut self, other: Self) {
        self.code += other.code;
        self.unwinding += other.unwinding;
        self.data += other.data;
    }
}

impl Sub for Sizes {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { code: self.code - other.code, unwinding: self.unwinding - other.unwinding, data: self.data - other.data }
    }
}

/// Adds up all sections of the file. The last row has what is in no loaded section, so that the rows add up to the size of the file.
pub fn add_up(image: &Image, map: &AddressMap) -> BTreeMap<Owner, Sizes> {
    let mut sizes: BTreeMap<Owner, Sizes> = BTreeMap::new();
    for section in image.sections.iter().filter(|section| section.is_in_file()) {
        let is_unwinding = [".eh_frame", ".eh_frame_hdr", ".gcc_except_table"].contains(&&*section.name);
        for (range, owner) in map.claimed(section.range.clone()) {
            let own = sizes.entry(owner.clone()).or_default();
            let field = match () {
                () if section.is_code => &mut own.code,
                () if is_unwinding => &mut own.unwinding,
                () => &mut own.data,
            };
            *field += range.end - range.start;
        }
    }
    let loaded: u64 = sizes.values().map(|own| own.total()).sum();
    sizes.entry(Owner::unnamed("headers, gaps and names of sections")).or_default().data += image.file_size - loaded;
    sizes
}

/// Groups rows by a label.
pub fn group<V: AddAssign + Default + Copy>(
    rows: &BTreeMap<Owner, V>,
    label: impl Fn(&Owner) -> Option<String>,
) -> BTreeMap<String, V> {
    let mut groups: BTreeMap<String, V> = BTreeMap::new();
    for (owner, value) in rows {
        if let Some(label) = label(owner) {
            *groups.entry(label).or_default() += *value;
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Section;

    #[test]
    fn the_rows_are_the_size_of_the_file() {
        let section = |name: &str, range: std::ops::Range<u64>, is_code| Section {
            name: name.to_owned(),
            content: vec![0; (range.end - range.start) as usize],
            range,
            is_code,
        };
        let sections = vec![
            section(".text", 100..200, true),
            section(".eh_frame", 200..240, false),
            section(".rodata", 300..310, false),
            Section { content: vec![], ..section(".bss", 400..500, false) },
        ];
        let image = Image { sections, symbols: vec![], pointers: Default::default(), lowest: 0, file_size: 1000 };
        let mut map = AddressMap::default();
        map.claim(100..230, Owner::Library("a".to_owned()));
        map.claim(230..600, Owner::unnamed("b"));
        let sizes = add_up(&image, &map);
        assert_eq!(sizes[&Owner::Library("a".to_owned())], Sizes { code: 100, unwinding: 30, data: 0 });
        assert_eq!(sizes[&Owner::unnamed("b")], Sizes { code: 0, unwinding: 10, data: 10 });
        assert_eq!(sizes.values().map(|own| own.total()).sum::<u64>(), 1000);
    }
}
