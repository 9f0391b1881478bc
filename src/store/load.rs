//! How busy the connections of this process are.

/// The load of the pools of connections, and of the queues in front of them.
#[derive(Clone, Debug)]
pub struct DatabaseLoad {
    pub pools: Vec<PoolLoad>,
    /// The number of jobs that wait, by queue: on SQLite for the writer, on PostgreSQL for a connection of a pool.
    pub queues: Vec<(&'static str, usize)>,
}

/// The connections of a pool.
#[derive(Clone, Copy, Debug)]
pub struct PoolLoad {
    pub name: &'static str,
    /// Open connections, in use or idle.
    pub open: usize,
    pub idle: usize,
    /// How many may be open.
    pub max: usize,
}

impl PoolLoad {
    pub fn in_use(&self) -> usize {
        // The two numbers are read one after the other, so the second may be larger.
        self.open.saturating_sub(self.idle)
    }
}
