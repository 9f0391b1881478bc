//! Verifies the two kinds of tokens by which Vestibule says who sends a request.
//!
//! They are verified without asking Vestibule. Someone whose session has ended or whose account is disabled is therefore
//! refused only when the token expires: after at most 60 seconds for one of forward authentication, and 15 minutes for an
//! access token. Where that is too long, ask Vestibule's `GET /api/auth/me` with the access token instead.

use crate::{keys::Keys, person::Person, problem::Problem, signatures, vestibule::Vestibule};
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::Deserialize;
use uuid::Uuid;

/// The name under which the journal is registered in Vestibule.
const NAME: &str = "journal";

#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Made for this application alone and for one request, in `X-Vestibule-Token`.
    Application,
    /// An access token, in `Authorization`.
    Access,
}

pub(crate) struct Tokens {
    keys: Keys,
    issuer: String,
}

#[derive(Deserialize)]
struct Claims {
    /// The id of the account. It never changes, unlike the username.
    sub: Uuid,
    #[serde(rename = "type")]
    kind: String,
    // Only in tokens of forward authentication, and only as far as the application may have them.
    username: Option<String>,
    name: Option<String>,
}

impl Tokens {
    /// `issuer` is the base URL of Vestibule.
    pub fn new(vestibule: Vestibule, issuer: &str) -> Self {
        signatures::install();
        Self { keys: Keys::new(vestibule), issuer: issuer.to_owned() }
    }

    pub async fn verify(&self, kind: Kind, token: &str) -> Result<Person, Problem> {
        let (typ, kind, audience) = match kind {
            Kind::Application => ("app+jwt", "application", NAME),
            Kind::Access => ("at+jwt", "access", self.issuer.as_str()),
        };
        let header = decode_header(token).map_err(|_| Problem::InvalidToken)?;
        // A token of one kind is never accepted as the other (RFC 8725, 3.11).
        if header.typ.as_deref() != Some(typ) {
            return Err(Problem::InvalidToken);
        }
        let kid = header.kid.ok_or(Problem::InvalidToken)?;
        let key = self.keys.get(&kid).await.map_err(|_| Problem::Unavailable)?.ok_or(Problem::InvalidToken)?;
        // The algorithm is fixed here and not taken from the token.
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        // For clocks that differ, in seconds. The default of 60 would double the life of an application token.
        validation.leeway = 5;
        let claims = decode::<Claims>(token, &key, &validation).map_err(|_| Problem::InvalidToken)?.claims;
        if claims.kind != kind {
            return Err(Problem::InvalidToken);
        }
        Ok(Person { id: claims.sub, name: claims.name.or(claims.username) })
    }
}
