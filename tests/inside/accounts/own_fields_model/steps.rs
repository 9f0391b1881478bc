//! The fields of a case, with the values that are entered, and the steps.

use crate::support::*;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;

/// How many people there are at most.
pub const PEOPLE: usize = 4;
/// How many values are entered in each field; the first is none.
const VALUES: usize = 4;

/// A field: one of each way of reading and comparing values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Slot {
    /// One of several.
    Team,
    /// A text.
    Plan,
    /// A text that no two may have.
    Badge,
    Size,
    /// Several of several.
    Topics,
}

impl Slot {
    pub const ALL: [Self; 5] = [Self::Team, Self::Plan, Self::Badge, Self::Size, Self::Topics];

    /// Its name, and another one.
    pub fn names(self) -> [&'static str; 2] {
        match self {
            Self::Team => ["team", "squad"],
            Self::Plan => ["plan", "tariff"],
            Self::Badge => ["badge", "card"],
            Self::Size => ["size", "height"],
            Self::Topics => ["topics", "themes"],
        }
    }

    pub fn values(self) -> [&'static str; VALUES] {
        match self {
            Self::Team => ["", "a", "b", "c"],
            Self::Plan => ["", "pro", "free", "abc def"],
            Self::Badge => ["", "1", "2", "x"],
            Self::Size => ["", "5", "12", "-3.5"],
            Self::Topics => ["", "a", "a,b", "c"],
        }
    }

    /// Whether a value fits the narrow rule. All fit the wide one.
    pub fn fits_narrow(self, value: usize) -> bool {
        match self {
            Self::Team | Self::Plan => value <= 1,
            Self::Badge => value <= 2,
            Self::Size => true,
            Self::Topics => value == 0 || value == 3,
        }
    }

    /// The code of what is wrong with one that does not.
    pub fn code(self) -> &'static str {
        match self {
            Self::Team | Self::Topics | Self::Size => "not_allowed",
            Self::Plan | Self::Badge => "pattern",
        }
    }

    /// A value as JSON has it.
    pub fn json(self, value: usize) -> Value {
        let text = self.values()[value];
        match self {
            _ if text.is_empty() => Value::Null,
            Self::Size => serde_json::from_str(text).expect("a number"),
            Self::Topics => text.split(',').collect(),
            Self::Team | Self::Plan | Self::Badge => text.into(),
        }
    }

    /// The definition of a field that is new, with the wide rule.
    pub fn definition(self) -> Value {
        let kind = match self {
            Self::Team => "choice",
            Self::Plan | Self::Badge => "text",
            Self::Size => "number",
            Self::Topics => "choices",
        };
        let mut definition = json!({ "kind": kind, "filterable": true, "unique": self == Self::Badge });
        definition.as_object_mut().expect("an object").extend(self.rule(false));
        definition
    }

    /// The properties of the narrow rule, or of the wide one.
    pub fn rule(self, is_narrow: bool) -> serde_json::Map<String, Value> {
        let pattern = |pattern: &str| match is_narrow {
            true => json!({ "pattern": pattern, "pattern_help": ["Something else."] }),
            false => json!({ "pattern": "", "pattern_help": [] }),
        };
        let rule = match self {
            Self::Team if is_narrow => json!({ "choices": ["a"] }),
            Self::Topics if is_narrow => json!({ "choices": ["b", "c"] }),
            Self::Team | Self::Topics => json!({ "choices": ["a", "b", "c"] }),
            Self::Plan => pattern("[a-z]{3}"),
            Self::Badge => pattern("[0-9]+"),
            // Another property, which says nothing of values.
            Self::Size => json!({ "column": is_narrow }),
        };
        rule.as_object().cloned().unwrap_or_default()
    }

    /// Whether a definition has the narrow rule.
    pub fn is_narrow(self, definition: &Value) -> bool {
        match self {
            Self::Team | Self::Topics => definition["choices"] == self.rule(true)["choices"],
            Self::Plan | Self::Badge => definition["pattern"].is_string(),
            Self::Size => definition["column"] == true,
        }
    }
}

/// A condition on accounts: what it says of a field, the value that it names, and which values meet it.
pub struct Condition {
    pub slot: Slot,
    pub says: &'static str,
    pub named: usize,
    pub met_by: &'static [usize],
}

/// Of lists.
pub static FILTERS: [Condition; 4] = [
    Condition { slot: Slot::Team, says: "a", named: 1, met_by: &[1] },
    Condition { slot: Slot::Badge, says: "1", named: 1, met_by: &[1] },
    Condition { slot: Slot::Size, says: "..5", named: 1, met_by: &[1, 3] },
    Condition { slot: Slot::Topics, says: "c", named: 3, met_by: &[3] },
];

/// Of the group.
pub static RULES: [&[Condition]; 3] = [
    &[Condition { slot: Slot::Plan, says: "pro", named: 1, met_by: &[1] }],
    &[Condition { slot: Slot::Size, says: "5..", named: 1, met_by: &[1, 2] }],
    &[
        Condition { slot: Slot::Topics, says: "a", named: 1, met_by: &[1, 2] },
        Condition { slot: Slot::Team, says: "a", named: 1, met_by: &[1] },
    ],
];

/// How a definition changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Change {
    Narrow,
    Widen,
    Close,
    Open,
    Rename,
}

/// What is entered in some fields.
pub type Entered = BTreeMap<Slot, usize>;

/// What somebody does. People are numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    Define(Slot),
    Change(Slot, Change),
    Delete(Slot),
    Restore(Slot),
    Register(usize, Entered),
    Import(usize, Entered),
    /// Somebody changes their own account.
    SetOwn(usize, Entered),
    /// An administrator changes an account.
    SetOther(usize, Entered),
    /// An administrator gives everybody the same.
    SetMany(Slot, usize),
    /// Of the last change of many.
    Undo,
    /// The group has its members by another rule.
    Rule(usize),
}

impl Step {
    /// Whether members of the group follow it after its answer.
    pub fn is_followed_later(&self) -> bool {
        matches!(self, Self::Define(_) | Self::Change(..) | Self::Delete(_) | Self::Restore(_) | Self::Rule(_))
    }

    /// Whether two steps come one after the other: the server takes one import at a time, and where both make the same thing, which of
    /// several errors the second one gets is no promise.
    pub fn excludes(&self, other: &Self) -> bool {
        let made = |step: &Self| match step {
            Self::Register(person, _) | Self::Import(person, _) => Some(*person),
            _ => None,
        };
        let defined = |step: &Self| match step {
            Self::Define(slot) => Some(*slot),
            _ => None,
        };
        let changed = |step: &Self| match step {
            Self::Define(slot) | Self::Change(slot, _) | Self::Delete(slot) | Self::Restore(slot) => Some(*slot),
            _ => None,
        };
        let is_either = |is: fn(&Self) -> bool| is(self) && is(other);
        is_either(|step| matches!(step, Self::Import(..)))
            || is_either(|step| matches!(step, Self::Rule(_)))
            || (made(self).is_some() && made(self) == made(other))
            || (defined(self).is_some() && defined(self) == changed(other))
            || (defined(other).is_some() && defined(other) == changed(self))
    }
}

fn slot() -> impl Strategy<Value = Slot> {
    select(Slot::ALL.to_vec())
}

fn entered() -> impl Strategy<Value = Entered> {
    btree_map(slot(), 0..VALUES, 1..=2)
}

/// Mostly changes of accounts: most of the others end what there is.
fn step() -> impl Strategy<Value = Step> {
    use Change::*;
    prop_oneof![
        6 => (0..PEOPLE, entered()).prop_map(|(person, entered)| Step::SetOwn(person, entered)),
        5 => (0..PEOPLE, entered()).prop_map(|(person, entered)| Step::SetOther(person, entered)),
        2 => (0..PEOPLE, entered()).prop_map(|(person, entered)| Step::Register(person, entered)),
        2 => (0..PEOPLE, entered()).prop_map(|(person, entered)| Step::Import(person, entered)),
        3 => (slot(), 0..VALUES).prop_map(|(slot, value)| Step::SetMany(slot, value)),
        3 => Just(Step::Undo),
        4 => (slot(), select(vec![Narrow, Widen, Close, Open, Rename])).prop_map(|(slot, how)| Step::Change(slot, how)),
        2 => slot().prop_map(Step::Delete),
        2 => slot().prop_map(Step::Restore),
        1 => slot().prop_map(Step::Define),
        2 => (0..RULES.len()).prop_map(Step::Rule),
    ]
}

/// Steps of a case, of which some are two at the same time.
pub fn sequence() -> impl Strategy<Value = Vec<Vec<Step>>> {
    let moment = prop_oneof![3 => vec(step(), 1), 2 => vec(step(), 2)];
    vec(moment, 4..=14)
}
