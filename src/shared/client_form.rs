//! The body of the form of a client: all its values are texts, and lists have one item per line.

use super::client_texts::FIELDS;
use super::clients::ClientRequest;
use super::fields::input;
use super::values::{Expected, Text};
use leptos::serde_json::Value;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// Create or replace a client.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientForm {
    /// Of a new client.
    pub application: String,
    /// Of a client that is replaced.
    pub id: String,
    /// When the version that the page has shown was saved.
    pub before: String,
    pub client_id: String,
    /// What was typed or chosen, by the names of the fields.
    #[serde(flatten, deserialize_with = "of_fields")]
    pub typed: BTreeMap<String, Value>,
}

/// All fields, and nothing else that is sent. One that is not sent is empty.
fn of_fields<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Value>, D::Error> {
    let mut sent = BTreeMap::<String, Value>::deserialize(deserializer)?;
    Ok(FIELDS.iter().map(|field| (field.name.to_owned(), sent.remove(field.name).unwrap_or_default())).collect())
}

impl ClientForm {
    pub fn request(&self) -> ClientRequest {
        let id = self.client_id.trim();
        let values = FIELDS.iter().map(|field| (field.name.to_owned(), field.input.read(self.typed.get(field.name))));
        ClientRequest { client_id: if id.is_empty() { Text::Missing } else { id.into() }, ..ClientRequest::of(values) }
    }
}

/// The lines of a field that has one item per line.
pub(super) fn lines(text: &str) -> Expected<Vec<Text>> {
    Expected::Given(input::lines(text).map(Text::from).collect())
}

/// Add a secret to a client.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientSecretForm {
    /// The client.
    pub id: String,
    /// An own secret. Its name ends like that of a password, so it is never kept (`web/context/sent_form.rs`, `public/keep.js`).
    pub own_password: String,
    /// A duration, or empty.
    pub expires_in: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_line_by_line_and_what_is_not_ticked_is_off() {
        let typed = [("redirect_uris", " https://a.example/cb \r\n\r\nhttps://b.example/cb"), ("acr", "none")];
        let typed = typed.map(|(name, text)| (name.to_owned(), Value::from(text))).into();
        let form = ClientForm { typed, ..ClientForm::default() };
        let request = form.request();
        let expected = ["https://a.example/cb".into(), "https://b.example/cb".into()];
        assert_eq!(request.redirect_uris, Expected::Given(expected.to_vec()));
        assert_eq!((request.require_pkce, request.grants), (Expected::Given(false), Expected::Given(Vec::new())));
        assert!(request.client_id.is_missing() && request.acr.is_missing());
    }
}
