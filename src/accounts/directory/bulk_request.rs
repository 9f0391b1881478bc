//! A bulk request: an action, and the accounts to apply it to. Pages ask for a confirmation before it is carried out; the API does
//! not.

use super::query;
use crate::accounts::policy::Action;
use crate::accounts::{Accounts, Caller};
use crate::shared::bulk::{self, BulkRequest, Confirmation, ConfirmationRequest, FilterRequest, UserAction};
use crate::shared::directory::{Filter, ListUsersRequest};
use crate::shared::error::{AppError, ErrorCode, FieldError};
use crate::shared::fields::{Fields, Problem};
use crate::shared::ids::UserId;
use crate::shared::values::{Expected, Text};
use crate::shared::views::Role;
use crate::store::directory::Place;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use uuid::Uuid;

/// Maximum number of ids in a request.
const MAX_IDS: usize = 1000;

pub(super) struct BulkJob {
    pub action: UserAction,
    pub targets: Targets,
    /// The id under which the whole job can be undone.
    pub bulk_id: Uuid,
}

pub(super) enum Targets {
    Ids(VecDeque<UserId>),
    /// All accounts that match, after the place that the job has reached.
    Matching(Filter, Option<Place>),
}

/// The state of an unfinished job, sealed as `rest` in the response. The client sends it back to continue.
#[derive(Serialize, Deserialize)]
struct Continuation {
    #[serde(rename = "bulk")]
    bulk_id: Uuid,
    place: Place,
}

impl Accounts {
    /// The question to be answered before `request` is carried out. None if `answer` answers it, or if the change needs
    /// no confirmation.
    pub async fn required_confirmation(
        &self,
        caller: &Caller,
        request: &BulkRequest,
        answer: &Confirmation,
    ) -> Result<Option<ConfirmationRequest>, AppError> {
        caller.permit(Action::GovernUsers)?;
        let job = self.parse_bulk_request(request)?;
        let (count, is_exact) = match &job.targets {
            // A job that continues was confirmed when it began.
            Targets::Matching(_, Some(_)) => return Ok(None),
            Targets::Matching(_, None) => self.count_matching(caller, &request.filter).await?,
            Targets::Ids(ids) => (ids.len() as u64, true),
        };
        if !bulk::needs_confirmation(job.action, count) || answer.covers(count) {
            return Ok(None);
        }
        let name = match &job.targets {
            Targets::Ids(ids) if ids.len() == 1 => self.name_of(caller, ids[0]).await?,
            _ => None,
        };
        let is_mistyped = answer.is_mistyped();
        let selection = String::new();
        Ok(Some(ConfirmationRequest { action: job.action, count, is_exact, name, is_mistyped, selection }))
    }

    /// The number of matching accounts, and whether it is exact: those of a search or a group are counted up to a maximum.
    async fn count_matching(&self, caller: &Caller, filter: &Expected<FilterRequest>) -> Result<(u64, bool), AppError> {
        // Only the total is needed, so the page is as short as possible.
        let mut request = ListUsersRequest { per_page: "1".into(), ..ListUsersRequest::default() };
        if let Expected::Given(FilterRequest { q, role, status, group, .. }) = filter {
            (request.q, request.role) = (q.clone(), role.clone());
            (request.status, request.group) = (status.clone(), group.clone());
        }
        let list = self.list_users(caller, &request).await?;
        Ok((list.pagination.total, list.pagination.total_is_exact))
    }

    async fn name_of(&self, caller: &Caller, id: UserId) -> Result<Option<String>, AppError> {
        match self.find_user(caller, id).await {
            Ok(user) => Ok(Some(user.view().display_name().to_owned())),
            Err(error) if error.code == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn parse_bulk_request(&self, request: &BulkRequest) -> Result<BulkJob, AppError> {
        let mut errors: Vec<_> = request.unknown.errors("").collect();
        let mut fields = Fields::default();
        let action = parse_action(&mut fields, request);
        let new_id = self.new_id();
        let (targets, bulk_id) = match (&request.ids, &request.filter) {
            (Expected::Given(ids), Expected::Missing) => {
                if !request.rest.as_str().is_empty() || request.rest == Text::WrongType {
                    let detail = "rest is only used with filter. Leave it out when you send ids.";
                    fields.reject("rest", Problem::new("not_valid", detail));
                }
                (Some(Targets::Ids(parse_ids(&mut fields, ids))), new_id)
            }
            (Expected::Missing, Expected::Given(filter)) => {
                let filter = parse_filter_of(&mut errors, filter);
                let continuation = self.parse_rest(&mut fields, action, &filter, &request.rest);
                // All parts of a job have one id, so that they are undone together.
                let bulk_id = continuation.as_ref().map_or(new_id, |continuation| continuation.bulk_id);
                let place = continuation.map(|continuation| continuation.place);
                (Some(Targets::Matching(filter, place)), bulk_id)
            }
            (ids, filter) => {
                let ids_wrong = matches!(ids, Expected::WrongType);
                reject_targets(&mut fields, ids_wrong, matches!(filter, Expected::WrongType));
                (None, new_id)
            }
        };
        errors.extend(fields.finish().err().unwrap_or_default());
        match (action, targets) {
            (Some(action), Some(targets)) if errors.is_empty() => Ok(BulkJob { action, targets, bulk_id }),
            _ => Err(AppError::invalid(errors)),
        }
    }

    pub(super) fn seal_rest(&self, job: &BulkJob, filter: &Filter, place: &Place) -> String {
        let continuation = Continuation { bulk_id: job.bulk_id, place: place.clone() };
        self.seal(&purpose(job.action, filter), &continuation)
    }

    fn parse_rest(
        &self,
        fields: &mut Fields,
        action: Option<UserAction>,
        filter: &Filter,
        rest: &Text,
    ) -> Option<Continuation> {
        // Without a valid action, which is an error already, the purpose is unknown.
        let purpose = purpose(action?, filter);
        if rest.as_str().is_empty() && *rest != Text::WrongType {
            return None;
        }
        let opened = self.open_sealed(&purpose, rest.as_str());
        if opened.is_none() {
            let detail = "Send rest unchanged from the last response, with the same action and filter.";
            fields.reject("rest", Problem::new("not_valid", detail));
        }
        opened
    }
}

/// Binds a continuation to its action and filter: it is rejected with any other.
fn purpose(action: UserAction, filter: &Filter) -> String {
    format!("bulk 1 {action:?} {filter:?}")
}

/// The action, and the role of `set_role`. A role with any other action is rejected: it was probably meant as a filter,
/// and ignoring it would change far more accounts than intended.
fn parse_action(fields: &mut Fields, request: &BulkRequest) -> Option<UserAction> {
    // A form without a choice sends an empty role.
    let has_no_role = request.role.is_missing() || request.role == Text::Given(String::new());
    let action = fields.parse("action", &request.action, |name| match name {
        "disable" => Ok(Some(UserAction::Disable)),
        "enable" => Ok(Some(UserAction::Enable)),
        "delete" => Ok(Some(UserAction::Delete)),
        "restore" => Ok(Some(UserAction::Restore)),
        "set_role" if has_no_role => Err(Problem::new("role_missing", "set_role needs a role. Send user or admin.")),
        "set_role" => Ok(None),
        _ => Err(Problem::new("unknown_action", "Send one of disable, enable, delete, restore, set_role.")),
    });
    let role: Option<Role> = match action {
        Some(None) => fields.parse("role", &request.role, Role::parse),
        _ if has_no_role => None,
        _ => {
            let problem = if request.role == Text::WrongType {
                Problem::not_text()
            } else {
                let detail = "role is only used with set_role. To select accounts by role, use filter.role.";
                Problem::new("not_with_action", detail)
            };
            fields.reject("role", problem);
            None
        }
    };
    // `Some(None)` is `set_role`, which needs the role to be complete.
    action?.or(role.map(UserAction::SetRole))
}

/// Reports why a request selects no accounts: a value has the wrong type, or not exactly one of both is there.
fn reject_targets(fields: &mut Fields, ids_wrong: bool, filter_wrong: bool) {
    if ids_wrong {
        fields.reject("ids", Problem::new("wrong_type", "Send ids as an array."));
    }
    if filter_wrong {
        fields.reject("filter", Problem::new("wrong_type", "Send filter as an object."));
    }
    if !ids_wrong && !filter_wrong {
        fields.reject("ids", Problem::new("ambiguous", "Send either ids or a filter."));
    }
}

/// Parses the filter. Its errors name fields by their path, such as `filter.role`.
fn parse_filter_of(errors: &mut Vec<FieldError>, filter: &FilterRequest) -> Filter {
    let mut own = Fields::default();
    let parsed = query::filter(&mut own, &filter.q, &filter.role, &filter.status, &filter.group);
    let named = |error: FieldError| FieldError { field: format!("filter.{}", error.field).into(), ..error };
    errors.extend(own.finish().err().unwrap_or_default().into_iter().map(named));
    errors.extend(filter.unknown.errors("filter."));
    parsed
}

fn parse_ids(fields: &mut Fields, ids: &[Text]) -> VecDeque<UserId> {
    if ids.is_empty() || ids.len() > MAX_IDS {
        fields.reject("ids", Problem::new("out_of_range", format!("Send 1 to {MAX_IDS} ids.")));
        return VecDeque::new();
    }
    let parsed: Option<VecDeque<_>> = ids.iter().map(|id| id.as_str().parse().ok()).collect();
    parsed.unwrap_or_else(|| {
        fields.reject(
            "ids",
            Problem::new("not_an_id", "An id is not valid. Send ids as the list of users returns them."),
        );
        VecDeque::new()
    })
}
