//! Keys with which a provider signs, of each algorithm that it may use.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaEncoding, RsaKeyPair,
};
use serde_json::{Value, json};

/// That of the clients' tokens in tests. Making one takes seconds without optimisation.
const RSA_KEY: &[u8] = include_bytes!("../client_key.der");

enum Pair {
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
}

pub struct SigningKey {
    pub kid: String,
    pub alg: &'static str,
    pair: Pair,
}

impl SigningKey {
    /// A new one; with RS256 and PS256 always the same.
    pub fn new(alg: &'static str, kid: &str) -> Self {
        let random = SystemRandom::new();
        let rsa = || RsaKeyPair::from_der(RSA_KEY).expect("a key");
        let pair = match alg {
            "ES256" => {
                let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
                let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
                Pair::Ec(EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).expect("a key"))
            }
            "EdDSA" => {
                let key = Ed25519KeyPair::generate_pkcs8(&random).expect("a key");
                Pair::Ed(Ed25519KeyPair::from_pkcs8(key.as_ref()).expect("a key"))
            }
            "PS256" => Pair::Rsa(rsa(), &RSA_PSS_SHA256),
            _ => Pair::Rsa(rsa(), &RSA_PKCS1_SHA256),
        };
        Self { kid: kid.to_owned(), alg, pair }
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Ec(pair) => pair.sign(&random, message).expect("a signature").as_ref().to_vec(),
            Pair::Ed(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature).expect("a signature");
                signature
            }
        }
    }

    /// The public half.
    pub fn jwk(&self) -> Value {
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let mut jwk = match &self.pair {
            Pair::Ec(pair) => {
                // A byte that says that both numbers follow, then these.
                let point = pair.public_key().as_ref();
                json!({"kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..65])})
            }
            Pair::Ed(pair) => json!({"kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key().as_ref())}),
            Pair::Rsa(pair, _) => {
                let public = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({"kty": "RSA", "n": encode(&public.n), "e": encode(&public.e)})
            }
        };
        jwk["kid"] = json!(self.kid);
        jwk["use"] = json!("sig");
        jwk["alg"] = json!(self.alg);
        jwk
    }
}
