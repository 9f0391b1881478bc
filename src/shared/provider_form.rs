//! The body of the form of a provider: all its values are texts, and lists have one item per line.

use super::client_form::lines;
use super::providers::{ProviderKind, ProviderRequest};
use super::values::Text;
use serde::{Deserialize, Serialize};

/// Create or replace a provider.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProviderForm {
    /// Of a provider that is replaced.
    pub id: String,
    /// When the version that the page has shown was saved.
    pub before: String,
    /// Of a new provider. Empty: that of its kind.
    pub name: String,
    pub kind: String,
    pub title: String,
    pub logo_uri: String,
    pub position: String,
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub userinfo_endpoint: String,
    pub claims: String,
    pub tenant: String,
    pub team_id: String,
    pub key_id: String,
    pub client_id: String,
    /// Empty: it stays as it is. Never kept.
    pub client_secret: String,
    pub scopes: String,
    pub trusted_domains: String,
    pub allowed_domains: String,
    pub registration: String,
    pub registration_domains: String,
    pub groups_claim: String,
    pub groups_prefix: String,
    pub second_factor: String,
}

impl ProviderForm {
    pub fn request(&self) -> ProviderRequest {
        let text = |value: &str| Text::from(value.trim());
        let given = |value: &String| if value.trim().is_empty() { Text::Missing } else { text(value) };
        ProviderRequest {
            name: self.name(),
            kind: text(&self.kind),
            title: text(&self.title),
            logo_uri: text(&self.logo_uri),
            position: text(&self.position),
            issuer: text(&self.issuer),
            authorization_endpoint: text(self.only(ProviderKind::Oauth2, &self.authorization_endpoint)),
            token_endpoint: text(self.only(ProviderKind::Oauth2, &self.token_endpoint)),
            userinfo_endpoint: text(self.only(ProviderKind::Oauth2, &self.userinfo_endpoint)),
            claims: lines(self.only(ProviderKind::Oauth2, &self.claims)),
            tenant: text(&self.tenant),
            team_id: text(self.only(ProviderKind::Apple, &self.team_id)),
            key_id: text(self.only(ProviderKind::Apple, &self.key_id)),
            client_id: text(&self.client_id),
            client_secret: given(&self.client_secret),
            scopes: lines(&self.scopes),
            trusted_domains: lines(&self.trusted_domains),
            allowed_domains: lines(&self.allowed_domains),
            registration: text(&self.registration),
            registration_domains: lines(&self.registration_domains),
            groups_claim: text(&self.groups_claim),
            groups_prefix: text(&self.groups_prefix),
            second_factor: lines(&self.second_factor),
        }
    }

    /// What was typed into a field that pages show for this kind alone: nobody sees it when another one is chosen.
    fn only<'a>(&self, kind: ProviderKind, typed: &'a str) -> &'a str {
        if self.kind.parse::<ProviderKind>().ok() == Some(kind) { typed } else { "" }
    }

    /// There is usually one provider of each kind that is known, so two values are enough for it.
    fn name(&self) -> Text {
        match (self.name.trim(), self.kind.parse::<ProviderKind>()) {
            _ if !self.id.is_empty() => Text::Missing,
            ("", kind) => match kind {
                Ok(kind) if kind.brand().is_some() => kind.as_str().into(),
                _ => Text::Missing,
            },
            (name, _) => name.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::values::Expected;

    #[test]
    fn a_known_provider_has_the_name_of_its_kind_and_a_secret_that_is_left_out_stays() {
        let google = ProviderForm { kind: "google".to_owned(), client_id: " v ".to_owned(), ..ProviderForm::default() };
        let request = google.request();
        assert_eq!((request.name.as_str(), request.client_id.as_str()), ("google", "v"));
        assert!(request.client_secret.is_missing());
        for (name, kind, expected) in
            [("own", "google", "own"), ("", "openid", ""), ("", "oauth2", ""), ("", "myspace", "")]
        {
            let form = ProviderForm { name: name.to_owned(), kind: kind.to_owned(), ..ProviderForm::default() };
            assert_eq!(form.request().name.as_str(), expected, "{kind}");
        }
        let replaced = ProviderForm { id: "google".to_owned(), ..google };
        assert!(replaced.request().name.is_missing());
    }

    #[test]
    fn what_the_page_hides_is_not_sent() {
        let form = |kind: &str| ProviderForm {
            kind: kind.to_owned(),
            token_endpoint: "https://id.example/token".to_owned(),
            claims: "subject=id".to_owned(),
            team_id: "TEAM567890".to_owned(),
            ..ProviderForm::default()
        };
        for (kind, endpoint, claims, team) in
            [("oauth2", "https://id.example/token", 1, ""), ("apple", "", 0, "TEAM567890"), ("openid", "", 0, "")]
        {
            let request = form(kind).request();
            assert_eq!((request.token_endpoint.as_str(), request.team_id.as_str()), (endpoint, team), "{kind}");
            let Expected::Given(sent) = request.claims else { panic!("no claims of {kind}") };
            assert_eq!(sent.len(), claims, "{kind}");
        }
    }

    #[test]
    fn lists_are_read_line_by_line() {
        let form = ProviderForm { scopes: " groups \r\n\r\noffline_access".to_owned(), ..ProviderForm::default() };
        assert_eq!(form.request().scopes, Expected::Given(vec!["groups".into(), "offline_access".into()]));
    }
}
