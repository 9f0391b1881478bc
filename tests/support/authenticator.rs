//! A passkey in software, with the browser that it is used in: it answers challenges (WebAuthn Level 3, 5.1, 6 and 7) apart from
//! the program. What an attacker or a broken device would change are fields.

use super::{Method, Reply, TestApp, Tokens};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use vestibule::entropy::{Entropy as _, SystemEntropy};
use vestibule::keys::fingerprint;

const PASSKEYS: &str = "/api/account/factors/passkeys";

/// Flags of the authenticator data (WebAuthn Level 3, 6.1).
const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const HAS_CREDENTIAL: u8 = 1 << 6;

#[derive(Clone)]
pub struct Authenticator {
    pub key: SigningKey,
    pub id: Vec<u8>,
    /// Learnt at the registration.
    pub user_handle: Option<Vec<u8>>,
    pub aaguid: [u8; 16],
    /// What the next answer says. It grows with each one; 0 stays: a passkey without a counter.
    pub counter: u32,
    pub is_synced: bool,
    pub is_backed_up: bool,
    /// Whether it checks that it is its owner who uses it.
    pub verifies: bool,
    /// The page that uses it, as the browser says. A browser also sees to it that only pages of the domain use it.
    pub origin: String,
    pub rp_id: String,
    /// Whether that page is in a frame of another site. Not all browsers say so.
    pub cross_origin: Option<bool>,
    /// The statement of its attestation, and what stands behind the data of a new passkey, in CBOR.
    pub statement: &'static [u8],
    pub behind: &'static [u8],
}

impl Authenticator {
    /// A passkey on one device, which belongs to no account yet.
    pub fn new() -> Self {
        Self {
            // Numbers of 32 bytes that are no key are as rare as a hash that begins with 32 zeros.
            key: SigningKey::from_slice(&random::<32>()).expect("a key"),
            id: random::<16>().to_vec(),
            user_handle: None,
            aaguid: [0; 16],
            counter: 1,
            is_synced: false,
            is_backed_up: false,
            verifies: true,
            origin: "http://localhost:3000".to_owned(),
            rp_id: "localhost".to_owned(),
            cross_origin: Some(false),
            statement: b"\xa0",
            behind: b"",
        }
    }

    /// What somebody has who knows all of a passkey but its key.
    pub fn forged(&self) -> Self {
        Self { key: Self::new().key, ..self.clone() }
    }

    /// A new passkey of the account of a session.
    pub async fn added(app: &TestApp, who: &Tokens) -> Self {
        let mut passkey = Self::new();
        passkey.register(app, who).await.expect_status(201);
        passkey
    }

    /// Adds itself to the account of a session.
    pub async fn register(&mut self, app: &TestApp, who: &Tokens) -> Reply {
        let begun = begin_registration(app, who).await;
        let body = json!({"challenge": begun["challenge"], "credential": self.create(&begun["options"])});
        app.send(who, Method::POST, PASSKEYS, &body).await
    }

    /// What the browser answers to the options of a registration, as `toJSON()` returns it.
    pub fn create(&mut self, options: &Value) -> Value {
        self.user_handle = Some(decoded(&options["user"]["id"]));
        let client_data = self.client_data("webauthn.create", options);
        let data = [self.data(HAS_CREDENTIAL), self.credential(), self.behind.to_vec()].concat();
        let length = u16::try_from(data.len()).expect("a short text").to_be_bytes();
        // A map of three, with the attestation "none". In CBOR (RFC 8949) the first byte of each item has its type and its length.
        let attestation =
            [b"\xa3\x63fmt\x64none\x67attStmt", self.statement, b"\x68authData\x59", &length, data.as_slice()].concat();
        self.answered(json!({
            "clientDataJSON": encoded(&client_data),
            "attestationObject": encoded(&attestation),
            "authenticatorData": encoded(&data),
            "transports": ["internal"],
        }))
    }

    /// What the browser answers to the options of a sign-in.
    pub fn get(&mut self, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(0);
        let signed = [data.as_slice(), &fingerprint(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        let mut response = json!({
            "clientDataJSON": encoded(&client_data),
            "authenticatorData": encoded(&data),
            "signature": encoded(signature.to_der().as_bytes()),
        });
        if let Some(handle) = &self.user_handle {
            response["userHandle"] = encoded(handle).into();
        }
        self.answered(response)
    }

    /// Answers a challenge: the body of a request.
    pub fn answer(&mut self, begun: &Value) -> Value {
        json!({"challenge": begun["challenge"], "credential": self.get(&begun["options"])})
    }

    /// Signs in without a password.
    pub async fn sign_in(&mut self, app: &TestApp) -> Reply {
        let begun = begin_sign_in(app, &json!({})).await;
        finish(app, &self.answer(&begun)).await
    }

    /// Completes a sign-in with the right password.
    pub async fn complete(&mut self, app: &TestApp, pending: &str) -> Reply {
        let begun = begin_sign_in(app, &json!({"pending_token": pending})).await;
        finish(app, &self.answer(&begun)).await
    }

    fn answered(&mut self, response: Value) -> Value {
        if self.counter > 0 {
            self.counter += 1;
        }
        let id = encoded(&self.id);
        json!({"id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {}})
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let mut data = json!({"type": kind, "challenge": options["challenge"], "origin": self.origin});
        if let Some(cross_origin) = self.cross_origin {
            data["crossOrigin"] = cross_origin.into();
        }
        data.to_string().into_bytes()
    }

    /// The authenticator data: the hash of the domain, the flags and the counter.
    fn data(&self, flags: u8) -> Vec<u8> {
        let states = [
            (true, USER_PRESENT),
            (self.verifies, USER_VERIFIED),
            (self.is_synced, BACKUP_ELIGIBLE),
            (self.is_backed_up, BACKED_UP),
        ];
        let flags = states.iter().filter(|(is_so, _)| *is_so).fold(flags, |flags, (_, flag)| flags | flag);
        [fingerprint(self.rp_id.as_bytes()).as_slice(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// What follows in the authenticator data of a new passkey: its maker, its id, and its public key as a map of five (RFC 9053).
    fn credential(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        let length = u16::try_from(self.id.len()).expect("a short id").to_be_bytes();
        // Type EC2, algorithm ES256, curve P-256.
        let kind = b"\xa5\x01\x02\x03\x26\x20\x01".as_slice();
        [self.aaguid.as_slice(), &length, &self.id, kind, b"\x21\x58\x20", x, b"\x22\x58\x20", y].concat()
    }
}

/// A challenge for a new passkey.
pub async fn begin_registration(app: &TestApp, who: &Tokens) -> Value {
    app.post(&format!("{PASSKEYS}/begin")).bearer(&who.access).expect_status(200).await.json()
}

/// A challenge for a passkey. `body`: with the token of a pending sign-in, or empty.
pub async fn begin_sign_in(app: &TestApp, body: &Value) -> Value {
    app.post("/api/auth/login/passkey/begin").json(body).expect_status(200).await.json()
}

/// Sends the answer to a challenge.
pub async fn finish(app: &TestApp, answer: &Value) -> Reply {
    app.post("/api/auth/login/passkey/finish").json(answer).send().await
}

/// Sends the right password of an account with a second factor; returns the token with which the sign-in goes on.
pub async fn pending(app: &TestApp, username: &str) -> String {
    let reply = app.sign_in(username, super::PASSWORD).send().await;
    reply.assert_refused(401, "second_factor_required");
    reply.json()["pending_token"].as_str().expect("a token").to_owned()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemEntropy.fill(&mut bytes);
    bytes
}

fn encoded(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn decoded(text: &Value) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(text.as_str().expect("a text")).expect("base64url")
}
