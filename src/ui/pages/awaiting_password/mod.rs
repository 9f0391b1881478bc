//! `/users/awaiting-password`: users without a password, of one import or all. They are invited by mail, at a limited rate, or an
//! administrator downloads a file of links and passes them on.

mod markup;

use crate::{
    actions::users::{begin_mailing, show_awaiting_password, show_mailing, stop_mailing},
    shared::{
        awaiting_password::{AwaitingPasswordView, MailingState, MailingView, PATH},
        forms::{Answer, Form, Notice},
        next::LocalPath,
        page::PageData,
    },
    ui::{
        browser::{Pending, attributes, element, focus, handler, live, live_text, when_mounted},
        client_state::{ClientState, embedded},
        components::{AppLayout, Back, Heading, form_parts::FormAlert, password::PasswordField, toasts::Toaster},
        form::{FormState, Reply, spec},
        list_state::FetchedList,
        navigation::{Navigator, login_url},
    },
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local, web_sys::Element};
use leptos_router::hooks::use_query_map;
use markup::{ACTIVE, INVITE, STOP, accounts_html, mailing_html, title};
use std::time::Duration;

#[component]
pub fn AwaitingPasswordPage() -> impl IntoView {
    if !ClientState::current().is_signed_in() {
        Navigator::current().redirect(login_url(&LocalPath::or_account(PATH)));
        return ().into_any();
    }
    let import = use_query_map().with_untracked(|query| query.get("import").unwrap_or_default());
    let view = match use_context() {
        Some(PageData::AwaitingPassword(view)) => Some(view),
        _ => None,
    };
    let state = AwaitingState::new(view.as_deref(), &import);
    // A memo, because the form must stay, with what was typed into it, while the number changes.
    let has_accounts = Memo::new(move |_| state.count.get() > 0);
    view! {
        <AppLayout>
            <Back to="/users" label="Users"/>
            <Heading text="Users without a password"/>
            <p class="mt-2 max-w-136 text-ink-muted">
                "They choose their first password with a one-time link. Send it to their addresses, or download a file of links \
                 and pass them on."
            </p>
            <div class="mt-7 grid max-w-192 gap-6">
                <FormAlert form=state.form/>
                <div
                    inner_html=live_text(move || state.accounts.html.get())
                    on:submit=handler(move |event: SubmitEvent| state.on_submit(&event))
                ></div>
                <div
                    {..attributes(&[("id", MAILING), ("tabindex", "-1")])}
                    inner_html=live_text(move || state.mailing.html.get())
                    on:submit=handler(move |event: SubmitEvent| state.on_submit(&event))
                ></div>
                {live(move || {
                    if has_accounts.get() { view! { <LinksForm import=import.clone()/> }.into_any() } else { ().into_any() }
                })}
            </div>
            <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>
                {live_text(move || state.announcement.get())}
            </p>
        </AppLayout>
    }
    .into_any()
}

const FORM: [(&str, &str); 3] = [("class", "card"), ("method", "post"), ("action", "/actions/users/password-links")];

/// Downloads a file of links. The browser sends the form, also with JavaScript: what it gets is a file, and the page stays.
#[component]
fn LinksForm(
    /// The number of the import whose accounts get links, or an empty text for all.
    import: String,
) -> impl IntoView {
    let form = FormState::new(Form::PasswordLinks);
    let password = form.field(&spec::LINKS_PASSWORD);
    view! {
        <form {..attributes(&FORM)}>
            <div class="card-body">
                <h2>"Pass on links"</h2>
                <div class="fields">
                    <FormAlert form/>
                    <p>
                        "A CSV file with the username, the address and a link for each of these users. Anyone with a link can \
                         choose the password: pass each on to its user only, and delete the file afterwards."
                    </p>
                    <input type="hidden" name="import" value=import/>
                    <PasswordField field=password hint="Only needed if you signed in more than ten minutes ago"/>
                </div>
            </div>
            <div class="card-foot">
                <span>"Links are valid for 72 hours. A new file replaces those of an earlier one."</span>
                <button class="btn btn-secondary" type="submit">
                    "Download links"
                </button>
            </div>
        </form>
    }
}

/// The id of the element that holds the progress.
const MAILING: &str = "mailing";
/// How often the progress is fetched while it changes.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// The numbers on the page, the progress of the mailing, and the forms that begin and stop it.
#[derive(Clone, Copy)]
struct AwaitingState {
    /// The number of users without a password.
    count: RwSignal<u64>,
    /// The numbers, and the form that invites the users, as HTML.
    accounts: FetchedList,
    /// The progress of the mailing as HTML.
    mailing: FetchedList,
    /// Shows errors of the mailing. It has no fields.
    form: FormState,
    /// Announced to screen readers when the mailing ends.
    announcement: RwSignal<String>,
    /// The number of an import, or empty.
    import: StoredValue<String>,
    pending: Pending,
    toaster: Toaster,
}

impl AwaitingState {
    /// `view`: the numbers, when the server renders the page. `import`: the number in its address, or empty.
    fn new(view: Option<&AwaitingPasswordView>, import: &str) -> Self {
        let form = FormState::new(Form::Mailing);
        let count = RwSignal::new(embedded(|| view.map(|view| view.accounts)).unwrap_or_default());
        let of_accounts = import.to_owned();
        let accounts = FetchedList::new(view.map(|view| accounts_html(view, import)), move || {
            let import = of_accounts.clone();
            async move {
                let view = show_awaiting_password(import.clone()).await.map_err(|error| form.reject(error)).ok()?;
                count.try_set(view.accounts);
                Some(accounts_html(&view, &import))
            }
        });
        let of_mailing = import.to_owned();
        let mailing = FetchedList::new(view.map(|view| mailing_html(view.mailing.as_ref(), import)), move || {
            let import = of_mailing.clone();
            async move {
                let mailing = show_mailing().await.map_err(|error| form.reject(error)).ok()?;
                Some(mailing_html(mailing.as_ref(), &import))
            }
        });
        let state = Self {
            count,
            accounts,
            mailing,
            form,
            announcement: RwSignal::new(String::new()),
            import: StoredValue::new(import.to_owned()),
            pending: Pending::default(),
            toaster: Toaster::current(),
        };
        when_mounted(move || state.follow());
        state
    }

    /// Handles the submit event of the forms that begin and stop the mailing.
    fn on_submit(self, event: &SubmitEvent) {
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
        if !self.pending.begin() {
            return;
        }
        spawn_local(async move {
            match reply.await {
                Ok(Answer::Accepted(mailing)) => {
                    self.form.error.try_set(None);
                    self.toaster.good(notice(&mailing).text());
                    // A mailing without messages is not stored, so the previous one stays.
                    if mailing.total > 0 {
                        // The button that has the focus is about to disappear.
                        focus(MAILING);
                        self.show(&mailing);
                    }
                    self.accounts.fetch();
                }
                Ok(Answer::Rejected) => {}
                Err(error) => self.form.reject(error),
            }
            self.pending.end();
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
        _ => Notice::MailingBegun,
    }
}
