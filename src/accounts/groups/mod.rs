//! Groups of users ([decision 42](../../../docs/decisions/0042-groups.md)).
//!
//! All changes of groups and of members hold the advisory lock of administrators (`Action::is_about_others`), so they run
//! one at a time: nobody joins a group that is deleted.

mod delete;

use super::{
    Accounts, Caller, User, error, policy::Action, unit_of_work::UnitOfWork, users::new_account::names_with_groups,
};
use crate::{
    identity::words::{GROUP_WORDS, group_word, group_words_fit},
    shared::{
        audit::EventKind,
        error::{AppError, ErrorCode, FieldError},
        fields::{Fields, Problem, names::is_harmful},
        groups::{
            CreateGroupRequest, GroupName, GroupNames, GroupView, MAX_DESCRIPTION_CHARS, MAX_GROUPS, UpdateGroupRequest,
        },
        ids::UserId,
        timestamp::Timestamp,
        views::Status,
    },
    store::{
        Conn, StoreError,
        groups::{self, GroupRow},
        users,
    },
};
use std::collections::HashMap;

/// A change of the groups of an account.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MemberChange {
    Add,
    Remove,
}

/// The number of members of each group, without deleted accounts.
struct MemberCounts(HashMap<String, i64>);

impl Accounts {
    /// All groups, by name.
    pub async fn list_groups(&self, caller: &Caller) -> Result<Vec<GroupView>, AppError> {
        caller.permit(Action::ReadGroups)?;
        let read = self
            .db()
            .read(async |mut conn| Ok((groups::list(&mut conn).await?, MemberCounts::of_all(&mut conn).await?)));
        let (rows, members) = read.await?;
        Ok(rows.into_iter().map(|row| members.view(row)).collect())
    }

    pub async fn show_group(&self, caller: &Caller, name: &str) -> Result<GroupView, AppError> {
        caller.permit(Action::ReadGroups)?;
        self.find_group(existing(name)?).await
    }

    /// Creates a group without members. Its name never changes.
    ///
    /// # Errors
    /// Also if there is a group with this name, if accounts still have the name of a deleted one, or if there are as many groups as
    /// allowed.
    pub async fn create_group(&self, caller: &Caller, request: CreateGroupRequest) -> Result<GroupView, AppError> {
        caller.permit(Action::ManageGroups)?;
        let (name, description) = parse_new(&request).map_err(AppError::invalid)?;
        let created = self.change_once(caller, Action::ManageGroups, move |tx| {
            Box::pin(async move {
                let now = tx.now();
                if groups::is_being_deleted(tx, &name).await? {
                    return Err(taken(
                        "A group with this name is being deleted. Wait a minute, or choose another name.",
                    ));
                }
                if !groups::insert(tx, &name, &description, now).await? {
                    return Err(taken("There is a group with this name. Choose another one."));
                }
                // An error rolls back the insert. Other groups are created before or after this transaction.
                if groups::count(tx).await? > MAX_GROUPS as i64 {
                    return Err(too_many());
                }
                tx.record(tx.event(EventKind::GroupCreate).detail(&name));
                Ok(GroupView { name, description, members: 0, created_at: now })
            })
        });
        created.await
    }

    /// Changes the fields of the request that are not missing.
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
            let row = groups::find(&mut tx, &group).await?.ok_or_else(no_such_group)?;
            if let Some(description) = description.filter(|description| *description != row.description) {
                groups::describe(&mut tx, &group, &description).await?;
                tx.record(tx.event(EventKind::GroupUpdate).detail(&group));
            }
            Ok(())
        };
        self.change(caller, Action::ManageGroups, job).await?;
        // After the transaction, because counting the members of a large group takes a while.
        self.find_group(name).await
    }

    /// Adds an account, active or disabled, to a group. Does nothing if it belongs to the group already. It holds from the next
    /// request on; access tokens that are already issued do not change.
    pub async fn add_to_group(&self, caller: &Caller, name: &str, user: UserId) -> Result<(), AppError> {
        self.change_members(caller, name, user, MemberChange::Add).await
    }

    /// Removes an account from a group. Does nothing if it does not belong to the group.
    pub async fn remove_from_group(&self, caller: &Caller, name: &str, user: UserId) -> Result<(), AppError> {
        self.change_members(caller, name, user, MemberChange::Remove).await
    }

    async fn change_members(
        &self,
        caller: &Caller,
        name: &str,
        id: UserId,
        change: MemberChange,
    ) -> Result<(), AppError> {
        caller.permit(Action::ChangeGroups(id))?;
        let name = existing(name)?;
        let job = async move |mut tx: UnitOfWork| {
            groups::find(&mut tx, &name).await?.ok_or_else(no_such_group)?;
            // `change` has locked the account until the commit: the groups read here are those that are replaced.
            let user = users::find(&mut tx, id).await?.map(User::from);
            let user = user.filter(|user| user.status != Status::Deleted).ok_or_else(error::no_such_account)?;
            if user.groups.contains(&name) == (change == MemberChange::Add) {
                return Ok(());
            }
            let is_changed = match change {
                MemberChange::Add => add(&mut tx, &user, &name).await?,
                MemberChange::Remove => remove(&mut tx, &user, &name).await?,
            };
            if is_changed { Ok(()) } else { Err(error::no_such_account()) }
        };
        self.change(caller, Action::ChangeGroups(id), job).await
    }

    /// A group with its number of members, without a check of permission.
    async fn find_group(&self, name: GroupName) -> Result<GroupView, AppError> {
        let read = self.db().read(async move |mut conn| {
            Ok((groups::find(&mut conn, &name).await?, MemberCounts::of(&mut conn, &name).await?))
        });
        let (row, members) = read.await?;
        Ok(members.view(row.ok_or_else(no_such_group)?))
    }
}

/// The name of a group in an address or an argument. A text that is no name is that of no group.
fn existing(name: &str) -> Result<GroupName, AppError> {
    GroupName::parse(name).map_err(|_| no_such_group())
}

fn no_such_group() -> AppError {
    AppError::not_found("There is no such group.")
}

fn taken(message: &'static str) -> AppError {
    AppError::fields(ErrorCode::GroupTaken, vec![Problem::new("taken", message).of("name")])
}

fn too_many() -> AppError {
    AppError::new(
        ErrorCode::ValidationFailed,
        format!("There are {MAX_GROUPS} groups. Delete one before you create another."),
    )
}

/// Like [`remove`]. Fails if the groups of the account would be too long together.
async fn add(tx: &mut UnitOfWork, user: &User, name: &GroupName) -> Result<bool, AppError> {
    let groups = user.groups.with(name);
    if !group_words_fit(&groups) {
        let problem = Problem::new(
            "too_many_groups",
            "The account belongs to too many groups: their names are too long together. Remove it from another one first.",
        );
        return Err(AppError::invalid(vec![problem.of("groups")]));
    }
    let is_added = set_groups(tx, user, groups).await?;
    if is_added {
        tx.record(tx.event(EventKind::GroupAdd).on(user.id).detail(name));
    }
    Ok(is_added)
}

/// Removes an account from a group; returns false if the account is no longer as in `user`. The transaction holds a lock on it.
async fn remove(tx: &mut UnitOfWork, user: &User, name: &GroupName) -> Result<bool, StoreError> {
    let is_removed = set_groups(tx, user, user.groups.without(name)).await?;
    if is_removed {
        tx.record(tx.event(EventKind::GroupRemove).on(user.id).detail(name));
    }
    Ok(is_removed)
}

async fn set_groups(tx: &mut UnitOfWork, user: &User, groups: GroupNames) -> Result<bool, StoreError> {
    let now = tx.now();
    let names = names_with_groups(user, groups);
    Ok(groups::set(tx, user.id, user.version, &names, now).await?.is_some())
}

impl MemberCounts {
    async fn of_all(conn: &mut Conn) -> Result<Self, StoreError> {
        let [first, last] = GROUP_WORDS;
        Ok(Self::sum(groups::memberships(conn, first, last).await?))
    }

    /// Of one group.
    async fn of(conn: &mut Conn, name: &GroupName) -> Result<Self, StoreError> {
        let word = group_word(name);
        Ok(Self::sum(groups::memberships(conn, &word, &word).await?))
    }

    fn sum(rows: Vec<(String, i64)>) -> Self {
        let mut counts: HashMap<String, i64> = HashMap::new();
        for (groups, accounts) in rows {
            // Either the word of a group, or the names of several.
            for name in groups.split(' ') {
                *counts.entry(name.trim_matches('#').to_owned()).or_default() += accounts;
            }
        }
        Self(counts)
    }

    fn view(&self, row: GroupRow) -> GroupView {
        let members = self.0.get(row.name.as_str()).copied().unwrap_or_default();
        GroupView {
            members: u64::try_from(members).unwrap_or_default(),
            name: row.name,
            description: row.description,
            created_at: Timestamp(row.created_at),
        }
    }
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

fn parse_description(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.chars().any(is_harmful) {
        return Err(Problem::new("not_allowed", "Remove line breaks and invisible characters."));
    }
    if text.chars().count() > MAX_DESCRIPTION_CHARS {
        return Err(Problem::new("too_long", format!("Use at most {MAX_DESCRIPTION_CHARS} characters.")));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::values::Text;

    fn new(name: &str, description: &str) -> Result<(GroupName, String), Vec<FieldError>> {
        parse_new(&CreateGroupRequest { name: name.into(), description: description.into() })
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
        let wrong_type = UpdateGroupRequest { description: Text::WrongType };
        assert_eq!(codes(&parse_change(&wrong_type).unwrap_err()), [("description", "wrong_type")]);
    }

    #[test]
    fn a_description_is_trimmed_and_may_be_removed_but_not_by_leaving_it_out() {
        let (name, description) = new("editors", &format!(" {} ", "ä".repeat(200))).unwrap();
        assert_eq!((name.as_str(), description.chars().count()), ("editors", 200));
        let change = |description: Text| parse_change(&UpdateGroupRequest { description }).unwrap();
        assert_eq!(change("They write.".into()).as_deref(), Some("They write."));
        assert_eq!(change("".into()).as_deref(), Some(""));
        assert_eq!(change(Text::Missing), None);
    }

    #[test]
    fn accounts_that_are_deleted_or_hidden_are_subtracted_from_each_of_their_groups() {
        let rows = [("#a#", 3), ("#b-c#", 2), ("a b-c", -1), ("a", -1), ("d", -1)];
        let counts = MemberCounts::sum(rows.map(|(names, accounts)| (names.to_owned(), accounts)).to_vec());
        let members = |name: &str| {
            let name = GroupName::parse(name).unwrap();
            counts.view(GroupRow { name, description: String::new(), created_at: 0 }).members
        };
        assert_eq!(["a", "b-c", "d", "e"].map(members), [1, 1, 0, 0]);
    }
}
