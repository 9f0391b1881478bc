//! A field of a definition as texts: in forms, on pages, and in files. `V`: what the values of all its fields are in.

use crate::language::Label;
use crate::shared::applications::proof_age;
use leptos::serde_json::Value;
use serde::de::DeserializeOwned;
use serde::{Deserialize as _, Deserializer};
use std::collections::BTreeMap;

/// A field of a definition.
pub struct Field<V: 'static> {
    /// In requests and forms, and in files.
    pub name: &'static str,
    /// In forms, where that of the first is 1.
    pub place: usize,
    /// The part of forms that it belongs to.
    pub part: &'static str,
    pub when: When,
    pub label: Label,
    pub input: Input,
    /// What it is set to.
    pub texts: fn(&V) -> Vec<String>,
}

/// In which forms a field is. The kinds are values of the field `kind`, separated by spaces; none of them: all.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum When {
    Always,
    /// Not in that of a new one, which begins with the default.
    Later(&'static str),
    /// In all of them, of these kinds.
    Of(&'static str),
}

impl When {
    /// Whether the field means something for this kind.
    pub fn is_for(self, kind: &str) -> bool {
        match self {
            Self::Always | Self::Later("") | Self::Of("") => true,
            Self::Later(kinds) | Self::Of(kinds) => kinds.split(' ').any(|one| one == kind),
        }
    }
}

/// What has fields. `texts!` reads them out of its table.
pub trait Defined: Sized + 'static {
    /// In the order of requests.
    const FIELDS: &'static [Field<Self>];
}

/// Reads the texts out of a table: the type with the values.
macro_rules! texts {
    (@when) => { $crate::shared::fields::input::When::Always };
    (@when $when:ident) => { $crate::shared::fields::input::When::$when("") };
    (@when $when:ident ($kinds:literal)) => { $crate::shared::fields::input::When::$when($kinds) };
    ($values:ident $(
        $(#[$about:meta])*
        $name:ident: $type:ty {
            $(#[$about_sent:meta])* sent: $sent:ty, rule: $rule:ident $with:tt, $(check: $check:expr,)?
            option: $option:expr $(=> $means:expr)?,
            shown: $place:literal in $part:literal $($when:ident $(($kinds:literal))?)?, $label:path, $input:ident($($of_input:expr),*),
        }
    )*) => {
        impl $crate::shared::fields::input::Defined for $values {
            const FIELDS: &'static [$crate::shared::fields::input::Field<Self>] = &[
                $($crate::shared::fields::input::Field {
                    name: stringify!($name),
                    place: $place,
                    part: $part,
                    when: texts!(@when $($when $(($kinds))?)?),
                    label: $label,
                    input: $crate::shared::fields::input::Input::$input($($of_input),*),
                    texts: |values| $crate::shared::fields::input::Texts::texts(&values.$name),
                },)*
            ];
        }
    };
}
pub(crate) use texts;

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
    /// A text without spaces, which is required.
    Word(&'static str, Label),
    Number(&'static str, Label),
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
            Self::Text(..) | Self::Word(..) | Self::Number(..) | Self::Url(..) | Self::Account(..) => text.into(),
            Self::One(_) | Self::AtMostOne(_) => text.into(),
            Self::Lines(..) => lines(text).collect(),
            Self::Flag(..) => (!text.is_empty()).into(),
            // A form sends only the checkboxes that are ticked, so missing ones are a choice.
            Self::Many(..) => typed.and_then(Value::as_array).into_iter().flatten().cloned().collect(),
        }
    }

    /// What is set, as a file has it.
    pub fn write(&self, texts: Vec<String>) -> Value {
        match self {
            Self::Text(..) | Self::Word(..) | Self::Number(..) | Self::Url(..) | Self::Account(..) => {
                texts.concat().into()
            }
            Self::One(_) | Self::AtMostOne(_) => texts.concat().into(),
            Self::Lines(..) | Self::Many(..) => texts.into(),
            Self::Flag(..) => (!texts.is_empty()).into(),
        }
    }
}

/// The lines of a text that has one item per line.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// What was typed or chosen in a form, by the names of the fields.
pub type Typed = BTreeMap<String, Value>;

/// All fields of `V`, and nothing else that is sent. One that is not sent is empty.
pub fn read_typed<'de, V: Defined, D: Deserializer<'de>>(deserializer: D) -> Result<Typed, D::Error> {
    let mut sent = Typed::deserialize(deserializer)?;
    Ok(V::FIELDS.iter().map(|field| (field.name.to_owned(), sent.remove(field.name).unwrap_or_default())).collect())
}

/// The request for what was typed, without what nobody sees while another kind is chosen.
pub fn typed_request<V: Defined, T: DeserializeOwned>(typed: &Typed) -> T {
    let kind = typed.get("kind").and_then(Value::as_str);
    let is_shown = |field: &Field<V>| field.when.is_for(kind.unwrap_or_default());
    let value = |field: &Field<V>| field.input.read(typed.get(field.name).filter(|_| is_shown(field)));
    request_of(V::FIELDS.iter().map(|field| (field.name.to_owned(), value(field))))
}

/// The request with these values, as JSON has them: what was typed into a form, or what a file or a command says. One of another type
/// than it has to be is an error of its field later.
pub fn request_of<T: DeserializeOwned>(values: impl IntoIterator<Item = (String, Value)>) -> T {
    let values = Value::Object(values.into_iter().collect());
    T::deserialize(values).unwrap_or_else(|_| unreachable!("fields take values of all types"))
}

/// What is set, as texts: the items of a list; a value; nothing for no value, and for a flag that is not set.
pub trait Texts {
    fn texts(&self) -> Vec<String>;
}

impl<T: Texts> Texts for Vec<T> {
    fn texts(&self) -> Vec<String> {
        self.iter().flat_map(Texts::texts).collect()
    }
}

impl<T: Texts> Texts for Option<T> {
    fn texts(&self) -> Vec<String> {
        self.iter().flat_map(Texts::texts).collect()
    }
}

impl Texts for String {
    fn texts(&self) -> Vec<String> {
        vec![self.clone()]
    }
}

/// A number of seconds.
impl Texts for u64 {
    fn texts(&self) -> Vec<String> {
        vec![proof_age(*self)]
    }
}

impl Texts for bool {
    fn texts(&self) -> Vec<String> {
        self.then(|| ON.to_owned()).into_iter().collect()
    }
}

/// What these types print is their text.
macro_rules! printed_texts {
    ($($type:ty),*) => {
        $(impl $crate::shared::fields::input::Texts for $type {
            fn texts(&self) -> Vec<String> {
                vec![self.to_string()]
            }
        })*
    };
}
pub(crate) use printed_texts;
