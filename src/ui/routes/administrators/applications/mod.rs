//! `/applications` and `/applications/{name}`: what stands behind Vestibule, for administrators. This file is the list.

mod application;
mod conflict;
mod connection;
mod entry_groups;
mod fields;
mod forms;

pub use application::ApplicationPage;

use crate::actions::applications::list_applications;
use crate::actions::clients::list_file_problems;
use crate::shared::applications::{ApplicationSource, ApplicationView, Claim, proof_age};
use crate::shared::forms::Form;
use crate::shared::next::LocalPath;
use crate::ui::browser::live_text;
use crate::ui::components::file_problems::file_problems_html;
use crate::ui::components::{AppLayout, Heading};
use crate::ui::embedded::{embedded, page_data};
use crate::ui::fetched_list::FetchedList;
use crate::ui::form::FormState;
use crate::ui::markup::{Markup, write_markup};
use crate::ui::routes::administrators::say;
use forms::CreateForm;
use leptos::prelude::*;

/// `/applications`: all applications, and a form for a new one.
#[component]
pub fn ApplicationsPage() -> impl IntoView {
    let form = FormState::new(Form::CreateApplication);
    let groups = embedded(|| page_data!(Applications).map(|data| data.groups));
    let rendered = page_data!(Applications).map(|data| list_html(&data.applications));
    let failed = move |error| form.reject(error);
    let in_file = page_data!(Applications).map(|data| file_problems_html(&data.file_problems));
    let problems = FetchedList::new(in_file, failed, || async { Ok(file_problems_html(&list_file_problems().await?)) });
    let list = FetchedList::new(rendered, failed, || async { Ok(list_html(&list_applications().await?)) });
    view! {
        <AppLayout>
            <Heading text=say::applications()/>
            <p class="mt-2 max-w-136 text-ink-muted">
                {say::applications_about()}
            </p>
            <p class="mt-2">
                <a href="/providers">{say::providers_link()}</a>
            </p>
            <div class="mt-7 grid max-w-192 gap-6">
                <div inner_html=live_text(move || problems.html.get())></div>
                <div class="card">
                    <div class="facts-card" inner_html=live_text(move || list.html.get())></div>
                </div>
                <CreateForm form groups/>
            </div>
        </AppLayout>
    }
}

fn list_html(applications: &[ApplicationView]) -> String {
    let mut rows = Markup::default();
    applications.iter().for_each(|application| write_row(&mut rows, application));
    rows.into_list(say::applications_none())
}

fn write_row(out: &mut Markup, application: &ApplicationView) {
    let (name, page) = (application.name.as_str(), LocalPath::application(&application.name));
    write_markup!(out;
        "<li><div><p><a href=\"" (page.as_str()) "\">" (&application.title) "</a></p><small>" (name) " · "
        (&application.locations.join(" · ")) "</small><small>" (&say::application_row_who(&may_enter(application)))
        "</small><small>" (&say::application_row_learns(&learns(application))) "</small>");
    if let Some(url) = &application.after_sign_out {
        write_markup!(out; "<small>" (&say::application_row_after_sign_out(url)) "</small>");
    }
    if application.second_factor || application.max_age.is_some() {
        write_markup!(out; "<small>" (&say::application_row_demands(&demands(application))) "</small>");
    }
    for problem in &application.problems {
        write_markup!(out; "<small>" (&problem.say()) "</small>");
    }
    out.add("</div>");
    if !application.problems.is_empty() {
        write_markup!(out; "<span class=\"badge badge-warning\"><i></i>" (say::application_needs_change()) "</span>");
    }
    if application.source == ApplicationSource::File {
        write_markup!(out; "<span class=\"badge\">" (say::application_of_file()) "</span>");
    }
    out.add("</li>");
}

/// Who may enter.
fn may_enter(application: &ApplicationView) -> String {
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
    use crate::shared::applications::{ApplicationName, RemoteUser};
    use crate::shared::groups::{GroupName, GroupNames};

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
