//! The parameters of an operation.

use super::operation::Operation;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};

/// The example of an id.
const ID: &str = "0192f3a1-7b2c-7def-8123-456789abcdef";

/// The parameters of an operation: those in its path, its query and its headers.
pub fn parameters(operation: &Operation, generator: &mut SchemaGenerator) -> Vec<Value> {
    let mut parameters: Vec<_> = path_parameters(operation.path).collect();
    if let Some(query) = operation.query {
        let described = query_parameters(&query(generator), generator);
        let is_used = |parameter: &Value| !operation.unused.iter().any(|name| parameter["name"] == *name);
        parameters.extend(described.into_iter().filter(is_used));
    }
    parameters.extend(operation.headers.iter().map(|header| {
        json!({
            "name": header.name,
            "in": "header",
            "description": header.description,
            "schema": { "type": "string", "pattern": header.pattern },
            "example": header.example,
        })
    }));
    parameters
}

fn path_parameters(path: &'static str) -> impl Iterator<Item = Value> {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    names.map(move |name| {
        let id = json!({ "type": "string", "format": "uuid" });
        let (description, schema, example) = match name {
            "name" if path.starts_with("/api/applications/") => {
                let name = json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$" });
                ("The name of an application.", name, "journal")
            }
            "name" => {
                let name = json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$" });
                ("The name of a group.", name, "editors")
            }
            "id" => ("The id of an account.", id, ID),
            "session_id" => ("The id of a session.", id, ID),
            "token_id" => ("The id of an API token.", id, ID),
            "bulk_id" => ("The id of a bulk change.", id, ID),
            _ => ("", id, ID),
        };
        json!({
            "name": name,
            "in": "path",
            "required": true,
            "description": description,
            "schema": schema,
            "example": example,
        })
    })
}

/// A parameter for each property of a schema, which is a reference to a definition. Removes the definition: nothing else refers
/// to it, and client generators would make a useless type of it.
fn query_parameters(schema: &Schema, generator: &mut SchemaGenerator) -> Vec<Value> {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    let definition = name.and_then(|name| generator.definitions_mut().remove(name));
    let properties = definition.as_ref().and_then(|definition| definition["properties"].as_object());
    let parameter = |(name, property): (&String, &Value)| {
        let mut schema = property.clone();
        let mut take = |key: &str| schema.as_object_mut().and_then(|schema| schema.remove(key));
        let (description, example) = (take("description"), take("example"));
        // An empty text means that the parameter is missing. It would not fit the schema of most parameters.
        if property["default"] == "" {
            take("default");
        }
        // Forms send a field that is not filled in as an empty value.
        let mut parameter = json!({ "name": name, "in": "query", "schema": schema, "allowEmptyValue": true });
        for (key, value) in [("description", description), ("example", example)] {
            if let Some(value) = value {
                parameter[key] = value;
            }
        }
        parameter
    };
    properties.into_iter().flatten().map(parameter).collect()
}
