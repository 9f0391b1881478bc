//! What is wished for many accounts, judged by its rules.

use crate::{
    accounts::{Accounts, ManageError, directory::query::filter as parse_filter},
    shared::{
        directory::{BulkRequest, Filter, FilterRequest, UserAction},
        error::FieldError,
        fields::{self, Fields, Problem},
        ids::UserId,
        strict::Expected,
        text::Text,
        views::Role,
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
        let mut errors: Vec<_> = request.unknown.errors("").collect();
        let mut fields = Fields::default();
        let action = parse_action(&mut fields, request);
        let new = self.new_id();
        let (whom, bulk) = match (&request.ids, &request.filter) {
            (Expected::Given(ids), Expected::Missing) => {
                if !request.rest.as_str().is_empty() || request.rest == Text::NotText {
                    fields
                        .reject("rest", Problem::new("not_valid", "Work on named accounts has no rest. Leave it out."));
                }
                (Some(Whom::These(parse_ids(&mut fields, ids))), new)
            }
            (Expected::Missing, Expected::Given(filter)) => {
                let filter = parse_filter_of(&mut errors, filter);
                let rest = self.parse_rest(&mut fields, action, &filter, &request.rest);
                let bulk = rest.as_ref().map_or(new, |rest| rest.bulk);
                (Some(Whom::All(filter, rest.map(|rest| rest.place))), bulk)
            }
            (ids, filter) => {
                let ids_wrong = matches!(ids, Expected::WrongType);
                reject_whom(&mut fields, ids_wrong, matches!(filter, Expected::WrongType));
                (None, new)
            }
        };
        errors.extend(fields.finish().err().unwrap_or_default());
        match (action, whom) {
            (Some(action), Some(whom)) if errors.is_empty() => Ok(Work { action, whom, bulk }),
            _ => Err(ManageError::Invalid(errors)),
        }
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

/// The action, with the role that belongs to `set_role` and to nothing else: beside another action it could only be meant
/// for the filter, where it would leave out most accounts.
fn parse_action(fields: &mut Fields, request: &BulkRequest) -> Option<UserAction> {
    // A form sends an empty role.
    let has_no_role = request.role.is_missing() || request.role == Text::Given(String::new());
    let action = fields.parse("action", &request.action, |name| match name {
        "disable" => Ok(Some(UserAction::Disable)),
        "enable" => Ok(Some(UserAction::Enable)),
        "delete" => Ok(Some(UserAction::Delete)),
        "restore" => Ok(Some(UserAction::Restore)),
        "set_role" if has_no_role => Err(Problem::new("role_missing", "Send the role as well: user or admin.")),
        "set_role" => Ok(None),
        _ => Err(Problem::new("unknown_action", "Send one of disable, enable, delete, restore, set_role.")),
    });
    let role: Option<Role> = match action {
        Some(None) => fields.parse("role", &request.role, fields::role),
        _ if has_no_role => None,
        _ => {
            let problem =
                Problem::new("not_with_action", "A role goes with set_role. To choose by role, use filter.role.");
            fields.reject("role", if request.role == Text::NotText { Problem::not_text() } else { problem });
            None
        }
    };
    action?.or(role.map(UserAction::SetRole))
}

/// Why nobody is named: both, neither, or a value of another type.
fn reject_whom(fields: &mut Fields, ids_wrong: bool, filter_wrong: bool) {
    if ids_wrong {
        fields.reject("ids", Problem::new("wrong_type", "Send this as an array of ids."));
    }
    if filter_wrong {
        fields.reject("filter", Problem::new("wrong_type", "Send this as an object."));
    }
    if !ids_wrong && !filter_wrong {
        fields.reject("ids", Problem::new("ambiguous", "Send either ids or a filter."));
    }
}

/// The filter; its errors are named by their path.
fn parse_filter_of(errors: &mut Vec<FieldError>, filter: &FilterRequest) -> Filter {
    let mut own = Fields::default();
    let parsed = parse_filter(&mut own, &filter.q, &filter.role, &filter.status);
    let named = |error: FieldError| FieldError { field: format!("filter.{}", error.field).into(), ..error };
    errors.extend(own.finish().err().unwrap_or_default().into_iter().map(named));
    errors.extend(filter.unknown.errors("filter."));
    parsed
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
