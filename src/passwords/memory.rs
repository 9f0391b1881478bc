//! The memory that Argon2 fills. Each thread reuses it for the next hash.

use argon2::Block;

/// The minimum allocation: 33 MiB in blocks of 1 KiB. glibc always returns allocations above 32 MiB to the system when they
/// are freed; smaller ones may stay with the process forever. Reserved pages that are never written take no memory.
const MIN_CAPACITY: usize = 33 * 1024;

/// The Argon2 blocks of one thread.
#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

impl Memory {
    /// At least `count` blocks of 1 KiB. Their content is undefined.
    pub(super) fn blocks(&mut self, count: usize) -> &mut [Block] {
        if self.0.len() < count {
            // Not resized in place: that would copy blocks whose content nobody needs.
            self.0 = Vec::with_capacity(count.max(MIN_CAPACITY));
            self.0.resize(count, Block::new());
        }
        &mut self.0
    }

    /// Returns the memory to the system.
    pub(super) fn release(&mut self) {
        self.0 = Vec::new();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
