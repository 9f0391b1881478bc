//! `/account`: profile, password, sessions, recent activity, a link to the API tokens, data download and deletion of the
//! own account.

mod email;
mod password;
mod profile;

use crate::actions::account::{delete_account, list_audit};
use crate::shared::audit::AuditEventView;
use crate::shared::audit_query::recent;
use crate::shared::forms::{Form, Notice};
use crate::shared::ids::UserId;
use crate::ui::browser::live_text;
use crate::ui::client_state::ClientState;
use crate::ui::components::dialog::{Confirmation, Question};
use crate::ui::components::event::write_events;
use crate::ui::components::password::PasswordField;
use crate::ui::components::session_list::SessionsSection;
use crate::ui::components::{AppLayout, Heading};
use crate::ui::embedded::page_data;
use crate::ui::fetched_list::FetchedList;
use crate::ui::form::{FormState, spec};
use crate::ui::markup::{html, write_markup};
use crate::ui::navigation::Navigator;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use password::PasswordSection;
use profile::ProfileSection;
use std::sync::Arc;

#[component]
pub fn AccountPage() -> impl IntoView {
    // The router admits signed-in users only.
    let Some(user) = ClientState::current().user.get_untracked() else { return ().into_any() };
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
    let rendered = page_data!(Account).map(|data| event_list(&data.events, client));
    // An error takes the place of the list.
    let list = FetchedList::new(rendered, drop, move || async move {
        Ok(match list_audit(recent(id)).await {
            Ok(log) => event_list(&log.events, client),
            Err(error) => html(|out| write_markup!(out; "<p class=\"hint\">" (&error.detail) "</p>")),
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
    html(|out| write_events(out, events, client.now()))
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
    let (form, navigator) = (FormState::new(Form::DeleteAccount), Navigator::current());
    let password = form.field(&spec::OWN_PASSWORD);
    let title = format!("Delete {username}");
    let question = Question {
        opener: "Delete account…",
        title: format!("Delete your account, {username}?"),
        about: "You are signed out on all devices immediately. An administrator can restore the account for 30 days. After that, it is deleted permanently.",
        keep: "Keep account",
        confirm: "Delete account",
        action: "/actions/delete-account",
    };
    let submit = move |event: SubmitEvent| {
        let accepted = move |()| navigator.sign_out(Notice::AccountDeleted);
        form.submit(&event, || Box::pin(delete_account(password.value())), accepted);
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
                        question
                        inputs=Box::new(move || view! { <PasswordField field=password/> }.into_any())
                        submit=Arc::new(submit)
                    />
                </div>
            </div>
        </section>
    }
}
