//! Passkeys in software that sign in repeatedly (WebAuthn Level 3, 6 and 7). A sign-in is two requests: one for a challenge, and one
//! with the signed answer.

use crate::{
    Result,
    accounts::{Account, BASE_URL, post_json},
    client::{Client, Clients, request, succeeded},
    response::Response,
    server::Server,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const PASSKEYS: &str = "/api/account/factors/passkeys";
const BEGIN: &str = "/api/auth/login/passkey/begin";
const FINISH: &str = "/api/auth/login/passkey/finish";

/// Flags of the authenticator data (WebAuthn Level 3, 6.1).
const PRESENT_AND_VERIFIED: u8 = 1 | 1 << 2;
const HAS_CREDENTIAL: u8 = 1 << 6;

struct Passkey {
    key: SigningKey,
    id: [u8; 16],
    /// Of its account.
    user_handle: Value,
}

impl Passkey {
    /// A new passkey of an account, with the key that follows from `number`: it protects nothing.
    async fn added(server: &Server, account: &Account, number: usize) -> Result<Self> {
        let bearer = format!("Bearer {}", account.sign_in(server).await?);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let begun = server.send(&request("POST", &format!("{PASSKEYS}/begin"), &headers, "")).await?;
        let begun: Value = serde_json::from_slice(&begun.body)?;
        let seed = Sha256::digest(format!("passkey {number}"));
        let key = SigningKey::from_slice(&seed)?;
        let id = seed[..16].try_into()?;
        let passkey = Self { key, id, user_handle: begun["options"]["user"]["id"].clone() };
        let body = json!({ "challenge": begun["challenge"], "credential": passkey.create(&begun["options"])? });
        server.send(&request("POST", PASSKEYS, &headers, &body.to_string())).await?;
        Ok(passkey)
    }

    /// Answers the challenge of a registration.
    fn create(&self, options: &Value) -> Result<Value> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        // A map of five (RFC 9053): type EC2, algorithm ES256, curve P-256 and the two coordinates.
        let public_key = [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(), x, b"\x22\x58\x20", y].concat();
        // The maker is unknown; the length of the id has two bytes.
        let credential = [[0; 16].as_slice(), &[0, 16], &self.id, &public_key].concat();
        let data = [authenticator_data(HAS_CREDENTIAL), credential].concat();
        // A map of three, with the attestation "none", in CBOR (RFC 8949). The length of the data has one byte.
        let length = u8::try_from(data.len())?;
        let attestation = [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".as_slice(), &[length], &data].concat();
        Ok(self.answer(json!({
            "clientDataJSON": BASE64.encode(client_data("webauthn.create", options)),
            "attestationObject": BASE64.encode(attestation),
        })))
    }

    /// Answers the challenge of a sign-in.
    fn get(&self, options: &Value) -> Value {
        let (client_data, data) = (client_data("webauthn.get", options), authenticator_data(0));
        let signature: Signature = self.key.sign(&[data.as_slice(), &Sha256::digest(&client_data)].concat());
        self.answer(json!({
            "clientDataJSON": BASE64.encode(client_data),
            "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature.to_der()),
            "userHandle": self.user_handle,
        }))
    }

    fn answer(&self, response: Value) -> Value {
        let id = BASE64.encode(self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
    }
}

fn client_data(kind: &str, options: &Value) -> String {
    json!({ "type": kind, "challenge": options["challenge"], "origin": BASE_URL }).to_string()
}

/// The hash of the domain, the flags and the counter: none, as of a passkey that is synced.
fn authenticator_data(flags: u8) -> Vec<u8> {
    [Sha256::digest("localhost").as_slice(), &[PRESENT_AND_VERIFIED | flags], &[0; 4]].concat()
}

/// Signs in repeatedly.
struct PasskeyClient {
    passkey: Passkey,
    request: Vec<u8>,
    /// Whether the request is for a challenge.
    begins: bool,
}

impl Client for PasskeyClient {
    fn request(&self) -> &[u8] {
        &self.request
    }

    fn handle_response(&mut self, response: &Response) -> Result<()> {
        succeeded(response)?;
        self.request = if self.begins {
            let begun: Value = serde_json::from_slice(&response.body)?;
            let body = json!({ "challenge": begun["challenge"], "credential": self.passkey.get(&begun["options"]) });
            post_json(FINISH, &body.to_string())
        } else {
            begin()
        };
        self.begins = !self.begins;
        Ok(())
    }

    fn restart(&mut self) {
        (self.request, self.begins) = (begin(), true);
    }
}

fn begin() -> Vec<u8> {
    post_json(BEGIN, "{}")
}

/// Clients that sign in repeatedly, each to an account of its own. Half of their requests complete a sign-in.
pub async fn clients(server: &Server, accounts: &[Account]) -> Result<Clients> {
    let mut clients: Clients = Vec::new();
    for (number, account) in accounts.iter().enumerate() {
        let passkey = Passkey::added(server, account, number).await?;
        clients.push(Box::new(PasskeyClient { passkey, request: begin(), begins: true }));
    }
    Ok(clients)
}
