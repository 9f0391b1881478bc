//! `/.vestibule/prove` on the host of an application, which its proxy passes to this server: with it an application asks for a proof of
//! who somebody is, and gets them back with a token that has it ([decision
//! 100](../../../docs/decisions/0100-asking-for-a-proof.md)).

use super::hand_over::{self, Step, Style, lead_to};
use super::requested::{self, Requested, TrustedProxy};
use super::{page, visitor};
use crate::accounts;
use crate::applications::{Address, Application, Demand, PROVE, ProofRequest};
use crate::http::guard::redirect_to_url;
use crate::http::rate_limit::Source;
use crate::http::state::AppState;
use crate::shared::{AppError, ErrorCode};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use std::sync::Arc;

pub fn routes() -> Router<AppState> {
    Router::new().route(PROVE, get(prove))
}

/// What a page has asked for.
struct Asked {
    request: ProofRequest,
    /// The one to which it leads back.
    application: Arc<Application>,
    /// What this demands as well.
    demand: Demand,
}

impl Asked {
    async fn of(state: &AppState, parts: &Parts) -> Result<Self, AppError> {
        let origin = requested::origin_or(&parts.headers, state.accounts.own_origin())?;
        let applications = state.accounts.applications().all().await?;
        if !applications.has_origin(&origin) {
            return Err(accounts::no_application());
        }
        let uri = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        let address = requested::address(Address::parse_doubtful(origin.scheme(), &origin.authority(), &uri))?;
        let request = ProofRequest::of(&address).map_err(|problem| AppError::new(ErrorCode::Malformed, problem))?;
        let request = request.ok_or_else(accounts::no_application)?;
        let entrance = applications.entrance(&address);
        let (application, demand) = entrance.ok_or_else(|| requested::unknown(&request.to))?;
        Ok(Self { application: Arc::clone(application), demand, request })
    }

    /// Leads to where the user does this, and then here again.
    fn lead_to(&self, step: Step, state: &AppState, parts: &Parts) -> Result<Response, AppError> {
        let Self { request, application, .. } = self;
        let ways = hand_over::ways_back(&request.to, application);
        let ways = ways.map(|url| request.url_to(&hand_over::own_path(&request.to, &url)));
        let requested = Requested { address: request.to.clone(), method: Method::GET };
        lead_to(step, state, &parts.headers, &requested, ways, Style::Redirect)
    }
}

/// Leads back at once whoever has given the proof. Changes nothing, so a link of any site can lead here; an entry of the application is
/// recorded as any other.
async fn prove(_: TrustedProxy, State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let headers = &parts.headers;
    let mut source = Source::of(&state, &parts.extensions, headers);
    let asked = match Asked::of(&state, &parts).await {
        Ok(asked) => asked,
        Err(error) => return page::refused_to_anybody(&mut source, error),
    };
    let who = visitor::identify(&mut source, &asked.request.to.origin).await?;
    source.charge_user(who.as_ref())?;
    let Some(who) = who else { return asked.lead_to(Step::SignIn, &state, &parts) };
    let caller = state.proxies.caller(&parts.extensions, headers);
    state.accounts.sessions().note_use(who.authority, caller.address);
    let applications = state.accounts.applications();
    match applications.enter_with(&who, &asked.application, asked.demand, || caller.clone()).await {
        Ok(true) => redirect_to_url(StatusCode::FOUND, &asked.request.to.to_string()),
        Ok(false) => page::refused(&state, headers, accounts::not_admitted()),
        Err(error) => match error.code {
            ErrorCode::StepUpRequired | ErrorCode::FieldsRequired | ErrorCode::TermsRequired => {
                asked.lead_to(Step::Confirm(error), &state, &parts)
            }
            ErrorCode::SecondFactorMissing => page::factor_missing(&state, headers),
            _ => page::refused(&state, headers, error),
        },
    }
}
