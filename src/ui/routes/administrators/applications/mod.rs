//! `/applications` and `/applications/{name}`: what stands behind Vestibule, for administrators. This file is the list.

mod application;
mod conflict;
mod connection;
mod entry_groups;
mod fields;
mod forms;
mod list;
mod people;

pub use application::ApplicationPage;
pub use entry_groups::AllGroups;
pub use fields::{ENTRY, entries};
pub use people::PeoplePage;

use crate::actions::applications::list_applications;
use crate::shared::applications::{Claim, proof_age};
use crate::shared::{AppError, ApplicationName, ApplicationView, Form, GroupNames};
use crate::ui::browser::attributes;
use crate::ui::components::file_problems::file_problems;
use crate::ui::components::program_pictures::write_program;
use crate::ui::components::{AppLayout, Heading, SubjectHeading, Toaster};
use crate::ui::embedded::embedded;
use crate::ui::markup::element;
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, FetchedList, FormState, live_text, page_data};
use forms::create_form;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use list::list_html;

/// The head of the pages about an application: its tile, its title, and a line below.
fn head(name: &ApplicationName, title: Signal<String>, line: String) -> AnyView {
    let tile = element(|out| write_program(out, name.as_str(), &title.get_untracked()));
    view! {
        <div class="app-head">
            {tile}
            <div>
                <SubjectHeading text=title/>
                <p class="mt-2 text-ink-muted">{line}</p>
            </div>
        </div>
    }
    .into_any()
}

/// `/applications`: all applications, the way to connect one, and folded, a form for what that cannot make.
#[component]
pub fn ApplicationsPage() -> impl IntoView {
    let form = FormState::new(Form::CreateApplication);
    let (client, toaster) = (ClientState::current(), Toaster::current());
    let groups = embedded(|| page_data!(Applications).map(|data| data.groups));
    let problems = file_problems(form, page_data!(Applications).map(|data| data.file_problems));
    let search = use_query_map().with_untracked(|query| query.get_str("search").unwrap_or_default().to_owned());
    let known = embedded(|| page_data!(Applications).map(|data| count_of(&data.applications)));
    let total = RwSignal::new(known.unwrap_or_default());
    let rendered = page_data!(Applications).map(|data| list_html(&data.applications, &search, client.now()));
    let failed = move |error: AppError| toaster.bad(error.detail.say());
    let applications = FetchedList::of_html(rendered, failed, move || {
        let search = search.clone();
        async move {
            let applications = list_applications().await?;
            total.try_set(count_of(&applications));
            Ok(list_html(&applications, &search, client.now()))
        }
    });
    view! {
        <AppLayout>
            <div class="page-head">
                <div class="min-w-0">
                    <div class="flex items-baseline gap-3">
                        <Heading text=say::applications()/>
                        <span class="total">{live_text(move || total.get())}</span>
                    </div>
                    <p class="mt-2 max-w-136 text-ink-muted">{say::applications_about()}</p>
                </div>
                <a class="btn btn-primary" href="/connect">
                    {say::applications_connect()}
                </a>
            </div>
            <div class="mt-7 grid gap-6">
                {problems}
                <div inner_html=applications.live()></div>
                {creation(form, groups)}
            </div>
        </AppLayout>
    }
}

/// How many there are; empty if there are none.
fn count_of(applications: &[ApplicationView]) -> String {
    if applications.is_empty() { String::new() } else { applications.len().to_string() }
}

/// The form for a new one, which is folded unless it says why it was refused.
fn creation(form: FormState, groups: Option<GroupNames>) -> AnyView {
    let is_refused = form.error.with_untracked(Option::is_some) || form.has_draft();
    let mut state = vec![("class", "group max-w-176")];
    state.extend(is_refused.then_some(("open", "")));
    view! {
        <details {..attributes(&state)}>
            <summary class="btn btn-quiet btn-small">{say::application_new()}</summary>
            <div class="mt-4">{create_form(form, groups)}</div>
        </details>
    }
    .into_any()
}

/// A label, and what is set for an application.
type Setting = (&'static str, fn(&ApplicationView) -> String);

/// All settings but the title.
fn settings() -> [Setting; 8] {
    [
        (say::application_addresses(), |application| application.locations.join(" · ")),
        (say::application_who_may_enter(), may_enter),
        (say::application_it_learns(), learns),
        (say::field_told_fields(), |application| match application.fields.is_empty() {
            true => say::connection_none().to_owned(),
            false => application.fields.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", "),
        }),
        ("Remote-User", |application| application.remote_user.to_string()),
        (say::field_after_sign_out(), after_sign_out),
        (say::field_link(), |application| {
            application.link.clone().unwrap_or_else(|| say::connection_none().to_owned())
        }),
        (say::application_demands(), demands),
    ]
}

/// Who may enter.
pub fn may_enter(application: &ApplicationView) -> String {
    if application.everyone {
        say::application_everyone().to_owned()
    } else if application.groups.is_empty() {
        say::application_nobody_yet().to_owned()
    } else {
        application.groups.joined(", ")
    }
}

/// What the application learns about people.
fn learns(application: &ApplicationView) -> String {
    let claims = application.claims.iter().map(|claim| match claim {
        Claim::Name => say::application_learns_name(),
        Claim::Email => say::application_learns_email(),
        Claim::Groups => say::application_learns_groups(),
    });
    let always = [say::application_learns_id(), say::application_learns_username()];
    always.into_iter().chain(claims).collect::<Vec<_>>().join(", ")
}

/// Where users arrive after signing out.
fn after_sign_out(application: &ApplicationView) -> String {
    application.after_sign_out.clone().unwrap_or_else(|| say::application_own_address().to_owned())
}

/// What the application demands of a sign-in.
fn demands(application: &ApplicationView) -> String {
    let factor = application.second_factor.then(|| say::application_demands_factor().to_owned());
    let age = application.max_age.map(|seconds| say::application_demands_age(&proof_age(seconds)));
    let all: Vec<_> = factor.into_iter().chain(age).collect();
    if all.is_empty() { say::application_demands_nothing().to_owned() } else { all.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ApplicationName, ApplicationSource, GroupName, RemoteUser};

    /// Open to no user.
    pub(super) fn journal() -> ApplicationView {
        ApplicationView {
            name: ApplicationName::parse("journal").unwrap(),
            title: "<b>Journal".to_owned(),
            locations: vec!["https://journal.example.com/".to_owned(), "https://example.com/journal".to_owned()],
            everyone: false,
            groups: GroupNames::default(),
            claims: vec![Claim::Name],
            remote_user: RemoteUser::Username,
            after_sign_out: None,
            link: None,
            fields: Vec::new(),
            second_factor: false,
            max_age: None,
            source: ApplicationSource::Database,
            problems: Vec::new(),
            created_at: None,
            updated_at: None,
            clients: None,
            people: None,
            entered_at: None,
        }
    }

    #[test]
    fn nobody_may_enter_until_said() {
        let group = |name: &str| GroupName::parse(name).unwrap();
        let nobody = ApplicationView { claims: Vec::new(), ..journal() };
        let some = ApplicationView {
            groups: [group("editors"), group("authors")].into_iter().collect(),
            claims: vec![Claim::Email],
            after_sign_out: Some("https://example.com/".to_owned()),
            ..nobody.clone()
        };
        let everyone = ApplicationView { everyone: true, ..some.clone() };
        for (application, who) in [(&nobody, "Nobody yet"), (&some, "authors, editors"), (&everyone, "Everyone")] {
            assert_eq!(may_enter(application), who);
        }
        let fresh = ApplicationView { max_age: Some(90), ..some.clone() };
        let expected = ["Nothing more than signing in", "a confirmation at most 90s ago"];
        assert_eq!([&nobody, &fresh].map(demands), expected);
        assert_eq!([&nobody, &some].map(after_sign_out), ["At its own address", "https://example.com/"]);
        assert_eq!(
            (learns(&nobody), learns(&some)),
            ("id, username".to_owned(), "id, username, email address".to_owned())
        );
    }
}
