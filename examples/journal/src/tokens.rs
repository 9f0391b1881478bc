//! Verifies the tokens by which Vestibule says who sends a request.
//!
//! They are for the journal alone, and Vestibule gives them only to people who may enter the journal: to the proxy for browsers,
//! and on request to API clients (`POST /api/auth/application-token`). An access token of Vestibule is refused: everybody who can
//! sign in has one, and the journal would hold the session of everyone who sends it one.
//!
//! They are verified without asking Vestibule. Someone whose session has ended, whose account is disabled or who has left the group
//! is therefore refused only when the token expires: after at most 60 seconds behind the proxy, and five minutes for an API
//! client. Where that is too long, put the API behind forward authentication as well.

use crate::{config::Config, keys::Keys, person::Person, problem::Problem, signatures, vestibule::Vestibule};
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::Deserialize;
use uuid::Uuid;

/// The name under which the journal is registered in Vestibule: the audience of its tokens.
const NAME: &str = "journal";

pub(crate) struct Tokens {
    keys: Keys,
    issuer: String,
    /// Members of one of these may enter. Empty: everyone who has a token.
    groups: Vec<String>,
}

#[derive(Deserialize)]
struct Claims {
    /// The id of the account. It never changes, unlike the username.
    sub: Uuid,
    #[serde(rename = "type")]
    kind: String,
    username: String,
    /// Only if the application may have it.
    name: Option<String>,
    /// Only if the application may have them, and they are not too many.
    #[serde(default)]
    groups: Vec<String>,
}

impl Tokens {
    pub fn new(vestibule: Vestibule, config: &Config) -> Self {
        signatures::install();
        Self { keys: Keys::new(vestibule), issuer: config.vestibule_url.clone(), groups: config.groups.clone() }
    }

    pub async fn verify(&self, token: &str) -> Result<Person, Problem> {
        let header = decode_header(token).map_err(|_| Problem::InvalidToken)?;
        // A token of another kind is never accepted (RFC 8725, 3.11).
        if header.typ.as_deref() != Some("app+jwt") {
            return Err(Problem::InvalidToken);
        }
        let kid = header.kid.ok_or(Problem::InvalidToken)?;
        let key = self.keys.get(&kid).await.map_err(|_| Problem::Unavailable)?.ok_or(Problem::InvalidToken)?;
        // The algorithm is fixed here and not taken from the token.
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[NAME]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        // For clocks that differ, in seconds. The default of 60 would double the life of the proxy's tokens.
        validation.leeway = 5;
        let claims = decode::<Claims>(token, &key, &validation).map_err(|_| Problem::InvalidToken)?.claims;
        if claims.kind != "application" {
            return Err(Problem::InvalidToken);
        }
        // Vestibule makes tokens only for people whom the application admits. This check still holds if somebody opens the
        // application by mistake.
        if !self.groups.is_empty() && !claims.groups.iter().any(|group| self.groups.contains(group)) {
            return Err(Problem::NotAMember);
        }
        Ok(Person { id: claims.sub, name: claims.name.unwrap_or(claims.username) })
    }
}
