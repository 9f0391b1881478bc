//! Chooses the statement for a filter, so that an index finds the events without scanning others.

use super::{
    EventFilter, NEWEST, NEWEST_BY_ACTOR, NEWEST_BY_ACTOR_AND_EVENT, NEWEST_BY_EVENT, NEWEST_BY_TARGET,
    NEWEST_BY_TARGET_AND_EVENT, NEWEST_OF_PARTY, NEWEST_OF_PARTY_BY_EVENT, NEWEST_REFUSED, NEWEST_REFUSED_BY_ACTOR,
    NEWEST_REFUSED_BY_EVENT, NEWEST_REFUSED_BY_TARGET, NEWEST_REFUSED_OF_PARTY, OLDEST, OLDEST_BY_ACTOR,
    OLDEST_BY_ACTOR_AND_EVENT, OLDEST_BY_EVENT, OLDEST_BY_TARGET, OLDEST_BY_TARGET_AND_EVENT, OLDEST_OF_PARTY,
    OLDEST_OF_PARTY_BY_EVENT, OLDEST_REFUSED, OLDEST_REFUSED_BY_ACTOR, OLDEST_REFUSED_BY_EVENT,
    OLDEST_REFUSED_BY_TARGET, OLDEST_REFUSED_OF_PARTY,
};
use crate::{shared::audit::Outcome, store::Statement};

/// The statements for events of one party, one per index.
struct PartyStatements {
    all: Statement,
    by_event: Statement,
    refused: Statement,
    refused_by_event: Statement,
}

/// The statements that read from one end of the log.
pub(super) struct StatementSet {
    of_anyone: PartyStatements,
    by_actor: PartyStatements,
    by_target: PartyStatements,
    of_party: PartyStatements,
}

// One account has few refusals, so there is no index of these by kind: the statement for all refusals filters them.
pub(super) const FROM_NEWEST: StatementSet = StatementSet {
    of_anyone: PartyStatements {
        all: NEWEST,
        by_event: NEWEST_BY_EVENT,
        refused: NEWEST_REFUSED,
        refused_by_event: NEWEST_REFUSED_BY_EVENT,
    },
    by_actor: PartyStatements {
        all: NEWEST_BY_ACTOR,
        by_event: NEWEST_BY_ACTOR_AND_EVENT,
        refused: NEWEST_REFUSED_BY_ACTOR,
        refused_by_event: NEWEST_REFUSED_BY_ACTOR,
    },
    by_target: PartyStatements {
        all: NEWEST_BY_TARGET,
        by_event: NEWEST_BY_TARGET_AND_EVENT,
        refused: NEWEST_REFUSED_BY_TARGET,
        refused_by_event: NEWEST_REFUSED_BY_TARGET,
    },
    of_party: PartyStatements {
        all: NEWEST_OF_PARTY,
        by_event: NEWEST_OF_PARTY_BY_EVENT,
        refused: NEWEST_REFUSED_OF_PARTY,
        refused_by_event: NEWEST_REFUSED_OF_PARTY,
    },
};
pub(super) const FROM_OLDEST: StatementSet = StatementSet {
    of_anyone: PartyStatements {
        all: OLDEST,
        by_event: OLDEST_BY_EVENT,
        refused: OLDEST_REFUSED,
        refused_by_event: OLDEST_REFUSED_BY_EVENT,
    },
    by_actor: PartyStatements {
        all: OLDEST_BY_ACTOR,
        by_event: OLDEST_BY_ACTOR_AND_EVENT,
        refused: OLDEST_REFUSED_BY_ACTOR,
        refused_by_event: OLDEST_REFUSED_BY_ACTOR,
    },
    by_target: PartyStatements {
        all: OLDEST_BY_TARGET,
        by_event: OLDEST_BY_TARGET_AND_EVENT,
        refused: OLDEST_REFUSED_BY_TARGET,
        refused_by_event: OLDEST_REFUSED_BY_TARGET,
    },
    of_party: PartyStatements {
        all: OLDEST_OF_PARTY,
        by_event: OLDEST_OF_PARTY_BY_EVENT,
        refused: OLDEST_REFUSED_OF_PARTY,
        refused_by_event: OLDEST_REFUSED_OF_PARTY,
    },
};

impl StatementSet {
    /// The statement that reads the fewest events other than those that match.
    pub(super) fn for_filter(&self, filter: &EventFilter) -> Statement {
        // One index is enough: the statement tests the remaining conditions on the rows that it finds.
        let set = match filter {
            EventFilter { party: Some(_), .. } => &self.of_party,
            EventFilter { actor: Some(_), .. } => &self.by_actor,
            EventFilter { target: Some(_), .. } => &self.by_target,
            _ => &self.of_anyone,
        };
        // Of the results only refusals have indexes; any other result is tested on the rows that are read.
        match (filter.result, filter.kind) {
            (Some(Outcome::Refused), Some(_)) => set.refused_by_event,
            (Some(Outcome::Refused), None) => set.refused,
            (_, Some(_)) => set.by_event,
            (_, None) => set.all,
        }
    }
}
