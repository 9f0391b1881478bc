//! Describes what is the same in all messages of a kind.

use super::To;
use crate::mail::templates::TextName as Text;

/// The page with everything that can sign in to one's account.
pub(super) const WAYS_IN: &str = "/account/security";

/// Describes a kind of message.
pub(super) struct About {
    pub kind: &'static str,
    pub text: Text,
    pub to: To,
    pub page: Page,
    pub counter: Option<&'static str>,
}

impl About {
    /// The kind and the counter are called like the text.
    pub fn new(text: Text, to: To, page: Page) -> Self {
        let kind = text.as_str();
        Self { kind, text, to, page, counter: Some(kind) }
    }

    pub fn owner(text: Text, page: Page) -> Self {
        Self::new(text, To::Owner, page)
    }

    pub fn with_text(self, text: Text) -> Self {
        Self { text, ..self }
    }

    pub fn never_dropped(self) -> Self {
        Self { counter: None, ..self }
    }
}

/// The page that the button of a message opens.
pub(super) enum Page {
    /// To a page with the one-time token.
    OneTime(&'static str),
    /// To the page that reports the change, with the one-time token.
    Report {
        /// The page for a message without a token: one that the version before has added to the outbox, or a copy for an address that the
        /// account had.
        without: &'static str,
    },
    Open(&'static str),
    /// It has none.
    None,
}

pub(super) const NEW_PASSWORD: Page = Page::OneTime("/reset-password");
pub(super) const CONFIRM: Page = Page::OneTime("/verify-email");
pub(super) const UNDO: Page = Page::OneTime("/undo-email-change");
pub(super) const LOGIN: Page = Page::Open("/login");
/// A new password would neither remove a passkey nor bring a lost one back. This page does.
pub(super) const SECURITY: Page = Page::Open(WAYS_IN);

pub(super) const fn report_or(without: &'static str) -> Page {
    Page::Report { without }
}
