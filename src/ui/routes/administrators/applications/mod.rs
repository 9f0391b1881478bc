//! `/applications` and `/applications/{name}`: what stands behind Vestibule, for administrators. This file is the list.

mod application;
mod conflict;
mod connection;
mod entry_groups;
mod fields;
mod forms;

pub use application::ApplicationPage;
pub use entry_groups::AllGroups;
pub use fields::{ENTRY, entries};

use crate::actions::applications::list_applications;
use crate::shared::applications::{Claim, proof_age};
use crate::shared::{ApplicationSource, ApplicationView, Form, GroupNames, LocalPath};
use crate::ui::browser::attributes;
use crate::ui::components::file_problems::file_problems;
use crate::ui::components::list_card;
use crate::ui::components::list_page::list_page;
use crate::ui::embedded::embedded;
use crate::ui::markup::{FIRST_ROWS, short_list};
use crate::ui::routes::administrators::definition::write_row_end;
use crate::ui::routes::administrators::say;
use crate::ui::{FetchedList, FormState, Markup, page_data, write_lines, write_markup};
use forms::create_form;
use leptos::prelude::*;

/// `/applications`: all applications, and a form for a new one.
#[component]
pub fn ApplicationsPage() -> impl IntoView {
    let form = FormState::new(Form::CreateApplication);
    let groups = embedded(|| page_data!(Applications).map(|data| data.groups));
    let is_first = embedded(|| page_data!(Applications).map(|data| data.applications.is_empty()));
    let problems = file_problems(form, page_data!(Applications).map(|data| data.file_problems));
    let known = page_data!(Applications).map(|data| data.applications);
    let applications = FetchedList::new(form, known, list_applications, |applications| list_html(applications));
    let more = view! {
        <p class="mt-4"><a class="btn btn-primary" href="/connect">{say::applications_connect()}</a></p>
    }
    .into_any();
    let lists = view! {
        {problems}
        {list_card(applications.live())}
    };
    let (heading, about) = (say::applications(), say::applications_about());
    list_page(None, heading, about, Some(more), lists.into_any(), creation(form, groups, is_first))
}

/// The form for a new one, which is folded where there are some, unless it says why it was refused. `is_first`: None, if that is not known.
fn creation(form: FormState, groups: Option<GroupNames>, is_first: Option<bool>) -> AnyView {
    let is_refused = form.error.with_untracked(Option::is_some) || form.has_draft();
    let is_open = is_refused || is_first.unwrap_or(true);
    let mut state = vec![("class", "group")];
    state.extend(is_open.then_some(("open", "")));
    view! {
        <details {..attributes(&state)}>
            <summary class="btn btn-secondary">{say::application_new()}</summary>
            <div class="mt-4">{create_form(form, groups)}</div>
        </details>
    }
    .into_any()
}

fn list_html(applications: &[ApplicationView]) -> String {
    short_list(applications, FIRST_ROWS, say::applications_none(), write_row)
}

fn write_row(out: &mut Markup, application: &ApplicationView) {
    let (name, page) = (application.name.as_str(), LocalPath::application(&application.name));
    write_markup!(out;
        "<div><p><a href=\"" (page.as_str()) "\">" (&application.title) "</a></p><small>" (name) " · "
        (&application.locations.join(" · ")) "</small><small>" (&say::application_row_who(&may_enter(application)))
        "</small><small>" (&say::application_row_learns(&learns(application))) "</small>");
    write_lines(out, application.after_sign_out.as_deref().map(say::application_row_after_sign_out));
    let is_demanding = application.second_factor || application.max_age.is_some();
    write_lines(out, is_demanding.then(|| say::application_row_demands(&demands(application))));
    let clients = application.clients.as_ref();
    write_lines(
        out,
        clients.and_then(|clients| clients.last_used_at).map(|at| say::application_row_used(&at.short_day())),
    );
    let of_file = (application.source == ApplicationSource::File).then(say::application_of_file);
    let is_closed = clients.is_some_and(|clients| clients.closed == clients.count);
    let is_unused = clients.is_some_and(|clients| clients.last_used_at.is_none());
    let closed = is_closed.then(say::client_closed);
    let unused = (is_unused && !is_closed).then(say::application_row_unused);
    write_row_end(out, &application.problems, &[of_file, closed, unused]);
    if clients.is_some_and(|clients| clients.refused > 0) {
        write_markup!(out; "<span class=\"badge badge-warning\"><i></i>" (say::application_row_refused()) "</span>");
    }
}

/// A label, and what is set for an application.
type Setting = (&'static str, fn(&ApplicationView) -> String);

/// All settings but the title.
fn settings() -> [Setting; 6] {
    [
        (say::application_addresses(), |application| application.locations.join(" · ")),
        (say::application_who_may_enter(), may_enter),
        (say::application_it_learns(), learns),
        ("Remote-User", |application| application.remote_user.to_string()),
        (say::field_after_sign_out(), after_sign_out),
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
    use crate::language::Message;
    use crate::shared::{ApplicationName, ClientsState, GroupName, GroupNames, RemoteUser, Timestamp};

    /// Open to no user.
    fn journal() -> ApplicationView {
        ApplicationView {
            name: ApplicationName::parse("journal").unwrap(),
            title: "<b>Journal".to_owned(),
            locations: vec!["https://journal.example.com/".to_owned(), "https://example.com/journal".to_owned()],
            everyone: false,
            groups: GroupNames::default(),
            claims: vec![Claim::Name],
            remote_user: RemoteUser::Username,
            after_sign_out: None,
            second_factor: false,
            max_age: None,
            source: ApplicationSource::Database,
            problems: Vec::new(),
            created_at: None,
            updated_at: None,
            clients: None,
        }
    }

    #[test]
    fn applications_are_listed_with_their_locations_and_users() {
        let of_a_file = ApplicationView {
            source: ApplicationSource::File,
            after_sign_out: Some("https://example.com/?a&b".to_owned()),
            second_factor: true,
            max_age: Some(900),
            ..journal()
        };
        let html = list_html(&[journal()]);
        for words in [
            "href=\"/applications/journal\">&lt;b&gt;Journal</a>",
            "journal · https://journal.example.com/ · https://example.com/journal<",
            "Who may enter: Nobody yet<",
            "It learns: id, username, name<",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(!html.contains("Needs a change"), "{html}");
        let closed = ApplicationView { problems: vec![Message::written("Nobody may <enter>.")], ..journal() };
        let html_of_closed = list_html(&[closed]);
        assert!(html_of_closed.contains("<small>Nobody may &lt;enter&gt;.</small>"), "{html_of_closed}");
        assert!(html_of_closed.contains("Needs a change"), "{html_of_closed}");
        let html_of_a_file = list_html(&[of_a_file]);
        for words in [
            "Defined in a file",
            "After signing out: https://example.com/?a&amp;b<",
            "Demands: A second factor, a confirmation at most 15m ago<",
        ] {
            assert!(!html.contains(words) && html_of_a_file.contains(words), "{words}: {html} {html_of_a_file}");
        }
    }

    #[test]
    fn a_row_says_how_the_clients_are() {
        let row = |clients: ClientsState| list_html(&[ApplicationView { clients: Some(clients), ..journal() }]);
        let new = ClientsState { count: 1, ..ClientsState::default() };
        let words = ["Not used yet", "Refused something today", "Closed<"];
        let said = |html: String| words.map(|words| html.contains(words));
        assert_eq!(said(row(new.clone())), [true, false, false]);
        let used = ClientsState { refused: 1, last_used_at: Some(Timestamp(0)), ..new.clone() };
        assert_eq!(said(row(used)), [false, true, false]);
        assert_eq!(said(row(ClientsState { closed: 1, ..new })), [false, false, true]);
        assert_eq!(said(list_html(&[journal()])), [false; 3]);
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
