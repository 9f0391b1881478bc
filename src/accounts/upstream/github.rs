//! Accounts at GitHub, which is no provider of OpenID Connect: it signs nothing, and its API says who has an access token.

use super::ProvenIdentity;
use super::claims::cleaned;
use super::discovery::body_of;
use crate::accounts::Accounts;
use crate::applications::upstream::{GITHUB_ISSUER, Provider, ProviderFailure, Said, plausible, vouches};
use crate::outbound::{Fetched, OutboundRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;

const ACCOUNT: &str = "https://api.github.com/user";
/// With as many as there can be on a page, so that the primary one is among them.
const ADDRESSES: &str = "https://api.github.com/user/emails?per_page=100";

#[derive(Deserialize)]
struct GithubAccount {
    /// Stays when the account is renamed; its old name can become that of somebody else.
    id: u64,
    login: String,
    name: Option<String>,
}

#[derive(Deserialize)]
struct GithubAddress {
    email: String,
    primary: bool,
    verified: bool,
}

impl Accounts {
    /// The account that an access token was issued for.
    ///
    /// # Errors
    /// If GitHub does not say, or does not answer.
    pub(super) async fn github_identity(
        &self,
        provider: &Provider,
        access_token: &str,
    ) -> Result<ProvenIdentity, ProviderFailure> {
        let account = body_of(self.ask_github(provider, ACCOUNT, access_token).await?)?;
        let addresses = self.ask_github(provider, ADDRESSES, access_token).await?;
        let addresses: Vec<GithubAddress> = match addresses.status {
            // The person has not allowed it to be read.
            403 | 404 => Vec::new(),
            _ => parse(&body_of(addresses)?)?,
        };
        Ok(identity_of(provider, parse(&account)?, &addresses))
    }

    async fn ask_github(&self, provider: &Provider, url: &str, access_token: &str) -> Result<Fetched, ProviderFailure> {
        let headers = vec![
            ("accept", "application/vnd.github+json".to_owned()),
            ("authorization", format!("Bearer {access_token}")),
            ("x-github-api-version", "2022-11-28".to_owned()),
        ];
        self.ask_provider(provider, OutboundRequest { url, headers, form: None }, false).await
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ProviderFailure> {
    serde_json::from_slice(body).map_err(|_| ProviderFailure::Malformed)
}

fn identity_of(provider: &Provider, account: GithubAccount, addresses: &[GithubAddress]) -> ProvenIdentity {
    let primary = addresses.iter().find(|address| address.primary && plausible(&address.email).is_some());
    let is_vouched = primary.is_some_and(|address| {
        vouches(provider, &Said { email: &address.email, is_verified: address.verified, organisation: None })
    });
    ProvenIdentity {
        provider: provider.name.clone(),
        issuer: GITHUB_ISSUER.to_owned(),
        subject: account.id.to_string(),
        email: primary.map(|address| address.email.clone()),
        is_vouched,
        organisation: None,
        name: account.name.as_deref().and_then(cleaned),
        username: cleaned(&account.login),
        groups: None,
        sid: None,
        auth_time: None,
        has_second_factor: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::providers::{ProviderDefinition, ProviderKind, ProviderName, ProviderSource};

    fn read(addresses: &str) -> ProvenIdentity {
        let definition = ProviderDefinition { kind: ProviderKind::Github, ..ProviderDefinition::default() };
        let name = ProviderName::from_stored("github".to_owned());
        let provider = Provider::new(name, definition, None, ProviderSource::Environment);
        let account = parse(br#"{"id":583231,"login":"maren","name":null,"email":"public@evil.example"}"#);
        let addresses: Vec<GithubAddress> = parse(addresses.as_bytes()).expect("addresses");
        identity_of(&provider, account.expect("an account"), &addresses)
    }

    #[test]
    fn the_primary_address_counts_and_the_id_stays() {
        let identity = read(
            r#"[{"email":"old@corp.example","primary":false,"verified":true,"visibility":null},
                {"email":"maren@corp.example","primary":true,"verified":true,"visibility":"private"}]"#,
        );
        assert_eq!((identity.issuer.as_str(), identity.subject.as_str()), (GITHUB_ISSUER, "583231"));
        assert_eq!((identity.email.as_deref(), identity.is_vouched), (Some("maren@corp.example"), true));
        assert_eq!((identity.username.as_deref(), identity.name), (Some("maren"), None));
    }

    #[test]
    fn nothing_else_is_vouched_for() {
        let identity = read(r#"[{"email":"maren@corp.example","primary":true,"verified":false}]"#);
        assert_eq!((identity.email.as_deref(), identity.is_vouched), (Some("maren@corp.example"), false));
        for addresses in ["[]", r#"[{"email":"maren@corp.example","primary":false,"verified":true}]"#] {
            assert_eq!(read(addresses).email, None, "{addresses}");
        }
        assert!(parse::<GithubAccount>(br#"{"id":"583231","login":"maren"}"#).is_err());
    }
}
