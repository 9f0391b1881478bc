//! Divides the addresses of a program among their owners.

use crate::owner::Owner;
use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

/// Ranges of addresses that do not overlap, each with its owner. The first claim of an address wins.
#[derive(Default)]
pub struct AddressMap {
    /// By their first address: the end, and the index of the owner.
    ranges: BTreeMap<u64, (u64, usize)>,
    owners: Vec<Owner>,
    indices: HashMap<Owner, usize>,
}

impl AddressMap {
    /// Claims the addresses of a range that have no owner yet.
    pub fn claim(&mut self, range: Range<u64>, owner: Owner) {
        let owner = self.index_of(owner);
        for gap in self.gaps(range) {
            self.ranges.insert(gap.start, (gap.end, owner));
        }
    }

    /// Lists the parts of a range that have no owner yet.
    pub fn gaps(&self, range: Range<u64>) -> Vec<Range<u64>> {
        let (mut at, mut gaps) = (range.start, Vec::new());
        if let Some((_, (end, _))) = self.ranges.range(..=at).next_back() {
            at = at.max(*end);
        }
        for (start, (end, _)) in self.ranges.range(at..range.end.max(at)) {
            if at < *start {
                gaps.push(at..*start);
            }
            at = *end;
        }
        if at < range.end {
            gaps.push(at..range.end);
        }
        gaps
    }

    /// Lists the parts of a range that have an owner, in the order of the addresses.
    pub fn claimed(&self, range: Range<u64>) -> impl Iterator<Item = (Range<u64>, &Owner)> {
        let before = self.ranges.range(..range.start).next_back();
        let within = self.ranges.range(range.start..range.end.max(range.start));
        before.into_iter().chain(within).filter_map(move |(start, (end, owner))| {
            let part = range.start.max(*start)..range.end.min(*end);
            (!part.is_empty()).then(|| (part, &self.owners[*owner]))
        })
    }

    /// Returns the owner of an address.
    pub fn owner(&self, address: u64) -> Option<&Owner> {
        self.claimed(address..address + 1).next().map(|(_, owner)| owner)
    }

    /// Gives gaps of at most `longest` bytes, with which the linker aligns what follows, to the owner in front of them.
    pub fn claim_padding(&mut self, range: Range<u64>, longest: u64) {
        for gap in self.gaps(range.clone()) {
            if gap.end - gap.start <= longest
                && gap.start > range.start
                && let Some(owner) = self.owner(gap.start - 1).cloned()
            {
                self.claim(gap, owner);
            }
        }
    }

    fn index_of(&mut self, owner: Owner) -> usize {
        if let Some(index) = self.indices.get(&owner) {
            return *index;
        }
        self.owners.push(owner.clone());
        self.indices.insert(owner, self.owners.len() - 1);
        self.owners.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(name: &str) -> Owner {
        Owner::Library(name.to_owned())
    }

    fn claimed(map: &AddressMap, range: Range<u64>) -> Vec<(Range<u64>, &str)> {
        map.claimed(range).map(|(range, owner)| (range, name(owner))).collect()
    }

    fn name(owner: &Owner) -> &str {
        if let Owner::Library(name) = owner { name } else { "" }
    }

    #[test]
    fn the_first_claim_of_an_address_wins() {
        let mut map = AddressMap::default();
        map.claim(10..20, owner("a"));
        map.claim(30..40, owner("b"));
        map.claim(5..35, owner("c"));
        map.claim(15..50, owner("d"));
        let expected = [(5..10, "c"), (10..20, "a"), (20..30, "c"), (30..40, "b"), (40..50, "d")];
        assert_eq!(claimed(&map, 0..100), expected);
        assert_eq!(map.gaps(0..60), [0..5, 50..60]);
    }

    #[test]
    fn a_page_has_the_parts_of_all_that_lies_on_it() {
        let mut map = AddressMap::default();
        map.claim(4000..4200, owner("a"));
        map.claim(5000..9000, owner("b"));
        assert_eq!(claimed(&map, 4096..8192), [(4096..4200, "a"), (5000..8192, "b")]);
        assert_eq!(map.gaps(4096..8192), vec![4200..5000; 1]);
    }

    #[test]
    fn short_gaps_belong_to_what_is_in_front_of_them() {
        let mut map = AddressMap::default();
        map.claim(16..20, owner("a"));
        map.claim(32..40, owner("b"));
        map.claim_padding(0..100, 15);
        assert_eq!(claimed(&map, 0..100), [(16..20, "a"), (20..32, "a"), (32..40, "b")]);
    }
}
