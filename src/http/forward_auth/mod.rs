//! Forward authentication: a reverse proxy asks for each request to an application who sends it, and whether they may
//! (`docs/applications/forward-authentication.md`, [decision 44](../../../docs/decisions/0044-forward-authentication.md), [decision
//! 45](../../../docs/decisions/0045-hand-over.md), [decision 52](../../../docs/decisions/0052-sign-out-of-applications.md)).
//!
//! This file answers the questions, and with 200 who sends the request.
//!
//! | module | responsibility |
//! |---|---|
//! | [`requested`] | reads which request the proxy asks about, and believes trusted proxies only |
//! | [`visitor`] | who has sent it, according to its cookies |
//! | [`hand_over`] | the sign-in, and its hand-over to the host of an application |
//! | [`host`], [`logout`], [`prove`] | what a page of an application asks for on its own host: a token, signing out, and a proof |
//! | [`page`] | pages on the host of an application |
//! | [`observed`] | notes how requests arrive, for those who connect an application |

pub mod hand_over;
mod host;
mod logout;
mod observed;
pub mod page;
mod prove;
mod requested;
mod visitor;

use super::rate_limit::Source;
use super::state::{AppState, Identity};
use crate::accounts::{self, CurrentUser, Disclosed, TOKEN_REUSED_FOR};
use crate::applications::{Application, FOLDER, Origin};
use crate::language::message;
use crate::shared::own_fields::FieldValues;
use crate::shared::{AppError, ArrivalResult, ErrorCode, GroupCarrier, RemoteUser};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use hand_over::{Step, Style};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use requested::{Requested, TrustedProxy};
use std::borrow::Cow;
use std::sync::Arc;
use url::form_urlencoded;

/// For Traefik and Caddy.
const FORWARD: &str = "/auth/forward";
/// For nginx.
const REQUEST: &str = "/auth/request";

const USER_ID: HeaderName = HeaderName::from_static("remote-user-id");
const USER: HeaderName = HeaderName::from_static("remote-user");
const NAME: HeaderName = HeaderName::from_static("remote-name");
const EMAIL: HeaderName = HeaderName::from_static("remote-email");
const GROUPS: HeaderName = HeaderName::from_static("remote-groups");
const FIELDS: HeaderName = HeaderName::from_static("remote-fields");
const TOKEN: HeaderName = HeaderName::from_static("x-vestibule-token");

/// Encoded besides all bytes outside of ASCII. `%` as well, so that decoding gives the value back: otherwise a user named `%0a`
/// would send a line break to an application that decodes.
const ENCODED: &AsciiSet = &CONTROLS.add(b'%');

/// Routes for proxies only. Their questions change nothing, whatever the method, except that the first entry of a session is
/// recorded. Below `/.vestibule/` are requests of browsers: the callback uses up its ticket, [`logout`] ends the session, and
/// a token and a proof count as an entry.
pub fn routes() -> Router<AppState> {
    let below_folder = Router::new().merge(hand_over::callback_routes()).merge(logout::routes()).merge(host::routes());
    let below_folder = below_folder.merge(prove::routes());
    Router::new().route(FORWARD, any(forward)).route(REQUEST, any(request)).merge(below_folder)
}

/// Whether a trusted proxy asks about a request of a user who is signed in on the host of an application.
pub async fn has_application_session(state: &AppState, extensions: &Extensions, headers: &HeaderMap) -> bool {
    if !state.proxies.is_from_proxy(extensions) {
        return false;
    }
    let requested = match extensions.get().map(MatchedPath::as_str) {
        Some(FORWARD) => requested::of_forwarded(headers),
        Some(REQUEST) => requested::of_original(headers),
        _ => return false,
    };
    let Ok(Requested { address, .. }) = requested else { return false };
    // Not by a refresh token, as on the host of Vestibule: finding its session needs a query.
    let is_elsewhere = !state.accounts.is_own_origin(&address.origin);
    is_elsewhere && matches!(visitor::application_session(state, headers, &address.origin).await, Ok(Some(_)))
}

/// For Traefik (`ForwardAuth`) and Caddy (`forward_auth`), which send the answer to the client unless it is a 200.
async fn forward(_: TrustedProxy, State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    answer(&state, &parts, requested::of_forwarded(&parts.headers), Style::Redirect).await
}

/// For nginx (`auth_request`), which knows 200, 401 and 403.
async fn request(_: TrustedProxy, State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    answer(&state, &parts, requested::of_original(&parts.headers), Style::Status).await
}

/// Who sends the request, and what they get.
enum Decision {
    Granted(CurrentUser, Arc<Application>),
    NotAdmitted(CurrentUser),
    /// A second factor is demanded of the user, who has none yet.
    FactorMissing(CurrentUser),
    SignIn(Arc<Application>),
    /// With the error that says what the application demands: a proof, or that fields are filled in or terms accepted.
    Unproved(CurrentUser, Arc<Application>, AppError),
}

impl Decision {
    /// What is noted of an answer.
    fn noted(decision: &Result<Self, AppError>, charged: &Result<(), AppError>) -> observed::Answered {
        match decision {
            _ if charged.is_err() => (ArrivalResult::Limited, None),
            Ok(Self::Granted(..)) => (ArrivalResult::Admitted, None),
            Ok(Self::NotAdmitted(_) | Self::FactorMissing(_)) => (ArrivalResult::NotAdmitted, None),
            Ok(Self::SignIn(_)) => (ArrivalResult::SignIn, None),
            Ok(Self::Unproved(..)) => (ArrivalResult::StepUp, None),
            Err(error) if error.code.status() == 403 => (ArrivalResult::Refused, Some(error.detail.clone())),
            Err(error) => (ArrivalResult::Failed, Some(error.detail.clone())),
        }
    }
}

async fn answer(
    state: &AppState,
    parts: &Parts,
    requested: Result<Requested, AppError>,
    style: Style,
) -> Result<Response, AppError> {
    let headers = &parts.headers;
    let mut source = Source::of(state, &parts.extensions, headers);
    let decision = decide(&mut source, parts, &requested).await;
    let charged = match &decision {
        Ok(
            Decision::Granted(who, _)
            | Decision::NotAdmitted(who)
            | Decision::FactorMissing(who)
            | Decision::Unproved(who, ..),
        ) => {
            state.accounts.sessions().note_use(who.authority, state.proxies.address(&parts.extensions, headers));
            Ok(())
        }
        // Only an active session is exempt.
        Ok(Decision::SignIn(_)) | Err(_) => source.charge(),
    };
    observed::question(state, parts, &requested, Decision::noted(&decision, &charged)).await;
    charged?;
    match decision {
        Ok(Decision::Granted(who, application)) => grant(state, &who, &application).await,
        Ok(Decision::NotAdmitted(_)) => page::refused(state, headers, accounts::not_admitted()),
        Ok(Decision::FactorMissing(_)) => page::factor_missing(state, headers),
        Ok(Decision::SignIn(application)) => {
            let (requested, step) = (requested?, Step::SignIn);
            let ways = hand_over::ways_back(&requested.address, &application);
            hand_over::lead_to(step, state, headers, &requested, ways, style)
        }
        Ok(Decision::Unproved(_, application, error)) => {
            let (requested, step) = (requested?, Step::Confirm(error));
            let ways = hand_over::ways_back(&requested.address, &application);
            hand_over::lead_to(step, state, headers, &requested, ways, style)
        }
        Err(error) => page::refused(state, headers, error),
    }
}

async fn decide(
    source: &mut Source<'_>,
    parts: &Parts,
    requested: &Result<Requested, AppError>,
) -> Result<Decision, AppError> {
    let address = &requested.as_ref().map_err(Clone::clone)?.address;
    let (state, headers) = (source.state, source.headers);
    // It would be sent to sign in, come back here with its ticket, and so on for ever.
    if address.may_be_in(FOLDER) {
        return Err(AppError::new(ErrorCode::Forbidden, message::connection_folder_asked()));
    }
    // On the host of Vestibule, its own paths are beside those of the application.
    let own_host = state.accounts.own_origin().map(Origin::host);
    let is_clear = address.doubt().is_none() || own_host != Some(address.origin.host());
    let applications = state.accounts.applications();
    let all = applications.all().await?;
    let application = all.at(address).filter(|_| is_clear).cloned().ok_or_else(|| requested::unknown(address))?;
    let Some(who) = visitor::identify(source, &address.origin).await? else {
        return Ok(Decision::SignIn(application));
    };
    if who.needs_factor {
        return Ok(Decision::FactorMissing(who));
    }
    let caller = || state.proxies.caller(&parts.extensions, headers);
    match applications.enter(&who, &application, caller).await {
        Ok(true) => Ok(Decision::Granted(who, application)),
        Ok(false) => Ok(Decision::NotAdmitted(who)),
        Err(error) => match error.code {
            ErrorCode::StepUpRequired | ErrorCode::FieldsRequired | ErrorCode::TermsRequired => {
                Ok(Decision::Unproved(who, application, error))
            }
            _ => Err(error),
        },
    }
}

/// 200 with the user.
async fn grant(state: &AppState, who: &CurrentUser, application: &Arc<Application>) -> Result<Response, AppError> {
    let key = state.accounts.hand_overs().identity_key(who, application).await?;
    let now = state.accounts.now();
    // The cache uses the clock of the system, which tests do not move.
    let recent = state.identities.headers.get(&key).filter(|identity| identity.signed_at.until(now) < TOKEN_REUSED_FOR);
    let identity = match recent {
        Some(identity) => identity,
        None => {
            let headers = identity_headers(state, who, application).await?;
            let identity = Arc::new(Identity { signed_at: now, headers });
            state.identities.headers.insert(key, Arc::clone(&identity));
            identity
        }
    };
    let mut response = StatusCode::OK.into_response();
    *response.headers_mut() = identity.headers.clone();
    Ok(response)
}

/// Always has all headers, so that they replace those that the client may have sent. The token contains the same, signed, for
/// applications that cannot rely on that.
async fn identity_headers(
    state: &AppState,
    who: &CurrentUser,
    application: &Application,
) -> Result<HeaderMap, AppError> {
    let user = &who.user;
    let known = Disclosed::of(user, application);
    let groups = known.groups.and_then(|groups| groups.within(GroupCarrier::RemoteGroups));
    let groups = groups.map(|groups| groups.joined(",")).unwrap_or_default();
    let id = user.id.to_string();
    let name = match application.remote_user {
        RemoteUser::Username => &user.username,
        RemoteUser::Id => &id,
    };
    let hand_overs = state.accounts.hand_overs();
    let fields = hand_overs.told_fields(user.id, application, GroupCarrier::RemoteGroups).await?;
    let token = hand_overs.application_token(who, application).await?;
    let headers = [
        (USER_ID, value(&id)),
        (USER, value(name)),
        (NAME, value(known.name.unwrap_or_default())),
        (EMAIL, value(known.email.unwrap_or_default())),
        (GROUPS, value(&groups)),
        (FIELDS, pairs(&fields)),
        (TOKEN, value(&token)),
    ];
    Ok(state.security_headers.with(HeaderMap::from_iter(headers)))
}

/// The text as a header value: percent-encoded UTF-8 where it is not printable ASCII.
fn value(text: &str) -> HeaderValue {
    let encoded = Cow::from(utf8_percent_encode(text, ENCODED));
    HeaderValue::from_str(&encoded).unwrap_or_else(|_| unreachable!("only printable ASCII is left"))
}

/// Fields of one's own, as the query of an address has names and values: `department=sales&plan=pro`.
fn pairs(fields: &FieldValues) -> HeaderValue {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        query.append_pair(name, &value.to_text());
    }
    HeaderValue::from_str(&query.finish()).unwrap_or_else(|_| unreachable!("only printable ASCII is left"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::own_fields::FieldValue;
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    #[test]
    fn names_in_ascii_are_readable() {
        assert_eq!(value("Maren Holm"), "Maren Holm");
        assert_eq!(value("Jürgen"), "J%C3%BCrgen");
        assert_eq!(value("100%0a"), "100%250a");
        assert_eq!(value(""), "");
    }

    #[test]
    fn fields_are_pairs_that_no_value_can_forge() {
        let text = |text: &str| FieldValue::Text(text.to_owned());
        let fields = FieldValues::from([
            ("department".to_owned(), text("R&D=1\r\nRemote-User: root")),
            ("name".to_owned(), text("Jürgen")),
            ("vip".to_owned(), FieldValue::Truth(true)),
        ]);
        let expected = "department=R%26D%3D1%0D%0ARemote-User%3A+root&name=J%C3%BCrgen&vip=true";
        assert_eq!(pairs(&fields), expected);
        assert_eq!(pairs(&FieldValues::new()), "");
    }

    proptest! {
        #[test]
        fn every_text_is_a_value_that_decodes_to_it(text in "\\PC{0,40}|(?s:.){0,20}") {
            let value = value(&text);
            prop_assert!(value.as_bytes().iter().all(|byte| (32..127).contains(byte)));
            prop_assert_eq!(percent_decode_str(value.to_str().unwrap()).decode_utf8().unwrap(), text);
        }
    }
}
