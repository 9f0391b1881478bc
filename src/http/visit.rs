//! What a page knows about its visitor.

use super::state::AppState;
use crate::{
    accounts::CurrentUser,
    shared::visit::{Theme, Visit},
    web::cookies::Name,
};
use axum::http::{Extensions, HeaderMap, Uri};

/// The user, the theme, and the flash message for the page at `uri`.
pub fn of(state: &AppState, uri: &Uri, extensions: &Extensions, headers: &HeaderMap) -> Visit {
    let theme = state.cookies.read(headers, Name::Theme);
    let flash = state.flash.read(state.cookies, headers, state.accounts.now());
    Visit {
        user: extensions.get::<CurrentUser>().map(|current| current.user.view()),
        settings: state.settings.clone(),
        now: state.accounts.now(),
        theme: theme.map(Theme::parse).unwrap_or_default(),
        // A password link is left in its cookie for the page of its account.
        flash: flash.filter(|flash| flash.is_for(uri.path())),
    }
}
