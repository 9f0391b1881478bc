//! What names a field: applications that are told it, claims of clients, rules of groups, and providers that fill it in. They name it as
//! people have written it, and follow in the same transaction when it gets another name.

use super::access::OwnFieldAccess;
use super::no_such_field;
use super::request::parse;
use crate::accounts::applications::{application_with_renamed_field, told_fields};
use crate::accounts::clients::{client_with_renamed_field, fields_of_claims};
use crate::accounts::{Action, Caller, OwnFields, UnitOfWork};
use crate::applications::Provider;
use crate::applications::upstream::{named_fields, rename_field};
use crate::language::{Message, message};
use crate::own_fields::{DefinedField, DefinedFields, fields_of_rule, is_for_rules, renamed_rule};
use crate::shared::own_fields::{OwnFieldParty, OwnFieldUse, OwnFieldUser};
use crate::shared::{AppError, EventKind, OwnFieldName, OwnFieldRequest, ProviderDefinition, ProviderSource};
use crate::store::identities::providers::{self, ProviderRow};
use crate::store::{ApplicationRow, ClientRow, Conn, StoreError, applications, clients, groups};

/// Something that names fields.
pub(super) struct Namer {
    pub kind: OwnFieldUser,
    pub name: String,
    fields: Vec<OwnFieldName>,
    /// Of a group: who belongs to it.
    rule: String,
    /// Whether the operator's file or the environment defines it: there it names the fields as before.
    pub is_elsewhere: bool,
}

impl OwnFields {
    /// What names a field, and what of it the `change` would break, if there is one. Changes nothing.
    pub async fn uses_of_field(
        &self,
        caller: &Caller,
        name: &str,
        change: Option<&OwnFieldRequest>,
    ) -> Result<Vec<OwnFieldUse>, AppError> {
        self.permit_recent(caller, Action::ManageOwnFields)?;
        let all = self.all().await?;
        let current = all.find(name).ok_or_else(no_such_field)?;
        let Some(change) = change else { return Ok(self.uses_after(&all, current, current).await?) };
        let (name, definition) = parse(change, Some(current)).map_err(AppError::invalid)?;
        let new = DefinedField::new(current.id, name, definition, current.source, current.updated_at);
        Ok(self.uses_after(&all, current, &new).await?)
    }

    /// What names a field, and what of it would not work any more with another definition.
    pub(super) async fn uses_after(
        &self,
        all: &DefinedFields,
        current: &DefinedField,
        new: &DefinedField,
    ) -> Result<Vec<OwnFieldUse>, StoreError> {
        let others = all.all().filter(|other| other.id != current.id).cloned();
        let changed = DefinedFields::new(others.chain([new.clone()]).collect());
        let providers = self.providers().all().await?;
        let mut namers = self.db().read(async |mut conn| namers_in(&mut conn).await).await?;
        let elsewhere = providers.iter().filter(|one| one.source != ProviderSource::Database);
        namers.extend(elsewhere.map(|one| of_provider(one)));
        let naming = namers.into_iter().filter(|namer| namer.fields.contains(&current.name));
        let view = |namer: Namer| {
            let works = namer.flaw(all).is_none();
            let namer = namer.renamed(&current.name, &new.name);
            OwnFieldUse { kind: namer.kind, breaks: works && namer.flaw(&changed).is_some(), name: namer.name }
        };
        Ok(naming.map(view).collect())
    }
}

impl Namer {
    pub fn new(kind: OwnFieldUser, name: &str, fields: Vec<OwnFieldName>, is_elsewhere: bool) -> Self {
        Self { kind, name: name.to_owned(), fields, rule: String::new(), is_elsewhere }
    }

    /// When a field has another name.
    fn renamed(mut self, from: &OwnFieldName, to: &OwnFieldName) -> Self {
        if self.is_elsewhere {
            return self;
        }
        self.fields.iter_mut().filter(|name| **name == *from).for_each(|name| *name = to.clone());
        self.rule = renamed_rule(&self.rule, from, to);
        self
    }

    /// Why something that it names has no effect.
    pub fn flaw(&self, fields: &DefinedFields) -> Option<Message> {
        let first = |is_usable: fn(&DefinedField) -> bool| {
            let is_missing = |name: &&OwnFieldName| fields.find(name.as_str()).is_none_or(|field| !is_usable(field));
            self.fields.iter().find(is_missing).map(ToString::to_string)
        };
        match self.kind {
            OwnFieldUser::Application | OwnFieldUser::Client => {
                first(|field| field.is_seen_by(OwnFieldParty::Applications)).map(message::client_claim_field_unknown)
            }
            OwnFieldUser::Group => fields.ranges(&self.rule, is_for_rules).err().map(|problem| problem.message),
            OwnFieldUser::Provider => {
                first(|field| OwnFieldAccess::OWNER.changes(field)).map(message::provider_field_unknown)
            }
        }
    }
}

/// Everything in the database that may name fields.
pub(super) async fn namers_in(conn: &mut Conn) -> Result<Vec<Namer>, StoreError> {
    let mut namers: Vec<_> = applications::list(conn).await?.iter().map(of_application).collect();
    namers.extend(clients::list(conn).await?.iter().map(of_client));
    namers.extend(groups::member_rules(conn).await?.into_iter().map(|(name, rule)| of_group(name.as_str(), rule)));
    namers.extend(providers::list(conn).await?.iter().map(of_stored_provider));
    Ok(namers)
}

fn of_application(row: &ApplicationRow) -> Namer {
    Namer::new(OwnFieldUser::Application, &row.name, told_fields(&row.own_fields), row.of_file)
}

fn of_client(row: &ClientRow) -> Namer {
    Namer::new(OwnFieldUser::Client, &row.client_id, fields_of_claims(row), row.of_file)
}

fn of_group(name: &str, rule: String) -> Namer {
    let fields = fields_of_rule(&rule).filter_map(|name| OwnFieldName::parse(name).ok()).collect();
    Namer { rule, ..Namer::new(OwnFieldUser::Group, name, fields, false) }
}

fn of_stored_provider(row: &ProviderRow) -> Namer {
    let definition: ProviderDefinition = serde_json::from_str(&row.definition).unwrap_or_default();
    Namer::new(OwnFieldUser::Provider, &row.name, named_fields(&definition).collect(), false)
}

pub(super) fn of_provider(provider: &Provider) -> Namer {
    let fields = named_fields(&provider.definition).collect();
    Namer::new(OwnFieldUser::Provider, provider.name.as_str(), fields, provider.source != ProviderSource::Database)
}

/// Lets everything that is stored and names a field follow when that gets another name. So does what the operator's file defines, until
/// the file is read again: if it still has the name from before, that is reported then.
pub(super) async fn rename(tx: &mut UnitOfWork, from: &OwnFieldName, to: &OwnFieldName) -> Result<(), StoreError> {
    let now = tx.now();
    for row in applications::list(tx).await? {
        if let Some(row) = application_with_renamed_field(&row, from, to) {
            let row = ApplicationRow { updated_at: now.0, ..row };
            applications::put(tx, &row).await?;
            tx.record(tx.event(EventKind::ApplicationUpdate).detail(&row.name));
        }
    }
    for row in clients::list(tx).await? {
        if let Some(row) = client_with_renamed_field(&row, from, to) {
            let row = ClientRow { updated_at: now.0, ..row };
            clients::put(tx, &row).await?;
            tx.record(tx.event(EventKind::ClientUpdate).detail(&row.client_id));
        }
    }
    for (name, rule) in groups::member_rules(tx).await? {
        if fields_of_rule(&rule).any(|field| field == from.as_str()) {
            tx.set_member_rule(&name, &renamed_rule(&rule, from, to)).await?;
            tx.record(tx.event(EventKind::GroupUpdate).detail(&name));
        }
    }
    for row in providers::list(tx).await? {
        let Ok(mut definition) = serde_json::from_str::<ProviderDefinition>(&row.definition) else { continue };
        if rename_field(&mut definition, from, to) {
            let json =
                serde_json::to_string(&definition).unwrap_or_else(|_| unreachable!("definitions serialize to JSON"));
            providers::put(tx, &row.name, &json, row.sealed_secret.as_deref(), now).await?;
            tx.record(tx.event(EventKind::ProviderUpdate).detail(&row.name));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::own_fields::OwnFieldSource;
    use crate::shared::{OwnFieldDefinition, Timestamp};

    fn name(text: &str) -> OwnFieldName {
        OwnFieldName::parse(text).unwrap()
    }

    /// A field that all see, and that its owner and administrators change.
    fn field(text: &str) -> DefinedField {
        let seen_by = vec![OwnFieldParty::Owner, OwnFieldParty::Administrators, OwnFieldParty::Applications];
        let definition = OwnFieldDefinition { seen_by, ..OwnFieldDefinition::default() };
        DefinedField::new(1, name(text), definition, OwnFieldSource::Database, Timestamp(0))
    }

    fn all() -> [Namer; 4] {
        [
            Namer::new(OwnFieldUser::Application, "wiki", vec![name("plan")], false),
            Namer::new(OwnFieldUser::Client, "wiki-1", vec![name("plan")], false),
            of_group("pros", "plan=pro".to_owned()),
            Namer::new(OwnFieldUser::Provider, "corp", vec![name("plan")], false),
        ]
    }

    /// Which of them do not work with a field.
    fn broken(field: DefinedField, namers: impl IntoIterator<Item = Namer>) -> Vec<String> {
        let fields = DefinedFields::new(vec![field]);
        namers.into_iter().filter(|namer| namer.flaw(&fields).is_some()).map(|namer| namer.kind.to_string()).collect()
    }

    #[test]
    fn each_needs_the_rights_that_it_uses() {
        let seen_by = |parties: &[OwnFieldParty], is_closed| {
            let plan = field("plan");
            let definition = OwnFieldDefinition { closed: is_closed, seen_by: parties.to_vec(), ..plan.definition };
            DefinedField { definition, ..field("plan") }
        };
        let parties = [OwnFieldParty::Owner, OwnFieldParty::Administrators, OwnFieldParty::Applications];
        assert!(broken(field("plan"), all()).is_empty());
        assert_eq!(broken(seen_by(&parties[..2], false), all()), ["application", "client"]);
        assert_eq!(broken(seen_by(&parties[1..], false), all()), ["provider"]);
        assert_eq!(broken(seen_by(&[parties[0], parties[2]], false), all()), ["group"]);
        assert_eq!(broken(seen_by(&parties, true), all()), ["provider"], "a closed one is seen as before");
    }

    #[test]
    fn all_follow_a_new_name_but_those_that_are_defined_elsewhere() {
        let renamed =
            |is_elsewhere| all().map(|namer| Namer { is_elsewhere, ..namer }.renamed(&name("plan"), &name("tier")));
        assert!(broken(field("tier"), renamed(false)).is_empty());
        assert_eq!(broken(field("tier"), renamed(true)).len(), 4);
    }
}
