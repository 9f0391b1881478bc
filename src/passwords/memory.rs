//! The memory that Argon2 fills, kept from one hash to the next.

use argon2::Block;

/// 33 MiB in blocks of 1 KiB. Above 32 MiB glibc gives every piece back to the system as soon as it is freed;
/// below, it may keep it, and the process would hold for ever what one login has touched. What is reserved and
/// never touched costs nothing.
const RESERVED: usize = 33 * 1024;

/// Blocks of one thread.
#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

impl Memory {
    /// At least `count` blocks of 1 KiB, with anything in them.
    pub(super) fn blocks(&mut self, count: usize) -> &mut [Block] {
        if self.0.len() < count {
            self.0 = Vec::with_capacity(count.max(RESERVED));
            self.0.resize(count, Block::new());
        }
        &mut self.0
    }

    /// Gives all of it back.
    pub(super) fn release(&mut self) {
        self.0 = Vec::new();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
