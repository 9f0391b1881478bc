//! What is wished for many accounts, judged by its rules.

use crate::{
    accounts::{Accounts, ManageError, directory::query::filter as parse_filter},
    shared::{
        directory::{BulkRequest, Filter, UserAction},
        fields::{Fields, Problem},
        ids::UserId,
        text::Text,
    },
    store::directory::Place,
};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use uuid::Uuid;

/// Accounts that can be named one by one.
const MOST_IDS: usize = 1000;

/// A wish for many accounts that can be granted.
pub(super) struct Work {
    pub action: UserAction,
    pub whom: Whom,
    pub bulk: Uuid,
}

pub(super) enum Whom {
    These(VecDeque<UserId>),
    All(Filter, Option<Place>),
}

/// Where work over all that match goes on.
#[derive(Serialize, Deserialize)]
struct Rest {
    bulk: Uuid,
    place: Place,
}

impl Accounts {
    pub(super) fn parse_work(&self, request: &BulkRequest) -> Result<Work, ManageError> {
        let mut fields = Fields::default();
        let action = fields.parse("action", &request.action, |name| parse_action(name, request.role.as_str()));
        let new = self.new_id();
        let (whom, bulk) = match (&request.ids, &request.filter) {
            (Some(ids), None) => (Some(Whom::These(parse_ids(&mut fields, ids))), new),
            (None, Some(filter)) => {
                let filter = parse_filter(&mut fields, &filter.q, &filter.role, &filter.status);
                let rest = self.parse_rest(&mut fields, action, &filter, &request.rest);
                let bulk = rest.as_ref().map_or(new, |rest| rest.bulk);
                (Some(Whom::All(filter, rest.map(|rest| rest.place))), bulk)
            }
            _ => {
                fields.reject("ids", Problem::new("ambiguous", "Send either ids or a filter."));
                (None, new)
            }
        };
        fields.finish().map_err(ManageError::Invalid)?;
        let (Some(action), Some(whom)) = (action, whom) else {
            unreachable!("a field that is missing has left an error");
        };
        Ok(Work { action, whom, bulk })
    }

    pub(super) fn seal_rest(&self, work: &Work, filter: &Filter, place: &Place) -> String {
        let rest = Rest { bulk: work.bulk, place: place.clone() };
        self.seal(&purpose(work.action, filter), &rest)
    }

    fn parse_rest(
        &self,
        fields: &mut Fields,
        action: Option<UserAction>,
        filter: &Filter,
        rest: &Text,
    ) -> Option<Rest> {
        let purpose = purpose(action?, filter);
        if rest.as_str().is_empty() && *rest != Text::NotText {
            return None;
        }
        let opened = self.open_sealed(&purpose, rest.as_str());
        if opened.is_none() {
            let mend = "Send it as it came, with the same action and filter.";
            fields.reject("rest", Problem::new("not_valid", mend));
        }
        opened
    }
}

/// What a rest is bound to: it goes on with this work alone.
fn purpose(action: UserAction, filter: &Filter) -> String {
    format!("bulk 1 {action:?} {filter:?}")
}

fn parse_action(name: &str, role: &str) -> Result<UserAction, Problem> {
    match name {
        "disable" => Ok(UserAction::Disable),
        "enable" => Ok(UserAction::Enable),
        "delete" => Ok(UserAction::Delete),
        "restore" => Ok(UserAction::Restore),
        "set_role" => {
            let problem = |_| Problem::new("role_missing", "Send the role as well: user or admin.");
            role.parse().map(UserAction::SetRole).map_err(problem)
        }
        _ => Err(Problem::new("unknown_action", "Send one of disable, enable, delete, restore, set_role.")),
    }
}

fn parse_ids(fields: &mut Fields, ids: &[Text]) -> VecDeque<UserId> {
    if ids.is_empty() || ids.len() > MOST_IDS {
        fields.reject("ids", Problem::new("out_of_range", format!("Name 1 to {MOST_IDS} accounts.")));
        return VecDeque::new();
    }
    let parsed: Option<VecDeque<_>> = ids.iter().map(|id| id.as_str().parse().ok()).collect();
    parsed.unwrap_or_else(|| {
        fields.reject("ids", Problem::new("not_an_id", "Name accounts by their ids."));
        VecDeque::new()
    })
}
