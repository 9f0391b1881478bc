//! The body of the form of a provider: all its values are texts, and lists have one item per line.

use super::fields::input::{Typed, read_typed, typed_request};
use super::next::LocalPath;
use super::providers::{ProviderDefinition, ProviderKind, ProviderRequest};
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
    /// Empty: it stays as it is. Never kept.
    pub client_secret: String,
    /// Not empty: a new one is tried before it is stored.
    pub test: String,
    #[serde(flatten, deserialize_with = "read_typed::<ProviderDefinition, _>")]
    pub typed: Typed,
}

impl ProviderForm {
    pub fn request(&self) -> ProviderRequest {
        let request = typed_request::<ProviderDefinition, ProviderRequest>(&self.typed);
        let name = self.name(request.kind.as_str());
        ProviderRequest { name, client_secret: Text::typed(&self.client_secret), ..request }
    }

    /// The page of the form for a new one.
    pub fn page(&self) -> Option<LocalPath> {
        Some(LocalPath::new_provider(self.request().kind.as_str().parse().ok()?))
    }

    /// There is usually one provider of each kind that is known, so two values are enough for it.
    fn name(&self, kind: &str) -> Text {
        match (self.name.trim(), kind.parse::<ProviderKind>()) {
            _ if !self.id.is_empty() => Text::Missing,
            ("", Ok(kind)) if kind.brand().is_some() => kind.as_str().into(),
            (name, _) => Text::typed(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::values::Expected;
    use leptos::serde_json::Value;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        fields.iter().map(|(name, text)| ((*name).to_owned(), Value::from(*text))).collect()
    }

    #[test]
    fn a_known_provider_has_the_name_of_its_kind_and_a_secret_that_is_left_out_stays() {
        let typed_google = typed(&[("kind", "google"), ("client_id", " v ")]);
        let google = ProviderForm { typed: typed_google, ..ProviderForm::default() };
        let request = google.request();
        assert_eq!((request.name.as_str(), request.client_id.as_str()), ("google", "v"));
        assert!(request.client_secret.is_missing());
        for (name, kind, expected) in
            [("own", "google", "own"), ("", "openid", ""), ("", "oauth2", ""), ("", "myspace", "")]
        {
            let typed = typed(&[("kind", kind)]);
            let form = ProviderForm { name: name.to_owned(), typed, ..ProviderForm::default() };
            assert_eq!(form.request().name.as_str(), expected, "{kind}");
        }
        let replaced = ProviderForm { id: "google".to_owned(), ..google };
        assert!(replaced.request().name.is_missing());
    }

    #[test]
    fn what_the_page_hides_is_not_sent() {
        let of = |kind: &str| {
            let endpoint = ("token_endpoint", "https://id.example/token");
            let typed = typed(&[("kind", kind), endpoint, ("claims", "subject=id"), ("team_id", "TEAM567890")]);
            ProviderForm { typed, ..ProviderForm::default() }.request()
        };
        for (kind, endpoint, claims, team) in
            [("oauth2", "https://id.example/token", 1, ""), ("apple", "", 0, "TEAM567890"), ("openid", "", 0, "")]
        {
            let request = of(kind);
            assert_eq!((request.token_endpoint.as_str(), request.team_id.as_str()), (endpoint, team), "{kind}");
            let Expected::Given(sent) = request.claims else { panic!("no claims of {kind}") };
            assert_eq!(sent.len(), claims, "{kind}");
        }
    }

    #[test]
    fn lists_are_read_line_by_line() {
        let typed = typed(&[("scopes", " groups \r\n\r\noffline_access")]);
        let form = ProviderForm { typed, ..ProviderForm::default() };
        assert_eq!(form.request().scopes, Expected::Given(vec!["groups".into(), "offline_access".into()]));
    }
}
