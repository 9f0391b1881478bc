//! `/account`: profile, password, sessions, recent activity, a link to the API tokens, data download and deletion of the
//! own account.

mod email;
mod profile;
mod security;

use crate::{
    actions::account::{delete_account, list_audit},
    shared::{
        audit::AuditEventView,
        audit_query::recent,
        forms::{Form, Notice},
        ids::UserId,
        next::LocalPath,
        page::PageData,
    },
    ui::{
        browser::{handler, live_text},
        client_state::ClientState,
        components::{
            AppLayout, Heading,
            dialog::{Confirmation, ConfirmationText},
            event::write_events,
            form_parts::{FormAlert, PostForm, SubmitButton},
            password::PasswordField,
        },
        form::{FormState, Reply, field::FieldState, spec},
        list_state::FetchedList,
        markup::{Markup, write_markup},
        navigation::{Navigator, login_url},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use profile::ProfileSection;
use security::{PasswordSection, SessionsSection};

#[component]
pub fn AccountPage() -> impl IntoView {
    let Some(user) = ClientState::current().user.get_untracked() else {
        Navigator::current().redirect(login_url(&LocalPath::account()));
        return ().into_any();
    };
    view! {
        <AppLayout>
            <Heading text="Your account"/>
            <div class="mt-7">
                <ProfileSection user=user.clone()/>
                <PasswordSection username=user.username.clone()/>
                <SessionsSection/>
                <ActivitySection id=user.id/>
                {static_section(API_TOKENS)}
                {static_section(DATA)}
                <DeleteSection username=user.username/>
            </div>
        </AppLayout>
    }
    .into_any()
}

/// The recent activity of the signed-in user.
#[component]
fn ActivitySection(id: UserId) -> impl IntoView {
    let client = ClientState::current();
    let events = match use_context() {
        Some(PageData::Account(data)) => Some(data.events),
        _ => None,
    };
    let list = FetchedList::new(events.as_ref().map(|events| event_list(events, client)), move || async move {
        Some(match list_audit(recent(id)).await {
            Ok(log) => event_list(&log.events, client),
            Err(error) => failure(&error.detail),
        })
    });
    view! {
        <section class="section">
            <header>
                <h2>"Recent activity"</h2>
                <p>"If you don't recognise something here, change your password."</p>
            </header>
            <div class="card">
                <div class="card-body" inner_html=live_text(move || list.html.get())></div>
                <div class="card-foot">
                    <span>"The latest events of your account."</span>
                    <a class="btn btn-secondary" href="/account/activity">
                        "See all"
                    </a>
                </div>
            </div>
        </section>
    }
}

fn event_list(events: &[AuditEventView], client: ClientState) -> String {
    let mut out = Markup::default();
    write_events(&mut out, events, client.now());
    out.into_html()
}

fn failure(why: &str) -> String {
    let mut out = Markup::default();
    write_markup!(out; "<p class=\"hint\">" (why) "</p>");
    out.into_html()
}

/// The link to the API tokens.
const API_TOKENS: &str = r#"<header>
<h2>API tokens</h2>
<p>Credentials for your own programs.</p>
</header>
<div class="card">
<div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5 sm:p-6">
<p class="hint max-w-136 grow basis-72">With an API token, a program uses your account without your password.</p>
<a class="btn btn-secondary" href="/account/tokens">Manage API tokens</a>
</div>
</div>
"#;

/// The link is `rel=external` because it loads a file, or the sign-in page if the session has ended.
const DATA: &str = r#"<header>
<h2>Your data</h2>
<p>Get a copy of all data about you.</p>
</header>
<div class="card">
<div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5 sm:p-6">
<p class="hint max-w-136 grow basis-72">Profile, picture, sessions and activity, in one JSON file. Your password is not included.</p>
<a class="btn btn-secondary" href="/account/data" rel="external">Download your data</a>
</div>
</div>
"#;

/// A section of static HTML.
fn static_section(html: &'static str) -> AnyView {
    view! { <section class="section" inner_html=html></section> }.into_any()
}

#[component]
fn DeleteSection(username: String) -> impl IntoView {
    let form = FormState::new(Form::DeleteAccount);
    let password = form.field(&spec::OWN_PASSWORD);
    let title = format!("Delete {username}");
    let text = ConfirmationText {
        opener: "Delete account…",
        title: format!("Delete your account, {username}?"),
        about: "You are signed out on all devices immediately. An administrator can restore the account for 30 days. After that, it is deleted permanently.",
        keep: "Keep account",
    };
    view! {
        <section class="section">
            <header>
                <h2>"Delete account"</h2>
                <p>"An administrator can restore it for 30 days."</p>
            </header>
            <div class="card border-danger-line">
                <div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5 sm:p-6">
                    <div class="max-w-136 grow basis-72">
                        <p class="font-medium">{title}</p>
                        <p class="hint">
                            "You are signed out on all devices immediately. After 30 days, your account is deleted permanently."
                        </p>
                    </div>
                    <Confirmation
                        form
                        text
                        answer=Box::new(move |keep| view! { <DeleteForm form password keep/> }.into_any())
                    />
                </div>
            </div>
        </section>
    }
}

#[component]
fn DeleteForm(form: FormState, password: FieldState, keep: AnyView) -> impl IntoView {
    let navigator = Navigator::current();
    let submit = move |event: SubmitEvent| {
        let send = || Box::pin(delete_account(password.value())) as Reply<_>;
        form.submit(&event, send, move |()| navigator.sign_out(Notice::AccountDeleted));
    };
    view! {
        <PostForm action="/actions/delete-account" class="fields" submit=handler(submit)>
            <FormAlert form/>
            <PasswordField field=password/>
            <div class="flex flex-wrap justify-end gap-2">
                {keep}
                <SubmitButton form label="Delete account" busy="Deleting…" class="btn btn-danger"/>
            </div>
        </PostForm>
    }
}
