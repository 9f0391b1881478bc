//! Providers as rows of the database. What cannot be read is a flaw of the provider, so that one row, of another version or
//! written by hand, closes this provider and no other.

use crate::accounts::Providers;
use crate::applications::{Provider, ProviderSecret};
use crate::language::message;
use crate::shared::{ProviderName, ProviderSource, Timestamp};
use crate::store::identities::providers::ProviderRow;

impl Providers {
    pub(super) fn provider_of_row(&self, row: ProviderRow) -> Provider {
        let mut flaws = Vec::new();
        if let Err(problem) = ProviderName::parse(&row.name) {
            flaws.push(problem.message);
        }
        let definition = serde_json::from_str(&row.definition).unwrap_or_else(|_| {
            flaws.push(message::provider_flaw_definition());
            Default::default()
        });
        let secret = row.sealed_secret.and_then(|sealed| {
            let opened = self.open_bytes::<String>(&secret_context(&row.name), &sealed);
            if opened.is_none() {
                flaws.push(message::provider_flaw_secret());
            }
            opened.map(ProviderSecret::new)
        });
        let name = ProviderName::from_stored(row.name);
        let mut provider = Provider::new(name, definition, secret, ProviderSource::Database);
        provider.flaws.splice(0..0, flaws);
        provider.created_at = Some(Timestamp(row.created_at));
        provider.updated_at = Some(Timestamp(row.updated_at));
        provider
    }

    /// The secret of a provider, for its row.
    pub(super) fn sealed_provider_secret(&self, name: &ProviderName, secret: &ProviderSecret) -> Vec<u8> {
        self.seal_bytes(&secret_context(name.as_str()), &secret.expose())
    }
}

/// In which the secret of a provider is sealed: in the row of another one it cannot be opened.
fn secret_context(name: &str) -> Vec<u8> {
    format!("identity provider 1 {name}").into_bytes()
}
