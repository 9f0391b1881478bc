//! State that all pages share: the signed-in user, the theme, and messages from the last form; and how the server
//! embeds it, and other values, into the page.

use super::browser::when_mounted;
use crate::shared::{
    awaiting_password::PasswordLinkView,
    bulk::{BulkReport, ConfirmationRequest},
    fields::password::PasswordRules,
    forms::{Draft, Form, Notice, Rejection},
    ids::UserId,
    import::ImportReport,
    json::{self, InvalidJson},
    next::{Destination, LocalPath},
    timestamp::Timestamp,
    views::{Role, UserView},
    visit::{Theme, TokenSecret, Visit},
};
use leptos::{
    prelude::*,
    serde_json,
    server::codee::{Decoder, Encoder},
    web_sys::js_sys::Date,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{borrow::Cow, time::Duration};

/// The embedded [`Visit`] as signals, updated by what happens in the browser since.
#[derive(Clone, Copy)]
pub struct ClientState {
    /// The signed-in user.
    pub user: RwSignal<Option<UserView>>,
    pub theme: RwSignal<Theme>,
    /// Whether the page is hydrated. Controls that need JavaScript are shown only then.
    pub hydrated: RwSignal<bool>,
    /// Whether this is the page that the server rendered, not one that was navigated to.
    first_page: RwSignal<bool>,
    /// Why the user has been signed out, shown on the sign-in page.
    pub signed_out: RwSignal<Option<Cow<'static, str>>>,
    /// What was typed into a form when the session ended. In memory only, so it is lost if the page is loaded again.
    draft: StoredValue<Option<Draft>>,
    /// The browser's clock at hydration.
    hydrated_at: StoredValue<Option<f64>>,
    visit: StoredValue<Visit>,
    /// None on an error page, which is outside the router.
    pub routing: Option<Routing>,
}

impl ClientState {
    /// Reads the visit from the server's context, or in the browser from the page, and provides it to all pages.
    pub fn provide(routing: Option<Routing>) -> Self {
        let visit = embedded(|| use_context::<Visit>().unwrap_or_default());
        let client = Self {
            user: RwSignal::new(visit.user.clone()),
            theme: RwSignal::new(visit.theme),
            hydrated: RwSignal::new(false),
            first_page: RwSignal::new(true),
            signed_out: RwSignal::new(visit.signed_out.map(|why| why.text().into())),
            draft: StoredValue::new(visit.draft.clone()),
            hydrated_at: StoredValue::new(None),
            visit: StoredValue::new(visit),
            routing,
        };
        // Hydration requires the HTML that the server rendered, so what depends on `hydrated` appears only afterwards.
        when_mounted(move || {
            client.hydrated.set(true);
            client.hydrated_at.set_value(Some(Date::now()));
        });
        provide_context(client);
        client
    }

    pub fn current() -> Self {
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

    /// What pages call the installation.
    pub fn installation_name(self) -> String {
        self.visit.with_value(|visit| visit.settings.name.as_str().to_owned())
    }

    /// The window title at `path`.
    pub fn title_of(self, path: &str) -> String {
        let name = self.installation_name();
        match self.routing {
            Some(routing) => (routing.title_of)(path, &name),
            None => name,
        }
    }

    /// Whether the router has a page at this address.
    pub fn has_page(self, address: &str) -> bool {
        self.routing.is_some_and(|routing| (routing.has_page)(address))
    }

    /// Whether messages stay in files on the server.
    pub fn keeps_messages(self) -> bool {
        self.visit.with_value(|visit| visit.settings.keeps_messages)
    }

    /// Whether the user may change their own username.
    pub fn may_rename(self) -> bool {
        self.is_administrator() || self.visit.with_value(|visit| !visit.settings.administrators_rename)
    }

    /// Where a sign-in leads.
    pub fn after_sign_in(self, requested: Option<LocalPath>) -> Destination {
        self.visit.with_value(|visit| Destination::after_sign_in(requested, visit.settings.home_url.as_deref()))
    }

    pub fn password_rules(self) -> PasswordRules {
        self.visit.with_value(|visit| visit.settings.password)
    }

    /// The time on the server: the server's clock at rendering plus the time elapsed since. The browser's clock alone may
    /// be wrong.
    pub fn now(self) -> Timestamp {
        // None on the server and during hydration, so that both render the same relative times.
        let since = self.hydrated_at.get_value().map_or(0.0, |start| Date::now() - start);
        self.visit.with_value(|visit| visit.now.plus(Duration::from_millis(since as u64)))
    }

    /// The success message of the last form, if it was sent without JavaScript.
    pub fn notice(self) -> Option<Notice> {
        self.visit.with_value(|visit| visit.flash.as_ref()?.notice)
    }

    /// The report of a bulk change that was sent without JavaScript.
    pub fn report(self) -> Option<BulkReport> {
        self.visit.with_value(|visit| visit.flash.as_ref()?.report.clone())
    }

    /// The confirmation that a bulk change sent without JavaScript requires.
    pub fn question(self) -> Option<ConfirmationRequest> {
        let question = self.visit.with_value(|visit| visit.flash.as_ref()?.question.clone());
        // The message belongs to the page that the form redirected to, not to those that are navigated to later.
        question.filter(|_| self.first_page.get_untracked())
    }

    /// The report of an import that was sent without JavaScript.
    pub fn import(self) -> Option<ImportReport> {
        let import = self.visit.with_value(|visit| visit.flash.as_ref()?.import.clone());
        import.filter(|_| self.first_page.get_untracked())
    }

    /// The password link of `account`, shown once: only on the first page, and only on the page of that account.
    pub fn link_of(self, account: &str) -> Option<PasswordLinkView> {
        let shown = self.visit.with_value(|visit| visit.flash.as_ref()?.link.clone());
        let shown = shown.filter(|shown| self.first_page.get_untracked() && shown.user.to_string() == account);
        shown.map(|shown| shown.link)
    }

    /// The secret of a new API token, shown once: only on the first page, which must be `page`.
    pub fn secret_for(self, page: &str) -> Option<TokenSecret> {
        let secret = self.visit.with_value(|visit| visit.flash.as_ref()?.secret.clone());
        let secret = secret.filter(|secret| self.first_page.get_untracked() && secret.page.as_str() == page);
        secret.map(|secret| secret.shown)
    }

    /// Reads why `form` was rejected, if it was sent without JavaScript. Available only on the first page.
    pub fn rejection<T>(self, form: Form, read: impl FnOnce(&Rejection) -> T) -> Option<T> {
        self.visit.with_value(|visit| {
            let rejection = visit.flash.as_ref()?.rejection.as_ref()?;
            (self.first_page.get_untracked() && rejection.form == form).then(|| read(rejection))
        })
    }

    /// What the signed-in user typed into `form` on the page at `path` when their session ended.
    pub fn draft(self, form: Form, path: &str) -> Option<Vec<(String, String)>> {
        let user = self.id()?;
        self.draft.with_value(|draft| {
            let draft = draft.as_ref().filter(|draft| draft.form == form && draft.is_for(user, path))?;
            Some(draft.typed.clone())
        })
    }

    /// Keeps a draft until the user has signed in again, or forgets it.
    pub fn set_draft(self, draft: Option<Draft>) {
        self.draft.set_value(draft);
    }

    /// Records that a page is mounted; returns whether it is the first.
    pub fn mark_mounted(self) -> bool {
        let first = self.first_page.get_untracked();
        self.first_page.set(false);
        first
    }
}

/// What the building blocks of pages know of the table of pages. The root passes it to them: they cannot use the table
/// itself, because it has the pages that are made of them.
#[derive(Clone, Copy)]
pub struct Routing {
    /// The window title at a path, in an installation with this name.
    pub title_of: fn(&str, &str) -> String,
    /// Whether an address is a page.
    pub has_page: fn(&str) -> bool,
}

/// On the server, computes a value with `initial` and embeds it into the page. During hydration the browser reads the
/// embedded value. After client-side navigation nothing is embedded, so the browser calls `initial`.
pub fn embedded<T: Serialize + DeserializeOwned>(initial: impl FnOnce() -> T) -> T {
    SharedValue::<T, EmbeddedJson>::new_with_encoding(initial).into_inner()
}

struct EmbeddedJson;

impl<T: Serialize> Encoder<T> for EmbeddedJson {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for EmbeddedJson {
    type Error = InvalidJson;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        json::read(text.as_bytes())
    }
}
