//! The host of an application at which a browser has sent a request below `/.vestibule/`, which its proxy has passed on; and
//! `/.vestibule/token` there.

use super::requested::{self, TrustedProxy};
use super::visitor;
use crate::accounts::{self, CurrentUser};
use crate::applications::{Application, Origin};
use crate::budgets::Budget;
use crate::http::api::{Answer, ApplicationTokenView, Json, read_optional};
use crate::http::rate_limit::{Source, charge};
use crate::http::state::AppState;
use crate::language::message;
use crate::shared::{AppError, ApplicationTokenRequest, ErrorCode, Text, fields};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, header};
use axum::routing::post;
use std::sync::Arc;

const TOKEN: &str = "/.vestibule/token";
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

pub fn routes() -> Router<AppState> {
    Router::new().route(TOKEN, post(issue))
}

/// The host at which a request has arrived.
pub struct Host {
    pub origin: Origin,
    /// Those with a location there, at least one.
    applications: Vec<Arc<Application>>,
}

impl Host {
    /// The host of an application, or that of Vestibule if an application is there.
    ///
    /// # Errors
    /// If the proxy does not say which host it is, or no application has a location there.
    pub async fn of(state: &AppState, headers: &HeaderMap) -> Result<Self, AppError> {
        let origin = requested::origin_or(headers, state.accounts.own_origin())?;
        let applications = state.accounts.applications().all().await?.at_origin(&origin);
        if applications.is_empty() {
            return Err(accounts::no_application());
        }
        Ok(Self { origin, applications })
    }

    /// The application of the host. None if there are several.
    pub fn only(&self) -> Option<&Arc<Application>> {
        match self.applications.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The application of the host with this name.
    pub fn named(&self, name: &str) -> Option<&Arc<Application>> {
        self.applications.iter().find(|application| application.name.as_str() == name)
    }

    /// Fails unless a page of this host itself has sent the request. Browsers say so in `Sec-Fetch-Site` or in `Origin`; what both
    /// say must be right. Hosts of one domain are other hosts: cookies with `SameSite=Lax` do not keep their forms away.
    pub fn require_own_page(&self, headers: &HeaderMap) -> Result<(), AppError> {
        let site = requested::optional(headers, &SEC_FETCH_SITE)?;
        let stated = requested::optional(headers, &header::ORIGIN)?;
        let is_own = match (site, stated) {
            (None, None) => return Err(AppError::new(ErrorCode::OriginMissing, message::enter_origin_missing())),
            // A page that sends no referrer has the origin `null`.
            (Some(site), None | Some("null")) => site == "same-origin",
            (site, Some(stated)) => {
                site.is_none_or(|site| site == "same-origin")
                    && Origin::of_url(stated).is_some_and(|stated| stated == self.origin)
            }
        };
        if is_own {
            return Ok(());
        }
        Err(AppError::new(ErrorCode::CrossSite, message::enter_another_site(self.origin.to_string())))
    }
}

/// A token for the application, as `/api/auth/application-token` issues it, for the scripts of its own pages. The cookie
/// authenticates, so a page keeps its session over a reload without storing anything.
///
/// A body is needed only where there are several.
async fn issue(_: TrustedProxy, State(state): State<AppState>, request: Request) -> Answer<ApplicationTokenView> {
    let (headers, extensions) = (request.headers(), request.extensions());
    let mut source = Source::of(&state, extensions, headers);
    let identified = identify(&mut source).await;
    let (host, who) = source.charge_error(identified)?;
    // Before the body is read.
    charge(&state, Budget::Request, &who)?;
    let caller = state.proxies.caller(extensions, headers);
    state.accounts.sessions().note_use(who.authority, caller.address);
    let asked = read_optional::<ApplicationTokenRequest>(request).await?.unwrap_or_default();
    let named = ApplicationTokenRequest { application: application_of(&host, &asked.application)? };
    match state.accounts.hand_overs().request_application_token(&who, &caller, &named).await {
        Ok(issued) => Ok(Json(issued.into())),
        // Unlike for other clients, it is no secret that there is an application.
        Err(error) if error.code == ErrorCode::NotFound => Err(accounts::not_admitted()),
        Err(error) => Err(error),
    }
}

/// The host, and the user who is signed in there.
async fn identify(source: &mut Source<'_>) -> Result<(Host, CurrentUser), AppError> {
    let host = Host::of(source.state, source.headers).await?;
    host.require_own_page(source.headers)?;
    let who = visitor::identify(source, &host.origin).await?;
    let signed_out = || AppError::new(ErrorCode::TokenMissing, message::enter_signed_out());
    Ok((host, who.ok_or_else(signed_out)?))
}

/// The name of the application that is asked for. It must be one of this host: otherwise an application could act as the user at
/// another one.
fn application_of(host: &Host, asked: &Text) -> Result<Text, AppError> {
    let refused = |problem: fields::Problem| AppError::invalid(vec![problem.of("application")]);
    let found = match asked {
        Text::WrongType => return Err(refused(fields::Problem::not_text())),
        Text::Missing => host
            .only()
            .ok_or_else(|| refused(fields::Problem::new("required", message::enter_several_applications())))?,
        Text::Given(name) => {
            host.named(name).ok_or_else(|| AppError::new(ErrorCode::NotFound, message::enter_unknown_name_here()))?
        }
    };
    Ok(found.name.as_str().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_pages_of_the_host_itself_may_send_requests() {
        let origin = Origin::parse("https", "journal.example.com").unwrap();
        let host = Host { origin, applications: Vec::new() };
        let own = "https://journal.example.com";
        for (site, stated, expected) in [
            (Some("same-origin"), Some(own), Ok(())),
            (Some("same-origin"), None, Ok(())),
            (Some("same-origin"), Some("null"), Ok(())),
            (None, Some(own), Ok(())),
            (None, Some("https://JOURNAL.example.com:443"), Ok(())),
            (None, None, Err(ErrorCode::OriginMissing)),
            (None, Some("null"), Err(ErrorCode::CrossSite)),
            (None, Some(""), Err(ErrorCode::CrossSite)),
            (None, Some("http://journal.example.com"), Err(ErrorCode::CrossSite)),
            (None, Some("https://journal.example.com:8443"), Err(ErrorCode::CrossSite)),
            (None, Some("https://journal.example.com.evil.example"), Err(ErrorCode::CrossSite)),
            (Some("same-site"), Some("https://wiki.example.com"), Err(ErrorCode::CrossSite)),
            (Some("same-site"), Some(own), Err(ErrorCode::CrossSite)),
            (Some("cross-site"), None, Err(ErrorCode::CrossSite)),
            (Some("none"), None, Err(ErrorCode::CrossSite)),
            (Some("same-origin"), Some("https://evil.example"), Err(ErrorCode::CrossSite)),
        ] {
            let pairs = [(SEC_FETCH_SITE, site), (header::ORIGIN, stated)].into_iter();
            let sent = pairs.filter_map(|(name, value)| Some((name, HeaderValue::from_str(value?).unwrap())));
            let headers: HeaderMap = sent.collect();
            let result = host.require_own_page(&headers).map_err(|error| error.code);
            assert_eq!(result, expected, "{site:?} {stated:?}");
        }
        let twice = [own, own].map(|value| (header::ORIGIN, HeaderValue::from_str(value).unwrap()));
        assert!(host.require_own_page(&HeaderMap::from_iter(twice)).is_err());
    }
}
