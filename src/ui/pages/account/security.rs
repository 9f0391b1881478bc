//! The password, and where the user is signed in.

use crate::{
    actions::account::{change_password, end_own_session, list_own_sessions},
    shared::{
        form_bodies::PasswordFields,
        forms::{Answer, Form, Notice},
        page::PageData,
        views::SessionView,
    },
    ui::{
        browser::{Pending, attributes, handler, input, live, when_mounted},
        client_state::{ClientState, embedded},
        components::{
            form_parts::{FormAlert, PostForm, SubmitButton},
            password::{METER, PasswordField},
            session_list::{Ending, end_button, session_list},
            toasts::Toaster,
        },
        form::{FormState, Reply, spec},
    },
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use std::sync::Arc;

/// Tells password managers which account the password belongs to. Without a name it is not submitted.
const USERNAME_HINT: [(&str, &str); 4] =
    [("type", "text"), ("autocomplete", "username"), ("readonly", ""), ("hidden", "")];

/// The id of the checkbox.
const REVOKE_TOKENS: &str = "revoke-tokens";
const CHECKBOX: [(&str, &str); 5] =
    [("class", "box"), ("id", REVOKE_TOKENS), ("type", "checkbox"), ("name", "revoke_tokens"), ("value", "on")];

fn is_checked() -> bool {
    input(REVOKE_TOKENS).is_some_and(|checkbox| checkbox.checked())
}

#[component]
pub fn PasswordSection(username: String) -> impl IntoView {
    let toaster = Toaster::current();
    let form = FormState::new(Form::Password);
    let current = form.field(&spec::CURRENT_PASSWORD);
    let new = form.field(&spec::NEW_PASSWORD);

    let submit = move |event: SubmitEvent| {
        let send = || {
            let fields = PasswordFields {
                current_password: current.value().into(),
                new_password: new.value().into(),
                revoke_tokens: if is_checked() { "on" } else { "" }.to_owned(),
            };
            Box::pin(change_password(fields)) as Reply<_>
        };
        let accepted = move |()| {
            form.clear();
            if let Some(checkbox) = input(REVOKE_TOKENS) {
                checkbox.set_checked(false);
            }
            toaster.good(Notice::PasswordChanged.text());
        };
        form.submit(&event, send, accepted);
    };
    view! {
        <section class="section">
            <header>
                <h2>"Password"</h2>
                <p>"Changing your password signs you out on all other devices."</p>
            </header>
            <PostForm action="/actions/password" class="card" submit=handler(submit)>
                <div class="card-body">
                    <div class="fields">
                        <FormAlert form/>
                        <input {..attributes(&USERNAME_HINT)} value=username/>
                        <PasswordField field=current/>
                        <PasswordField field=new meter=&METER/>
                        <label class="check">
                            <input {..attributes(&CHECKBOX)}/>
                            <span>"Also revoke my API tokens" <small>"Programs that use them are refused."</small></span>
                        </label>
                    </div>
                    {advice()}
                </div>
                <div class="card-foot">
                    <SubmitButton form label="Change password" busy="Changing…" class="btn btn-secondary"/>
                </div>
            </PostForm>
        </section>
    }
}

/// How to choose a good password, by the operator's rules.
fn advice() -> AnyView {
    let rules = ClientState::current().password_rules();
    let (min, long) = (rules.min_length, rules.passphrase_length());
    let passphrase = format!("Use four or five unrelated words, {long} or more characters.");
    let short = if rules.allows_short() {
        format!("Or use {min} or more characters with upper and lower case, a number and a symbol.")
    } else {
        String::new()
    };
    view! {
        <div class="beside">
            <p class="font-medium text-ink">"A good password"</p>
            <p>{passphrase}</p>
            <p>{short}</p>
        </div>
    }
    .into_any()
}

/// The sessions as embedded by the server, and the changes since.
#[derive(Clone, Copy)]
struct Sessions {
    /// None until they are loaded, after client-side navigation.
    list: RwSignal<Option<Vec<SessionView>>>,
    /// Shows errors. It has no fields.
    form: FormState,
    pending: Pending,
    toaster: Toaster,
}

#[component]
pub fn SessionsSection() -> impl IntoView {
    let client = ClientState::current();
    let list = embedded(|| match use_context() {
        Some(PageData::Account(data)) => Some(data.sessions),
        _ => None,
    });
    let sessions = Sessions {
        list: RwSignal::new(list),
        form: FormState::new(Form::Sessions),
        pending: Pending::default(),
        toaster: Toaster::current(),
    };
    if sessions.list.with_untracked(Option::is_none) {
        when_mounted(move || sessions.load());
    }
    let ending = Ending {
        action: "/actions/end-session",
        account: None,
        run: Arc::new(move |session| sessions.end(session)),
        pending: sessions.pending,
    };
    let of_rows = ending.clone();
    let list = live(move || sessions.read(|list| session_list(list, client.now(), &of_rows)));
    let foot = live(move || sessions.read(|list| foot(list, &ending)));
    view! {
        <section class="section">
            <header>
                <h2>"Where you're signed in"</h2>
                <p>"If you don't recognise a device, sign it out and change your password."</p>
            </header>
            <div class="card">
                <div class="facts-card">
                    <FormAlert form=sessions.form/>
                    {list}
                </div>
                <div class="card-foot">{foot}</div>
            </div>
        </section>
    }
}

/// The number of devices, and the button that ends the other sessions.
fn foot(list: &[SessionView], ending: &Ending) -> AnyView {
    let count = if list.len() == 1 { "1 device".to_owned() } else { format!("{} devices", list.len()) };
    let others = if list.iter().any(|session| !session.current) {
        end_button(ending, String::new(), "Sign out all other devices", None, "btn btn-secondary")
    } else {
        ().into_any()
    };
    view! {
        <span>{count}</span>
        {others}
    }
    .into_any()
}

impl Sessions {
    /// Renders the list, reactively; nothing until it is loaded.
    fn read(self, render: impl FnOnce(&[SessionView]) -> AnyView) -> AnyView {
        self.list.with(|list| list.as_deref().map_or_else(|| ().into_any(), render))
    }

    fn load(self) {
        spawn_local(async move {
            match list_own_sessions().await {
                Ok(list) => _ = self.list.try_set(Some(list)),
                Err(error) => self.form.reject(error),
            }
        });
    }

    /// Ends one session, or all others if `session` is empty. There is no undo: the session's tokens are refused from
    /// the next request on, and the device deletes them.
    fn end(self, session: String) {
        if !self.pending.begin() {
            return;
        }
        let notice = if session.is_empty() { Notice::OtherSessionsEnded } else { Notice::SessionEnded };
        spawn_local(async move {
            match end_own_session(session).await {
                Ok(Answer::Accepted(())) => {
                    self.form.error.try_set(None);
                    self.toaster.good(notice.text());
                    self.load();
                }
                Ok(Answer::Rejected) => {}
                Err(error) => self.form.reject(error),
            }
            self.pending.end();
        });
    }
}
