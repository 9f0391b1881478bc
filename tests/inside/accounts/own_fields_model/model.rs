//! What the server promises: which definitions, values, members and answers follow from a request.

use super::steps::{Change, Condition, FILTERS, RULES, Slot};
use crate::support::*;
use std::collections::{BTreeMap, BTreeSet};

/// A value that is sent: of which field, by which name, and which one.
pub type Sent = Vec<(Slot, String, usize)>;

/// A step as it is sent, with the names that fields have then.
#[derive(Clone, Debug)]
pub enum Request {
    Define(Slot, String),
    Change(Slot, String, Change),
    Delete(Slot, String),
    Restore(Slot, String),
    Register(usize, Sent),
    Import(usize, Sent),
    SetOwn(usize, Sent),
    SetOther(usize, Sent),
    /// `number`: of the change, by which it is undone.
    SetMany {
        number: usize,
        slot: Slot,
        name: String,
        value: usize,
        people: Vec<usize>,
    },
    Undo(usize),
    /// With the names of the fields of its conditions.
    Rule(usize, Vec<String>),
}

/// The author of a change.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// The account is new.
    New,
    Owner,
    Other,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Field {
    name: String,
    is_narrow: bool,
    is_closed: bool,
    is_deleted: bool,
}

/// A change of many: the field, and what each of them had and got.
type Bulk = (Slot, BTreeMap<usize, (usize, usize)>);

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Model {
    fields: BTreeMap<Slot, Field>,
    /// What people have, that of deleted fields among it.
    people: BTreeMap<usize, BTreeMap<Slot, usize>>,
    rule: Option<usize>,
    bulks: BTreeMap<usize, Bulk>,
    /// The badges that people have lost, with those who have lost them: they are reserved for them.
    reserved: BTreeSet<(usize, usize)>,
    /// How often people have changed their own badge since another caller has.
    own_changes: BTreeMap<usize, usize>,
}

/// How often people may change a value that no other account may have.
const MAX_OWN_CHANGES: usize = 5;

/// What can be seen of it.
#[derive(PartialEq, Eq, Debug)]
pub struct Observed {
    /// By name: whether the rule is narrow, whether it is closed and whether it is deleted.
    pub fields: BTreeMap<String, [bool; 3]>,
    /// What people have, and whether they are in the group.
    pub people: BTreeMap<usize, (Value, bool)>,
    /// Who is in each list. None: it is refused.
    pub lists: Vec<Option<Vec<usize>>>,
}

impl Model {
    /// The name by which a request names a field.
    pub fn name(&self, slot: Slot) -> String {
        self.fields.get(&slot).map_or_else(|| slot.names()[0].to_owned(), |field| field.name.clone())
    }

    fn in_effect(&self, slot: Slot, name: &str) -> Option<&Field> {
        self.fields.get(&slot).filter(|field| field.name == name && !field.is_deleted)
    }

    fn value(&self, person: usize, slot: Slot) -> usize {
        self.people.get(&person).and_then(|values| values.get(&slot)).copied().unwrap_or_default()
    }

    /// Whether a person may give up their own badge for this one.
    fn may_change(&self, person: usize, value: usize) -> bool {
        let has_one = !matches!(self.value(person, Slot::Badge), 0) && self.value(person, Slot::Badge) != value;
        let takes_back = value != 0 && self.reserved.contains(&(value, person));
        !has_one || takes_back || self.own_changes.get(&person).copied().unwrap_or_default() < MAX_OWN_CHANGES
    }

    fn set(&mut self, person: usize, slot: Slot, value: usize, by_owner: bool) {
        if slot == Slot::Badge {
            let before = self.value(person, slot);
            let changes = self.own_changes.entry(person).or_default();
            *changes = if by_owner { *changes + usize::from(before != 0 && before != value) } else { 0 };
            if before != 0 && before != value {
                self.reserved.insert((before, person));
            }
        }
        self.people.entry(person).or_default().insert(slot, value);
    }

    fn is_taken(&self, person: usize, slot: Slot, value: usize) -> bool {
        let others = || self.people.keys().filter(|other| **other != person);
        slot == Slot::Badge
            && value != 0
            && (others().any(|other| self.value(*other, slot) == value)
                || self.reserved.iter().any(|(reserved, other)| *reserved == value && *other != person))
    }

    /// Takes a request; returns its answer.
    pub fn take(&mut self, request: &Request) -> String {
        match request {
            Request::Define(slot, name) => self.define(*slot, name),
            Request::Change(slot, name, change) => self.change(*slot, name, *change),
            Request::Delete(slot, name) => match self.fields.get_mut(slot) {
                Some(field) if field.name == *name && !field.is_deleted => {
                    field.is_deleted = true;
                    "204".to_owned()
                }
                _ => "404 not_found".to_owned(),
            },
            Request::Restore(slot, name) => match self.fields.get_mut(slot) {
                Some(field) if field.name == *name => {
                    field.is_deleted = false;
                    "200".to_owned()
                }
                _ => "404 not_found".to_owned(),
            },
            Request::Register(person, sent) => match self.enter(*person, sent, By::New) {
                Ok(()) => "201".to_owned(),
                Err(error) => error,
            },
            Request::SetOwn(person, sent) => match self.enter(*person, sent, By::Owner) {
                Ok(()) => "200".to_owned(),
                Err(error) => error,
            },
            Request::SetOther(person, sent) => match self.enter(*person, sent, By::Other) {
                Ok(()) => "200".to_owned(),
                Err(error) => error,
            },
            Request::Import(person, sent) => {
                // An empty cell is none.
                let filled: Sent = sent.iter().filter(|(_, _, value)| *value != 0).cloned().collect();
                match self.enter(*person, &filled, By::New) {
                    Ok(()) => "1".to_owned(),
                    // Without the status, because rows have none.
                    Err(error) => format!("0 {}", error.split_once(' ').map(|(_, errors)| errors).unwrap_or_default()),
                }
            }
            Request::SetMany { number, slot, name, value, people } => {
                self.set_many(*number, (*slot, name.as_str()), *value, people)
            }
            Request::Undo(number) => self.undo(*number),
            Request::Rule(rule, names) => {
                let has_names = RULES[*rule].iter().zip(names).all(|(one, name)| self.name(one.slot) == *name);
                if !has_names || !self.can_be_read(RULES[*rule]) {
                    return "refused".to_owned();
                }
                self.rule = Some(*rule);
                "200".to_owned()
            }
        }
    }

    fn define(&mut self, slot: Slot, name: &str) -> String {
        if self.fields.contains_key(&slot) {
            return "409 name taken".to_owned();
        }
        let field = Field { name: name.to_owned(), is_narrow: false, is_closed: false, is_deleted: false };
        self.fields.insert(slot, field);
        "201".to_owned()
    }

    fn change(&mut self, slot: Slot, name: &str, change: Change) -> String {
        let field = self.fields.get_mut(&slot).filter(|field| field.name == name && !field.is_deleted);
        let Some(field) = field else { return "404 not_found".to_owned() };
        match change {
            Change::Narrow => field.is_narrow = true,
            Change::Widen => field.is_narrow = false,
            Change::Close => field.is_closed = true,
            Change::Open => field.is_closed = false,
            Change::Rename => field.name = other_name(slot, name),
        }
        "200".to_owned()
    }

    /// Gives somebody values, all or none of them.
    fn enter(&mut self, person: usize, sent: &Sent, by: By) -> Result<(), String> {
        let (mut errors, mut values) = (Vec::new(), Vec::new());
        for (slot, name, value) in sent {
            let Some(field) = self.in_effect(*slot, name) else { continue };
            let is_same = self.value(person, *slot) == *value;
            let code = match field {
                _ if is_same => continue,
                Field { is_closed: true, .. } => Some("read_only"),
                Field { is_narrow: true, .. } if !slot.fits_narrow(*value) => Some(slot.code()),
                _ => None,
            };
            match code {
                Some(code) => errors.push(format!("fields.{name} {code}")),
                None => values.push((*slot, name, *value)),
            }
        }
        if !errors.is_empty() {
            // In the order of the names.
            errors.sort();
            return Err(format!("422 {}", errors.join(", ")));
        }
        if by == By::Owner
            && let Some((_, name, value)) = values.iter().find(|(slot, ..)| *slot == Slot::Badge)
            && !self.may_change(person, *value)
        {
            return Err(format!("422 fields.{name} changed_too_often"));
        }
        if let Some((_, name, _)) = values.iter().find(|(slot, _, value)| self.is_taken(person, *slot, *value)) {
            return Err(format!("409 fields.{name} taken"));
        }
        if by == By::New {
            self.people.entry(person).or_default();
        }
        for (slot, _, value) in values {
            self.set(person, slot, value, by == By::Owner);
        }
        Ok(())
    }

    fn set_many(&mut self, number: usize, (slot, name): (Slot, &str), value: usize, people: &[usize]) -> String {
        let field = self.in_effect(slot, name);
        let can_be_set = field.is_some_and(|field| !field.is_closed && (!field.is_narrow || slot.fits_narrow(value)));
        if !can_be_set || (slot == Slot::Badge && value != 0) {
            return "0".to_owned();
        }
        let mut changed = BTreeMap::new();
        for person in people {
            let before = self.value(*person, slot);
            if before != value {
                changed.insert(*person, (before, value));
                self.set(*person, slot, value, false);
            }
        }
        let count = changed.len().to_string();
        self.bulks.insert(number, (slot, changed));
        count
    }

    fn undo(&mut self, number: usize) -> String {
        let Some((slot, changed)) = self.bulks.get(&number).cloned() else { return "0".to_owned() };
        // While nobody may change the field, it waits.
        if !self.fields.get(&slot).is_some_and(|field| !field.is_deleted && !field.is_closed) {
            return "0".to_owned();
        }
        self.bulks.remove(&number);
        let mut count = 0;
        for (person, (before, after)) in changed {
            if self.value(person, slot) == after && !self.is_taken(person, slot, before) {
                self.set(person, slot, before, false);
                count += 1;
            }
        }
        count.to_string()
    }

    /// Whether conditions are about fields in effect, and name values that fit. Those of the group follow their fields to other names.
    fn can_be_read(&self, conditions: &[Condition]) -> bool {
        let is_right = |Condition { slot, named, .. }: &Condition| {
            let field = self.fields.get(slot).filter(|field| !field.is_deleted);
            field.is_some_and(|field| !field.is_narrow || slot.fits_narrow(*named))
        };
        conditions.iter().all(is_right)
    }

    fn meets(&self, person: usize, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| condition.met_by.contains(&self.value(person, condition.slot)))
    }

    pub fn observed(&self) -> Observed {
        let fields = self.fields.values().map(|field| {
            let Field { name, is_narrow, is_closed, is_deleted } = field;
            (name.clone(), [*is_narrow, *is_closed, *is_deleted])
        });
        // An address with another name leads nowhere.
        let list = |filter: &Condition| {
            let conditions = std::slice::from_ref(filter);
            let is_known = self.name(filter.slot) == filter.slot.names()[0] && self.can_be_read(conditions);
            let found = || self.people.keys().copied().filter(|person| self.meets(*person, conditions)).collect();
            is_known.then(found)
        };
        let rule = self.rule.map(|rule| RULES[rule]).filter(|rule| self.can_be_read(rule));
        let person = |person: &usize| {
            let is_member = rule.is_some_and(|rule| self.meets(*person, rule));
            (*person, (self.json(*person), is_member))
        };
        Observed {
            fields: fields.collect(),
            people: self.people.keys().map(person).collect(),
            lists: FILTERS.iter().map(list).collect(),
        }
    }

    /// The fields of an account, as an administrator sees them. Nothing while there is no field.
    fn json(&self, person: usize) -> Value {
        let mut in_effect = self.fields.iter().filter(|(_, field)| !field.is_deleted).peekable();
        if in_effect.peek().is_none() {
            return Value::Null;
        }
        let values = in_effect.map(|(slot, field)| (field.name.clone(), slot.json(self.value(person, *slot))));
        Value::Object(values.filter(|(_, value)| !value.is_null()).collect())
    }
}

/// The name that a field does not have.
pub fn other_name(slot: Slot, name: &str) -> String {
    slot.names().into_iter().find(|other| *other != name).unwrap_or_default().to_owned()
}
