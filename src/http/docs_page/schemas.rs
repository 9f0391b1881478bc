//! Fields of bodies and answers, from the schemas of the OpenAPI document.

use super::text::write_line;
use crate::language::say;
use crate::ui::markup::{Markup, write_markup};
use serde_json::Value;

/// How deep objects in objects are described. More than the document has, and an end for one that contains itself.
const MAX_DEPTH: usize = 6;

/// Writes schemas of a document.
#[derive(Clone, Copy)]
pub struct Schemas<'a> {
    pub document: &'a Value,
    /// Whether they are those of a request, which says which of its fields are required.
    pub is_request: bool,
}

impl<'a> Schemas<'a> {
    /// What a part of the document refers to, or the part itself.
    pub fn resolve(self, part: &'a Value) -> &'a Value {
        let address = part["$ref"].as_str().and_then(|address| address.strip_prefix('#'));
        address.and_then(|address| self.document.pointer(address)).unwrap_or(part)
    }

    /// The fields of an object, or of the objects in a list. Nothing for other schemas.
    pub fn write_fields(self, page: &mut Markup, schema: &'a Value) {
        self.write_fields_to(page, schema, MAX_DEPTH);
    }

    fn write_fields_to(self, page: &mut Markup, schema: &'a Value, depth: usize) {
        let Some(object) = self.object_in(schema, depth) else { return };
        let required = object["required"].as_array();
        page.add("<ul class=\"docs-fields\">");
        for (name, field) in object["properties"].as_object().into_iter().flatten() {
            let is_required = required.is_some_and(|names| names.iter().any(|required| required == name));
            write_markup!(page; "<li><code>" (name) "</code> <span class=\"docs-type\">" (&self.type_of(field)));
            page.text(if self.is_request && is_required { say::docs_required() } else { "" });
            page.add("</span>");
            self.write_about(page, field);
            self.write_fields_to(page, field, depth - 1);
            page.add("</li>");
        }
        page.add("</ul>");
    }

    /// The description of a field, and the values that it can have.
    fn write_about(self, page: &mut Markup, field: &'a Value) {
        let about = field["description"].as_str().or_else(|| self.resolve(field)["description"].as_str());
        let values = self.values_of(field, MAX_DEPTH);
        if about.is_none() && values.is_empty() {
            return;
        }
        page.add("<p>");
        if let Some(about) = about {
            page.add("<span lang=\"en\">");
            write_line(page, about);
            page.add("</span> ");
        }
        for (place, value) in values.iter().enumerate() {
            page.text(if place == 0 { say::docs_values() } else { "," });
            write_markup!(page; " <code>" (value) "</code>");
        }
        page.add("</p>");
    }

    /// The schema with properties that `schema` is, or that its alternatives or its items are.
    fn object_in(self, schema: &'a Value, depth: usize) -> Option<&'a Value> {
        if depth == 0 {
            return None;
        }
        let schema = self.resolve(schema);
        if schema["properties"].is_object() {
            return Some(schema);
        }
        alternatives(schema).chain(schema.get("items")).find_map(|inner| self.object_in(inner, depth - 1))
    }

    /// The texts that a field, or an item of it, can have, if they are listed.
    pub fn values_of(self, schema: &'a Value, depth: usize) -> Vec<&'a str> {
        if depth == 0 {
            return Vec::new();
        }
        let schema = self.resolve(schema);
        let listed = schema["enum"].as_array().into_iter().flatten().chain(schema.get("const"));
        let mut values: Vec<_> = listed.filter_map(Value::as_str).collect();
        for inner in alternatives(schema).chain(schema.get("items")) {
            values.extend(self.values_of(inner, depth - 1));
        }
        values
    }

    /// The type of a field in words.
    pub fn type_of(self, schema: &'a Value) -> String {
        self.type_to(schema, MAX_DEPTH)
    }

    fn type_to(self, schema: &'a Value, depth: usize) -> String {
        if depth == 0 {
            return "object".to_owned();
        }
        let schema = self.resolve(schema);
        let mut types: Vec<String> = alternatives(schema).map(|inner| self.type_to(inner, depth - 1)).collect();
        if types.is_empty() {
            let names = match &schema["type"] {
                Value::Array(names) => names.as_slice(),
                name => std::slice::from_ref(name),
            };
            types.extend(names.iter().map(|name| match (name.as_str(), schema["format"].as_str()) {
                (Some("array"), _) => say::docs_type_list(&self.type_to(&schema["items"], depth - 1)),
                (Some("string"), Some(format)) => format!("string ({format})"),
                (name, _) => name.unwrap_or(say::docs_type_any()).to_owned(),
            }));
        }
        types.dedup();
        types.into_iter().reduce(|one, other| say::docs_type_or(&one, &other)).unwrap_or_default()
    }
}

/// The schemas of which one applies.
fn alternatives(schema: &Value) -> impl Iterator<Item = &Value> {
    ["anyOf", "oneOf"].into_iter().filter_map(move |name| schema[name].as_array()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::markup::html;
    use serde_json::json;

    fn fields(document: &Value, is_request: bool) -> String {
        html(|page| Schemas { document, is_request }.write_fields(page, &document["schema"]))
    }

    #[test]
    fn fields_have_their_types_values_and_inner_fields() {
        let document = json!({
            "schema": {"type": "array", "items": {"$ref": "#/one"}},
            "one": {
                "required": ["at"],
                "properties": {
                    "at": {"type": ["string", "null"], "format": "date-time"},
                    "role": {"anyOf": [{"$ref": "#/role"}, {"type": "null"}], "description": "The `role`."},
                    "who": {"properties": {"id": {"type": "integer"}}, "type": "object"},
                },
            },
            "role": {"enum": ["user", "admin"], "type": "string"},
        });
        let expected = "<ul class=\"docs-fields\">\
                        <li><code>at</code> <span class=\"docs-type\">string (date-time) or null, required</span></li>\
                        <li><code>role</code> <span class=\"docs-type\">string or null</span><p><span lang=\"en\">The \
                        <code>role</code>.</span> Values: <code>user</code>, <code>admin</code></p></li>\
                        <li><code>who</code> <span class=\"docs-type\">object</span><ul class=\"docs-fields\">\
                        <li><code>id</code> <span class=\"docs-type\">integer</span></li></ul></li></ul>";
        assert_eq!(fields(&document, true), expected);
        assert!(!fields(&document, false).contains("required"));
    }

    #[test]
    fn a_schema_that_contains_itself_has_an_end() {
        let document = json!({"schema": {"properties": {"inner": {"$ref": "#/schema"}}, "type": "object"}});
        assert_eq!(fields(&document, false).matches("inner").count(), MAX_DEPTH);
        let endless = json!({"schema": {"type": "array", "items": {"$ref": "#/schema"}}});
        assert_eq!(fields(&endless, false), "");
    }
}
