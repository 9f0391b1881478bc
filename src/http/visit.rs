//! What a page knows of its visitor.

use super::state::AppState;
use crate::{
    accounts::CurrentUser,
    shared::visit::{Theme, Visit},
    web::cookies::Name,
};
use axum::http::{Extensions, HeaderMap};

/// The visit of this request: who, in which light, and what the last form has to say.
pub fn of(state: &AppState, extensions: &Extensions, headers: &HeaderMap) -> Visit {
    let theme = state.cookies.read(headers, Name::Theme);
    Visit {
        user: extensions.get::<CurrentUser>().map(|current| current.user.view()),
        settings: state.settings.clone(),
        now: state.accounts.now(),
        theme: theme.map(Theme::parse).unwrap_or_default(),
        flash: state.flash.read(state.cookies, headers, state.accounts.now()),
    }
}
