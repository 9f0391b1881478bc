//! Examples of factors.

use super::NOW;
use crate::accounts::PasskeyChallengeView;
use crate::shared::{
    AddedAuthenticatorView, AddedPasskeyView, AuthenticatorView, FactorsView, Method, NewAuthenticatorView,
    NewRecoveryCodesView, PasskeyId, PasskeyView, PendingView,
};
use serde_json::{Value, json};
use uuid::Uuid;

pub fn factors() -> FactorsView {
    FactorsView::example(passkey(), NOW)
}

pub fn passkey() -> PasskeyView {
    PasskeyView {
        id: PasskeyId(Uuid::from_u128(0x0192_f3a1_af00_7000_8123_4567_89ab_cdef)),
        name: "iCloud Keychain".to_owned(),
        is_synced: true,
        is_backed_up: true,
        created_at: NOW,
        last_used_at: None,
        earlier_domain: None,
        is_held: false,
    }
}

fn authenticator() -> AuthenticatorView {
    AuthenticatorView { created_at: NOW, last_used_at: Some(NOW) }
}

pub fn added_passkey() -> AddedPasskeyView {
    AddedPasskeyView { passkey: passkey(), sessions_without_factor: 2 }
}

pub fn added_authenticator() -> AddedAuthenticatorView {
    AddedAuthenticatorView { authenticator: authenticator(), sessions_without_factor: 2 }
}

pub fn new_authenticator() -> NewAuthenticatorView {
    let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    NewAuthenticatorView {
        secret: secret.to_owned(),
        uri: format!("otpauth://totp/Vestibule:ada?secret={secret}&issuer=Vestibule"),
        qr_svg: "<svg xmlns=\"http://www.w3.org/2000/svg\">…</svg>".to_owned(),
        setup: SEALED.to_owned(),
    }
}

pub fn recovery_codes() -> NewRecoveryCodesView {
    NewRecoveryCodesView { codes: vec!["7KQM-2X4D-9TRB-5HVW-3ZCN-8FGY".to_owned()] }
}

/// A sign-in with the right password.
pub fn pending() -> PendingView {
    PendingView { pending_token: SEALED.to_owned(), methods: vec![Method::Code, Method::RecoveryCode], expires_in: 600 }
}

pub fn passkey_challenge() -> PasskeyChallengeView {
    let options = json!({
        "challenge": "lYkVqB0m1s8w…",
        "rpId": "auth.example.com",
        "timeout": 600_000,
        "userVerification": "required",
    });
    PasskeyChallengeView { challenge: SEALED.to_owned(), options, expires_in: 600 }
}

/// The answer of a passkey.
pub fn credential() -> Value {
    json!({ "id": "aXBf8s…", "rawId": "aXBf8s…", "type": "public-key", "response": {} })
}

/// The beginning of a sealed value.
const SEALED: &str = "q83JYbQmWc0u…";
