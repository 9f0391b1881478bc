//! The note on the start page of an installation that has no administrator yet: whoever set it up opens it first, and would create an
//! account that can do nothing.

use super::state::AppState;
use crate::language::{Language, say};
use crate::texts::in_language;
use crate::ui::markup::{html, write_markup};
use std::sync::atomic::{AtomicBool, Ordering};

/// The command that creates one.
const COMMAND: &str = "vestibule user create --role admin";

/// Whether there is an administrator. Once there is one, nobody asks any more.
#[derive(Debug, Default)]
pub struct HasAdministrator(AtomicBool);

impl HasAdministrator {
    /// Also true if the database does not answer: the page opens all the same.
    async fn get(&self, state: &AppState) -> bool {
        if self.0.load(Ordering::Relaxed) {
            return true;
        }
        let has = state.accounts.users().has_administrator().await.unwrap_or(true);
        self.0.store(has, Ordering::Relaxed);
        has
    }
}

/// The note above the page, as HTML. None if there is an administrator.
pub async fn note(state: &AppState, language: Language) -> Option<String> {
    if state.has_administrator.get(state).await {
        return None;
    }
    Some(in_language(language, || {
        html(|out| {
            let title = say::no_administrator();
            write_markup!(
                out;
                "<aside class=\"alert alert-warning alert-above\" aria-label=\"" (title) "\"><div><p class=\"font-semibold\">"
                (title) "</p><p>" (say::no_administrator_link()) " <code>" (COMMAND) "</code></p></div></aside>"
            );
        })
    }))
}
