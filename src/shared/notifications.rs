//! How replicas learn of each other's changes on PostgreSQL.

names! {
    /// The same for all servers on one database: a server that polls does not notify, and the other way round.
    #[derive(Default)]
    pub enum Notifications {
        /// With NOTIFY and LISTEN.
        #[default]
        Listen = "listen",
        /// By asking a table twice a second, for databases without LISTEN.
        Poll = "poll",
    }
}

impl Notifications {
    /// What the others do that a server refuses to run beside.
    pub fn other(self) -> Self {
        match self {
            Self::Listen => Self::Poll,
            Self::Poll => Self::Listen,
        }
    }
}
