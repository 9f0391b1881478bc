//! The rule of a group, in a request, and who may change it and the values that it names (`accounts/group_rules.rs` applies it).

use crate::accounts::applications::admitting;
use crate::accounts::own_fields::read_fields;
use crate::accounts::{Action, UnitOfWork};
use crate::language::message;
use crate::own_fields::{DefinedFields, fields_of_rule, is_for_rules};
use crate::shared::groups::{MAX_CONDITIONS, MAX_RULE_CHARS};
use crate::shared::{AppError, ApplicationName, ErrorCode, Fields, GroupName, Problem, Text};
use crate::store::{AdvisoryLock, Conn, StoreError, groups, locks};
use std::collections::BTreeSet;

impl UnitOfWork {
    /// Checks that the caller may give a group another rule: it changes who the members are, as a change of many members does, and the
    /// number of members tells what accounts have in the fields that the rule names.
    ///
    /// # Errors
    /// Also [`ErrorCode::GroupInUse`] if a second factor is demanded of the members: a change of a value would end that.
    pub(in crate::accounts) fn permit_rule(&self, name: &GroupName, rule: &str) -> Result<(), AppError> {
        self.accounts().permit_recent(self.caller(), Action::ChangeManyMembers)?;
        self.caller().permit(Action::ListUsers)?;
        match rule.is_empty() || !self.accounts().settings().second_factor_demand.of_groups.contains(name) {
            true => Ok(()),
            false => Err(AppError::new(ErrorCode::GroupInUse, message::group_rule_demanded())),
        }
    }

    /// Checks that the caller may do `action`, if the rule of a group names one of these fields: what an account has there decides whether
    /// it belongs to the group. To be called when the account is locked.
    pub(in crate::accounts) async fn permit_ruled(
        &mut self,
        fields: impl IntoIterator<Item = i64>,
        action: Action,
    ) -> Result<(), AppError> {
        let fields: Vec<_> = fields.into_iter().collect();
        // Most changes of an account change no value, and need neither the lock nor the rules.
        if fields.is_empty() {
            return Ok(());
        }
        let rules = locks::lock_member_rules(self).await?;
        if rules.is_empty() {
            return Ok(());
        }
        let ruled = ruled_fields(&read_fields(self).await?, &rules);
        match fields.iter().any(|field| ruled.contains(field)) {
            true => self.accounts().permit_recent(self.caller(), action),
            false => Ok(()),
        }
    }

    /// Gives a group a rule, which all accounts follow when it is applied. To be called before anything else changes the row of a group
    /// ([`AdvisoryLock::MemberRules`]).
    pub(in crate::accounts) async fn set_member_rule(
        &mut self,
        name: &GroupName,
        rule: &str,
    ) -> Result<(), StoreError> {
        locks::acquire(self, AdvisoryLock::MemberRules).await?;
        groups::set_member_rule(self, name, rule).await
    }

    /// The fields that rules name have changed: all accounts follow them again when they are applied. To be called as the other one.
    pub(in crate::accounts) async fn renew_member_rules(&mut self) -> Result<(), StoreError> {
        locks::acquire(self, AdvisoryLock::MemberRules).await?;
        groups::renew_member_rules(self).await
    }
}

/// The fields that the rules of groups name.
pub(in crate::accounts) fn ruled_fields(fields: &DefinedFields, rules: &[(GroupName, String)]) -> BTreeSet<i64> {
    let named = rules.iter().flat_map(|(_, rule)| fields_of_rule(rule));
    named.filter_map(|name| fields.find(name)).map(|field| field.id).collect()
}

/// Checks whether a group of this name exists that is not the one of this application: an administrator has chosen its members, which it
/// keeps, or an application whose name begins alike admits it by another rule.
pub(in crate::accounts) async fn is_of_others(
    conn: &mut Conn,
    name: &GroupName,
    application: &ApplicationName,
    rule: &str,
) -> Result<bool, StoreError> {
    match groups::member_rule(conn, name).await?.as_deref() {
        None => Ok(false),
        Some("") => Ok(true),
        Some(present) if present == rule => Ok(false),
        Some(_) => Ok(admitting(conn, name).await?.iter().any(|other| other != application)),
    }
}

/// The rule of a request, which fields that administrators see have to be able to meet. None: it says nothing.
pub(super) async fn requested_rule(tx: &mut UnitOfWork, text: &Text) -> Result<Option<String>, AppError> {
    if text.is_missing() {
        return Ok(None);
    }
    // As they are stored, because the rule stays, and the memory may be a moment behind.
    let all = tx.stored_fields().await?;
    let mut fields = Fields::default();
    let rule = fields.parse("rule", text, |text| parse_rule(&all, text));
    fields.finish().map_err(AppError::invalid)?;
    Ok(rule)
}

/// Reads a rule. None of its conditions is one about a field that administrators do not see.
pub(in crate::accounts) fn parse_rule(fields: &DefinedFields, text: &str) -> Result<String, Problem> {
    let parts: Vec<_> = text.split(';').map(str::trim).filter(|part| !part.is_empty()).collect();
    let rule = parts.join(";");
    if parts.len() > MAX_CONDITIONS || rule.chars().count() > MAX_RULE_CHARS {
        return Err(Problem::new("too_long", message::group_rule_too_long(MAX_CONDITIONS as u64)));
    }
    fields.ranges(&rule, is_for_rules)?;
    Ok(rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::own_fields::DefinedField;
    use crate::shared::own_fields::OwnFieldSource;
    use crate::shared::{OwnFieldDefinition, OwnFieldKind, OwnFieldName, OwnFieldParty, Timestamp};

    #[test]
    fn a_rule_names_fields_that_administrators_see() {
        let field = |id, name: &str, kind, seen_by: &[OwnFieldParty]| {
            let (seen_by, changed_by) = (seen_by.to_vec(), Vec::new());
            let definition = OwnFieldDefinition { kind, seen_by, changed_by, ..OwnFieldDefinition::default() };
            let name = OwnFieldName::parse(name).unwrap();
            DefinedField::new(id, name, definition, OwnFieldSource::Database, Timestamp(0))
        };
        let administrators = &[OwnFieldParty::Administrators];
        let fields = DefinedFields::new(vec![
            field(1, "plan", OwnFieldKind::Text, administrators),
            field(2, "age", OwnFieldKind::Number, administrators),
            field(3, "story", OwnFieldKind::LongText, administrators),
            field(4, "secret", OwnFieldKind::Text, &[OwnFieldParty::Owner]),
        ]);
        let read = |text: &str| parse_rule(&fields, text).map_err(|problem| problem.code);
        assert_eq!(read(" plan=pro ; age=18.. ;"), Ok("plan=pro;age=18..".to_owned()));
        assert_eq!(read("  "), Ok(String::new()));
        for wrong in ["story=x", "secret=x", "other=x", "plan"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(read(&["plan=a"; MAX_CONDITIONS + 1].join(";")), Err("too_long"));
    }
}
