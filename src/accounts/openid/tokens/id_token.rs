//! ID tokens (OpenID Connect Core, section 2): who has signed in, how and when.

use super::access_token::issued_at;
use super::basis::{Basis, Origin};
use crate::accounts::OpenId;
use crate::accounts::openid::claims::Learned;
use crate::accounts::sessions::amr;
use crate::applications::{RequestedClaims, ReturnedIn, TokenClaim};
use crate::keys::{ID_TOKEN, fingerprint};
use crate::shared::{AppError, GroupCarrier};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::json;

impl OpenId {
    /// Signs the ID token that belongs to an access token.
    pub(super) async fn sign_id_token(
        &self,
        basis: &Basis,
        origin: &Origin,
        access_token: &str,
    ) -> Result<String, AppError> {
        let now = self.now().whole_second();
        let issuer = &self.settings().issuer;
        let client = &basis.registered.client.id;
        let asked = RequestedClaims::stored(basis.claims.as_deref());
        let (user, registered) = (&basis.user, &basis.registered);
        let Learned(mut claims) = self.learned_at(ReturnedIn::IdToken, user, registered, &basis.scopes, &asked).await?;
        // After those about the user, so that none of these can be replaced.
        for claim in TokenClaim::ALL {
            let value = match claim {
                TokenClaim::Issuer => json!(issuer),
                TokenClaim::Subject => json!(basis.user.id),
                TokenClaim::Audience | TokenClaim::AuthorizedParty => json!(client),
                TokenClaim::IssuedAt => json!(issued_at(now, Some(origin.proof.at))),
                TokenClaim::Expiry => json!(self.access_expiry(basis, now).seconds()),
                // The true second: clients compare it with `max_age`.
                TokenClaim::AuthTime => json!(origin.proof.at.seconds()),
                TokenClaim::Acr => json!(asked.acr(origin.proof.methods)),
                TokenClaim::Amr => json!(amr(&origin.proof)),
                TokenClaim::Session => json!(origin.session),
                TokenClaim::Nonce => match &basis.nonce {
                    Some(nonce) => json!(nonce),
                    None => continue,
                },
            };
            claims.insert(claim.as_str().to_owned(), value);
        }
        claims.insert("at_hash".to_owned(), at_hash(access_token).into());
        self.fit_groups(&mut claims, GroupCarrier::IdToken, &basis.registered.client, basis.user.id);
        self.keyring().sign_client_token(ID_TOKEN, &claims, now).map_err(AppError::internal)
    }
}

/// The left half of the hash of the access token (OpenID Connect Core, section 3.1.3.6).
fn at_hash(access_token: &str) -> String {
    let hash = fingerprint(access_token.as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_an_access_token_is_half_of_its_sha256() {
        // SHA-256 of `abc` is ba7816bf 8f01cfea 414140de 5dae2223 and so on.
        assert_eq!(
            at_hash("abc"),
            BASE64_URL_SAFE_NO_PAD.encode(0xba78_16bf_8f01_cfea_4141_40de_5dae_2223_u128.to_be_bytes())
        );
    }
}
