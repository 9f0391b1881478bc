//! Notes how requests of proxies arrive, for administrators who connect an application ([decision
//! 62](../../../docs/decisions/0062-test-of-a-connection.md)). Decides nothing.

use super::requested::{self, FORWARDED_HOST, ORIGINAL_URL, Requested};
use super::{FORWARD, REQUEST};
use crate::accounts::Arrival;
use crate::applications::Origin;
use crate::http::state::AppState;
use crate::language::Message;
use crate::shared::{AppError, ArrivalKind, ArrivalResult};
use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use std::net::SocketAddr;

/// The headers with which proxies describe a request.
const DESCRIBING: [&str; 7] = [
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Forwarded-Uri",
    "X-Forwarded-Method",
    "X-Forwarded-For",
    "X-Original-URL",
    "X-Original-Method",
];

/// What a question was answered with, and why it was refused.
pub type Answered = (ArrivalResult, Option<Message>);

/// Notes a question of a trusted proxy.
pub async fn question(state: &AppState, parts: &Parts, asked: &Result<Requested, AppError>, answered: Answered) {
    match asked {
        Ok(asked) => note(state, parts, true, Some(&asked.address.origin), answered).await,
        Err(_) => {
            let origin = stated_origin(&parts.headers, kind(parts));
            note(state, parts, true, origin.as_ref(), answered).await;
        }
    }
}

/// Notes a request of a trusted proxy, unless it is a question, which is noted with its answer.
pub async fn passed_on(state: &AppState, parts: &Parts) {
    if kind(parts) != ArrivalKind::Folder {
        return;
    }
    let origin = requested::origin_or(&parts.headers, state.accounts.own_origin());
    let answered = match &origin {
        Ok(_) => (ArrivalResult::Taken, None),
        Err(error) => (ArrivalResult::Refused, Some(error.detail.clone())),
    };
    note(state, parts, true, origin.as_ref().ok(), answered).await;
}

/// Notes a request of somebody who is no trusted proxy.
pub async fn stranger(state: &AppState, parts: &Parts, refused: &AppError) {
    let origin = stated_origin(&parts.headers, kind(parts));
    note(state, parts, false, origin.as_ref(), (ArrivalResult::Refused, Some(refused.detail.clone()))).await;
}

async fn note(state: &AppState, parts: &Parts, is_trusted: bool, origin: Option<&Origin>, answered: Answered) {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical());
    let (result, detail) = answered;
    let arrival = Arrival { kind: kind(parts), peer, is_trusted, origin, result, detail };
    state.accounts.applications().note_arrival(arrival, || describing(&parts.headers)).await;
}

fn kind(parts: &Parts) -> ArrivalKind {
    match parts.uri.path() {
        FORWARD => ArrivalKind::Forward,
        REQUEST => ArrivalKind::Request,
        _ => ArrivalKind::Folder,
    }
}

/// The origin that a request states, as far as it can be read. Only to be shown: [`requested`] decides.
fn stated_origin(headers: &HeaderMap, kind: ArrivalKind) -> Option<Origin> {
    match kind {
        ArrivalKind::Request => {
            let (scheme, rest) = value(headers, &ORIGINAL_URL)?.split_once("://")?;
            let host = rest.split(['/', '\\', '?', '#']).next()?;
            Origin::parse(scheme, host).ok()
        }
        ArrivalKind::Forward | ArrivalKind::Folder => {
            let scheme = requested::scheme(headers).ok().flatten().unwrap_or("https");
            Origin::parse(scheme, value(headers, &FORWARDED_HOST)?).ok()
        }
    }
}

fn value<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    requested::optional(headers, name).ok().flatten()
}

/// The names of those that are there.
fn describing(headers: &HeaderMap) -> Vec<&'static str> {
    DESCRIBING.into_iter().filter(|name| headers.contains_key(*name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const JOURNAL: [(&str, &str); 2] = [("x-forwarded-proto", "http"), ("x-forwarded-host", "journal.example.com")];

    fn stated(pairs: &[(&'static str, &'static str)], kind: ArrivalKind) -> Option<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        stated_origin(&headers, kind).map(|origin| origin.to_string())
    }

    #[test]
    fn what_a_request_states_is_read_also_if_it_is_refused() {
        assert_eq!(stated(&JOURNAL, ArrivalKind::Folder).as_deref(), Some("http://journal.example.com"));
        let https = Some("https://journal.example.com");
        assert_eq!(stated(&JOURNAL[1..], ArrivalKind::Forward).as_deref(), https);
        let socket = [("x-forwarded-proto", "wss"), JOURNAL[1]];
        assert_eq!(stated(&socket, ArrivalKind::Forward).as_deref(), https);
        let url = [("x-original-url", "https://journal.example.com//a/../b")];
        assert_eq!(stated(&url, ArrivalKind::Request).as_deref(), https);
        for (pairs, kind) in [
            (&JOURNAL[..1], ArrivalKind::Forward),
            (&[JOURNAL[1], JOURNAL[1]], ArrivalKind::Forward),
            (&JOURNAL[..], ArrivalKind::Request),
            (&[("x-original-url", "nonsense")], ArrivalKind::Request),
        ] {
            assert_eq!(stated(pairs, kind), None, "{pairs:?}");
        }
    }
}
