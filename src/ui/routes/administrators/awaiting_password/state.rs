//! The numbers on the page, the progress of the mailing, and what its forms do.

use super::markup::{ACTIVE, INVITE, STOP, accounts_html, mailing_html, title};
use crate::actions::users::{begin_mailing, show_awaiting_password, show_mailing, stop_mailing};
use crate::shared::{Form, MailingState, MailingView, Notice};
use crate::ui::browser::{element, focus};
use crate::ui::embedded::embedded;
use crate::ui::{FetchedList, FormState, Reply, page_data, when_mounted};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::Element;
use std::time::Duration;

/// The id of the element that holds the progress.
pub const MAILING: &str = "mailing";
/// How often the progress is fetched while it changes.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// The numbers on the page, the progress of the mailing, and the forms that begin and stop it.
#[derive(Clone, Copy)]
pub struct AwaitingState {
    /// The number of users without a password.
    pub count: RwSignal<u64>,
    /// The numbers, and the form that invites the users, as HTML.
    pub accounts: FetchedList,
    /// The progress of the mailing as HTML.
    pub mailing: FetchedList,
    /// Begins and stops the mailing, and shows errors. It has no fields.
    pub form: FormState,
    /// Announced to screen readers when the mailing ends.
    pub announcement: RwSignal<String>,
    /// The number of an import, or empty.
    import: StoredValue<String>,
}

impl AwaitingState {
    /// `import`: the number in the address of the page, or empty.
    pub fn new(import: &str) -> Self {
        let view = page_data!(AwaitingPassword);
        let view = view.as_deref();
        let form = FormState::new(Form::Mailing);
        let failed = move |error| form.reject(error);
        let count = RwSignal::new(embedded(|| view.map(|view| view.accounts)).unwrap_or_default());
        let of_accounts = import.to_owned();
        let accounts = FetchedList::of_html(view.map(|view| accounts_html(view, import)), failed, move || {
            let import = of_accounts.clone();
            async move {
                let view = show_awaiting_password(import.clone()).await?;
                count.try_set(view.accounts);
                Ok(accounts_html(&view, &import))
            }
        });
        let of_mailing = import.to_owned();
        let rendered = view.map(|view| mailing_html(view.mailing.as_ref(), import));
        let mailing = FetchedList::of_html(rendered, failed, move || {
            let import = of_mailing.clone();
            async move { Ok(mailing_html(show_mailing().await?.as_ref(), &import)) }
        });
        let state = Self {
            count,
            accounts,
            mailing,
            form,
            announcement: RwSignal::new(String::new()),
            import: StoredValue::new(import.to_owned()),
        };
        when_mounted(move || state.follow());
        state
    }

    /// Handles the submit event of the forms that begin and stop the mailing.
    pub fn on_submit(self, event: &SubmitEvent) {
        // If the button cannot be read, the browser sends the form as it does without JavaScript.
        let button = event.submitter().map(|button| button.id()).unwrap_or_default();
        let import = self.import.get_value();
        match button.as_str() {
            INVITE => {
                event.prevent_default();
                self.send(Box::pin(begin_mailing(import)));
            }
            STOP => {
                event.prevent_default();
                self.send(Box::pin(stop_mailing(import)));
            }
            _ => {}
        }
    }

    fn send(self, reply: Reply<MailingView>) {
        self.form.send(reply, move |mailing| {
            self.form.done(notice(&mailing));
            // A mailing without messages is not stored, so the previous one stays.
            if mailing.total > 0 {
                // The button that has the focus is about to disappear.
                focus(MAILING);
                self.show(&mailing);
            }
            self.accounts.fetch();
        });
    }

    fn show(self, mailing: &MailingView) {
        // None if the user has left the page.
        if let Some(import) = self.import.try_get_value() {
            self.mailing.html.try_set(mailing_html(Some(mailing), &import));
        }
    }

    /// Fetches the progress every two seconds while it changes, until the user leaves the page. Without JavaScript the page is
    /// reloaded for that.
    fn follow(self) {
        let fetch = move || {
            if self.import.try_get_value().is_none() {
                return;
            }
            if element::<Element>(ACTIVE).is_none() {
                return self.follow();
            }
            spawn_local(async move {
                match show_mailing().await {
                    Ok(Some(mailing)) => {
                        self.show(&mailing);
                        if !mailing.is_active() {
                            self.announcement.try_set(title(&mailing).to_owned());
                            self.accounts.fetch();
                        }
                    }
                    Ok(None) => {}
                    // Nothing will change any more on this page.
                    Err(error) if error.code.is_signed_out() => return,
                    // The next attempt may succeed.
                    Err(_) => {}
                }
                self.follow();
            });
        };
        set_timeout(fetch, POLL_INTERVAL);
    }
}

/// The message after the mailing was begun or stopped.
fn notice(mailing: &MailingView) -> Notice {
    match mailing {
        MailingView { total: 0, .. } => Notice::NoInvitations,
        MailingView { state: MailingState::Stopped, .. } => Notice::MailingStopped,
        MailingView { state: MailingState::Running | MailingState::Completed, .. } => Notice::MailingBegun,
    }
}
