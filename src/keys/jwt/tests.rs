//! What is accepted, and as what.

use super::*;
use crate::config::MasterSecret;
use crate::keys::{AccessClaims, ApplicationClaims, Keys, RefreshClaims, Wrapping};
use crate::shared::own_fields::FieldValues;
use crate::shared::{ApplicationName, GroupName, GroupNames, Role, SessionId, UserId};
use proptest::prelude::*;
use uuid::Uuid;
use zeroize::Zeroizing;

const ISSUER: &str = "https://id.example.org";
const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn keyring() -> Keyring {
    install();
    let signing = vec![(NOW, Key::new("signing".to_owned(), &[1; 32]))];
    let wrapping = Wrapping::new(&MasterSecret::new(vec![7; 32]), None);
    Keyring::with(Keys::new(signing, Vec::new(), Vec::new(), Zeroizing::new(vec![2; 32])), wrapping)
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
        amr: vec!["pwd".to_owned()],
        acr: "urn:vestibule:acr:password".to_owned(),
        role: Role::User,
        groups: Some(GroupNames::default()),
        groups_overflow: false,
        client_id: "vestibule".to_owned(),
        kind: Kind::Access,
    }
}

fn refresh() -> RefreshClaims {
    RefreshClaims {
        iss: ISSUER.to_owned(),
        aud: RefreshClaims::expected_audience(ISSUER),
        sub: UserId(Uuid::nil()),
        sid: SessionId(Uuid::nil()),
        jti: "secret".to_owned(),
        iat: NOW.seconds(),
        nbf: NOW.seconds(),
        exp: NOW.seconds() + 900,
        kind: Kind::Refresh,
    }
}

fn for_an_application() -> ApplicationClaims {
    ApplicationClaims {
        iss: ISSUER.to_owned(),
        aud: ApplicationName::parse("journal").unwrap(),
        sub: UserId(Uuid::nil()),
        sid: SessionId(Uuid::nil()),
        iat: NOW.seconds(),
        nbf: NOW.seconds(),
        exp: NOW.seconds() + 60,
        auth_time: NOW.seconds(),
        amr: vec!["pwd".to_owned()],
        acr: "urn:vestibule:acr:password".to_owned(),
        username: "maren".to_owned(),
        name: None,
        email: None,
        email_verified: None,
        groups: None,
        groups_overflow: false,
        fields: FieldValues::new(),
        kind: Kind::Application,
    }
}

fn verified<C: Claims + DeserializeOwned + Clone>(token: &str) -> Result<C, JwtError> {
    keyring().verify(token, ISSUER, NOW, Expiry::Checked)
}

fn signed(claims: &(impl Signed + Serialize)) -> String {
    keyring().sign(claims, NOW).unwrap()
}

#[test]
fn groups_are_a_claim_or_an_overflow_and_tokens_of_the_previous_version_lack_some_claims() {
    let json = |claims: &AccessClaims| serde_json::to_value(claims).unwrap();
    let editors: GroupNames = GroupName::parse("editors").into_iter().collect();
    let member = AccessClaims { groups: Some(editors), ..access() };
    assert_eq!(json(&member)["groups"], serde_json::json!(["editors"]));
    assert_eq!(json(&member).get("groups_overflow"), None);
    let overflow = AccessClaims { groups: None, groups_overflow: true, ..access() };
    assert_eq!((json(&overflow).get("groups"), &json(&overflow)["groups_overflow"]), (None, &true.into()));
    for claims in [member, overflow] {
        assert_eq!(verified::<AccessClaims>(&signed(&claims)), Ok(claims));
    }
    let mut earlier = json(&access());
    for claim in ["groups", "amr", "acr"] {
        earlier.as_object_mut().unwrap().remove(claim).unwrap();
    }
    let earlier: AccessClaims = serde_json::from_value(earlier).unwrap();
    assert_eq!((earlier.groups, earlier.groups_overflow), (None, false));
    assert!(earlier.amr.is_empty() && earlier.acr.is_empty());
}

#[test]
fn tokens_are_accepted_as_what_they_are_and_as_nothing_else() {
    assert_eq!(verified::<AccessClaims>(&signed(&access())), Ok(access()));
    assert!(verified::<RefreshClaims>(&signed(&refresh())).is_ok());
    assert_eq!(verified::<AccessClaims>(&signed(&refresh())), Err(JwtError::Invalid));
    assert!(matches!(verified::<RefreshClaims>(&signed(&access())), Err(JwtError::Invalid)));
}

#[test]
fn a_token_of_an_application_is_accepted_as_no_other() {
    let token = signed(&for_an_application());
    let [header, payload, _] = token.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let json =
        |part| serde_json::from_slice::<serde_json::Value>(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    // With the key of access tokens, so the JWKS verifies it.
    let expected = serde_json::json!({"typ": "app+jwt", "alg": "EdDSA", "kid": keyring().keys().signing[0].kid});
    assert_eq!(json(header), expected);
    let absent = ["name", "email", "email_verified", "groups", "groups_overflow"];
    assert!(json(payload)["type"] == "application" && absent.iter().all(|claim| json(payload).get(claim).is_none()));
    assert_eq!(verified::<AccessClaims>(&token), Err(JwtError::Invalid));
    assert!(matches!(verified::<RefreshClaims>(&token), Err(JwtError::Invalid)));
    // And with every claim of another kind, under each type of header and with each key.
    let keys = keyring().keys();
    let as_access = AccessClaims { kind: Kind::Application, ..access() };
    let as_refresh = RefreshClaims { kind: Kind::Application, ..refresh() };
    for key in keys.signing.iter().chain(&keys.refresh) {
        for typ in ["app+jwt", "at+jwt", "rt+jwt", "JWT"] {
            let made = [
                key.sign(typ, &for_an_application()).unwrap(),
                key.sign(typ, &as_access).unwrap(),
                key.sign(typ, &as_refresh).unwrap(),
            ];
            for token in made {
                assert!(verified::<AccessClaims>(&token).is_err(), "{typ}");
                assert!(verified::<RefreshClaims>(&token).is_err(), "{typ}");
            }
        }
    }
    for token in [keys.signing[0].sign("app+jwt", &access()), keys.signing[0].sign("app+jwt", &refresh())] {
        let token = token.unwrap();
        assert!(verified::<AccessClaims>(&token).is_err() && verified::<RefreshClaims>(&token).is_err());
    }
}

#[test]
fn issuer_audience_kind_and_the_beginning_are_checked() {
    let other = || "https://other.example.org".to_owned();
    for claims in [
        AccessClaims { iss: other(), ..access() },
        AccessClaims { aud: other(), ..access() },
        AccessClaims { aud: RefreshClaims::expected_audience(ISSUER), ..access() },
        AccessClaims { kind: Kind::Refresh, ..access() },
        AccessClaims { kind: Kind::Application, ..access() },
        AccessClaims { aud: "journal".to_owned(), ..access() },
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
    let (signing, [secret, former]) = (&keys.signing[0], &keys.refresh);
    assert!(verified::<AccessClaims>(&signing.sign("at+jwt", &access()).unwrap()).is_ok());
    assert!(verified::<RefreshClaims>(&secret.sign("rt+jwt", &refresh()).unwrap()).is_ok());
    for other in [secret, former] {
        let made = other.sign("at+jwt", &access()).unwrap();
        assert_eq!(verified::<AccessClaims>(&made), Err(JwtError::UnknownKey));
    }
    let made = signing.sign("rt+jwt", &refresh()).unwrap();
    assert!(matches!(verified::<RefreshClaims>(&made), Err(JwtError::UnknownKey)));
    assert_eq!(verified::<AccessClaims>(&signing.sign("JWT", &access()).unwrap()), Err(JwtError::Invalid));
    let shown = keyring().jwks().to_string();
    assert!(shown.contains(&signing.kid), "{shown}");
    assert!(!shown.contains(&secret.kid) && !shown.contains(&former.kid), "{shown}");
}

#[test]
fn access_tokens_are_signed_with_ed25519_and_refresh_tokens_with_hmac() {
    let algorithm = |token: &str| header_of(token).unwrap().alg;
    assert_eq!(algorithm(&signed(&access())), Algorithm::EdDSA);
    assert_eq!(algorithm(&signed(&refresh())), Algorithm::HS256);
}

#[test]
fn a_key_goes_with_one_algorithm() {
    let keys = keyring().keys();
    let Signer::Ed25519(pair) = &keys.signing[0].signer else { panic!("access tokens are signed with Ed25519") };
    // Who has the public key alone takes it for a secret.
    let confused = Key::of_secret(keys.signing[0].kid.clone(), pair.public_key().as_ref());
    assert_eq!(verified::<AccessClaims>(&confused.sign("at+jwt", &access()).unwrap()), Err(JwtError::Invalid));
    // And the secret's name does not make another key good.
    for other in
        [Key::new(keys.refresh[0].kid.clone(), &[3; 32]), Key::of_secret(keys.refresh[0].kid.clone(), &[3; 32])]
    {
        let made = other.sign("rt+jwt", &refresh()).unwrap();
        assert!(matches!(verified::<RefreshClaims>(&made), Err(JwtError::Invalid)));
    }
}

#[test]
fn other_algorithms_and_none_are_refused() {
    for claims in [access(), AccessClaims { kind: Kind::Refresh, ..access() }] {
        let token = signed(&claims);
        let [_, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
        for alg in ["none", "NoNe", "HS384", "HS512", "RS256", "ES256"] {
            let kid = &keyring().keys().signing[0].kid;
            let header = format!(r#"{{"typ":"at+jwt","alg":"{alg}","kid":"{kid}"}}"#);
            let header = BASE64_URL_SAFE_NO_PAD.encode(header);
            for signature in [signature, ""] {
                let made = format!("{header}.{payload}.{signature}");
                assert_eq!(verified::<AccessClaims>(&made), Err(JwtError::Invalid), "{alg}");
            }
        }
    }
}

#[test]
fn refresh_tokens_of_earlier_versions_are_still_good() {
    let keys = keyring().keys();
    let [secret, former] = &keys.refresh;
    // From when they were signed with Ed25519.
    assert!(verified::<RefreshClaims>(&former.sign("rt+jwt", &refresh()).unwrap()).is_ok());
    // From before they had a key of their own.
    let early = RefreshClaims { aud: ISSUER.to_owned(), ..refresh() };
    assert!(verified::<RefreshClaims>(&keys.signing[0].sign("JWT", &early).unwrap()).is_ok());
    for key in [secret, former] {
        let made = key.sign("JWT", &early).unwrap();
        assert!(matches!(verified::<RefreshClaims>(&made), Err(JwtError::UnknownKey)));
    }
}

#[test]
fn what_is_longer_than_any_token_of_ours_is_not_read() {
    let long = format!("{}.{}.c", "a".repeat(MAX_LENGTH), "b");
    assert_eq!(verified::<AccessClaims>(&long), Err(JwtError::Malformed));
}

proptest! {
    #[test]
    fn a_changed_byte_is_never_accepted(at: prop::sample::Index, byte in 0..128_u8) {
        for token in [signed(&access()), signed(&refresh())] {
            let mut bytes = token.into_bytes();
            let at = at.index(bytes.len());
            prop_assume!(bytes[at] != byte);
            bytes[at] = byte;
            let changed = String::from_utf8(bytes).expect("ASCII");
            prop_assert!(verified::<AccessClaims>(&changed).is_err(), "{changed}");
            prop_assert!(verified::<RefreshClaims>(&changed).is_err(), "{changed}");
        }
    }

    #[test]
    fn any_other_text_is_refused(
        text in "\\PC{0,80}|[a-zA-Z0-9_-]{0,40}(\\.[a-zA-Z0-9_-]{0,40}){2}",
        header in "\\{(\"(alg|typ|kid|crit|jwk)\":(\"(EdDSA|HS256|none|at\\+jwt|rt\\+jwt|signing)\"|1|null|\\{\\}),?){0,4}\\}",
    ) {
        let assembled = format!("{}.{}.", BASE64_URL_SAFE_NO_PAD.encode(header), BASE64_URL_SAFE_NO_PAD.encode("{}"));
        for token in [text, assembled] {
            prop_assert!(verified::<AccessClaims>(&token).is_err(), "{token}");
            prop_assert!(verified::<RefreshClaims>(&token).is_err(), "{token}");
        }
    }
}
