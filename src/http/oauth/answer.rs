//! Sends the answer to a client through the browser: as a redirect, or as a form that the page sends by itself.

use crate::accounts::Answer;
use crate::applications::ResponseMode;
use crate::http::guard::redirect_to_url;
use crate::http::host_look::{Forms, HostLook};
use crate::http::state::AppState;
use crate::language::{Language, say};
use crate::shared::{AppError, ClientEndpoint};
use crate::ui::markup::{Markup, write_markup};
use crate::web::language;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

/// Sends the form of the page. Without JavaScript its button does.
const SCRIPT: &str = "document.forms[0].submit()";

/// `account`: the language of the account, if somebody is signed in.
pub fn respond(
    state: &AppState,
    account: Option<Language>,
    parts: &Parts,
    answer: &Answer,
) -> Result<Response, AppError> {
    note(state, parts, answer);
    send(state, account, &parts.headers, answer)
}

/// Notes what the client is refused, for its administrators.
fn note(state: &AppState, parts: &Parts, answer: &Answer) {
    if let Some(refused) = &answer.refused {
        let address = state.proxies.address(&parts.extensions, &parts.headers);
        state.accounts.openid().note_refusal(ClientEndpoint::Authorize, address, refused);
    }
}

fn send(
    state: &AppState,
    account: Option<Language>,
    headers: &HeaderMap,
    answer: &Answer,
) -> Result<Response, AppError> {
    match answer.mode {
        ResponseMode::Query | ResponseMode::Fragment => {
            // After 303, the browser uses GET, whatever it has sent (RFC 9700, section 4.12).
            redirect_to_url(StatusCode::SEE_OTHER, &answer.location())
        }
        ResponseMode::FormPost => {
            let language = language::of_visitor(state, account, &Uri::default(), headers);
            let write = |out: &mut Markup| write_form(out, answer);
            let page = |look: &HostLook| look.page_with_script(say::oauth_post_title(), Forms::Client, SCRIPT, write);
            Ok(state.host_page(language, page))
        }
    }
}

/// Sends an answer that nobody has confirmed on a page. The address of a client that is not registered is whatever its document
/// names, so a page says first whose it is: otherwise a link to this server would lead anywhere (RFC 9700, section 4.11.2).
pub fn respond_unasked(
    state: &AppState,
    account: Option<Language>,
    parts: &Parts,
    answer: &Answer,
) -> Result<Response, AppError> {
    note(state, parts, answer);
    let headers = &parts.headers;
    let Some(host) = &answer.described_at else { return send(state, account, headers, answer) };
    let language = language::of_visitor(state, account, &Uri::default(), headers);
    let forms = match answer.mode {
        ResponseMode::Query | ResponseMode::Fragment => Forms::None,
        ResponseMode::FormPost => Forms::Client,
    };
    let write = |out: &mut Markup| write_way_back(out, host, answer);
    Ok(state.host_page(language, |look| look.page(say::oauth_way_back_title(), forms, write)))
}

/// `host`: of the document.
fn write_way_back(out: &mut Markup, host: &str, answer: &Answer) {
    write_markup!(
        out;
        "<p>" (&say::oauth_way_back_about(host)) "</p><p>" (&answer.leads_to().words()) "</p>"
    );
    if let Some((_, error)) = answer.parameters.iter().find(|(name, _)| *name == "error") {
        write_markup!(out; "<p>" (&say::oauth_way_back_error(error)) "</p>");
    }
    match answer.mode {
        ResponseMode::Query | ResponseMode::Fragment => {
            let location = answer.location();
            write_markup!(out; "<p><a href=\"" (&location) "\">" (say::oauth_way_back()) "</a></p>");
        }
        ResponseMode::FormPost => write_form(out, answer),
    }
}

fn write_form(out: &mut Markup, answer: &Answer) {
    write_markup!(out; "<form method=\"post\" action=\"" (answer.redirect_uri.as_str()) "\">");
    for (name, value) in &answer.parameters {
        write_markup!(out; "<input type=\"hidden\" name=\"" (name) "\" value=\"" (value) "\">");
    }
    write_markup!(out; "<button>" (say::oauth_post_go_on()) "</button></form>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::RedirectUri;
    use crate::ui::markup::html;

    #[test]
    fn a_form_has_the_parameters_as_escaped_fields() {
        let answer = Answer {
            redirect_uri: RedirectUri::parse("https://wiki.example/cb?a=1&b='2'").unwrap(),
            mode: ResponseMode::FormPost,
            parameters: vec![("state", "\"><script>".to_owned()), ("iss", "https://id.example".to_owned())],
            described_at: None,
            refused: None,
        };
        let form = html(|out| write_form(out, &answer));
        assert!(form.contains("action=\"https://wiki.example/cb?a=1&amp;b=&#39;2&#39;\""), "{form}");
        assert!(form.contains("name=\"state\" value=\"&quot;&gt;&lt;script&gt;\""), "{form}");
        assert!(!form.contains("<script>"), "{form}");
    }
}
