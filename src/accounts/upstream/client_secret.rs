//! With what this server proves to a provider who it is.

use crate::accounts::Identities;
use crate::applications::upstream::SecretRule;
use crate::applications::{Provider, ProviderFailure, ProviderSecret};
use crate::keys::Es256Key;
use crate::shared::Timestamp;
use serde::Serialize;
use std::time::Duration;
use zeroize::Zeroizing;

/// How long a token counts that this server signs. It is made for one request. Apple accepts six months.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// The claims of such a token, as Apple asks for them ("Creating a client secret").
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

impl Identities {
    /// What is sent as the client secret. None: the provider knows this server as a public client.
    ///
    /// # Errors
    /// If it has to be signed, and cannot be.
    pub(super) fn client_secret(&self, provider: &Provider) -> Result<Option<Zeroizing<String>>, ProviderFailure> {
        let Some(secret) = &provider.secret else { return Ok(None) };
        match provider.rules().secret {
            SecretRule::Optional | SecretRule::Required => Ok(Some(Zeroizing::new(secret.expose().to_owned()))),
            SecretRule::SigningKey => {
                signed(provider, secret, self.now()).map(Some).ok_or(ProviderFailure::InvalidClient)
            }
        }
    }
}

fn signed(provider: &Provider, secret: &ProviderSecret, now: Timestamp) -> Option<Zeroizing<String>> {
    let definition = &provider.definition;
    let claims = Claims {
        iss: definition.team_id.as_deref()?,
        sub: &definition.client_id,
        aud: provider.exact_issuer()?,
        iat: now.seconds(),
        exp: now.plus(LIFETIME).seconds(),
    };
    let key = Es256Key::read(secret.expose())?;
    key.token(definition.key_id.as_deref()?, &claims).map(Zeroizing::new)
}

/// Whether the secret has to be a private key, and is none.
pub(super) fn is_no_key(provider: &Provider) -> bool {
    let signs = provider.rules().secret == SecretRule::SigningKey;
    signs && provider.secret.as_ref().is_some_and(|secret| Es256Key::read(secret.expose()).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ProviderDefinition, ProviderKind, ProviderName, ProviderSource};
    use base64::Engine as _;
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
    use ring::rand::SystemRandom;
    use ring::signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey,
    };
    use serde_json::{Value, json};

    fn apple(secret: &str) -> Provider {
        let definition = ProviderDefinition {
            kind: ProviderKind::Apple,
            client_id: "org.example.auth".to_owned(),
            team_id: Some("TEAM567890".to_owned()),
            key_id: Some("KEY4567890".to_owned()),
            ..ProviderDefinition::default()
        };
        let name = ProviderName::from_stored("apple".to_owned());
        Provider::new(name, definition, Some(ProviderSecret::new(secret)), ProviderSource::Database)
    }

    #[test]
    fn the_secret_of_apple_is_a_token_that_is_signed_with_its_key() {
        let (random, algorithm) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        let public = EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).expect("a key");
        let provider = apple(&BASE64_STANDARD.encode(key.as_ref()));
        assert!(!is_no_key(&provider));
        let now = Timestamp(1_700_000_000_000);
        let token = signed(&provider, provider.secret.as_ref().expect("a secret"), now).expect("a token");
        let (message, signature) = token.rsplit_once('.').expect("a signature");
        let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64");
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public.public_key().as_ref());
        public.verify(message.as_bytes(), &decode(signature)).expect("the signature of the key");
        let parts = message.split('.').map(|part| serde_json::from_slice::<Value>(&decode(part)).expect("JSON"));
        let claims = json!({
            "iss": "TEAM567890", "sub": "org.example.auth", "aud": "https://appleid.apple.com",
            "iat": 1_700_000_000, "exp": 1_700_000_300,
        });
        assert_eq!(parts.collect::<Vec<_>>(), [json!({"alg": "ES256", "kid": "KEY4567890"}), claims]);
    }

    #[test]
    fn what_is_no_key_signs_nothing() {
        for text in ["swordfish", "", "MIGTAgEA"] {
            let provider = apple(text);
            assert!(is_no_key(&provider), "{text}");
            assert!(signed(&provider, provider.secret.as_ref().expect("a secret"), Timestamp(0)).is_none(), "{text}");
        }
    }
}
