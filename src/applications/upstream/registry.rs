//! All providers. One that is mistaken, or takes the name or the issuer of another, closes itself and no other.

use super::Provider;
use crate::shared::OfferedProvider;
use std::sync::Arc;

/// All providers, in the order of the page.
#[derive(Clone, Default, Debug)]
pub struct Providers(Vec<Arc<Provider>>);

impl Providers {
    /// Those that come first in `all` keep their names and issuers.
    pub fn new(all: impl IntoIterator<Item = Provider>) -> Self {
        let mut kept: Vec<Provider> = Vec::new();
        for mut provider in all {
            kept.iter().for_each(|other| provider.refuse_beside(other));
            kept.push(provider);
        }
        kept.sort_by(|one, other| {
            let order = |provider: &Provider| (provider.definition.position, provider.title().to_lowercase());
            order(one).cmp(&order(other))
        });
        Self(kept.into_iter().map(Arc::new).collect())
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<Provider>> {
        self.0.iter()
    }

    /// The provider with this name at which people can sign in.
    pub fn usable(&self, name: &str) -> Option<&Arc<Provider>> {
        self.0.iter().find(|provider| provider.name.as_str() == name && provider.is_usable())
    }

    /// The provider with this name, also if it is closed. Of two with the name, the one that is not.
    pub fn find(&self, name: &str) -> Option<&Arc<Provider>> {
        self.usable(name).or_else(|| self.0.iter().find(|provider| provider.name.as_str() == name))
    }

    /// What visitors can choose from.
    pub fn offered(&self) -> Vec<OfferedProvider> {
        self.0.iter().filter(|provider| provider.is_usable()).map(|provider| provider.offered()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ProviderDefinition, ProviderName, ProviderSource};

    fn provider(name: &str, issuer: &str, position: u32) -> Provider {
        let definition = ProviderDefinition {
            issuer: Some(issuer.to_owned()),
            client_id: "vestibule".to_owned(),
            position,
            ..ProviderDefinition::default()
        };
        Provider::new(ProviderName::from_stored(name.to_owned()), definition, None, ProviderSource::Database)
    }

    #[test]
    fn the_first_one_keeps_its_name_and_its_issuer() {
        let all = Providers::new([
            provider("one", "https://one.example", 2),
            provider("two", "https://one.example", 1),
            provider("one", "https://three.example", 1),
            provider("four", "https://four.example", 1),
        ]);
        let offered: Vec<_> = all.offered().into_iter().map(|provider| provider.title).collect();
        assert_eq!(offered, ["four", "one"]);
        assert!(all.usable("two").is_none() && all.find("two").is_some());
        let one = all.find("one").expect("a provider");
        assert_eq!(one.definition.issuer.as_deref(), Some("https://one.example"));
    }
}
