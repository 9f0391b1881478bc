//! Terms: what people accept before they enter an application (`docs/decisions/0108-terms.md`).

use super::applications::ApplicationName;
use super::ids::UserId;
use super::own_fields::{line_for, words};
use super::timestamp::Timestamp;
use super::values::{self, Expected, Text};
use crate::language::Language;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The maximum number of versions, of all terms together.
pub const MAX_VERSIONS: usize = 1_000;
/// The maximum length of a text in bytes: one in each language fits into a request.
pub const MAX_TEXT_LEN: usize = 30_000;
/// The name of the box in forms that open an account, in requests and in errors.
pub const ACCEPTED_TERMS: &str = "accepted_terms";
/// The name of the hidden field beside it.
pub const TERMS_SHOWN: &str = "terms_shown";

/// Publish a version of terms.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TermsRequest {
    /// The name of the application whose terms they are. If it is missing, they are those of the installation, which everybody
    /// accepts.
    #[schemars(length(max = 63))]
    pub application: Text,
    /// Where the document is: an address for all languages, or one for each, such as `de=https://example.org/agb`.
    pub links: Expected<Vec<Text>>,
    /// The document itself in Markdown, in place of links: one for all languages, or one for each, which begins with `de=`.
    pub texts: Expected<Vec<Text>>,
    /// From when on they are to be accepted: a day or a time. At once, if it is missing or past.
    pub applies_from: Text,
}

/// What a request that opens an account says of the terms of the installation: a registration, an invitation that is accepted, or the first
/// time with an account at a provider.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AcceptedTerms {
    /// The number of the version of the terms of the installation that the person accepts, which is in effect. Also as text. Without it the
    /// account is opened all the same, and has to accept them before it enters an application.
    #[serde(deserialize_with = "values::or_number", skip_serializing_if = "Expected::is_missing")]
    #[schemars(extend("type" = ["integer", "string", "null"], "minimum" = 1, "maximum" = 1000))]
    pub accepted_terms: Text,
    /// Only of pages: the version that the page has shown with a box, which has to be ticked.
    #[serde(skip_serializing_if = "Expected::is_missing")]
    #[schemars(skip)]
    pub terms_shown: Text,
}

/// What a version says: links or texts, with their languages.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TermsDocuments {
    /// Addresses, such as `https://example.org/terms` or `de=https://example.org/agb`.
    pub links: Vec<String>,
    /// Markdown, as it was published.
    pub texts: Vec<String>,
}

impl TermsDocuments {
    /// The address for readers of a language. None if the version has texts.
    pub fn link(&self, language: Language) -> Option<&str> {
        words(&self.links, language)
    }

    /// The Markdown for readers of a language. None if the version has links.
    pub fn text(&self, language: Language) -> Option<&str> {
        words(&self.texts, language)
    }

    /// The language of the document that readers of a language are shown: another one if there is none in theirs.
    pub fn shown_in(&self, language: Language) -> Language {
        let documents = if self.links.is_empty() { &self.texts } else { &self.links };
        line_for(documents, language).and_then(|(of, _)| of).unwrap_or(language)
    }
}

names! {
    /// Whether a version of terms is in effect.
    #[derive(JsonSchema)]
    pub enum TermsState {
        /// It can still be withdrawn.
        Planned = "planned",
        InEffect = "in-effect",
        /// By a version that came later.
        Replaced = "replaced",
    }
}

/// A version of terms.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TermsVersion")]
pub struct TermsVersionView {
    pub version: i64,
    /// Missing for the terms of the installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationName>,
    pub state: TermsState,
    pub applies_from: Timestamp,
    pub created_at: Timestamp,
    /// How many accounts have accepted it.
    pub accepted: u64,
}

/// All versions, the last one first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TermsVersionList")]
pub struct TermsVersionListView {
    pub versions: Vec<TermsVersionView>,
}

/// A version with its documents.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Terms")]
pub struct TermsView {
    pub version: i64,
    /// Missing for the terms of the installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationName>,
    pub applies_from: Timestamp,
    pub documents: TermsDocuments,
}

/// What somebody has to accept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "OwedTerms")]
pub struct OwedTermsView {
    pub terms: Vec<TermsView>,
}

/// What to accept.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OwedTermsQuery {
    /// The name of an application, to get its terms as well. One that does not exist has none.
    #[schemars(length(max = 63))]
    pub application: String,
}

/// A version that somebody has accepted, in the copy of their own data.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AcceptedTermsView {
    pub version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationName>,
    pub accepted_at: Timestamp,
    /// In which it was shown.
    pub language: String,
}

/// Somebody who has accepted a version, for administrators.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AcceptingAccountView {
    pub id: UserId,
    pub username: String,
    pub email: String,
    pub accepted_at: Timestamp,
    /// In which it was shown.
    pub language: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_in_the_language_of_the_reader_if_there_is_one() {
        let texts = ["# Terms\n\nBe nice.", "de=# Bedingungen\n\nSeien Sie nett."].map(str::to_owned).to_vec();
        let documents = TermsDocuments { texts, ..TermsDocuments::default() };
        assert_eq!(documents.text(Language::English), Some("# Terms\n\nBe nice."));
        assert_eq!(documents.text(Language::German), Some("# Bedingungen\n\nSeien Sie nett."));
        assert_eq!(documents.link(Language::German), None);
        assert_eq!(documents.shown_in(Language::German), Language::German);
        assert_eq!(documents.shown_in(Language::English), Language::English, "it is for all languages");
        let links = vec!["de=https://example.org/agb".to_owned()];
        let documents = TermsDocuments { links, ..TermsDocuments::default() };
        assert_eq!(documents.shown_in(Language::English), Language::German, "there is no other one");
    }
}
