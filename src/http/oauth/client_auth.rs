//! Requests of clients: their parameters, and which client has sent them (RFC 6749, section 2.3).
//!
//! A client shows its secret in the header (`client_secret_basic`) or in the body (`client_secret_post`); a public one has none. No
//! cookie and no query is read.

use super::refusal::{Asker, Refusal};
use crate::accounts::{AuthenticatedClient, Caller};
use crate::applications::{OauthError, OauthErrorCode, Parameters};
use crate::budgets::{Budget, RateLimitKey};
use crate::http::bodies;
use crate::http::rate_limit::Source;
use crate::http::state::AppState;
use crate::shared::{ClientEndpoint, Fault, GrantKind};
use crate::web::problem;
use axum::Extension;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use std::net::IpAddr;
use std::sync::Arc;

/// A request of a client that has authenticated itself: an extractor that rejects all others.
pub(super) struct ClientRequest {
    endpoint: ClientEndpoint,
    pub caller: Caller,
    pub client: AuthenticatedClient,
    pub parameters: Parameters,
}

/// What a client gets that has not authenticated itself.
pub(super) struct Rejected(Box<Response>);

impl IntoResponse for Rejected {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// A client id with a secret, in one of the ways to read it: some clients do not encode what they send.
struct Shown {
    id: String,
    secret: Option<String>,
}

impl ClientRequest {
    /// The answer. The extension says whose pages may read it.
    pub(super) fn answered(&self, state: &AppState, outcome: Result<Response, Refusal>) -> Response {
        let asker = Asker::authenticated(state, self.endpoint, self.caller.address, &self.client);
        let response = outcome.unwrap_or_else(|refusal| refusal.answer(&asker));
        (Extension(Arc::clone(&self.client.registered.client)), response).into_response()
    }
}

/// Reads a request, charges it, and finds out which client has sent it.
impl FromRequest<AppState> for ClientRequest {
    type Rejection = Rejected;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Rejected> {
        let (parts, body) = request.into_parts();
        let Some(endpoint) = ClientEndpoint::at(parts.uri.path()) else {
            return Err(Rejected(Box::new(problem::internal().into_response())));
        };
        let mut asker = Asker::of(state, endpoint, &parts);
        let authenticated = authenticate(state, endpoint, &parts, body, &mut asker).await;
        authenticated.map_err(|refusal| Rejected(Box::new(refusal.answer(&asker))))
    }
}

async fn authenticate(
    state: &AppState,
    endpoint: ClientEndpoint,
    parts: &Parts,
    body: Body,
    asker: &mut Asker<'_>,
) -> Result<ClientRequest, Refusal> {
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    let mut source = Source::of(state, &parts.extensions, &parts.headers);
    let (parameters, shown) = source.charge_error(read(parts, body, asker).await)?;
    let mut charged = None;
    for Shown { id, secret } in &shown {
        // Once, also if its header can be read in two ways.
        if charged.replace(id) != Some(id) && asker.names(id).await? {
            charge_known(state, caller.address, endpoint, id, &parameters)?;
        }
        if let Some(client) = state.accounts.clients().authenticate_client(id, secret.as_deref()).await? {
            return Ok(ClientRequest { endpoint, caller, client, parameters });
        }
    }
    // Anybody can make up ids and secrets.
    source.charge()?;
    if let [Shown { id, secret: None }] = shown.as_slice()
        && let Some(client) = of_document(state, caller.address, id, &parameters).await?
    {
        return Ok(ClientRequest { endpoint, caller, client, parameters });
    }
    Err(unknown(state, &shown, asker).await?.into())
}

/// The error of somebody who has not shown to be a client. It does not say what is wrong, so that ids cannot be found out; the
/// administrators of the client are told.
async fn unknown(state: &AppState, shown: &[Shown], asker: &mut Asker<'_>) -> Result<OauthError, Refusal> {
    let error = OauthErrorCode::InvalidClient.because(match shown.is_empty() {
        true => "the client has not said who it is: client_id is missing",
        false => "the client is unknown or its secret is wrong or missing",
    });
    for Shown { id, secret } in shown {
        if let Some(fault) = state.accounts.clients().why_unknown(id, secret.as_deref()).await? {
            if fault == Fault::SecretExpired {
                asker.is_proven();
            }
            return Ok(error.about(fault));
        }
    }
    Ok(error)
}

/// A client that no row but a document describes. What it presents tells to which application it belongs.
async fn of_document(
    state: &AppState,
    address: Option<IpAddr>,
    id: &str,
    parameters: &Parameters,
) -> Result<Option<AuthenticatedClient>, Refusal> {
    let presented: Vec<&str> =
        ["code", "refresh_token", "token"].iter().filter_map(|name| parameters.get(name)).collect();
    let client = state.accounts.openid().authenticate_document_client(id, &presented).await?;
    if let Some(address) = address.filter(|_| client.is_some()) {
        state.accounts.spend(Budget::ClientToken, RateLimitKey::client(id, address))?;
    }
    Ok(client)
}

/// Charges a request to the budget of its client at this source, before its secret is compared. The id of no client has no budget,
/// so that made-up ones take no memory.
fn charge_known(
    state: &AppState,
    address: Option<IpAddr>,
    endpoint: ClientEndpoint,
    id: &str,
    parameters: &Parameters,
) -> Result<(), Refusal> {
    let Some(address) = address else { return Ok(()) };
    let key = RateLimitKey::client(id, address);
    // Not the parameter alone, which any other request may have as well.
    let is_of_device = parameters.get("grant_type") == Some(GrantKind::DeviceCode.as_str());
    let is_poll = endpoint == ClientEndpoint::Token && is_of_device;
    if !is_poll {
        return Ok(state.accounts.spend(Budget::ClientToken, key)?);
    }
    // The error that makes a device wait (RFC 8628, section 3.5): it may give up after any other one.
    state.accounts.spend(Budget::ClientPoll, key).map_err(|exceeded| {
        let error = OauthErrorCode::SlowDown.because("too many devices of this client ask from here");
        error.about(Fault::Limit).retry(exceeded.retry_after).into()
    })
}

async fn read(parts: &Parts, body: Body, asker: &mut Asker<'_>) -> Result<(Parameters, Vec<Shown>), Refusal> {
    let form = bodies::read_body(body).await?;
    if !bodies::has_type(&parts.headers, &["application/x-www-form-urlencoded"]) {
        return Err(OauthErrorCode::InvalidRequest.because("send a form: application/x-www-form-urlencoded").into());
    }
    let parameters = Parameters::read(&form)?;
    if let Some(id) = parameters.get("client_id") {
        asker.names(id).await?;
    }
    if parameters.get("client_assertion").is_some() {
        let code = OauthErrorCode::InvalidClient;
        return Err(code.because("client assertions are not supported: send client_secret").into());
    }
    let shown = shown(&parts.headers, &parameters)?;
    Ok((parameters, shown))
}

/// Who the client says it is. Several readings of one header; empty if it says nothing.
fn shown(headers: &HeaderMap, parameters: &Parameters) -> Result<Vec<Shown>, OauthError> {
    let (id, secret) = (parameters.get("client_id"), parameters.get("client_secret"));
    let in_header = basic(headers)?;
    if in_header.is_empty() {
        let shown = id.map(|id| Shown { id: id.to_owned(), secret: secret.map(str::to_owned) });
        return Ok(shown.into_iter().collect());
    }
    if secret.is_some() {
        let error =
            OauthErrorCode::InvalidRequest.because("send the secret in the header or in the body and not in both");
        return Err(error.about(Fault::Authentication));
    }
    // Clients may repeat their id in the body.
    if id.is_some_and(|id| in_header.iter().all(|shown| shown.id != id)) {
        let error = OauthErrorCode::InvalidRequest.because("client_id differs from the one in the header");
        return Err(error.about(Fault::Authentication));
    }
    Ok(in_header)
}

/// The credentials in `Authorization: Basic`: id and secret, each encoded as in a form. Some clients do not encode them, so the
/// text as it is counts as well if it differs.
fn basic(headers: &HeaderMap) -> Result<Vec<Shown>, OauthError> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let Some(line) = lines.next() else { return Ok(Vec::new()) };
    let malformed = || OauthErrorCode::InvalidClient.because("the header Authorization cannot be read");
    if lines.next().is_some() {
        return Err(malformed());
    }
    let (scheme, encoded) = line.to_str().ok().and_then(|line| line.split_once(' ')).ok_or_else(malformed)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(malformed());
    }
    let bytes = BASE64_STANDARD.decode(encoded.trim()).map_err(|_| malformed())?;
    let text = String::from_utf8(bytes).map_err(|_| malformed())?;
    let (id, secret) = text.split_once(':').ok_or_else(malformed)?;
    let shown = |id: String, secret: String| Shown { id, secret: Some(secret).filter(|secret| !secret.is_empty()) };
    let plain = shown(id.to_owned(), secret.to_owned());
    let is_other = |other: &Shown| other.id != plain.id || other.secret != plain.secret;
    // A percent sign of a text that is not encoded may be followed by anything.
    let encoded = decoded(id).zip(decoded(secret)).map(|(id, secret)| shown(id, secret)).filter(is_other);
    Ok(encoded.into_iter().chain([plain]).collect())
}

/// One value of a form. None if it is not UTF-8.
fn decoded(value: &str) -> Option<String> {
    let spaced = value.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(|text| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use proptest::prelude::*;
    use url::form_urlencoded;

    fn headers(lines: &[&str]) -> HeaderMap {
        let entry = |line: &&str| (header::AUTHORIZATION, HeaderValue::from_str(line).unwrap());
        lines.iter().map(entry).collect()
    }

    fn with_basic(text: &str) -> HeaderMap {
        headers(&[&format!("Basic {}", BASE64_STANDARD.encode(text))])
    }

    /// `id secret`, for each reading.
    fn read(headers: &HeaderMap, form: &str) -> Result<Vec<String>, OauthErrorCode> {
        let parameters = Parameters::read(form.as_bytes()).map_err(|error| error.code)?;
        let shown = shown(headers, &parameters).map_err(|error| error.code)?;
        Ok(shown.iter().map(|shown| format!("{} {}", shown.id, shown.secret.as_deref().unwrap_or("-"))).collect())
    }

    #[test]
    fn a_secret_is_shown_in_the_header_or_in_the_body() {
        let texts = |texts: &[&str]| Ok(texts.iter().copied().map(str::to_owned).collect::<Vec<_>>());
        let none = HeaderMap::new();
        assert_eq!(read(&none, ""), texts(&[]));
        assert_eq!(read(&none, "client_id=wiki"), texts(&["wiki -"]));
        assert_eq!(read(&none, "client_id=wiki&client_secret=a%2Bb"), texts(&["wiki a+b"]));
        assert_eq!(read(&with_basic("wiki:secret"), "client_id=wiki"), texts(&["wiki secret"]));
        assert_eq!(read(&with_basic("wiki:"), ""), texts(&["wiki -"]));
        assert_eq!(read(&with_basic("a%3Ab:s%2F+t"), ""), texts(&["a:b s/ t", "a%3Ab s%2F+t"]), "encoded, or as it is");
        assert_eq!(read(&with_basic("wiki:100%ffa"), ""), texts(&["wiki 100%ffa"]), "no UTF-8 if it is decoded");
        for (headers, form, code) in [
            (with_basic("wiki:secret"), "client_secret=secret", OauthErrorCode::InvalidRequest),
            (with_basic("wiki:secret"), "client_id=other", OauthErrorCode::InvalidRequest),
            (with_basic("wiki"), "", OauthErrorCode::InvalidClient),
            (headers(&["Basic !"]), "", OauthErrorCode::InvalidClient),
            (headers(&["Bearer abc"]), "client_id=wiki", OauthErrorCode::InvalidClient),
            (headers(&["Basic YTpi", "Basic YTpi"]), "", OauthErrorCode::InvalidClient),
            (none, "client_id=wiki&client_id=wiki", OauthErrorCode::InvalidRequest),
        ] {
            assert_eq!(read(&headers, form), Err(code), "{form}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_read_or_refused(text in "\\PC{0,30}", header in "(Basic|basic|Bearer)? ?[ -~]{0,30}") {
            _ = basic(&with_basic(&text));
            if let Ok(value) = HeaderValue::from_str(&header) {
                _ = basic(&HeaderMap::from_iter([(header::AUTHORIZATION, value)]));
            }
        }

        #[test]
        fn credentials_are_read_as_they_were_encoded(id in "\\PC{1,20}", secret in "\\PC{1,20}") {
            let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let read = basic(&with_basic(&format!("{}:{}", encode(&id), encode(&secret)))).unwrap_or_default();
            let first = read.first().map(|shown| (shown.id.as_str(), shown.secret.as_deref()));
            prop_assert_eq!(first, Some((id.as_str(), Some(secret.as_str()))));
        }
    }
}
