//! The fields of one's own of an installation, in the document that it serves ([decision
//! 106](../../../docs/decisions/0106-fields-of-ones-own.md)).

use crate::accounts::OwnFieldAccess;
use crate::own_fields::DefinedField;
use crate::shared::own_fields::FieldValues;
use crate::shared::{BulkRequest, InviteUserRequest, RegisterRequest, UpdateUserRequest, UserView};
use schemars::JsonSchema;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// The example of a registration.
const EXAMPLE: &str = "/paths/~1api~1users~1register/post/requestBody/content/application~1json/example";

/// A schema of the document that has `fields`.
struct Place {
    name: Cow<'static, str>,
    kind: Kind,
    /// As what somebody sends it, or gets it.
    access: OwnFieldAccess,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A request of a stranger, who opens an account. It has only what they may fill in, and what is required of them.
    Registration,
    Request,
    Answer,
}

/// All of them. `other`: as what somebody sends or gets them who is not the owner of the account.
fn places(other: OwnFieldAccess) -> [Place; 4] {
    let place = |name, kind, access| Place { name, kind, access };
    let anybody = OwnFieldAccess { is_owner: true, ..other };
    [
        place(RegisterRequest::schema_name(), Kind::Registration, OwnFieldAccess::OWNER),
        place(InviteUserRequest::schema_name(), Kind::Request, other),
        place(UpdateUserRequest::schema_name(), Kind::Request, anybody),
        place(UserView::schema_name(), Kind::Answer, anybody),
    ]
}

/// Describes the fields in a document. `fields`: those that its reader sees. `for_program`: whether that is a program with an API token of
/// its own, and so no administrator to others.
pub(super) fn add_own_fields(document: &mut Value, fields: &[DefinedField], for_program: bool) {
    let other = if for_program { OwnFieldAccess::APPLICATION } else { OwnFieldAccess::ADMINISTRATOR };
    for place in places(other) {
        place.describe(document, fields);
    }
    fill_example(document, fields);
    name_in_bulk(document, fields, other);
}

impl Place {
    fn describe(&self, document: &mut Value, fields: &[DefinedField]) {
        let shown: Vec<_> = fields.iter().filter(|field| self.shows(field)).collect();
        let required = shown.iter().filter(|field| self.requires(field)).map(|field| field.name.as_str());
        let required: Vec<_> = required.collect();
        let properties: Map<_, _> = shown.iter().map(|field| (field.name.to_string(), self.schema_of(field))).collect();
        let Some(schema) = document.pointer_mut(&format!("/components/schemas/{}", self.name)) else { return };
        if !required.is_empty() {
            // Null, or nothing, is not enough.
            schema["properties"]["fields"]["type"] = json!("object");
            schema["properties"]["fields"]["required"] = json!(required);
            if let Some(names) = schema["required"].as_array_mut() {
                names.push(json!("fields"));
            }
        }
        if !properties.is_empty() {
            schema["properties"]["fields"]["properties"] = Value::Object(properties);
        }
    }

    /// In a new account nothing is there that could be sent back unchanged.
    fn shows(&self, field: &DefinedField) -> bool {
        match self.kind {
            Kind::Registration => self.access.changes(field),
            Kind::Request | Kind::Answer => self.access.sees(field),
        }
    }

    /// Whether the field has to be sent: one with a default may be left out.
    fn requires(&self, field: &DefinedField) -> bool {
        self.is_asked(field) && field.default_value().is_none()
    }

    fn is_asked(&self, field: &DefinedField) -> bool {
        self.kind == Kind::Registration && field.definition.is_asked_at_registration()
    }

    fn schema_of(&self, field: &DefinedField) -> Value {
        if self.kind == Kind::Answer {
            return field.answer_schema();
        }
        let mut schema = field.request_schema(!self.is_asked(field));
        // What is sent back unchanged is accepted.
        if !self.access.changes(field) {
            schema["readOnly"] = json!(true);
        }
        schema
    }
}

/// Lets the example of a registration have what is required. Nothing is made up for a field with a pattern.
fn fill_example(document: &mut Value, fields: &[DefinedField]) {
    let asked = fields.iter().filter(|field| field.definition.is_asked_at_registration());
    let value = |field: &DefinedField| field.default_value().or_else(|| field.made_up(1, 1, 1));
    let values: FieldValues = asked.filter_map(|field| Some((field.name.to_string(), value(field)?))).collect();
    if let Some(example) = document.pointer_mut(EXAMPLE).filter(|_| !values.is_empty()) {
        example["fields"] = json!(values);
    }
}

/// Lists the fields that are set for many accounts at once.
fn name_in_bulk(document: &mut Value, fields: &[DefinedField], other: OwnFieldAccess) {
    let changed: Vec<_> = fields.iter().filter(|field| other.changes(field)).collect();
    let pointer = format!("/components/schemas/{}/properties/field", BulkRequest::schema_name());
    if let Some(schema) = document.pointer_mut(&pointer).filter(|_| !changed.is_empty()) {
        // Both are as good as missing.
        let names = [json!(""), Value::Null].into_iter().chain(changed.iter().map(|field| json!(field.name)));
        schema["enum"] = names.collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::document;

    /// Each schema that describes fields of one's own is one of the places.
    #[test]
    fn no_schema_with_fields_is_forgotten() {
        let schemas = document()["components"]["schemas"].as_object().expect("schemas");
        let has_fields = |schema: &Value| {
            let about = schema["properties"]["fields"]["description"].as_str().unwrap_or_default();
            about.starts_with("Fields of this installation")
        };
        let mut found: Vec<_> =
            schemas.iter().filter(|(_, schema)| has_fields(schema)).map(|(name, _)| name.clone()).collect();
        let mut known = places(OwnFieldAccess::ADMINISTRATOR).map(|place| place.name.into_owned()).to_vec();
        found.sort();
        known.sort();
        assert_eq!(found, known);
    }

    #[test]
    fn without_fields_a_document_stays_as_it_is() {
        let mut described = document().clone();
        add_own_fields(&mut described, &[], false);
        assert!(described == *document());
        assert!(described.pointer(EXAMPLE).is_some(), "the path of the example");
        let bulk = format!("/components/schemas/{}/properties/field/type", BulkRequest::schema_name());
        assert_eq!(described.pointer(&bulk), Some(&json!(["string", "null"])));
    }
}
