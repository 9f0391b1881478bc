//! The body of the form of a field: all its values are texts, and lists have one item per line.

use super::definition::{OwnFieldDefinition, OwnFieldKind, OwnFieldRequest};
use super::sent::SentFields;
use crate::shared::fields::input::{Typed, read_typed, typed_request};
use crate::shared::journey::Handle;
use crate::shared::next::LocalPath;
use serde::{Deserialize, Serialize};

/// Define a field, or change it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnFieldForm {
    /// The name of a field that is changed.
    pub id: String,
    /// When the version that the page has shown was saved.
    pub before: String,
    pub name: String,
    /// Not empty: it is saved although there are accounts that it does not fit.
    pub confirmed: String,
    #[serde(flatten, deserialize_with = "read_typed::<OwnFieldDefinition, _>")]
    pub typed: Typed,
}

impl OwnFieldForm {
    pub fn request(&self) -> OwnFieldRequest {
        let request = typed_request::<OwnFieldDefinition, OwnFieldRequest>(&self.typed);
        OwnFieldRequest { name: self.name.trim().into(), ..request }
    }

    /// The page of the form for a new one.
    pub fn page(&self) -> Option<LocalPath> {
        let kind: OwnFieldKind = self.request().kind.as_str().parse().ok()?;
        Some(LocalPath::new_own_field(kind))
    }
}

/// Change what an account has in fields of one's own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnValuesForm {
    /// Of another account. Empty: that of the visitor.
    pub id: String,
    /// Not empty on the page that asks for what is missing before somebody goes on.
    pub asked: String,
    /// The page to open then.
    pub next: Handle,
    pub fields: SentFields,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::values::Expected;
    use leptos::serde_json::Value;

    #[test]
    fn what_another_kind_has_is_not_sent_and_lists_are_read_line_by_line() {
        let typed = [("kind", "number"), ("choices", "a\nb"), ("max_length", "9"), ("label", " Size \r\n\r\nde=Größe")];
        let typed = typed.into_iter().map(|(name, text)| (name.to_owned(), Value::from(text))).collect();
        let form = OwnFieldForm { name: " size ".to_owned(), typed, ..OwnFieldForm::default() };
        let request = form.request();
        assert_eq!((request.name.as_str(), request.max_length.as_str()), ("size", ""));
        assert_eq!(request.choices, Expected::Given(Vec::new()));
        assert_eq!(request.label, Expected::Given(vec!["Size".into(), "de=Größe".into()]));
        assert_eq!(form.page().map(|page| page.as_str().to_owned()).as_deref(), Some("/users/fields/add/number"));
    }

    #[test]
    fn who_sees_a_field_is_what_is_ticked() {
        let kind = ("kind".to_owned(), Value::from("text"));
        let seen_by = ("seen_by".to_owned(), Value::from(vec!["owner"]));
        let form = OwnFieldForm { typed: [kind, seen_by].into(), ..OwnFieldForm::default() };
        let request = form.request();
        assert_eq!(request.seen_by, Expected::Given(vec!["owner".into()]));
        assert_eq!(request.changed_by, Expected::Given(Vec::new()));
        assert_eq!(request.personal, Expected::Given(false));
    }
}
