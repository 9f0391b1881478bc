//! Client-side navigation and the changes of the session that lead to it.

use super::browser::when_mounted;
use super::client_state::ClientState;
use super::components::toasts::Toaster;
use crate::language::current;
use crate::shared::ways_in::After;
use crate::shared::{
    AppError, ErrorCode, Handle, LocalPath, Notice, Registration, SentFor, SentMessage, SignedIn, SignedOutElsewhere,
};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::location::Url;
use std::sync::Arc;

/// The page on which the user confirms who they are.
const CONFIRM: &str = "/confirm";

type Navigate = Arc<dyn Fn(&str, NavigateOptions) + Send + Sync>;

/// Navigates to other pages. Valid as long as the page that created it is shown.
#[derive(Clone, Copy)]
pub struct Navigator {
    client: ClientState,
    toaster: Toaster,
    navigate: StoredValue<Navigate>,
}

impl Navigator {
    /// Must be called while a page is being built: it uses the router's context.
    pub fn current() -> Self {
        Self {
            client: ClientState::current(),
            toaster: Toaster::current(),
            navigate: StoredValue::new(Arc::new(use_navigate())),
        }
    }

    /// Says what has been done.
    pub fn tell(self, notice: Notice) {
        self.toaster.good(notice.text());
    }

    /// Navigates to `path` and replaces this page in the history. A path that is no page of this app, for example of
    /// another program on the same origin, is loaded as a document.
    pub fn go(self, path: &str) {
        self.open(path, self.client.has_page(path));
    }

    /// Replaces this page by that at `path`. `is_here`: it needs no document of its own.
    fn open(self, path: &str, is_here: bool) {
        // None if the user left the page while its form was being sent.
        self.navigate.try_with_value(|navigate| {
            if is_here {
                navigate(path, NavigateOptions { replace: true, ..NavigateOptions::default() });
            } else {
                // Fails only for an invalid URL.
                _ = window().location().replace(path);
            }
        });
    }

    /// Shows a list with another query, whose address is `path`. `replace`: in place of this page in the history.
    pub fn filter(self, path: &str, replace: bool) {
        // The list stays in view; by default the router scrolls to the top of the page.
        let options = NavigateOptions { replace, scroll: false, ..NavigateOptions::default() };
        self.navigate.try_with_value(|navigate| navigate(path, options));
    }

    /// Navigates as soon as the page is mounted. On the server the request was redirected before rendering.
    pub fn redirect(self, path: String) {
        when_mounted(move || self.go(&path));
    }

    /// Stores the user after a sign-in or a registration, and navigates to the requested page.
    pub fn sign_in(self, signed_in: SignedIn, notice: Option<Notice>) {
        let SignedIn { user, next } = signed_in;
        // The browser has the texts of one language only.
        let has_texts = user.language().is_none_or(|language| language == current());
        // Set before navigating: the next page is built for this user.
        self.client.user.set(Some(user));
        self.client.signed_out.set(None);
        self.client.elsewhere.set(None);
        if let Some(notice) = notice {
            self.tell(notice);
        }
        self.open(next.as_str(), has_texts && self.client.has_page(next.as_str()));
    }

    /// Goes on after a registration. The new user is signed in, unless the email address has to be confirmed first.
    pub fn registered(self, new: Registration, email: String) {
        let Registration { user, next, notice } = new;
        match user {
            Some(user) => self.sign_in(SignedIn { user, next }, Some(notice)),
            None => {
                let is_created = notice == Notice::ConfirmEmailFirst;
                let why = if is_created { SentFor::Confirmation } else { SentFor::Registration };
                // A server of the previous version leads to the sign-in page.
                if next.as_str().starts_with("/login") {
                    self.tell(notice);
                }
                self.check_mail(SentMessage { email, why }, next.as_str());
            }
        }
    }

    /// Navigates to the page that says which message to look for.
    pub fn check_mail(self, sent: SentMessage, page: &str) {
        self.client.sent.set_value(Some(sent));
        self.go(page);
    }

    /// Asks the user to confirm who they are, and then returns to `path`.
    pub fn confirm(self, path: &LocalPath) {
        self.go(&Handle::from(path).link(CONFIRM));
    }

    /// After a sign-out: the sign-in page says where else it had an effect.
    pub fn signed_out(self, elsewhere: Option<SignedOutElsewhere>) {
        self.client.elsewhere.set(elsewhere);
        self.sign_out(Notice::SignedOut);
    }

    /// Clears the user after a sign-out or a deletion of the account.
    pub fn sign_out(self, notice: Notice) {
        self.sign_out_to("/login", notice);
    }

    /// The same after a repair: the next sign-in leads to the list of what can still sign in.
    pub fn repaired(self, after: After, notice: Notice) {
        self.sign_out_to(&Handle::from(after.page(&Handle::default())).link("/login"), notice);
    }

    fn sign_out_to(self, page: &str, notice: Notice) {
        self.client.signed_out.set(None);
        // Cleared before navigating: the sign-in page redirects signed-in users.
        self.client.user.set(None);
        self.tell(notice);
        self.go(page);
    }

    /// The session has ended: tells the user why, asks them to sign in, and then returns to `path`.
    pub fn sign_in_again(self, path: &LocalPath, error: AppError) {
        self.client.user.set(None);
        self.client.signed_out.set(Some(error.detail.say().into()));
        self.go(&Handle::from(path).link("/login"));
    }
}

/// Opens the page on which the user confirms who they are, and which leads back to this one, if the error asks for that. For
/// changes that are no forms with typed texts.
pub fn opens_confirmation(error: &AppError) -> bool {
    let is_asked = error.code == ErrorCode::StepUpRequired;
    if is_asked {
        let location = window().location();
        let here = [location.pathname(), location.search()].map(Result::unwrap_or_default).concat();
        // Fails only for an invalid URL.
        _ = location.assign(&Handle::parse(&here).link(CONFIRM));
    }
    is_asked
}

/// The address of a page without its origin.
pub fn path_and_query(url: &Url) -> String {
    // `Url::search` has no question mark, unlike `location.search` of the browser.
    match url.search() {
        "" => url.path().to_owned(),
        search => format!("{}?{search}", url.path()),
    }
}

/// The name that a client of the OpenID provider proposes for the sign-in (`login_hint`). It is only the value of a field, and no
/// longer than names are.
pub fn login_hint() -> String {
    const MAX_CHARS: usize = 120;
    let hint = use_query_map().with_untracked(|query| query.get_str("login_hint").map(str::to_owned));
    hint.filter(|hint| hint.chars().count() <= MAX_CHARS).unwrap_or_default()
}
