//! What is accepted, and as what.

use super::*;
use crate::{
    config::MasterSecret,
    keys::{AccessClaims, Keys, RefreshClaims, Wrapping},
    shared::{
        ids::{SessionId, UserId},
        views::Role,
    },
};
use uuid::Uuid;
use zeroize::Zeroizing;

const ISSUER: &str = "https://id.example.org";
const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn keyring() -> Keyring {
    crate::keys::ed25519::install();
    let signing = vec![Key::new("signing".to_owned(), &[1; 32])];
    let wrapping = Wrapping::new(&MasterSecret::new(vec![7; 32]), None);
    Keyring::with(Keys::new(signing, Zeroizing::new(vec![2; 32])), wrapping)
}

fn access() -> AccessClaims {
    AccessClaims {
        iss: ISSUER.to_owned(),
        aud: ISSUER.to_owned(),
        sub: UserId(Uuid::nil()),
        sid: SessionId(Uuid::nil()),
        jti: Uuid::nil(),
        iat: NOW.seconds(),
        nbf: NOW.seconds(),
        exp: NOW.seconds() + 900,
        auth_time: NOW.seconds(),
        role: Role::User,
        client_id: "vestibule".to_owned(),
        kind: Kind::Access,
    }
}

fn refresh() -> RefreshClaims {
    RefreshClaims {
        iss: ISSUER.to_owned(),
        aud: Kind::Refresh.audience(ISSUER),
        sub: UserId(Uuid::nil()),
        sid: SessionId(Uuid::nil()),
        jti: "secret".to_owned(),
        iat: NOW.seconds(),
        nbf: NOW.seconds(),
        exp: NOW.seconds() + 900,
        kind: Kind::Refresh,
    }
}

fn verified<C: Claims + DeserializeOwned + Clone>(token: &str) -> Result<C, JwtError> {
    keyring().verify(token, ISSUER, NOW, Expiry::Checked)
}

fn signed(claims: &(impl Claims + Serialize)) -> String {
    keyring().sign(claims).unwrap()
}

/// A token as an earlier version, or somebody with a key of ours for another purpose, would make it.
fn made(typ: &str, key: &Key, claims: &impl Serialize) -> String {
    let mut header = Header::new(Algorithm::EdDSA);
    (header.typ, header.kid) = (Some(typ.to_owned()), Some(key.kid.clone()));
    jsonwebtoken::encode(&header, claims, &key.signing).unwrap()
}

#[test]
fn tokens_are_accepted_as_what_they_are_and_as_nothing_else() {
    assert_eq!(verified::<AccessClaims>(&signed(&access())), Ok(access()));
    assert!(verified::<RefreshClaims>(&signed(&refresh())).is_ok());
    assert_eq!(verified::<AccessClaims>(&signed(&refresh())), Err(JwtError::Invalid));
    assert!(matches!(verified::<RefreshClaims>(&signed(&access())), Err(JwtError::Invalid)));
}

#[test]
fn issuer_audience_kind_and_the_beginning_are_checked() {
    let other = || "https://other.example.org".to_owned();
    for claims in [
        AccessClaims { iss: other(), ..access() },
        AccessClaims { aud: other(), ..access() },
        AccessClaims { aud: Kind::Refresh.audience(ISSUER), ..access() },
        AccessClaims { kind: Kind::Refresh, ..access() },
        AccessClaims { nbf: NOW.seconds() + 1, ..access() },
    ] {
        assert_eq!(verified::<AccessClaims>(&signed(&claims)), Err(JwtError::Invalid), "{claims:?}");
    }
    let expired = AccessClaims { exp: NOW.seconds(), ..access() };
    assert_eq!(verified::<AccessClaims>(&signed(&expired)), Err(JwtError::Expired));
    let ignored = keyring().verify(&signed(&expired), ISSUER, NOW, Expiry::Ignored);
    assert_eq!(ignored, Ok(expired));
    let early = RefreshClaims { aud: ISSUER.to_owned(), ..refresh() };
    assert!(matches!(verified::<RefreshClaims>(&signed(&early)), Err(JwtError::Invalid)));
}

#[test]
fn a_key_signs_tokens_of_one_kind() {
    let keys = keyring().keys();
    let (signing, refreshing) = (&keys.signing[0], &keys.refresh);
    assert!(verified::<AccessClaims>(&made("at+jwt", signing, &access())).is_ok());
    assert_eq!(verified::<AccessClaims>(&made("at+jwt", refreshing, &access())), Err(JwtError::UnknownKey));
    assert!(matches!(verified::<RefreshClaims>(&made("rt+jwt", signing, &refresh())), Err(JwtError::UnknownKey)));
    assert_eq!(verified::<AccessClaims>(&made("JWT", signing, &access())), Err(JwtError::Invalid));
    let shown = keyring().jwks().to_string();
    assert!(shown.contains(&signing.kid) && !shown.contains(&refreshing.kid), "{shown}");
}

#[test]
fn refresh_tokens_from_before_they_had_a_key_of_their_own_are_still_good() {
    let keys = keyring().keys();
    let early = RefreshClaims { aud: ISSUER.to_owned(), ..refresh() };
    assert!(verified::<RefreshClaims>(&made("JWT", &keys.signing[0], &early)).is_ok());
    assert!(matches!(verified::<RefreshClaims>(&made("JWT", &keys.refresh, &early)), Err(JwtError::UnknownKey)));
}

#[test]
fn what_is_longer_than_any_token_of_ours_is_not_read() {
    let long = format!("{}.{}.c", "a".repeat(MAX_LENGTH), "b");
    assert_eq!(verified::<AccessClaims>(&long), Err(JwtError::Malformed));
}
