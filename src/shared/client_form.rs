//! The body of the form of a client: all its values are texts, and lists have one item per line.

use super::clients::{ClientDefinition, ClientRequest};
use super::fields::input::{Typed, read_typed, typed_request};
use super::values::Text;
use serde::{Deserialize, Serialize};

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
    #[serde(flatten, deserialize_with = "read_typed::<ClientDefinition, _>")]
    pub typed: Typed,
}

impl ClientForm {
    pub fn request(&self) -> ClientRequest {
        let request = typed_request::<ClientDefinition, ClientRequest>(&self.typed);
        ClientRequest { client_id: Text::typed(&self.client_id), ..request }
    }
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
    use crate::shared::values::Expected;
    use leptos::serde_json::Value;

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
