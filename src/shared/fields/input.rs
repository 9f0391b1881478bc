//! A field of a definition as texts: in forms, on pages, and in files. `V`: what the values of all its fields are in.

use crate::language::Label;
use crate::shared::applications::proof_age;
use leptos::serde_json::Value;
use std::fmt::Display;

/// A field of a definition.
pub struct Field<V: 'static> {
    /// In requests and forms, and in files.
    pub name: &'static str,
    /// On pages, where that of the first is 1.
    pub place: usize,
    pub label: Label,
    pub input: Input,
    /// What it is set to.
    pub texts: fn(&V) -> Vec<String>,
}

/// A radio button or a checkbox.
#[derive(Clone, Copy)]
pub struct Choice {
    pub id: &'static str,
    pub value: &'static str,
    pub label: &'static str,
    pub about: &'static str,
}

/// Some choices.
pub type Choices = fn() -> Vec<Choice>;

/// Each choice: the id of its input, its value, and the names of label and description in the catalogue. `say` is that of the caller.
macro_rules! choices {
    ($($id:literal $value:expr => $label:ident, $about:ident;)*) => {
        vec![$($crate::shared::fields::input::Choice {
            id: $id,
            value: $value,
            label: say::$label(),
            about: say::$about(),
        }),*]
    };
}
pub(crate) use choices;

/// The choice of none of the others.
pub const NONE: &str = "none";
/// The value of a checkbox that is alone.
pub const ON: &str = "on";

/// The input of a field in forms. Those that are typed have an id, and a hint below.
#[derive(Clone, Copy)]
pub enum Input {
    Text(&'static str, Label),
    /// An address.
    Url(&'static str, Label),
    /// The id of an account.
    Account(&'static str, Label),
    /// A text on each line.
    Lines(&'static str, Label),
    /// A checkbox, and what pages say if it is not ticked.
    Flag(Choices, Label),
    /// Radio buttons.
    One(Choices),
    /// Radio buttons, one of which is [`NONE`].
    AtMostOne(Choices),
    /// Checkboxes, and their name in the form.
    Many(&'static str, Choices),
}

impl Input {
    /// What was typed, as a request has it. None: nothing was sent.
    pub fn read(&self, typed: Option<&Value>) -> Value {
        let text = typed.and_then(Value::as_str).unwrap_or_default().trim();
        match self {
            Self::AtMostOne(_) if text == NONE => Value::Null,
            Self::Text(..) | Self::Url(..) | Self::Account(..) | Self::One(_) | Self::AtMostOne(_) => text.into(),
            Self::Lines(..) => lines(text).collect(),
            Self::Flag(..) => (!text.is_empty()).into(),
            // A form sends only the checkboxes that are ticked, so missing ones are a choice.
            Self::Many(..) => typed.and_then(Value::as_array).into_iter().flatten().cloned().collect(),
        }
    }

    /// What is set, as a file has it.
    pub fn write(&self, texts: Vec<String>) -> Value {
        match self {
            Self::Text(..) | Self::Url(..) | Self::Account(..) | Self::One(_) | Self::AtMostOne(_) => {
                texts.concat().into()
            }
            Self::Lines(..) | Self::Many(..) => texts.into(),
            Self::Flag(..) => (!texts.is_empty()).into(),
        }
    }
}

/// The lines of a text that has one item per line.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// What is set, as texts: the items of a list; a value; nothing for no value, and for a flag that is not set.
pub trait Texts {
    fn texts(&self) -> Vec<String>;
}

impl<T: Display> Texts for Vec<T> {
    fn texts(&self) -> Vec<String> {
        self.iter().map(ToString::to_string).collect()
    }
}

impl Texts for Option<String> {
    fn texts(&self) -> Vec<String> {
        self.iter().cloned().collect()
    }
}

/// A number of seconds.
impl Texts for Option<u64> {
    fn texts(&self) -> Vec<String> {
        self.map(proof_age).into_iter().collect()
    }
}

impl Texts for bool {
    fn texts(&self) -> Vec<String> {
        self.then(|| ON.to_owned()).into_iter().collect()
    }
}
