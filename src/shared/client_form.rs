//! The body of the form of a client: all its values are texts, and lists have one item per line.

use super::clients::ClientRequest;
use super::values::{Expected, Text};
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
    pub kind: String,
    pub redirect_uris: String,
    pub post_logout_redirect_uris: String,
    pub backchannel_logout_uri: String,
    /// `on`, or empty.
    pub require_pkce: String,
    pub grants: Vec<String>,
    pub resources: String,
    pub access_ttl: String,
    pub refresh_ttl: String,
    /// `on`, or empty.
    pub id_token_claims: String,
    pub consent: String,
    /// `none`, or the level.
    pub acr: String,
    pub max_age: String,
    pub launch_uri: String,
    pub logo_uri: String,
    pub description: String,
    pub groups_claim: String,
    pub claims: String,
    pub service_account: String,
}

impl ClientForm {
    pub fn request(&self) -> ClientRequest {
        let text = |value: &String| Text::from(value.trim());
        ClientRequest {
            client_id: if self.client_id.trim().is_empty() { Text::Missing } else { text(&self.client_id) },
            kind: text(&self.kind),
            redirect_uris: lines(&self.redirect_uris),
            post_logout_redirect_uris: lines(&self.post_logout_redirect_uris),
            backchannel_logout_uri: text(&self.backchannel_logout_uri),
            require_pkce: Expected::Given(!self.require_pkce.is_empty()),
            // A form sends only the checkboxes that are ticked, so missing ones are a choice.
            grants: Expected::Given(self.grants.iter().map(text).collect()),
            resources: lines(&self.resources),
            access_ttl: text(&self.access_ttl),
            refresh_ttl: text(&self.refresh_ttl),
            id_token_claims: Expected::Given(!self.id_token_claims.is_empty()),
            consent: text(&self.consent),
            acr: if self.acr == "none" { Text::Missing } else { text(&self.acr) },
            max_age: text(&self.max_age),
            launch_uri: text(&self.launch_uri),
            logo_uri: text(&self.logo_uri),
            description: text(&self.description),
            groups_claim: text(&self.groups_claim),
            claims: lines(&self.claims),
            service_account: text(&self.service_account),
        }
    }
}

/// The lines of a field that has one item per line.
pub(super) fn lines(text: &str) -> Expected<Vec<Text>> {
    Expected::Given(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Text::from).collect())
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
        let form = ClientForm {
            redirect_uris: " https://a.example/cb \r\n\r\nhttps://b.example/cb".to_owned(),
            acr: "none".to_owned(),
            ..ClientForm::default()
        };
        let request = form.request();
        let expected = ["https://a.example/cb".into(), "https://b.example/cb".into()];
        assert_eq!(request.redirect_uris, Expected::Given(expected.to_vec()));
        assert_eq!((request.require_pkce, request.grants), (Expected::Given(false), Expected::Given(Vec::new())));
        assert!(request.client_id.is_missing() && request.acr.is_missing());
    }
}
