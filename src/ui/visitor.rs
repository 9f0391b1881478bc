//! What the pages know of the person in front of them.

use super::{browser::when_mounted, in_page::in_page};
use crate::shared::{
    confirmation::BulkQuestion,
    directory::{BulkReport, PasswordLinkView},
    fields::password::PasswordRules,
    ids::UserId,
    import::ImportReport,
    timestamp::Timestamp,
    views::{Role, UserView},
    visit::{Form, Notice, Rejection, Theme, Visit},
};
use leptos::{prelude::*, web_sys::js_sys::Date};
use std::time::Duration;

/// The visit, as signals: what the server knew when it rendered the page, and what has happened since.
#[derive(Clone, Copy)]
pub struct Visitor {
    /// Who is signed in.
    pub user: RwSignal<Option<UserView>>,
    pub theme: RwSignal<Theme>,
    /// Whether the browser has taken the page over. What needs JavaScript shows itself only then.
    pub hydrated: RwSignal<bool>,
    /// Whether this page is the one that the server rendered, and not a later one.
    first_page: RwSignal<bool>,
    /// What the browser's clock said when it took the page over.
    taken_over: StoredValue<Option<f64>>,
    visit: StoredValue<Visit>,
}

impl Visitor {
    /// Takes the visit from the server, or in a browser from the page, and gives it to all pages.
    pub fn provide() -> Self {
        let visit = in_page(|| use_context::<Visit>().unwrap_or_default());
        let visitor = Self {
            user: RwSignal::new(visit.user.clone()),
            theme: RwSignal::new(visit.theme),
            hydrated: RwSignal::new(false),
            first_page: RwSignal::new(true),
            taken_over: StoredValue::new(None),
            visit: StoredValue::new(visit),
        };
        when_mounted(move || {
            visitor.hydrated.set(true);
            visitor.taken_over.set_value(Some(Date::now()));
        });
        provide_context(visitor);
        visitor
    }

    /// The visitor of this page.
    pub fn here() -> Self {
        expect_context()
    }

    pub fn is_signed_in(self) -> bool {
        self.user.with_untracked(Option::is_some)
    }

    pub fn id(self) -> Option<UserId> {
        self.user.with_untracked(|user| user.as_ref().map(|user| user.id))
    }

    pub fn is_administrator(self) -> bool {
        self.user.with_untracked(|user| user.as_ref().is_some_and(|user| user.role == Role::Admin))
    }

    pub fn registration_open(self) -> bool {
        self.visit.with_value(|visit| visit.settings.registration_open)
    }

    pub fn password_rules(self) -> PasswordRules {
        self.visit.with_value(|visit| visit.settings.password)
    }

    /// What time it is on the server.
    pub fn now(self) -> Timestamp {
        let since = self.taken_over.get_value().map_or(0.0, |start| Date::now() - start);
        self.visit.with_value(|visit| visit.now.plus(Duration::from_millis(since as u64)))
    }

    /// What the last form that was sent without JavaScript brought about.
    pub fn notice(self) -> Option<Notice> {
        self.visit.with_value(|visit| visit.flash.as_ref()?.notice)
    }

    /// What came of a wish for many accounts that was sent so.
    pub fn report(self) -> Option<BulkReport> {
        self.visit.with_value(|visit| visit.flash.as_ref()?.report.clone())
    }

    /// What has to be confirmed before a form that was sent so changes many accounts.
    pub fn question(self) -> Option<BulkQuestion> {
        let question = self.visit.with_value(|visit| visit.flash.as_ref()?.question.clone());
        question.filter(|_| self.first_page.get_untracked())
    }

    /// What came of a file that was sent so.
    pub fn import(self) -> Option<ImportReport> {
        let import = self.visit.with_value(|visit| visit.flash.as_ref()?.import.clone());
        import.filter(|_| self.first_page.get_untracked())
    }

    /// A link to the password of `account` that is shown this once: on the first page alone, when it is that account's.
    pub fn link_of(self, account: &str) -> Option<PasswordLinkView> {
        let shown = self.visit.with_value(|visit| visit.flash.as_ref()?.link.clone());
        let shown = shown.filter(|shown| self.first_page.get_untracked() && shown.user.to_string() == account);
        shown.map(|shown| shown.link)
    }

    /// Reads why `form` came back, when it was sent without JavaScript. Later pages know nothing of it.
    pub fn rejection<T>(self, form: Form, read: impl FnOnce(&Rejection) -> T) -> Option<T> {
        self.visit.with_value(|visit| {
            let rejection = visit.flash.as_ref()?.rejection.as_ref()?;
            (self.first_page.get_untracked() && rejection.form == form).then(|| read(rejection))
        })
    }

    /// Notes that a page stands; says whether it is the first.
    pub fn arrive(self) -> bool {
        let first = self.first_page.get_untracked();
        self.first_page.set(false);
        first
    }
}
