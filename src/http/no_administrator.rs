//! The note on the start page of an installation that has no administrator yet: whoever set it up opens it first, and would create an
//! account that can do nothing.

use crate::accounts::Accounts;
use crate::language::{Language, say};
use crate::texts::in_language;
use crate::ui::markup::{html, write_markup};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::timeout;

/// The command that creates one.
const COMMAND: &str = "vestibule user create --role admin";

/// How long the start page waits for the answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether there is an administrator. Once there is one, nobody asks any more.
#[derive(Debug, Default)]
pub struct HasAdministrator(AtomicBool);

impl HasAdministrator {
    /// Also true if the database does not answer soon: the page opens all the same.
    async fn get(&self, accounts: &Accounts) -> bool {
        if self.0.load(Ordering::Relaxed) {
            return true;
        }
        let Ok(Ok(has)) = timeout(PATIENCE, accounts.users().has_administrator()).await else { return true };
        self.0.store(has, Ordering::Relaxed);
        has
    }
}

/// The note above the page, as HTML. None if there is an administrator. `known`: what is known of that.
pub async fn note(known: &HasAdministrator, accounts: &Accounts, language: Language) -> Option<String> {
    if known.get(accounts).await {
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
