//! A message in the language of its reader, as it waits.

use super::Mail;
use crate::language::Language;
use serde::{Deserialize, Deserializer, Serialize};

/// A message and its language. Stored as JSON, beside the fields of [`Mail`], which a version without languages reads alone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Letter {
    #[serde(flatten)]
    pub mail: Mail,
    /// Missing in the messages of a version that wrote English only.
    #[serde(default, deserialize_with = "known")]
    pub language: Language,
}

impl Letter {
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| unreachable!("messages serialize to JSON"))
    }

    /// None if only another version knows the message.
    pub fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }
}

/// A language that only another version knows becomes English.
fn known<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Language, D::Error> {
    let tag = String::deserialize(deserializer)?;
    Ok(Language::of_tag(&tag).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const STORED: &str = r#"{"kind":"password_reset","parameters":{"name":"Maren","minutes":30}}"#;

    fn letter(language: Language) -> Letter {
        Letter { mail: Mail::PasswordReset { name: Some("Maren".to_owned()), minutes: 30 }, language }
    }

    #[test]
    fn a_message_of_the_version_before_is_in_english() {
        assert_eq!(Letter::from_json(STORED), Some(letter(Language::English)));
        assert_eq!(Letter::from_json(r#"{"kind":"test"}"#).map(|letter| letter.mail), Some(Mail::Test));
    }

    #[test]
    fn the_version_before_reads_a_message_without_its_language() {
        let json = letter(Language::German).to_json();
        let stored: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(stored["language"], "de");
        // The type of that version.
        assert_eq!(serde_json::from_str::<Mail>(&json).unwrap(), letter(Language::German).mail);
        assert_eq!(serde_json::from_str::<Mail>(r#"{"language":"de","kind":"test"}"#).unwrap(), Mail::Test);
    }

    #[test]
    fn a_language_of_a_later_version_becomes_english() {
        for (tag, language) in [("de", Language::German), ("xx", Language::English), ("", Language::English)] {
            let json = format!(r#"{{"language":"{tag}",{}"#, &STORED[1..]);
            assert_eq!(Letter::from_json(&json), Some(letter(language)), "{tag}");
        }
        assert_eq!(Letter::from_json(r#"{"kind":"of_a_later_version","parameters":{},"language":"de"}"#), None);
    }
}
