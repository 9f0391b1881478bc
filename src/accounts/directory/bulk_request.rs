//! A bulk request: an action, and the accounts to apply it to. Pages ask for a confirmation before it is carried out; the API does
//! not.

use super::plan::Range;
use super::targets::{is_listed, leaves_out_own, targets};
use super::{query, shown_total};
use crate::accounts::{Action, Caller, Directory, Principal};
use crate::language::{Message, message};
use crate::shared::bulk::{
    self, ADD_TO_GROUP, Confirmation, INVITE, MAX_IDS, REMOVE_FROM_GROUP, REVOKE_INVITATION, SET_FIELD,
};
use crate::shared::own_fields::FieldRange;
use crate::shared::{
    AppError, BulkAction, BulkRequest, ConfirmationRequest, Direction, ErrorCode, Expected, FieldError, Fields, Filter,
    FilterRequest, GroupName, OwnFieldName, Problem, Role, Sort, Text, UserAction, UserId,
};
use crate::store::directory::{Ordering, Place};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use uuid::Uuid;

pub(super) struct BulkJob {
    pub action: BulkAction,
    pub targets: Targets,
    /// The id under which the whole job can be undone.
    pub bulk_id: Uuid,
}

pub(super) enum Targets {
    Ids(VecDeque<UserId>),
    /// All accounts that match, after the place that the job has reached.
    Matching(Filter, Option<Place>),
}

/// What a request needs permission for, before its fields are checked. Roles need a further one.
pub(super) fn permission(request: &BulkRequest) -> Action {
    match request.action.as_str() {
        ADD_TO_GROUP | REMOVE_FROM_GROUP => Action::ChangeManyMembers,
        _ => Action::ChangeManyUsers,
    }
}

/// The state of an unfinished job, sealed as `rest` in the response. The client sends it back to continue.
#[derive(Serialize, Deserialize)]
struct Continuation {
    #[serde(rename = "bulk")]
    bulk_id: Uuid,
    place: Place,
}

impl Directory {
    /// The question to be answered before `request` is carried out. None if `answer` answers it, or if the change needs
    /// no confirmation.
    pub async fn required_confirmation(
        &self,
        caller: &Caller,
        request: &BulkRequest,
        answer: &Confirmation,
    ) -> Result<Option<ConfirmationRequest>, AppError> {
        // Before the question and not after it.
        self.permit_recent(caller, permission(request))?;
        let job = self.parse_bulk_request(caller, request).await?;
        self.check_value(caller, &job.action).await?;
        let (count, is_exact) = match &job.targets {
            // A job that continues was confirmed when it began.
            Targets::Matching(_, Some(_)) => return Ok(None),
            Targets::Matching(filter, None) => self.count_matching(caller, &job.action, filter).await?,
            Targets::Ids(ids) => (ids.len() as u64, true),
        };
        if !bulk::needs_confirmation(&job.action, count) || answer.covers(count) {
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

    /// The number of accounts that the action would change, and whether it is exact: those of a search or a group are counted up
    /// to a maximum.
    async fn count_matching(
        &self,
        caller: &Caller,
        action: &BulkAction,
        filter: &Filter,
    ) -> Result<(u64, bool), AppError> {
        let listed = targets(filter, action);
        if listed.classes.is_empty() {
            return Ok((0, true));
        }
        let ordering = Ordering { sort: Sort::CreatedAt, direction: Direction::Ascending };
        // Only the total is needed, so the page is as short as possible.
        let found = self.read_listed(listed.clone(), ordering, Range::Page { offset: 0, limit: 1 }).await?;
        let (total, is_exact) = shown_total(&listed, &found);
        let is_left_out = match &caller.who {
            Principal::User(own) if leaves_out_own(action) => {
                let words = self.own_words(&listed, [own.user.id]).await?;
                words.get(&own.user.id).is_some_and(|words| is_listed(&listed, &own.user, words))
            }
            Principal::User(_) => false,
            Principal::Anonymous | Principal::System => false,
        };
        Ok((total.unsigned_abs().saturating_sub(u64::from(is_left_out)), is_exact))
    }

    async fn name_of(&self, caller: &Caller, id: UserId) -> Result<Option<String>, AppError> {
        match self.users().find_user(caller, id).await {
            Ok(user) => Ok(Some(user.view().display_name().to_owned())),
            Err(error) if error.code == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn parse_bulk_request(&self, caller: &Caller, request: &BulkRequest) -> Result<BulkJob, AppError> {
        let own = match &request.filter {
            Expected::Given(filter) => self.own_filter(caller, &filter.fields).await.map_err(of_filter)?,
            Expected::Missing | Expected::WrongType => Vec::new(),
        };
        self.parse_job(request, own)
    }

    /// `own`: what the filter says of fields of one's own.
    fn parse_job(&self, request: &BulkRequest, own: Vec<FieldRange>) -> Result<BulkJob, AppError> {
        let mut errors: Vec<_> = request.unknown.errors("").collect();
        let mut fields = Fields::default();
        let action = parse_action(&mut fields, request);
        if action == Some(BulkAction::Invite) && !request.filter.is_missing() {
            fields.reject("filter", Problem::new("not_with_action", message::bulk_invite_needs_ids()));
        }
        let new_id = self.new_id();
        let (targets, bulk_id) = match (&request.ids, &request.filter) {
            (Expected::Given(ids), Expected::Missing) => {
                if !request.rest.as_str().is_empty() || request.rest == Text::WrongType {
                    fields.reject("rest", Problem::new("not_valid", message::bulk_rest_with_ids()));
                }
                (Some(Targets::Ids(parse_ids(&mut fields, ids))), new_id)
            }
            (Expected::Missing, Expected::Given(filter)) => {
                let filter = Filter { fields: own, ..parse_filter_of(&mut errors, filter) };
                let continuation = self.parse_rest(&mut fields, action.as_ref(), &filter, &request.rest);
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
        self.seal(&purpose(&job.action, filter), &continuation)
    }

    fn parse_rest(
        &self,
        fields: &mut Fields,
        action: Option<&BulkAction>,
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
            fields.reject("rest", Problem::new("not_valid", message::bulk_rest_not_valid()));
        }
        opened
    }
}

/// Binds a continuation to its action and filter: it is rejected with any other. As the previous version writes it, which may have
/// begun the change, unless the filter has something that it does not know.
fn purpose(action: &BulkAction, filter: &Filter) -> String {
    let action = match action {
        BulkAction::Account(action) => format!("{action:?}"),
        action => format!("{action:?}"),
    };
    let Filter { words, role, status, group, times, second_factor, names, people_only, fields } = filter;
    let times = if times.is_any() { String::new() } else { format!(", times: {times:?}") };
    let factor = second_factor.map(|has| format!(", second_factor: {has}")).unwrap_or_default();
    let names = if names.is_empty() { String::new() } else { format!(", names: {names:?}") };
    let people = if *people_only { ", people" } else { "" };
    let own = if fields.is_empty() { String::new() } else { format!(", fields: {fields:?}") };
    format!(
        "bulk 1 {action} Filter {{ words: {words:?}, role: {role:?}, status: {status:?}, \
         group: {group:?}{times}{factor}{names}{people}{own} }}"
    )
}

/// The value of `action`, which may need a role or a group to be complete.
enum Kind {
    Complete(BulkAction),
    SetRole,
    OfGroup(fn(GroupName) -> BulkAction),
    SetField,
}

/// The action, with the role of `set_role`, the group, or the field and its value. Any of these with any other action is rejected: it was
/// probably meant as a filter, and ignoring it would change far more accounts than intended.
fn parse_action(fields: &mut Fields, request: &BulkRequest) -> Option<BulkAction> {
    let has_no_role = is_empty(&request.role);
    let kind = fields.parse("action", &request.action, |name| match name {
        "disable" => Ok(Kind::Complete(UserAction::Disable.into())),
        "enable" => Ok(Kind::Complete(UserAction::Enable.into())),
        "delete" => Ok(Kind::Complete(UserAction::Delete.into())),
        "restore" => Ok(Kind::Complete(UserAction::Restore.into())),
        INVITE => Ok(Kind::Complete(BulkAction::Invite)),
        REVOKE_INVITATION => Ok(Kind::Complete(BulkAction::RevokeInvitation)),
        "set_role" if has_no_role => Err(Problem::new("role_missing", message::bulk_role_missing())),
        "set_role" => Ok(Kind::SetRole),
        ADD_TO_GROUP => Ok(Kind::OfGroup(BulkAction::AddToGroup)),
        REMOVE_FROM_GROUP => Ok(Kind::OfGroup(BulkAction::RemoveFromGroup)),
        SET_FIELD => Ok(Kind::SetField),
        _ => Err(Problem::new("unknown_action", message::bulk_action_not_valid(bulk::ACTIONS.join(", ")))),
    });
    let role = match kind {
        Some(Kind::SetRole) => fields.parse("role", &request.role, Role::parse),
        _ => {
            refuse_argument(fields, "role", &request.role, message::bulk_role_not_used);
            None
        }
    };
    let group = match kind {
        Some(Kind::OfGroup(_)) => fields.parse("group", &request.group, parse_group),
        _ => {
            refuse_argument(fields, "group", &request.group, message::bulk_group_not_used);
            None
        }
    };
    let field = match kind {
        Some(Kind::SetField) => {
            fields.expect_text("value", &request.value);
            fields.parse("field", &request.field, OwnFieldName::parse)
        }
        _ => {
            refuse_argument(fields, "field", &request.field, message::bulk_field_not_used);
            refuse_argument(fields, "value", &request.value, message::bulk_field_not_used);
            None
        }
    };
    match kind? {
        Kind::Complete(action) => Some(action),
        Kind::SetRole => role.map(|role| UserAction::SetRole(role).into()),
        Kind::OfGroup(action) => group.map(action),
        Kind::SetField => field.map(|field| BulkAction::SetField(field, request.value.as_str().trim().to_owned())),
    }
}

fn parse_group(name: &str) -> Result<GroupName, Problem> {
    if name.is_empty() { Err(Problem::new("required", message::bulk_group_missing())) } else { GroupName::parse(name) }
}

/// Rejects a role, a group or a field, unless it is empty.
fn refuse_argument(fields: &mut Fields, field: &'static str, value: &Text, detail: fn() -> Message) {
    if *value == Text::WrongType {
        fields.reject(field, Problem::not_text());
    } else if !is_empty(value) {
        fields.reject(field, Problem::new("not_with_action", detail()));
    }
}

/// Whether it is missing. A form without a choice sends an empty text.
fn is_empty(value: &Text) -> bool {
    value.is_missing() || *value == Text::Given(String::new())
}

/// Reports why a request selects no accounts: a value has the wrong type, or not exactly one of both is there.
fn reject_targets(fields: &mut Fields, ids_wrong: bool, filter_wrong: bool) {
    if ids_wrong {
        fields.reject("ids", Problem::new("wrong_type", message::bulk_ids_wrong_type()));
    }
    if filter_wrong {
        fields.reject("filter", Problem::new("wrong_type", message::bulk_filter_wrong_type()));
    }
    if !ids_wrong && !filter_wrong {
        fields.reject("ids", Problem::new("ambiguous", message::bulk_ids_or_filter()));
    }
}

/// Parses the filter. Its errors name fields by their path, such as `filter.role`.
fn parse_filter_of(errors: &mut Vec<FieldError>, filter: &FilterRequest) -> Filter {
    let mut own = Fields::default();
    let parsed = query::filter(&mut own, filter);
    errors.extend(own.finish().err().unwrap_or_default().into_iter().map(named_of_filter));
    errors.extend(filter.unknown.errors("filter."));
    parsed
}

fn named_of_filter(error: FieldError) -> FieldError {
    FieldError { field: format!("filter.{}", error.field).into(), ..error }
}

/// The same for an error about the filter alone.
fn of_filter(mut error: AppError) -> AppError {
    error.errors = error.errors.into_iter().map(named_of_filter).collect();
    error
}

fn parse_ids(fields: &mut Fields, ids: &[Text]) -> VecDeque<UserId> {
    if ids.is_empty() || ids.len() > MAX_IDS {
        fields.reject("ids", Problem::new("out_of_range", message::bulk_ids_out_of_range(MAX_IDS.to_string())));
        return VecDeque::new();
    }
    let parsed: Option<VecDeque<_>> = ids.iter().map(|id| id.as_str().parse().ok()).collect();
    parsed.unwrap_or_else(|| {
        fields.reject("ids", Problem::new("not_an_id", message::bulk_id_not_valid()));
        VecDeque::new()
    })
}
