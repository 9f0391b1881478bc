//! What a page knows of its visitor.

use super::state::AppState;
use crate::{
    accounts::CurrentUser,
    shared::visit::{Theme, Visit},
    web::cookies::Name,
};
use axum::http::{Extensions, HeaderMap, Uri};

/// The visit of the page at `uri`: who, in which light, and what the last form has to say there.
pub fn of(state: &AppState, uri: &Uri, extensions: &Extensions, headers: &HeaderMap) -> Visit {
    let theme = state.cookies.read(headers, Name::Theme);
    let flash = state.flash.read(state.cookies, headers, state.accounts.now());
    Visit {
        user: extensions.get::<CurrentUser>().map(|current| current.user.view()),
        settings: state.settings.clone(),
        now: state.accounts.now(),
        theme: theme.map(Theme::parse).unwrap_or_default(),
        flash: flash.filter(|flash| flash.is_for(uri.path())),
    }
}
