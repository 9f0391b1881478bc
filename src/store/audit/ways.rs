//! Which statement finds the events of a search by an index: as if the others were not there.

use super::{
    EventFilter, NEWEST, NEWEST_BY_ACTOR, NEWEST_BY_ACTOR_AND_EVENT, NEWEST_BY_EVENT, NEWEST_BY_TARGET,
    NEWEST_BY_TARGET_AND_EVENT, NEWEST_OF_PARTY, NEWEST_OF_PARTY_BY_EVENT, NEWEST_REFUSED, NEWEST_REFUSED_BY_ACTOR,
    NEWEST_REFUSED_BY_EVENT, NEWEST_REFUSED_BY_TARGET, NEWEST_REFUSED_OF_PARTY, OLDEST, OLDEST_BY_ACTOR,
    OLDEST_BY_ACTOR_AND_EVENT, OLDEST_BY_EVENT, OLDEST_BY_TARGET, OLDEST_BY_TARGET_AND_EVENT, OLDEST_OF_PARTY,
    OLDEST_OF_PARTY_BY_EVENT, OLDEST_REFUSED, OLDEST_REFUSED_BY_ACTOR, OLDEST_REFUSED_BY_EVENT,
    OLDEST_REFUSED_BY_TARGET, OLDEST_REFUSED_OF_PARTY,
};
use crate::{shared::audit::Outcome, store::Statement};

/// The statements for one set of events, each by an index of its own.
struct Narrowed {
    all: Statement,
    /// One kind of event.
    by_event: Statement,
    refused: Statement,
    refused_by_event: Statement,
}

/// The statements that read from one end.
pub(super) struct Ways {
    of_anybody: Narrowed,
    by_actor: Narrowed,
    by_target: Narrowed,
    of_party: Narrowed,
}

// Of one account refusals are few: these are looked through for one kind of event.
pub(super) const FROM_NEWEST: Ways = Ways {
    of_anybody: Narrowed {
        all: NEWEST,
        by_event: NEWEST_BY_EVENT,
        refused: NEWEST_REFUSED,
        refused_by_event: NEWEST_REFUSED_BY_EVENT,
    },
    by_actor: Narrowed {
        all: NEWEST_BY_ACTOR,
        by_event: NEWEST_BY_ACTOR_AND_EVENT,
        refused: NEWEST_REFUSED_BY_ACTOR,
        refused_by_event: NEWEST_REFUSED_BY_ACTOR,
    },
    by_target: Narrowed {
        all: NEWEST_BY_TARGET,
        by_event: NEWEST_BY_TARGET_AND_EVENT,
        refused: NEWEST_REFUSED_BY_TARGET,
        refused_by_event: NEWEST_REFUSED_BY_TARGET,
    },
    of_party: Narrowed {
        all: NEWEST_OF_PARTY,
        by_event: NEWEST_OF_PARTY_BY_EVENT,
        refused: NEWEST_REFUSED_OF_PARTY,
        refused_by_event: NEWEST_REFUSED_OF_PARTY,
    },
};
pub(super) const FROM_OLDEST: Ways = Ways {
    of_anybody: Narrowed {
        all: OLDEST,
        by_event: OLDEST_BY_EVENT,
        refused: OLDEST_REFUSED,
        refused_by_event: OLDEST_REFUSED_BY_EVENT,
    },
    by_actor: Narrowed {
        all: OLDEST_BY_ACTOR,
        by_event: OLDEST_BY_ACTOR_AND_EVENT,
        refused: OLDEST_REFUSED_BY_ACTOR,
        refused_by_event: OLDEST_REFUSED_BY_ACTOR,
    },
    by_target: Narrowed {
        all: OLDEST_BY_TARGET,
        by_event: OLDEST_BY_TARGET_AND_EVENT,
        refused: OLDEST_REFUSED_BY_TARGET,
        refused_by_event: OLDEST_REFUSED_BY_TARGET,
    },
    of_party: Narrowed {
        all: OLDEST_OF_PARTY,
        by_event: OLDEST_OF_PARTY_BY_EVENT,
        refused: OLDEST_REFUSED_OF_PARTY,
        refused_by_event: OLDEST_REFUSED_OF_PARTY,
    },
};

impl Ways {
    /// The one that reads the fewest events to find those that `filter` asks for.
    pub(super) fn of(&self, filter: &EventFilter) -> Statement {
        let set = match filter {
            EventFilter { party: Some(_), .. } => &self.of_party,
            EventFilter { actor: Some(_), .. } => &self.by_actor,
            EventFilter { target: Some(_), .. } => &self.by_target,
            _ => &self.of_anybody,
        };
        match (filter.result, filter.kind) {
            (Some(Outcome::Refused), Some(_)) => set.refused_by_event,
            (Some(Outcome::Refused), None) => set.refused,
            (_, Some(_)) => set.by_event,
            (_, None) => set.all,
        }
    }
}
