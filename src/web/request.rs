//! What is known about a request: the client address, from the connection or from trusted proxies, and the id.

use super::{WebState, language};
use crate::accounts::{self, Caller, CurrentUser, IdempotencyKey, Principal};
use crate::entropy::Entropy;
use crate::shared::Timestamp;
use crate::shared::ids::id_at;
use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, header};
use ipnet::IpNet;
use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const X_FORWARDED_FOR: &str = "x-forwarded-for";
/// The random part of a UUIDv7.
const RANDOM_BYTES: usize = 10;
/// How many ids share a call of the random generator, which is a system call: one for each id takes about as long as reading the
/// request.
const IDS_PER_CALL: usize = 256;

/// The networks of the proxies whose forwarded headers are trusted.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Who sends the request, and from where. Anonymous unless it has been authenticated.
    pub fn caller(&self, extensions: &Extensions, headers: &HeaderMap) -> Caller {
        // The header may contain any bytes, and is only used to describe the device.
        let user_agent = headers.get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
        Caller {
            who: extensions.get::<CurrentUser>().cloned().map_or(Principal::Anonymous, Principal::User),
            address: self.address(extensions, headers),
            device: user_agent.as_deref().and_then(accounts::device),
            request_id: extensions.get::<RequestId>().map(|id| id.0),
            language: language::of_program(extensions, headers),
            browser: None,
            journey: None,
            idempotency_key: extensions.get::<IdempotencyKey>().cloned(),
            has_proved: false,
        }
    }

    /// The client address: the peer's or, if the peer is a trusted proxy, the rightmost address in `X-Forwarded-For`
    /// that is not a trusted proxy. Each proxy appends the address of its own peer, so addresses further left can be
    /// forged.
    pub fn address(&self, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
        let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
        // An IPv4 peer on an IPv6 socket has a mapped address, which no trusted IPv4 network would contain.
        let mut client = peer.ip().to_canonical();
        if self.0.is_empty() {
            return Some(client);
        }
        // From right to left across all lines of the header, so from the nearest proxy to the client.
        let mut hops = headers
            .get_all(X_FORWARDED_FOR)
            .iter()
            .rev()
            .flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        while self.trusts(client) {
            // A hop that is not an address ends the search, because everything to its left may be forged.
            match hops.next().and_then(parse_hop) {
                Some(hop) => client = hop,
                None => break,
            }
        }
        Some(client)
    }

    /// The peer, if it is a proxy of this machine or of a private network that says from where the request comes, and is not trusted.
    /// Others may be strangers, who can send any header.
    pub fn untrusted(&self, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
        if !headers.contains_key(X_FORWARDED_FOR) {
            return None;
        }
        let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
        let peer = peer.ip().to_canonical();
        let is_near = match peer {
            IpAddr::V4(address) => address.is_loopback() || address.is_private(),
            IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
        };
        (is_near && !self.trusts(peer)).then_some(peer)
    }

    /// Whether the request comes directly from a trusted proxy, so that the other headers that proxies set can be believed.
    pub fn is_from_proxy(&self, extensions: &Extensions) -> bool {
        let peer = extensions.get::<ConnectInfo<SocketAddr>>();
        peer.is_some_and(|ConnectInfo(peer)| self.trusts(peer.ip().to_canonical()))
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// Parses an address with or without a port, as different proxies write it.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let plain = hop.parse::<IpAddr>().ok();
    let with_port = || hop.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    let in_brackets = || hop.strip_prefix('[')?.strip_suffix(']')?.parse::<IpAddr>().ok();
    plain.or_else(with_port).or_else(in_brackets).map(|address| address.to_canonical())
}

impl<S> FromRequestParts<S> for Caller
where
    WebState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(WebState::from_ref(state).proxies.caller(&parts.extensions, &parts.headers))
    }
}

/// The items of a header in which a client weighs what it accepts (RFC 9110, section 12.4.2), in its order. One whose weight is not
/// valid is not accepted: there is always an answer that every client can read.
pub fn weighed(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = (&str, f32)> {
    let lines = headers.get_all(name).into_iter();
    let items = lines.flat_map(|line| line.to_str().unwrap_or_default().split(','));
    items.map(|item| {
        let (name, parameter) = item.split_once(';').unwrap_or((item, ""));
        let weight = match parameter.trim().strip_prefix("q=") {
            Some(weight) => weight.trim().parse().unwrap_or(0.0),
            None => 1.0,
        };
        (name.trim(), weight)
    })
}

/// The id of a request in the log, in `X-Request-Id` and in errors: a UUIDv7, which sorts by time. An id that a client sends is
/// ignored, so that clients cannot write to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(pub Uuid);

impl RequestId {
    fn new(now: Timestamp, random: &[u8; RANDOM_BYTES]) -> Self {
        Self(id_at(now, random))
    }

    pub fn header(self) -> Option<HeaderValue> {
        let mut buffer = Uuid::encode_buffer();
        HeaderValue::from_str(self.0.hyphenated().encode_lower(&mut buffer)).ok()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }
}

/// Creates the ids of requests. The random bytes are fetched ahead, which would be wrong for secrets: they stay in memory until
/// they are used.
pub struct RequestIds {
    entropy: Arc<dyn Entropy>,
    /// The bytes of the ids to come.
    random: Mutex<Vec<[u8; RANDOM_BYTES]>>,
}

impl RequestIds {
    pub fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self { entropy, random: Mutex::default() }
    }

    /// A new id for a request at `now`.
    pub fn next(&self, now: Timestamp) -> RequestId {
        // A panic of the generator leaves it empty, so a poisoned lock is ignored.
        let mut ahead = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        if ahead.is_empty() {
            let mut drawn = vec![[0; RANDOM_BYTES]; IDS_PER_CALL];
            self.entropy.fill(drawn.as_flattened_mut());
            *ahead = drawn;
        }
        RequestId::new(now, &ahead.pop().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;
    use axum::http::Request;
    use std::collections::HashSet;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn client(peer: &str, proxies: &[&str], forwarded: &[&str]) -> String {
        let proxies = TrustedProxies::new(proxies.iter().map(|p| p.parse().unwrap()).collect());
        let mut request = Request::builder();
        for line in forwarded {
            request = request.header(X_FORWARDED_FOR, *line);
        }
        let mut request = request.body(()).unwrap();
        request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
        let (parts, ()) = request.into_parts();
        proxies.caller(&parts.extensions, &parts.headers).address.unwrap().to_string()
    }

    #[test]
    fn without_trusted_proxies_only_the_peer_counts() {
        assert_eq!(client("9.9.9.9:1", &[], &["1.1.1.1"]), "9.9.9.9");
    }

    #[test]
    fn a_header_from_an_untrusted_peer_is_ignored() {
        assert_eq!(client("9.9.9.9:1", &["10.0.0.0/8"], &["1.1.1.1"]), "9.9.9.9");
    }

    #[test]
    fn the_first_untrusted_address_from_the_right_is_the_client() {
        assert_eq!(client("10.0.0.1:1", &["10.0.0.0/8"], &["6.6.6.6, 1.1.1.1, 10.0.0.2"]), "1.1.1.1");
        assert_eq!(client("10.0.0.1:1", &["10.0.0.0/8"], &["6.6.6.6", "1.1.1.1", "10.0.0.2"]), "1.1.1.1");
    }

    #[test]
    fn a_hop_that_is_not_an_address_ends_the_search() {
        assert_eq!(client("10.0.0.1:1", &["10.0.0.0/8"], &["1.1.1.1, unknown"]), "10.0.0.1");
    }

    #[test]
    fn only_a_trusted_peer_is_a_proxy() {
        let proxies = |network: &str| TrustedProxies::new(vec![network.parse().unwrap()]);
        let is_proxy = |network, peer: &str| {
            let mut extensions = Extensions::new();
            extensions.insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
            proxies(network).is_from_proxy(&extensions)
        };
        assert!(is_proxy("10.0.0.0/8", "10.0.0.1:1") && is_proxy("10.0.0.0/8", "[::ffff:10.0.0.1]:1"));
        assert!(!is_proxy("10.0.0.0/8", "9.9.9.9:1"));
        assert!(!proxies("0.0.0.0/0").is_from_proxy(&Extensions::new()));
        let (none, mut extensions) = (TrustedProxies::default(), Extensions::new());
        extensions.insert(ConnectInfo::<SocketAddr>("127.0.0.1:1".parse().unwrap()));
        assert!(!none.is_from_proxy(&extensions));
    }

    #[test]
    fn a_proxy_nearby_that_is_not_trusted_is_noticed_and_no_stranger() {
        let seen = |network: Option<&str>, peer: &str, is_forwarded: bool| {
            let (mut extensions, mut headers) = (Extensions::new(), HeaderMap::new());
            extensions.insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
            if is_forwarded {
                headers.insert(X_FORWARDED_FOR, HeaderValue::from_static("1.1.1.1"));
            }
            let networks = network.map(|network| network.parse().unwrap()).into_iter().collect();
            TrustedProxies::new(networks).untrusted(&extensions, &headers).map(|address| address.to_string())
        };
        for (peer, is_near) in [
            ("127.0.0.1:1", true),
            ("[::1]:1", true),
            ("[::ffff:10.0.0.1]:1", true),
            ("192.168.0.1:1", true),
            ("[fd00::1]:1", true),
            ("9.9.9.9:1", false),
            ("[2001:db8::1]:1", false),
        ] {
            assert_eq!(seen(None, peer, true).is_some(), is_near, "{peer}");
            assert_eq!(seen(None, peer, false), None, "{peer}");
        }
        assert_eq!(seen(Some("10.0.0.0/8"), "10.0.0.1:1", true), None);
        assert_eq!(seen(Some("10.0.0.0/8"), "127.0.0.1:1", true).as_deref(), Some("127.0.0.1"));
    }

    #[test]
    fn ports_brackets_and_mapped_addresses_are_parsed() {
        let proxies = ["10.0.0.0/8"];
        assert_eq!(client("[::ffff:10.0.0.1]:1", &proxies, &["1.1.1.1:8080"]), "1.1.1.1");
        assert_eq!(client("10.0.0.1:1", &proxies, &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(client("10.0.0.1:1", &proxies, &["[2001:db8::1]"]), "2001:db8::1");
        assert_eq!(client("10.0.0.1:1", &proxies, &["::ffff:1.1.1.1"]), "1.1.1.1");
    }

    #[test]
    fn if_all_hops_are_trusted_the_leftmost_is_the_client() {
        assert_eq!(client("10.0.0.1:1", &["10.0.0.0/8"], &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
    }

    struct Counted(AtomicUsize);

    impl Entropy for Counted {
        fn fill(&self, bytes: &mut [u8]) {
            self.0.fetch_add(1, Ordering::SeqCst);
            SystemEntropy.fill(bytes);
        }
    }

    #[test]
    fn ids_of_one_instant_are_different_and_share_calls_of_the_generator() {
        let entropy = Arc::new(Counted(AtomicUsize::new(0)));
        let ids = RequestIds::new(Arc::clone(&entropy) as Arc<dyn Entropy>);
        let unique: HashSet<Uuid> = (0..3 * IDS_PER_CALL).map(|_| ids.next(Timestamp(1_000)).0).collect();
        assert_eq!(unique.len(), 3 * IDS_PER_CALL);
        assert_eq!(entropy.0.load(Ordering::SeqCst), 3);
    }
}
