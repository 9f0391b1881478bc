//! docs/openapi.json is the document of this version, and is complete.

use crate::support::*;
use serde_json::Map;
use std::fs;
use std::path::Path;
use vestibule::http::document;

#[test]
fn the_document_in_the_repository_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}: run `make openapi`"));
    let written: Value = serde_json::from_str(&text).expect("docs/openapi.json is JSON: run `make openapi`");
    // Without `assert_eq`, which would print both documents.
    assert!(written == *document(), "docs/openapi.json is out of date: run `make openapi`");
}

/// Every operation of the document: its name, and its description.
fn operations() -> impl Iterator<Item = (String, &'static Value)> {
    let paths = document()["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("methods");
        methods.iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
    })
}

/// The schema that a reference names, or the schema itself.
fn resolved(schema: &Value) -> &Value {
    let reference = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    reference.map_or(schema, |pointer| document().pointer(pointer).expect("the definition of a reference"))
}

/// Fails with all problems at once.
#[track_caller]
fn assert_none(problems: impl Iterator<Item = String>) {
    let problems: Vec<_> = problems.collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

/// A generator of clients or requests can only keep to limits that it knows.
#[test]
fn every_text_and_number_in_a_parameter_has_a_limit() {
    let parameters = operations().flat_map(|(name, operation)| {
        let parameters = operation["parameters"].as_array().expect("parameters");
        parameters.iter().map(move |parameter| (name.clone(), parameter))
    });
    assert_none(parameters.filter_map(|(name, parameter)| {
        let schema = resolved(&parameter["schema"]);
        let limits: &[&str] = match schema["type"].as_str() {
            Some("string") => &["pattern", "maxLength", "enum", "const", "format", "oneOf"],
            Some("integer") => &["minimum"],
            Some("boolean") => return None,
            _ => &["enum", "oneOf"],
        };
        let is_limited = limits.iter().any(|limit| schema.get(limit).is_some());
        (!is_limited).then(|| format!("{name}: {} is {schema}", parameter["name"]))
    }));
}

/// The same for numbers in requests, also those that may be sent as text.
#[test]
fn every_number_in_a_request_has_a_minimum_and_a_maximum() {
    let numbers = operations().flat_map(|(name, operation)| {
        let contents = operation["requestBody"]["content"].as_object().into_iter().flatten();
        contents.flat_map(|(_, content)| numbers_in(&name, &content["schema"])).collect::<Vec<_>>()
    });
    let numbers: Vec<_> = numbers.collect();
    assert!(!numbers.is_empty());
    assert_none(numbers.into_iter().filter_map(|(name, schema)| {
        let is_limited = schema.get("minimum").is_some() && schema.get("maximum").is_some();
        (!is_limited).then(|| format!("{name} is {schema}"))
    }));
}

/// The schemas of numbers in a schema, with the names of their fields.
fn numbers_in(name: &str, schema: &'static Value) -> Vec<(String, &'static Value)> {
    let schema = resolved(schema);
    let types = schema["type"].as_array().map_or(std::slice::from_ref(&schema["type"]), Vec::as_slice);
    let is_number = types.iter().any(|kind| kind == "integer" || kind == "number");
    let fields = schema["properties"].as_object().into_iter().flatten();
    let fields = fields.flat_map(|(field, schema)| numbers_in(&format!("{name}: {field}"), schema));
    let items = schema.get("items").into_iter().flat_map(|items| numbers_in(name, items));
    is_number.then(|| (name.to_owned(), schema)).into_iter().chain(fields).chain(items).collect()
}

/// The bodies of an operation: of its request, and of its responses that are no errors.
fn bodies((name, operation): (String, &'static Value)) -> Vec<(String, &'static Value)> {
    let request = operation.get("requestBody").map(|body| (format!("{name}: request"), body));
    let responses = operation["responses"].as_object().expect("responses").iter();
    let successes = responses.map(|(status, response)| (format!("{name}: {status}"), response));
    request.into_iter().chain(successes).collect()
}

/// Without a schema, `typescript-fetch` of openapi-generator ends with an exception.
#[test]
fn every_body_has_a_schema_and_those_that_are_no_errors_an_example() {
    let contents = operations().flat_map(bodies).flat_map(|(name, body)| {
        let contents = body["content"].as_object().into_iter().flatten();
        contents.map(move |(media_type, content)| (format!("{name}: {media_type}"), content))
    });
    assert_none(contents.flat_map(|(name, content)| {
        let has_schema = resolved(&content["schema"]).as_object().is_some_and(|schema| schema.contains_key("type"));
        let is_upload = content["schema"]["format"] == "binary";
        let has_example = is_upload || content.get("example").or(content.get("examples")).is_some();
        let missing = [(has_schema, "schema"), (has_example, "example")].into_iter().filter(|(has, _)| !has);
        missing.map(|(_, what)| format!("{name} has no {what}")).collect::<Vec<_>>()
    }));
}

/// A typed client can send every example, because its schema allows it.
#[test]
fn every_example_of_a_request_has_the_types_of_its_schema() {
    assert_none(operations().flat_map(|(name, operation)| {
        let content = &operation["requestBody"]["content"]["application/json"];
        let example = content["example"].as_object().cloned().unwrap_or_default();
        let properties = resolved(&content["schema"])["properties"].as_object().cloned().unwrap_or_default();
        mistyped(&example, &properties).map(|field| format!("{name}: {field}")).collect::<Vec<_>>()
    }));
}

/// The fields of `example` whose type their schema does not allow.
fn mistyped(example: &Map<String, Value>, properties: &Map<String, Value>) -> impl Iterator<Item = String> {
    example.iter().filter_map(|(field, value)| {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let schema = resolved(properties.get(field)?);
        let allowed = match &schema["type"] {
            Value::String(allowed) => allowed == kind,
            Value::Array(allowed) => allowed.iter().any(|allowed| allowed == kind),
            _ => true,
        };
        (!allowed).then(|| format!("{field} is {value}, but its schema {schema}"))
    })
}
