//! `/`: what Vestibule is for, and links to sign in or, for a user, to the applications and to the account.

use crate::actions::applications::list_open_applications;
use crate::shared::applications::OpenApplication;
use crate::shared::error::AppError;
use crate::ui::browser::live_text;
use crate::ui::client_state::ClientState;
use crate::ui::components::toasts::Toaster;
use crate::ui::components::{FormLayout, Heading};
use crate::ui::embedded::page_data;
use crate::ui::fetched_list::FetchedList;
use crate::ui::markup::{html, write_markup};
use leptos::prelude::*;

#[component]
pub fn HomePage() -> impl IntoView {
    let client = ClientState::current();
    let (heading, sentence, applications, links) = match client.user.get_untracked() {
        Some(user) => (
            format!("Welcome back, {}", user.display_name()),
            "You are signed in on this device.".to_owned(),
            open_applications(),
            view! { <a class="btn btn-primary btn-large grow" href="/account">"Go to your account"</a> }.into_any(),
        ),
        None => (
            "Welcome".to_owned(),
            format!(
                "{} lets you sign in to this site with one account, and manage your profile, password and data in one place.",
                client.installation_name()
            ),
            ().into_any(),
            sign_in_links(client.registration_open()),
        ),
    };
    view! {
        <FormLayout line="Your password is never stored as plain text." pattern_below=true>
            <div>
                <Heading text=heading/>
                <p class="mt-2 text-ink-muted">{sentence}</p>
            </div>
            {applications}
            <div class="flex flex-wrap gap-3">{links}</div>
        </FormLayout>
    }
}

fn sign_in_links(registration_open: bool) -> AnyView {
    if !registration_open {
        return view! { <a class="btn btn-primary btn-large grow" href="/login">"Sign in"</a> }.into_any();
    }
    view! {
        <a class="btn btn-primary btn-large grow" href="/register">
            "Create account"
        </a>
        <a class="btn btn-secondary btn-large grow" href="/login">
            "Sign in"
        </a>
    }
    .into_any()
}

/// The applications that the user may enter.
fn open_applications() -> AnyView {
    let toaster = Toaster::current();
    let rendered = page_data!(OpenApplications).map(|list| list_html(&list));
    let failed = move |error: AppError| toaster.bad(error.detail);
    let list = FetchedList::new(rendered, failed, || async { Ok(list_html(&list_open_applications().await?)) });
    view! { <div class="empty:hidden" inner_html=live_text(move || list.html.get())></div> }.into_any()
}

fn list_html(applications: &[OpenApplication]) -> String {
    if applications.is_empty() {
        return String::new();
    }
    html(|out| {
        out.add("<nav aria-label=\"Applications\"><ul class=\"devices\">");
        for OpenApplication { title, url } in applications {
            // `rel=external`: an application may be on this origin, and is no page of the router.
            write_markup!(out;
                "<li><div><p><a rel=\"external\" href=\"" (url) "\">" (title) "</a></p><small>" (host_of(url))
                "</small></div></li>");
        }
        out.add("</ul></nav>");
    })
}

/// The host in an absolute URL, with its port.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split_once('/').map_or(rest, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applications_are_links_with_their_hosts() {
        let open = |title: &str, url: &str| OpenApplication { title: title.to_owned(), url: url.to_owned() };
        let html =
            list_html(&[open("<b>", "https://example.com/shop"), open("Journal", "http://journal.localhost:8080")]);
        assert!(
            html.contains("href=\"https://example.com/shop\">&lt;b&gt;</a></p><small>example.com</small>"),
            "{html}"
        );
        assert!(html.contains("<small>journal.localhost:8080</small>"), "{html}");
        assert_eq!(list_html(&[]), "");
    }
}
