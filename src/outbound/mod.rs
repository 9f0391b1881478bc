//! HTTP requests that the server sends: logout tokens to clients, requests for the metadata documents of clients, and those to
//! providers at which people sign in (`docs/decisions/0073-requests-that-the-server-sends.md`).
//!
//! Others choose their addresses. So names are resolved here, and the connection goes to an address that was checked: private ones
//! are refused unless the operator lists them. Redirects are not followed, and time and size are limited.

mod addresses;
mod lookups;
mod status;
#[cfg(test)]
mod tests;
mod tls;

use crate::config::OutboundSettings;
use addresses::Allowed;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderName, HeaderValue, RETRY_AFTER, USER_AGENT};
use hyper::{HeaderMap, Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use lookups::Lookups;
pub use lookups::Turn;
use std::future::pending;
use std::net::SocketAddr;
use std::time::Duration;
use tls::Tls;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;
use url::{Host, Position, Url};

/// The maximum number of bytes of the head of a response.
const MAX_HEAD: usize = 16 * 1024;
/// How many addresses of a name are tried.
const MAX_ADDRESSES: usize = 4;

/// What a response may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestLimits {
    /// Until the connection is established, with TLS.
    pub connect: Duration,
    /// The whole request.
    pub total: Duration,
    /// Bytes of the body of the response.
    pub body: usize,
}

impl RequestLimits {
    /// Those of all requests that need no others.
    pub const STANDARD: Self =
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(10), body: 64 * 1024 };
}

/// A request whose response is read, whatever its method.
#[derive(Clone, Default)]
pub struct OutboundRequest<'a> {
    pub url: &'a str,
    /// Names in small letters. They replace the usual ones.
    pub headers: Vec<(&'static str, String)>,
    /// Sent with POST, in `application/x-www-form-urlencoded`. None: GET.
    pub form: Option<String>,
}

/// A response, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    pub status: u16,
    pub content_type: Option<String>,
    /// `Retry-After` in seconds; None also if it is a date.
    pub retry_after: Option<Duration>,
    pub body: Vec<u8>,
}

/// Why there is no response. Without the URL, which the caller knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    #[error("an authority of VESTIBULE_CA_FILE cannot be used ({0})")]
    Authorities(String),
    #[error("the address is not a URL that requests can be sent to")]
    Url,
    /// With the address.
    #[error("{0} is a private address that VESTIBULE_OUTBOUND_PRIVATE does not list")]
    Private(SocketAddr),
    #[error("requests without TLS go only to addresses that VESTIBULE_OUTBOUND_PRIVATE lists, and {0} is none")]
    Plain(SocketAddr),
    #[error("the name of the host cannot be resolved ({0})")]
    Resolve(String),
    #[error("the host cannot be reached ({0})")]
    Connect(String),
    #[error("TLS with the host fails ({0})")]
    Tls(String),
    #[error("the host took too long")]
    TimedOut,
    #[error("the response is not HTTP, or too large")]
    Response,
}

impl OutboundError {
    /// Whether the same request may succeed later. Otherwise somebody has to change a setting or an address first.
    pub fn is_temporary(&self) -> bool {
        !matches!(self, Self::Authorities(_) | Self::Url | Self::Private(_) | Self::Plain(_))
    }
}

/// Sends requests. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    allowed: Allowed,
    tls: Tls,
    lookups: Lookups,
    /// Where connections with TLS lead in tests. None: to the host of the URL.
    led_to: Option<SocketAddr>,
}

impl Outbound {
    /// # Errors
    /// If an authority of the operator cannot be used.
    pub fn new(settings: &OutboundSettings) -> Result<Self, OutboundError> {
        let (allowed, tls) = (Allowed(settings.private.clone()), Tls::new(settings)?);
        Ok(Self { allowed, tls, lookups: Lookups::OF_OPERATOR, led_to: None })
    }

    /// The same for addresses that strangers choose: no private ones, also not those that the operator lists, and names are looked up
    /// at places of their own.
    #[must_use]
    pub fn without_private(&self) -> Self {
        Self { allowed: Allowed::default(), tls: self.tls.clone(), lookups: Lookups::OF_STRANGERS, led_to: None }
    }

    /// The same for addresses that the operator chooses and that are in no private network, wherever they say that they are.
    #[must_use]
    pub fn to_public(&self) -> Self {
        Self { allowed: Allowed::default(), ..self.clone() }
    }

    /// The same, for one request of somebody who may send one at a time. It is their turn until the thread has ended that looks up the
    /// name, which nothing can stop.
    #[must_use]
    pub fn in_turn(&self, turn: Turn) -> Self {
        Self { lookups: self.lookups.in_turn(turn), ..self.clone() }
    }

    /// Fetches a document as JSON.
    ///
    /// # Errors
    /// If there is no response. One with any status is a response, also a redirect, which is not followed.
    pub async fn get(&self, url: &str, limits: RequestLimits) -> Result<Fetched, OutboundError> {
        self.exchange(OutboundRequest { url, ..OutboundRequest::default() }, limits).await
    }

    /// Sends a request, also a form, and reads the whole response.
    ///
    /// # Errors
    /// As [`Self::get`], and [`OutboundError::Url`] for a header that is none.
    pub async fn exchange(&self, sent: OutboundRequest<'_>, limits: RequestLimits) -> Result<Fetched, OutboundError> {
        let url = readable(sent.url)?;
        let method = if sent.form.is_some() { Method::POST } else { Method::GET };
        let mut request = request(method, &url, sent.form.unwrap_or_default().into_bytes())?;
        for (name, value) in sent.headers {
            let value = HeaderValue::from_str(&value).map_err(|_| OutboundError::Url)?;
            request.headers_mut().insert(HeaderName::from_static(name), value);
        }
        self.send(&url, request, Reading::All, limits).await
    }

    /// Sends a body in `application/x-www-form-urlencoded`. The body of the response is not read: the status says all.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn post_form(&self, url: &str, body: String, limits: RequestLimits) -> Result<Fetched, OutboundError> {
        let url = readable(url)?;
        let request = request(Method::POST, &url, body.into_bytes())?;
        self.send(&url, request, Reading::Head, limits).await
    }

    async fn send(
        &self,
        url: &Url,
        request: Request<Full<Bytes>>,
        reading: Reading,
        limits: RequestLimits,
    ) -> Result<Fetched, OutboundError> {
        let sent = async {
            let is_encrypted = url.scheme() == "https";
            let connected = timeout(limits.connect, self.connect(url, is_encrypted, limits)).await;
            match connected.map_err(|_| OutboundError::TimedOut)?? {
                Stream::Plain(tcp) => exchange(tcp, request, reading, limits).await,
                Stream::Tls(tls) => exchange(*tls, request, reading, limits).await,
            }
        };
        timeout(limits.total, sent).await.unwrap_or(Err(OutboundError::TimedOut))
    }

    async fn connect(&self, url: &Url, is_encrypted: bool, limits: RequestLimits) -> Result<Stream, OutboundError> {
        let tcp = self.reach(url, is_encrypted, limits).await?;
        if !is_encrypted {
            return Ok(Stream::Plain(tcp));
        }
        let host = url.host_str().unwrap_or_default();
        // An IPv6 address is not in brackets there.
        let host = host.trim_start_matches('[').trim_end_matches(']');
        Ok(Stream::Tls(Box::new(self.tls.connect(host, tcp).await?)))
    }

    /// Connects to the first address that answers. One that does not must not use up the time of the others.
    async fn reach(&self, url: &Url, is_encrypted: bool, limits: RequestLimits) -> Result<TcpStream, OutboundError> {
        let addresses = match self.led_to {
            Some(server) if is_encrypted => vec![server],
            _ => self.checked(self.resolve(url).await?, is_encrypted)?,
        };
        let share = limits.connect / u32::try_from(addresses.len()).unwrap_or(1).max(1);
        let mut failure = OutboundError::TimedOut;
        for address in addresses {
            match timeout(share, TcpStream::connect(address)).await {
                Ok(Ok(tcp)) => return Ok(tcp),
                Ok(Err(error)) => failure = OutboundError::Connect(error.to_string()),
                Err(_) => {}
            }
        }
        Err(failure)
    }

    async fn resolve(&self, url: &Url) -> Result<Vec<SocketAddr>, OutboundError> {
        let port = url.port_or_known_default().ok_or(OutboundError::Url)?;
        match url.host().ok_or(OutboundError::Url)? {
            Host::Ipv4(ip) => Ok(vec![SocketAddr::new(ip.into(), port)]),
            Host::Ipv6(ip) => Ok(vec![SocketAddr::new(ip.into(), port)]),
            Host::Domain(name) => self.lookups.addresses(name, port).await,
        }
    }

    /// The addresses that may be connected to. An error if there is none.
    fn checked(&self, found: Vec<SocketAddr>, is_encrypted: bool) -> Result<Vec<SocketAddr>, OutboundError> {
        let mut refused = OutboundError::Resolve("it has no address".to_owned());
        let mut checked = Vec::new();
        for address in found {
            if !self.allowed.contains(address) {
                refused = OutboundError::Private(address);
            } else if !is_encrypted && !self.allowed.is_own(address) {
                refused = OutboundError::Plain(address);
            } else {
                checked.push(address);
            }
        }
        checked.truncate(MAX_ADDRESSES);
        if checked.is_empty() { Err(refused) } else { Ok(checked) }
    }
}

/// How much of a response is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// What was sent has arrived, whatever follows.
    Head,
    All,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A URL with a host, and without a user.
fn readable(url: &str) -> Result<Url, OutboundError> {
    let url = Url::parse(url).map_err(|_| OutboundError::Url)?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let has_user = !url.username().is_empty() || url.password().is_some();
    if is_web && !has_user { Ok(url) } else { Err(OutboundError::Url) }
}

fn request(method: Method, url: &Url, body: Vec<u8>) -> Result<Request<Full<Bytes>>, OutboundError> {
    let is_form = method == Method::POST;
    let mut request = Request::builder()
        .method(method)
        .uri(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(USER_AGENT, "Vestibule")
        .header(ACCEPT, if is_form { "*/*" } else { "application/json" });
    if is_form {
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    request.body(Full::new(Bytes::from(body))).map_err(|_| OutboundError::Url)
}

/// Sends the request over a connection of its own, and reads the response.
async fn exchange<S>(
    stream: S,
    request: Request<Full<Bytes>>,
    reading: Reading,
    limits: RequestLimits,
) -> Result<Fetched, OutboundError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let handshake = http1::Builder::new().max_buf_size(MAX_HEAD).handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|_| OutboundError::Response)?;
    let response = async {
        let response = sender.send_request(request).await.map_err(|_| OutboundError::Response)?;
        let (head, body) = response.into_parts();
        if reading == Reading::Head {
            return Ok(fetched(head.status, &head.headers, Vec::new()));
        }
        let body = Limited::new(body, limits.body).collect().await.map_err(|_| OutboundError::Response)?;
        Ok(fetched(head.status, &head.headers, body.to_bytes().to_vec()))
    };
    // The connection is driven here, not by a task of its own, so that it ends with the caller. What it has received before its end is
    // still to be read, so its end is not the end of the response.
    let driven = async {
        _ = connection.await;
        pending().await
    };
    tokio::select! {
        biased;
        response = response => response,
        () = driven => Err(OutboundError::Response),
    }
}

fn fetched(status: StatusCode, headers: &HeaderMap, body: Vec<u8>) -> Fetched {
    let header = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    Fetched {
        status: status.as_u16(),
        content_type: header(CONTENT_TYPE).map(str::to_owned),
        retry_after: header(RETRY_AFTER).and_then(|value| value.trim().parse().ok()).map(Duration::from_secs),
        body,
    }
}
