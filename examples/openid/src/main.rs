use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreProviderMetadata};
use openidconnect::reqwest::blocking::Client;
use openidconnect::reqwest::redirect::Policy;
use openidconnect::url::Url;
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthorizationCode, ClientId, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, RedirectUrl, Scope, TokenResponse, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

/// What Vestibule says besides the standard claims.
#[derive(Debug, Deserialize, Serialize)]
struct Groups {
    #[serde(default)]
    groups: Vec<String>,
}

impl AdditionalClaims for Groups {}

fn main() -> Result<(), Box<dyn Error>> {
    let issuer = env::var("VESTIBULE_URL").unwrap_or_else(|_| "https://auth.example.com".to_owned());
    let http = Client::builder().redirect(Policy::none()).build()?;
    let metadata = CoreProviderMetadata::discover(&IssuerUrl::new(issuer)?, &http)?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let redirect_uri = format!("http://{}/callback", listener.local_addr()?);
    let client = CoreClient::from_provider_metadata(metadata, ClientId::new(env::var("CLIENT_ID")?), None)
        .set_redirect_uri(RedirectUrl::new(redirect_uri.clone())?);

    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (address, state, nonce) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(["profile", "groups"].map(|scope| Scope::new(scope.to_owned())))
        .set_pkce_challenge(challenge)
        .url();
    println!("Open {address}");

    let answer = answer(&listener, &redirect_uri)?;
    if answer.get("state") != Some(state.secret()) {
        return Err("the answer belongs to another sign-in".into());
    }
    let code = answer.get("code").ok_or_else(|| format!("not signed in: {:?}", answer.get("error")))?;
    let tokens =
        client.exchange_code(AuthorizationCode::new(code.clone()))?.set_pkce_verifier(verifier).request(&http)?;

    let id_token = tokens.id_token().ok_or("there is no ID token")?;
    let id_verifier = client.id_token_verifier();
    let claims = id_token.claims(&id_verifier, &nonce)?;
    let signed_by = id_token.signing_key(&id_verifier)?;
    let hash = AccessTokenHash::from_token(tokens.access_token(), id_token.signing_alg()?, signed_by)?;
    if claims.access_token_hash() != Some(&hash) {
        return Err("the access token belongs to another ID token".into());
    }
    let user: UserInfoClaims<Groups, CoreGenderClaim> =
        client.user_info(tokens.access_token().clone(), Some(claims.subject().clone()))?.request(&http)?;
    let name = user.preferred_username().map_or("", |name| name.as_str());
    println!("You are {} ({name}), of {:?}", user.subject().as_str(), user.additional_claims().groups);
    Ok(())
}

/// Waits for the browser that comes back, and returns the parameters of its request.
fn answer(listener: &TcpListener, redirect_uri: &str) -> Result<HashMap<String, String>, Box<dyn Error>> {
    let (mut stream, _) = listener.accept()?;
    let mut request = String::new();
    BufReader::new(&stream).read_line(&mut request)?;
    let target = request.split(' ').nth(1).ok_or("no request")?;
    let text = "Go back to the program.";
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}", text.len())?;
    Ok(Url::parse(redirect_uri)?.join(target)?.query_pairs().into_owned().collect())
}
