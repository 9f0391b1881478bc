//! Groups whose members are those that a rule over fields of one's own says
//! ([decision 107](../../docs/decisions/0107-what-applications-get-of-fields.md)): `plan=pro;country=DE`.
//!
//! Who belongs to them is stored as for all groups, so sessions, tokens, lists and applications ask nothing more. An account follows the
//! rules in the transaction that changes its values. When a rule or a field changes, all accounts follow it in batches; the row of the
//! group says whether that is done, so the clean-up goes on with what a process has left.
//!
//! Other nouns ask `GroupRules` for `apply_file_groups`, `apply_rules` and `apply_rules_later`.

use super::deletions::being_deleted;
use super::groups::{MemberChange, is_of_others, parse_description, parse_rule, set_member};
use super::own_fields::read_fields;
use super::users::names::with_keys;
use super::{Action, Caller, GroupRules, UnitOfWork, error};
use crate::applications::{FileError, FileGroup, FileProblem};
use crate::language::{Message, message};
use crate::own_fields::{DefinedFields, is_for_rules};
use crate::shared::groups::MAX_GROUPS;
use crate::shared::own_fields::FieldRange;
use crate::shared::{AppError, ApplicationName, EventKind, Fields, GroupName, GroupNames, Problem, Text, UserId};
use crate::store::own_fields::{self, NewOwnValue};
use crate::store::users::{self, Names, NewUser};
use crate::store::{AdvisoryLock, Conn, Lease, StoreError, Tx, groups, imports, locks};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Accounts that are read at once.
const PAGE: u32 = 500;
/// Accounts that are changed in one transaction; few, so that other writers do not wait long.
const AT_ONCE: usize = 50;
/// What the name of a group ends with that is named after an application.
const BY_RULE: &str = "-by-rule";
/// The characters of the name of the application in it: a name has 63.
const MAX_NAMED_CHARS: usize = 55;

/// The rules of all groups that have one.
pub(super) struct MemberRules(Vec<MemberRule>);

struct MemberRule {
    group: GroupName,
    /// None: a field that it names is deleted, or has changed. Then nobody belongs to the group.
    ranges: Option<Vec<FieldRange>>,
}

impl MemberRule {
    fn new(fields: &DefinedFields, group: GroupName, rule: &str) -> Self {
        Self { group, ranges: fields.ranges(rule, is_for_rules).ok().filter(|ranges| !ranges.is_empty()) }
    }

    /// Whether an account that is stored belongs to the group.
    async fn is_met(&self, conn: &mut Conn, id: UserId) -> Result<bool, StoreError> {
        let Some(ranges) = &self.ranges else { return Ok(false) };
        for range in ranges {
            if !own_fields::is_in(conn, id, range).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether an account with these values does.
    fn is_met_by(&self, values: &[NewOwnValue]) -> bool {
        let is_in = |range: &FieldRange, value: &NewOwnValue| {
            value.field == range.field && (&range.first..=&range.last).contains(&&value.key)
        };
        let has = |range: &FieldRange| values.iter().any(|value| is_in(range, value));
        self.ranges.as_ref().is_some_and(|ranges| ranges.iter().all(has))
    }
}

impl MemberRules {
    /// Gives an account that is about to be added the groups that the rules say, with the keys that the search needs of them.
    pub(super) fn add_to(&self, user: &mut NewUser) {
        if self.0.is_empty() {
            return;
        }
        let is_of_rule = |name: &GroupName| self.0.iter().any(|rule| rule.group == *name);
        let chosen = user.names.groups.iter().filter(|name| !is_of_rule(name)).cloned();
        let met = self.0.iter().filter(|rule| rule.is_met_by(&user.own_values)).map(|rule| rule.group.clone());
        let groups: GroupNames = chosen.chain(met).collect();
        if groups != user.names.groups {
            user.names = with_keys(Names { groups, ..user.names.clone() });
        }
    }
}

impl UnitOfWork {
    /// The rules of groups, which stay as they are until the commit.
    pub(super) async fn member_rules(&mut self) -> Result<MemberRules, StoreError> {
        let rows = locks::lock_member_rules(self).await?;
        if rows.is_empty() {
            return Ok(MemberRules(Vec::new()));
        }
        // Those of the database, because the memory may be a moment behind.
        let fields = read_fields(self).await?;
        let rules = rows.into_iter().map(|(group, rule)| MemberRule::new(&fields, group, &rule));
        Ok(MemberRules(rules.collect()))
    }

    /// Adds an account, which is locked, to the groups whose rules it meets, and removes it from the others that have a rule. To be called
    /// when its values have changed. Returns whether it has other groups than before.
    pub(super) async fn follow_rules(&mut self, id: UserId) -> Result<bool, StoreError> {
        let MemberRules(rules) = self.member_rules().await?;
        if rules.is_empty() {
            return Ok(false);
        }
        let Some(row) = users::find(self, id).await? else { return Ok(false) };
        let has = GroupNames::from_stored(&row.group_names);
        let mut has_changed = false;
        for rule in rules {
            let change = match (has.contains(&rule.group), rule.is_met(self, id).await?) {
                (false, true) => MemberChange::Add,
                (true, false) => MemberChange::Remove,
                (false, false) | (true, true) => continue,
            };
            has_changed |= set_member(self, &rule.group, id, change).await?;
        }
        Ok(has_changed)
    }

    /// The group of those who meet a rule, for an application that admits them: it is named after the application, and created if it is
    /// not there. None: the request has no rule.
    pub(super) async fn group_by_rule(
        &mut self,
        application: &ApplicationName,
        text: &Text,
    ) -> Result<Option<GroupName>, AppError> {
        let is_blank = text.as_str().chars().all(|c| c == ';' || c.is_whitespace());
        if is_blank && *text != Text::WrongType {
            return Ok(None);
        }
        let invalid = |problem: Problem| AppError::invalid(vec![problem.of("rule")]);
        let mut fields = Fields::default();
        fields.expect_text("rule", text);
        fields.finish().map_err(AppError::invalid)?;
        let named = application.as_str().chars().take(MAX_NAMED_CHARS).collect::<String>();
        let name = GroupName::parse(&format!("{named}{BY_RULE}")).map_err(invalid)?;
        self.permit_rule(&name, text.as_str())?;
        if is_of_others(self, &name, application, text.as_str()).await? {
            return Err(invalid(Problem::new("taken", message::group_rule_name_taken(name.to_string()))));
        }
        match put_group(self, &name, None, Some(text.as_str())).await? {
            None => Ok(Some(name)),
            Some(message) => Err(invalid(Problem::new("not_allowed", message))),
        }
    }
}

impl GroupRules {
    /// Lets all accounts follow the rules that have changed, or whose fields have.
    pub(super) async fn apply_rules(&self) -> Result<(), AppError> {
        let read = self.db().read(async |mut conn| {
            // Asked first: one that is published after that applies them again.
            let import = imports::unpublished_import(&mut conn).await?;
            Ok((groups::unapplied_rules(&mut conn).await?, import.is_some()))
        });
        let (changed, is_importing) = read.await?;
        for (group, rule, version) in changed {
            let fields = self.db().read(async |mut conn| read_fields(&mut conn).await).await?;
            let rule = MemberRule::new(&fields, group.clone(), &rule);
            self.admit(&rule).await?;
            self.dismiss(&rule).await?;
            // The accounts of an import are hidden, and follow the rules that there were when they were added.
            if !is_importing {
                let applied = async move |mut tx: Tx| groups::set_rule_applied(&mut tx, &group, version).await;
                self.db().write(applied).await?;
            }
        }
        Ok(())
    }

    /// Creates the groups of the operator's file that are not there, and gives all of them the description and the rule that it says. None
    /// is deleted because a later file does not name it: that would take from its members what it admits them to. Returns what cannot
    /// be done.
    pub(super) async fn apply_file_groups(&self, groups: Vec<FileGroup>) -> Result<Vec<FileProblem>, AppError> {
        let job = async move |mut tx: UnitOfWork| {
            let mut problems = Vec::new();
            // Before the first of them changes.
            locks::acquire(&mut tx, AdvisoryLock::MemberRules).await?;
            for group in groups {
                let FileGroup { name, description, rule, .. } = &group;
                let mistake = put_group(&mut tx, name, description.as_deref(), rule.as_deref()).await?;
                problems.extend(mistake.map(|message| problem_of(&group, message)));
            }
            Ok(problems)
        };
        let problems = self.change(&Caller::system(), Action::ManageGroups, job).await?;
        self.apply_rules_later();
        Ok(problems)
    }

    /// Does it after the response.
    pub(super) fn apply_rules_later(&self) {
        let rules = self.clone();
        self.after_response("the members of groups with a rule", async move {
            if let Err(error) = rules.apply_rules().await {
                tracing::error!(error = %error::for_log(&error), "groups lack members, or have too many: the clean-up tries again");
            }
        });
    }

    /// Looks at all accounts that have a value in the first range of a rule.
    async fn admit(&self, rule: &MemberRule) -> Result<(), AppError> {
        let Some(first) = rule.ranges.as_ref().and_then(|ranges| ranges.first()) else { return Ok(()) };
        let (mut key, mut user) = (first.first.clone(), Uuid::nil());
        loop {
            let (range, after) = (first.clone(), key.clone());
            let read = async move |mut conn: Lease| own_fields::in_range(&mut conn, &range, &after, user, PAGE).await;
            let page = self.db().read(read).await?;
            let Some(last) = page.last() else { return Ok(()) };
            (key, user) = (last.key.clone(), last.user_id);
            self.settle(rule, page.iter().map(|row| UserId(row.user_id)).collect()).await?;
        }
    }

    /// Looks at all members of the group of a rule.
    async fn dismiss(&self, rule: &MemberRule) -> Result<(), AppError> {
        let mut after = Uuid::nil();
        loop {
            let group = rule.group.clone();
            let read = async move |mut conn: Lease| groups::members_after(&mut conn, &group, after, PAGE).await;
            let page = self.db().read(read).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.0;
            self.settle(rule, page.into_iter().collect()).await?;
        }
    }

    /// Changes those of these accounts that do not follow a rule.
    async fn settle(&self, rule: &MemberRule, ids: BTreeSet<UserId>) -> Result<(), AppError> {
        let rule = MemberRule { group: rule.group.clone(), ranges: rule.ranges.clone() };
        let read = self.db().read(async move |mut conn| {
            let mut differing = Vec::new();
            for id in ids {
                let is_member = groups::is_member(&mut conn, &rule.group, id).await?;
                if rule.is_met(&mut conn, id).await? != is_member {
                    differing.push(id);
                }
            }
            Ok(differing)
        });
        let differing: Vec<UserId> = read.await?;
        let caller = Caller::system();
        for some in differing.chunks(AT_ONCE) {
            let ids = some.to_vec();
            let job = async move |mut tx: UnitOfWork| {
                // As whoever changes others: so transactions cannot deadlock. In the order of their ids, and before the rules.
                locks::acquire(&mut tx, AdvisoryLock::Administrators).await?;
                for id in &ids {
                    locks::lock_target(&mut tx, *id).await?;
                }
                for id in ids {
                    tx.follow_rules(id).await?;
                }
                Ok(())
            };
            self.transact(&caller.who, &caller, job).await?;
        }
        Ok(())
    }
}

/// What is wrong with the groups of the operator's file, as far as these fields say it.
pub(super) fn group_file_problems(fields: &DefinedFields, groups: &[FileGroup]) -> Vec<FileProblem> {
    let problem = |group: &FileGroup| {
        let read = read_group(fields, group.description.as_deref(), group.rule.as_deref());
        read.err().map(|problem| problem_of(group, problem.message))
    };
    groups.iter().filter_map(problem).collect()
}

fn problem_of(group: &FileGroup, problem: Message) -> FileProblem {
    let message = message::file_group(group.name.to_string(), problem);
    FileProblem { application: None, client: None, error: FileError { line: group.line, message } }
}

/// The description and the rule of a group, if they are valid.
fn read_group(
    fields: &DefinedFields,
    description: Option<&str>,
    rule: Option<&str>,
) -> Result<(Option<String>, Option<String>), Problem> {
    let description = description.map(parse_description).transpose()?;
    let rule = rule.map(|text| parse_rule(fields, text)).transpose()?;
    Ok((description, rule))
}

/// Gives a group what is not None, and creates it if it is not there. Returns a mistake, with which nothing is changed.
async fn put_group(
    tx: &mut UnitOfWork,
    name: &GroupName,
    description: Option<&str>,
    rule: Option<&str>,
) -> Result<Option<Message>, StoreError> {
    let fields = read_fields(tx).await?;
    let (description, rule) = match read_group(&fields, description, rule) {
        Ok(read) => read,
        Err(problem) => return Ok(Some(problem.message)),
    };
    let before = groups::description(tx, name).await?;
    let is_new = before.is_none();
    if is_new {
        if groups::is_marked(tx, name).await? {
            return Ok(Some(being_deleted().message));
        }
        if groups::count(tx).await? >= MAX_GROUPS as i64 {
            return Ok(Some(message::groups_too_many(MAX_GROUPS.to_string())));
        }
        let now = tx.now();
        groups::insert(tx, name, description.as_deref().unwrap_or_default(), now).await?;
        tx.record(tx.event(EventKind::GroupCreate).detail(name));
    }
    let old_rule = groups::member_rule(tx, name).await?;
    let description = description.filter(|new| before.as_ref().is_some_and(|before| before != new));
    let rule = rule.filter(|new| old_rule.as_ref() != Some(new));
    if let Some(rule) = &rule {
        tx.set_member_rule(name, rule).await?;
    }
    if let Some(description) = &description {
        groups::describe(tx, name, description).await?;
    }
    if !is_new && (description.is_some() || rule.is_some()) {
        tx.record(tx.event(EventKind::GroupUpdate).detail(name));
    }
    Ok(None)
}
