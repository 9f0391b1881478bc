//! State that all pages share: the signed-in user, the theme, and messages from the last form.

use super::browser::when_mounted;
use super::embedded::{embedded, from_server};
use crate::shared::fields::password::PasswordRules;
use crate::shared::visit::{Messages, Once};
use crate::shared::{
    BulkReport, ConfirmationRequest, Destination, Draft, Form, GoesTo, Handle, ImportReport, LocalPath, Notice,
    OfferedProvider, PasswordLinkView, Rejection, Role, SentMessage, SignedOutElsewhere, Theme, Timestamp, TokenSecret,
    UserId, UserView, Visit, WayOn,
};
use leptos::prelude::*;
use leptos::web_sys::js_sys::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::time::Duration;

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
    /// Where else the sign-out had an effect, shown on the sign-in page.
    pub elsewhere: RwSignal<Option<SignedOutElsewhere>>,
    /// What was typed into a form when the session ended. In memory only, so it is lost if the page is loaded again.
    draft: StoredValue<Option<Draft>>,
    /// The message that was asked for on the page before. If the page is loaded again, it is read from a cookie.
    pub sent: StoredValue<Option<SentMessage>>,
    /// Where a list was left for the page of an account.
    pub place: StoredValue<Option<ListPlace>>,
    /// The page that was requested when the document was opened.
    requested: StoredValue<Option<LocalPath>>,
    /// The browser's clock at hydration.
    hydrated_at: StoredValue<Option<f64>>,
    visit: StoredValue<Visit>,
    /// None on an error page, which is outside the router.
    pub routing: Option<Routing>,
}

/// Where a list was left.
#[derive(Clone)]
pub struct ListPlace {
    /// With search, filters, order and page.
    pub address: String,
    /// The id of the link that was followed; empty if it is not known.
    pub row: String,
    /// How far the window was scrolled.
    pub scroll_y: f64,
}

impl ListPlace {
    fn top_of(list: &LocalPath) -> Self {
        Self { address: list.to_string(), row: String::new(), scroll_y: 0.0 }
    }
}

impl ClientState {
    /// Reads the visit from the server's context, or in the browser from the page, and provides it to all pages.
    pub fn provide(routing: Option<Routing>) -> Self {
        let visit = embedded(|| from_server::<Visit>().unwrap_or_default());
        let client = Self {
            user: RwSignal::new(visit.user.clone()),
            theme: RwSignal::new(visit.theme),
            hydrated: RwSignal::new(false),
            first_page: RwSignal::new(true),
            signed_out: RwSignal::new(visit.signed_out.map(|why| why.text().into())),
            elsewhere: RwSignal::new(visit.flash.as_ref().and_then(|flash| flash.elsewhere.clone())),
            draft: StoredValue::new(visit.draft.clone()),
            sent: StoredValue::new(None),
            place: StoredValue::new(visit.list.as_ref().map(ListPlace::top_of)),
            requested: StoredValue::new(None),
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

    /// The providers with which visitors can sign in, in the order of the page.
    pub fn providers(self) -> Vec<OfferedProvider> {
        self.visit.with_value(|visit| visit.providers.clone())
    }

    /// What pages call the installation.
    pub fn installation_name(self) -> String {
        self.visit.with_value(|visit| visit.settings.name.as_str().to_owned())
    }

    /// The operator's logo with its link, and the operator's links below a page, as HTML.
    pub fn look(self) -> (Option<String>, Option<String>) {
        self.visit.with_value(|visit| (visit.settings.brand.clone(), visit.settings.links.clone()))
    }

    /// The note that the page is opened at another address than that of the server, as HTML.
    pub fn address_note(self) -> Option<String> {
        self.visit.with_value(|visit| visit.address_note.clone())
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

    /// Where the page at an address is in the navigation.
    pub fn place_of(self, address: &str) -> Place {
        self.routing.map_or(Place::Nowhere, |routing| (routing.place_of)(address))
    }

    /// A link to the operator's address for questions, as HTML.
    pub fn support(self) -> Option<String> {
        self.visit.with_value(|visit| visit.settings.support.clone())
    }

    /// Whether browsers can have passkeys at the address of this server.
    pub fn can_have_passkeys(self) -> bool {
        self.visit.with_value(|visit| visit.settings.passkeys)
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
    pub fn after_sign_in(self, requested: Handle) -> Destination {
        let requested = requested.into_path();
        self.visit.with_value(|visit| Destination::after_sign_in(requested, visit.settings.home_url.as_deref()))
    }

    /// Where this page leads on, whose address requests `next`. The server has said it of the document, so a page that the browser has
    /// opened by itself knows it only if it leads to the same page.
    pub fn goes_to(self, next: Option<&LocalPath>) -> Option<GoesTo> {
        if self.first_page.get_untracked() {
            self.requested.set_value(next.cloned());
        }
        let is_same = self.requested.with_value(|requested| requested.as_ref() == next);
        self.visit.with_value(|visit| visit.goes_to.clone()).filter(|_| is_same)
    }

    /// Where somebody goes on who has just followed a link in a message, if this browser does not lead there by itself. The document
    /// that follows says it, and no later page.
    pub fn way_on(self) -> Option<WayOn> {
        let is_said = self.first_page.get_untracked();
        let said = self.visit.with_value(|visit| visit.flash.as_ref().and_then(|flash| flash.way_on.clone()));
        said.filter(|_| is_said)
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

    /// Reads the messages after a form that was sent without JavaScript. They belong to the page to which the form redirected,
    /// not to those that are navigated to later.
    fn flash<T>(self, read: impl FnOnce(&Messages) -> Option<T>) -> Option<T> {
        self.visit.with_value(|visit| read(visit.flash.as_ref().filter(|_| self.first_page.get_untracked())?))
    }

    /// The success message of the last form.
    pub fn notice(self) -> Option<Notice> {
        self.flash(|flash| flash.notice)
    }

    /// The report of a bulk change.
    pub fn report(self) -> Option<BulkReport> {
        self.flash(|flash| flash.report.clone())
    }

    /// The same for what one page shows. Must be called while that page is being built, because it is embedded there.
    fn once<T: Serialize + DeserializeOwned>(self, read: impl FnOnce(&Once) -> Option<T>) -> Option<T> {
        embedded(|| if crate::IS_SERVER { self.visit.with_value(|visit| read(&visit.once)) } else { None })
    }

    /// The confirmation that a bulk change requires.
    pub fn question(self) -> Option<ConfirmationRequest> {
        self.once(|once| once.question.clone())
    }

    /// The report of an import.
    pub fn import(self) -> Option<ImportReport> {
        self.once(|once| once.import.clone())
    }

    /// The password link of `account`, shown once, and only on the page of that account.
    pub fn link_of(self, account: &str) -> Option<PasswordLinkView> {
        self.once(|once| Some(once.link.as_ref().filter(|shown| shown.user.to_string() == account)?.link.clone()))
    }

    /// A secret that is shown once, and only on `page`.
    pub fn secret_for(self, page: &str) -> Option<TokenSecret> {
        self.once(|once| Some(once.secret.as_ref().filter(|secret| secret.page.as_str() == page)?.shown.clone()))
    }

    /// Reads why `form` was rejected.
    pub fn rejection<T>(self, form: Form, read: impl FnOnce(&Rejection) -> T) -> Option<T> {
        self.flash(|flash| flash.rejection.as_ref().filter(|rejection| rejection.form == form).map(read))
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

/// A window title with the name of the installation.
pub fn with_name(title: &str, name: &str) -> String {
    if title.is_empty() { name.to_owned() } else { format!("{title} · {name}") }
}

/// What the building blocks of pages know of the table of pages. The root passes it to them: they cannot use the table
/// itself, because it has the pages that are made of them.
#[derive(Clone, Copy)]
pub struct Routing {
    /// The window title at a path, in an installation with this name.
    pub title_of: fn(&str, &str) -> String,
    /// Whether an address is a page.
    pub has_page: fn(&str) -> bool,
    /// Where the page at an address is in the navigation.
    pub place_of: fn(&str) -> Place,
}

/// The links of the navigation. A page names its own in the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Home,
    Account,
    Overview,
    Users,
    Applications,
    SignIn,
    Audit,
    /// On the way in, and where somebody is asked something.
    Nowhere,
}
