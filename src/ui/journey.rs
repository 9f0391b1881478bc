//! From page to page without loading a new one.

use super::{browser::when_mounted, components::toasts::Toaster, routes::Page, visitor::Visitor};
use crate::shared::{
    next::{LocalPath, with_parameter},
    views::SignedIn,
    visit::Notice,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use std::sync::Arc;

type Navigate = Arc<dyn Fn(&str) + Send + Sync>;

/// Where a person goes next. Made on a page, and good for as long as that page stands.
#[derive(Clone, Copy)]
pub struct Journey {
    visitor: Visitor,
    toaster: Toaster,
    navigate: StoredValue<Navigate>,
}

impl Journey {
    /// Starts from the page that is being made.
    pub fn here() -> Self {
        let navigate = use_navigate();
        let replace = move |path: &str| {
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(path, options);
        };
        Self { visitor: Visitor::here(), toaster: Toaster::here(), navigate: StoredValue::new(Arc::new(replace)) }
    }

    /// Goes to `path`; the way back leads past this page. What is no page of this app, as another program's on the same
    /// origin, is loaded as a document.
    pub fn go(self, path: &str) {
        // None where the page was left while its form was on the way.
        self.navigate.try_with_value(|navigate| match Page::at(path) {
            Some(_) => navigate(path),
            // Fails only for an address that cannot be.
            None => _ = window().location().replace(path),
        });
    }

    /// Goes there once the browser runs the page: on the server, the request has been redirected before.
    pub fn go_at_once(self, path: String) {
        when_mounted(move || self.go(&path));
    }

    /// Someone has signed in, or up.
    pub fn sign_in(self, signed_in: SignedIn, notice: Option<Notice>) {
        self.visitor.user.set(Some(signed_in.user));
        if let Some(notice) = notice {
            self.toaster.good(notice.text());
        }
        self.go(signed_in.next.as_str());
    }

    /// The person has signed out, or is no more.
    pub fn sign_out(self, notice: Notice) {
        self.visitor.user.set(None);
        self.toaster.good(notice.text());
        self.go("/login");
    }

    /// The session ended elsewhere: back to `path` after signing in again.
    pub fn sign_in_again(self, path: &LocalPath) {
        self.visitor.user.set(None);
        self.go(&login_and_then(path));
    }
}

/// The way to sign in, and from there to `path`.
pub fn login_and_then(path: &LocalPath) -> String {
    with_next("/login", Some(path))
}

/// `page`, told to lead on to `next`.
pub fn with_next(page: &str, next: Option<&LocalPath>) -> String {
    match next {
        Some(next) => with_parameter(page, "next", next.as_str()),
        None => page.to_owned(),
    }
}

/// The page that was asked for before signing in, when it is one of ours.
pub fn next_asked() -> Option<LocalPath> {
    use_query_map().with_untracked(|query| LocalPath::parse(query.get_str("next")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_escaped_in_the_address() {
        let next = LocalPath::parse("/users?q=a&b#c");
        assert_eq!(with_next("/login", next.as_ref()), "/login?next=%2Fusers%3Fq%3Da%26b%23c");
        assert_eq!(with_next("/login", None), "/login");
    }
}
