//! The languages of pages and messages, and all texts in them: `locales/*.ftl`, which `build.rs` compiles.
//!
//! [`say`] has a function for each text, in the language of the page that is rendered. [`message`] has the same ones as data, for
//! errors and reports: a use case does not know who reads them. Outside of a page both are English: in the API, on the command line
//! and in the log ([decision 65](../../docs/decisions/0065-languages.md)). What only pages of administrators say is in the module
//! `say` of these.

mod pattern;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

pub use crate::texts::{current, load_for_administrators, text};

include!(concat!(env!("OUT_DIR"), "/say.rs"));

names! {
    /// A language, by its tag (BCP 47), which is the name of its file: `de`, or `pt-BR`.
    #[derive(Default, Hash, JsonSchema)]
    pub enum Language {
        #[default]
        English = "en",
        German = "de",
    }
}

impl Language {
    /// The language of a tag such as `de-AT`. None if there are no texts in it, as it is spoken anywhere.
    pub fn of_tag(tag: &str) -> Option<Self> {
        closest(tag, &Self::ALL.map(Self::as_str)).map(|index| Self::ALL[index])
    }

    /// Its name, as its speakers write it.
    pub fn name(self) -> &'static str {
        LANGUAGE_NAMES.into_iter().find(|(tag, _)| *tag == self.as_str()).map_or("", |(_, name)| name)
    }

    /// The category of a number (CLDR, "Language Plural Rules").
    fn plural(self, number: u64) -> &'static str {
        match self {
            Self::English | Self::German => {
                if number == 1 {
                    "one"
                } else {
                    "other"
                }
            }
        }
    }
}

/// Which of the `known` tags is closest to `tag`: the same one, or the one that is left when script and region are taken off its end
/// (RFC 4647, section 3.4), or else the first one of the same language. So `pt-BR` is for all who read Portuguese, until there is `pt`
/// or `pt-PT`.
fn closest(tag: &str, known: &[&str]) -> Option<usize> {
    let tag = tag.replace('_', "-");
    let mut range = Some(&*tag);
    while let Some(wanted) = range {
        if let Some(found) = known.iter().position(|known| known.eq_ignore_ascii_case(wanted)) {
            return Some(found);
        }
        range = wanted.rsplit_once('-').map(|(shorter, _)| shorter);
    }
    let language = tag.split('-').next()?;
    known.iter().position(|known| known.split('-').next().is_some_and(|own| own.eq_ignore_ascii_case(language)))
}

/// Whose pages texts are for. Browsers load a file for each.
#[derive(Clone, Copy)]
pub enum Readers {
    /// All pages have them.
    Everybody,
    /// Only those in `ui/routes/administrators` have them, and no others have a name for them.
    Administrators,
}

impl Readers {
    pub const ALL: [Self; 2] = [Self::Everybody, Self::Administrators];

    /// The file with their texts, in the folder of the program. `ui/hydration.js` fetches it.
    pub fn file(self, language: Language) -> String {
        let ending = match self {
            Self::Everybody => "",
            Self::Administrators => ".administrators",
        };
        format!("texts/{}{ending}.txt", language.as_str())
    }
}

/// A text in a static table: a function of [`say`].
pub type Label = fn() -> &'static str;

/// What a text is completed with.
#[derive(Clone, Debug)]
pub enum Argument<'a> {
    Number(u64),
    Text(Cow<'a, str>),
    Message(Message),
}

impl From<u64> for Argument<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Argument<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Argument<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl From<Message> for Argument<'_> {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

/// A text for people, before it is known which language they read. It becomes words when it is rendered or serialised; what was
/// deserialised stays in the language in which it was sent.
#[derive(Clone)]
pub struct Message(Content);

#[derive(Clone)]
enum Content {
    Written(Cow<'static, str>),
    Text { id: usize, arguments: Vec<Argument<'static>> },
}

impl Message {
    fn new(id: usize, arguments: Vec<Argument<'static>>) -> Self {
        Self(Content::Text { id, arguments })
    }

    /// What is no text of the catalogue: data, or what a server has sent.
    pub fn written(text: impl Into<Cow<'static, str>>) -> Self {
        Self(Content::Written(text.into()))
    }

    /// The text in the language of the reader.
    pub fn say(&self) -> String {
        match &self.0 {
            Content::Written(text) => text.clone().into_owned(),
            Content::Text { id, arguments } => composed(*id, arguments),
        }
    }
}

impl Default for Message {
    fn default() -> Self {
        Self::written("")
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say())
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.say())
    }
}

impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        self.say() == other.say()
    }
}

impl Eq for Message {}

impl PartialEq<str> for Message {
    fn eq(&self, other: &str) -> bool {
        self.say() == other
    }
}

impl PartialEq<&str> for Message {
    fn eq(&self, other: &&str) -> bool {
        self.say() == *other
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.say())
    }
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::written)
    }
}

impl JsonSchema for Message {
    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}

/// The sentences about a kind of event, by the ids of their texts.
#[derive(Clone, Copy)]
pub struct Sentences {
    done: usize,
    refused: Option<usize>,
}

impl Sentences {
    /// That it was done.
    pub fn done(self, parts: &sentences::Parts<'_>) -> String {
        composed(self.done, &parts.arguments())
    }

    /// That it was refused; None if there is no sentence of its own for that.
    pub fn refused(self, parts: &sentences::Parts<'_>) -> Option<String> {
        self.refused.map(|id| composed(id, &parts.arguments()))
    }
}

/// The text with this id, completed.
pub(crate) fn composed(id: usize, arguments: &[Argument<'_>]) -> String {
    let mut composed = String::new();
    pattern::write(text(id), arguments, current(), &mut composed);
    composed
}

/// A number with the separators of the reader's language: `1,248`.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        // A separator precedes each group of three digits, counted from the end.
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push_str(say::number_separator());
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_thousands_separators() {
        for (number, words) in [(0, "0"), (999, "999"), (1_248, "1,248"), (10_000, "10,000"), (1_000_000, "1,000,000")]
        {
            assert_eq!(super::number(number), words);
        }
    }

    #[test]
    fn of_several_regions_and_scripts_the_closest_one_is_taken() {
        let known = ["en", "de", "pt-BR", "pt-PT", "zh-Hant", "zh-Hans", "zh-Hant-HK"];
        for (tag, expected) in [
            ("pt-PT", Some("pt-PT")),
            ("PT_br", Some("pt-BR")),
            ("pt", Some("pt-BR")),
            ("pt-AO", Some("pt-BR")),
            ("zh-Hant-TW", Some("zh-Hant")),
            ("zh-Hant-HK", Some("zh-Hant-HK")),
            ("zh-Hans-CN-x-own", Some("zh-Hans")),
            ("en-GB", Some("en")),
            ("qaa", None),
            ("-BR", None),
            ("--", None),
            ("", None),
        ] {
            assert_eq!(closest(tag, &known).map(|index| known[index]), expected, "{tag}");
        }
    }

    #[test]
    fn regions_and_letter_case_of_a_tag_do_not_matter() {
        for (tag, language) in
            [("de", Some(Language::German)), ("DE-at", Some(Language::German)), ("deu", None), ("", None)]
        {
            assert_eq!(Language::of_tag(tag), language, "{tag}");
        }
    }
}
