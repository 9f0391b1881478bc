//! Groups of users ([decision 42](../../../docs/decisions/0042-groups.md)): which ones there are.
//!
//! All changes of groups and of members hold the advisory lock of administrators (`Action::is_about_others`), so they run
//! one at a time: no one joins a group that is deleted.
//!
//! Other nouns ask `Groups` for `group_names`.

mod members;
mod rule;

pub(super) use members::{MemberChange, change_member, ensure_existing, set_member};
pub(super) use rule::{is_of_others, parse_rule, ruled_fields};

use super::deletions::being_deleted;
use super::policy::Action;
use super::unit_of_work::UnitOfWork;
use super::{Caller, Groups, applications};
use crate::language::message;
use crate::shared::fields::names::is_harmful;
use crate::shared::groups::{MAX_DESCRIPTION_CHARS, MAX_GROUPS};
use crate::shared::page::{GroupChoice, NewUserData};
use crate::shared::{
    AdmittingApplication, AppError, ApplicationName, ApplicationView, CreateGroupRequest, ErrorCode, EventKind,
    FieldError, Fields, GroupDetailsView, GroupName, GroupNames, GroupView, Problem, Timestamp, UpdateGroupRequest,
    at_most,
};
use crate::store::groups::{self, GroupRow};
use crate::store::imports;
use rule::requested_rule;

/// The number of applications that a message names.
const MAX_NAMED: usize = 5;

impl Groups {
    /// All groups, by name.
    pub async fn list_groups(&self, caller: &Caller) -> Result<Vec<GroupView>, AppError> {
        caller.permit(Action::ReadGroups)?;
        let rows = self.db().read_report(async |mut conn| groups::list(&mut conn).await).await?;
        Ok(rows.into_iter().map(GroupView::from).collect())
    }

    /// The names of all groups, without the numbers of their members, which take longer to count.
    pub async fn group_names(&self, caller: &Caller) -> Result<GroupNames, AppError> {
        caller.permit(Action::ReadGroups)?;
        Ok(self.db().read(async |mut conn| groups::names(&mut conn).await).await?)
    }

    /// All groups with what each opens, for the page on which an account is created.
    pub async fn choices_for_new(&self, caller: &Caller) -> Result<NewUserData, AppError> {
        let names = self.group_names(caller).await?;
        let applications = self.applications().list_applications(caller).await?;
        let titles = |is_wanted: &dyn Fn(&ApplicationView) -> bool| {
            applications.iter().filter(|one| is_wanted(one)).map(|one| one.title.clone()).collect::<Vec<_>>()
        };
        let choice = |name: &GroupName| GroupChoice {
            name: name.clone(),
            opens: titles(&|application: &ApplicationView| !application.everyone && application.groups.contains(name)),
        };
        Ok(NewUserData {
            groups: names.iter().map(choice).collect(),
            open: titles(&|application: &ApplicationView| application.everyone),
            fields: Vec::new(),
        })
    }

    /// Those of these groups that exist.
    pub async fn groups_named(&self, caller: &Caller, names: &GroupNames) -> Result<Vec<GroupView>, AppError> {
        caller.permit(Action::ReadGroups)?;
        let names: Vec<_> = names.iter().cloned().collect();
        let rows = self.db().read(async move |mut conn| {
            let mut rows: Vec<GroupRow> = Vec::new();
            for name in &names {
                rows.extend(groups::find(&mut conn, name).await?);
            }
            Ok(rows)
        });
        Ok(rows.await?.into_iter().map(GroupView::from).collect())
    }

    pub async fn show_group(&self, caller: &Caller, name: &str) -> Result<GroupView, AppError> {
        caller.permit(Action::ReadGroups)?;
        self.find_group(existing(name)?).await
    }

    /// A group, and the applications that admit it.
    pub async fn show_group_details(&self, caller: &Caller, name: &str) -> Result<GroupDetailsView, AppError> {
        let group = self.show_group(caller, name).await?;
        let all = self.applications().list_applications(caller).await?.into_iter();
        let admitting = all.filter(|application| application.groups.contains(&group.name));
        let applications =
            admitting.map(|application| AdmittingApplication { name: application.name, title: application.title });
        let applications = applications.collect();
        Ok(GroupDetailsView { group, applications })
    }

    /// Creates a group without members. Its name never changes.
    ///
    /// # Errors
    /// Also if there is a group with this name, or if there are as many groups as allowed. With a rule, those of
    /// [`UnitOfWork::permit_rule`].
    pub async fn create_group(&self, caller: &Caller, request: CreateGroupRequest) -> Result<GroupView, AppError> {
        caller.permit(Action::ManageGroups)?;
        let (name, description) = parse_new(&request).map_err(AppError::invalid)?;
        let created = self.change_once(caller, Action::ManageGroups, move |tx| {
            Box::pin(async move {
                let (rule, now) = (requested_rule(tx, &request.rule).await?.unwrap_or_default(), tx.now());
                if !groups::insert(tx, &name, &description, now).await? {
                    let is_marked = groups::is_marked(tx, &name).await?;
                    return Err(taken(if is_marked { being_deleted() } else { name_taken() }));
                }
                // An error rolls back the insert. Other groups are created before or after this transaction.
                if groups::count(tx).await? > MAX_GROUPS as i64 {
                    return Err(too_many());
                }
                if !rule.is_empty() {
                    tx.permit_rule(&name, &rule)?;
                    tx.set_member_rule(&name, &rule).await?;
                }
                tx.record(tx.event(EventKind::GroupCreate).detail(&name));
                Ok(GroupView { name, description, rule, members: 0, created_at: now })
            })
        });
        let group = created.await?;
        if !group.rule.is_empty() {
            self.group_rules().apply_rules_later();
        }
        Ok(group)
    }

    /// Changes the fields of the request that are not missing.
    ///
    /// # Errors
    /// Returns those of [`UnitOfWork::permit_rule`], if the rule changes.
    pub async fn update_group(
        &self,
        caller: &Caller,
        name: &str,
        request: UpdateGroupRequest,
    ) -> Result<GroupView, AppError> {
        caller.permit(Action::ManageGroups)?;
        let name = existing(name)?;
        let description = parse_change(&request).map_err(AppError::invalid)?;
        let group = name.clone();
        let job = async move |mut tx: UnitOfWork| {
            let before = groups::description(&mut tx, &group).await?.ok_or_else(no_such_group)?;
            let old_rule = groups::member_rule(&mut tx, &group).await?.unwrap_or_default();
            let rule = requested_rule(&mut tx, &request.rule).await?.filter(|rule| *rule != old_rule);
            let description = description.filter(|description| *description != before);
            if let Some(rule) = &rule {
                tx.permit_rule(&group, rule)?;
                tx.set_member_rule(&group, rule).await?;
            }
            if let Some(description) = &description {
                groups::describe(&mut tx, &group, description).await?;
            }
            if description.is_some() || rule.is_some() {
                tx.record(tx.event(EventKind::GroupUpdate).detail(&group));
            }
            Ok(rule.is_some())
        };
        if self.change(caller, Action::ManageGroups, job).await? {
            self.group_rules().apply_rules_later();
        }
        // After the transaction, because counting the members of a large group takes a while.
        self.find_group(name).await
    }

    /// Deletes a group, and removes all members from it, deleted accounts included. From the next request on nobody belongs to it;
    /// the rows of a large one are deleted by a task.
    ///
    /// # Errors
    /// [`ErrorCode::ImportRunning`] while an import is adding accounts, which may belong to the group, and
    /// [`ErrorCode::GroupInUse`] while an application admits it: a later group of the same name would be admitted as well; or while
    /// a second factor is demanded of its members, which nobody would need any more.
    pub async fn delete_group(&self, caller: &Caller, name: &str) -> Result<(), AppError> {
        caller.permit(Action::ManageGroups)?;
        let name = existing(name)?;
        // One that is abandoned must not prevent the deletion.
        self.imports().withdraw_abandoned().await?;
        let job = async move |mut tx: UnitOfWork| {
            groups::description(&mut tx, &name).await?.ok_or_else(no_such_group)?;
            if tx.accounts().settings().second_factor_demand.of_groups.contains(&name) {
                return Err(AppError::new(ErrorCode::GroupInUse, message::group_demanded()));
            }
            if imports::unpublished_import(&mut tx).await?.is_some() {
                return Err(import_running());
            }
            let applications = applications::admitting(&mut tx, &name).await?;
            if !applications.is_empty() {
                return Err(in_use(&applications));
            }
            Ok(tx.delete_group(&name).await?)
        };
        if !self.change(caller, Action::ManageGroups, job).await? {
            self.deletions().finish_deletions_later();
        }
        Ok(())
    }

    /// A group with its number of members, without a check of permission.
    async fn find_group(&self, name: GroupName) -> Result<GroupView, AppError> {
        let row = self.db().read(async move |mut conn| groups::find(&mut conn, &name).await).await?;
        row.map(GroupView::from).ok_or_else(no_such_group)
    }
}

impl From<GroupRow> for GroupView {
    fn from(row: GroupRow) -> Self {
        Self {
            name: row.name,
            description: row.description,
            rule: row.member_rule,
            members: row.members.unsigned_abs(),
            created_at: Timestamp(row.created_at),
        }
    }
}

/// The name of a group in an address or an argument. A text that is no name is that of no group.
fn existing(name: &str) -> Result<GroupName, AppError> {
    GroupName::parse(name).map_err(|_| no_such_group())
}

fn no_such_group() -> AppError {
    AppError::not_found(message::group_missing())
}

fn name_taken() -> Problem {
    Problem::new("taken", message::group_name_taken())
}

fn taken(problem: Problem) -> AppError {
    AppError::fields(ErrorCode::GroupTaken, vec![problem.of("name")])
}

fn too_many() -> AppError {
    AppError::new(ErrorCode::ValidationFailed, message::groups_too_many(MAX_GROUPS.to_string()))
}

fn import_running() -> AppError {
    AppError::new(ErrorCode::ImportRunning, message::group_import_running())
}

/// These applications admit the members of the group.
fn in_use(applications: &[ApplicationName]) -> AppError {
    // Without JavaScript a cookie carries the message, so it cannot name hundreds.
    let names: Vec<_> = applications.iter().map(ApplicationName::as_str).take(MAX_NAMED).collect();
    let more = (applications.len() - names.len()) as u64;
    AppError::new(ErrorCode::GroupInUse, message::group_in_use(names.join(", "), more))
}

/// The name and the description of a new group. Returns all errors at once.
fn parse_new(request: &CreateGroupRequest) -> Result<(GroupName, String), Vec<FieldError>> {
    let mut fields = Fields::default();
    let name = fields.parse("name", &request.name, GroupName::parse);
    let description = fields.parse("description", &request.description, parse_description);
    fields.finish()?;
    let (Some(name), Some(description)) = (name, description) else {
        unreachable!("a missing value has reported an error");
    };
    Ok((name, description))
}

/// The new description; None if it stays as it is.
fn parse_change(request: &UpdateGroupRequest) -> Result<Option<String>, Vec<FieldError>> {
    let mut fields = Fields::default();
    let description = fields.parse("description", &request.description, parse_description);
    fields.finish()?;
    Ok(description.filter(|_| !request.description.is_missing()))
}

/// What a group is for.
pub(super) fn parse_description(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.chars().any(is_harmful) {
        return Err(Problem::new("not_allowed", message::field_invisible_characters()));
    }
    at_most(text, MAX_DESCRIPTION_CHARS)?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Text;

    fn new(name: &str, description: &str) -> Result<(GroupName, String), Vec<FieldError>> {
        parse_new(&CreateGroupRequest { name: name.into(), description: description.into(), rule: Text::Missing })
    }

    fn codes(errors: &[FieldError]) -> Vec<(&str, &str)> {
        errors.iter().map(|error| (&*error.field, &*error.code)).collect()
    }

    #[test]
    fn all_errors_are_returned_at_once() {
        assert_eq!(
            codes(&new("Editors", "a\nb").unwrap_err()),
            [("name", "not_allowed"), ("description", "not_allowed")]
        );
        assert_eq!(codes(&new("", &"ä".repeat(201)).unwrap_err()), [("name", "required"), ("description", "too_long")]);
        let missing = parse_new(&CreateGroupRequest::default());
        assert_eq!(codes(&missing.unwrap_err()), [("name", "required")]);
        let wrong_type = UpdateGroupRequest { description: Text::WrongType, rule: Text::Missing };
        assert_eq!(codes(&parse_change(&wrong_type).unwrap_err()), [("description", "wrong_type")]);
    }

    #[test]
    fn a_description_is_trimmed_and_may_be_removed_but_not_by_leaving_it_out() {
        let (name, description) = new("editors", &format!(" {} ", "ä".repeat(200))).unwrap();
        assert_eq!((name.as_str(), description.chars().count()), ("editors", 200));
        let change =
            |description: Text| parse_change(&UpdateGroupRequest { description, rule: Text::Missing }).unwrap();
        assert_eq!(change("They write.".into()).as_deref(), Some("They write."));
        assert_eq!(change("".into()).as_deref(), Some(""));
        assert_eq!(change(Text::Missing), None);
    }
}
