//! What a page knows about its visitor.

use super::state::AppState;
use crate::{
    accounts::{CurrentUser, EndedSession},
    shared::visit::{Theme, Visit},
    web::cookies::Name,
};
use axum::http::{Extensions, HeaderMap, Uri};

/// The user, the theme, and the messages for the page at `uri`.
pub fn of(state: &AppState, uri: &Uri, extensions: &Extensions, headers: &HeaderMap) -> Visit {
    let theme = state.cookies.read(headers, Name::Theme);
    let flash = state.flash.read(state.cookies, headers, state.accounts.now());
    let user = extensions.get::<CurrentUser>().map(|current| current.user.view());
    // The session may have ended since the last page, or before the redirect to this one.
    let ended = extensions.get::<EndedSession>().map(|ended| ended.why);
    let draft = state.flash.read_draft(state.cookies, headers, state.accounts.now());
    let visitor = user.as_ref().map(|user| user.id);
    Visit {
        signed_out: ended.or_else(|| flash.as_ref()?.signed_out),
        draft: draft.filter(|draft| user.as_ref().is_some_and(|user| draft.is_for(user.id, uri.path()))),
        user,
        settings: state.settings.clone(),
        now: state.accounts.now(),
        theme: theme.map(Theme::parse).unwrap_or_default(),
        // A password link or a token's secret is left in its cookie for the page that shows it.
        flash: flash.filter(|flash| flash.is_for(visitor, uri.path())),
    }
}
