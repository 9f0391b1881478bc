//! `/` for users: the applications that are open to them, as tiles.

use crate::actions::applications::list_open_applications;
use crate::language::say;
use crate::shared::{AppError, OpenApplication, UserView};
use crate::ui::components::drawings::EMPTY_DOORWAY;
use crate::ui::components::{AppLayout, Heading, Toaster, write_initials, write_logo};
use crate::ui::{ClientState, FetchedList, html, page_data, words, write_markup};
use leptos::prelude::*;

#[component]
pub fn MyApplicationsPage() -> impl IntoView {
    let (client, toaster) = (ClientState::current(), Toaster::current());
    let user = client.user.get_untracked();
    let name = user.as_ref().map(UserView::display_name).unwrap_or_default();
    let heading = say::applications_welcome(name);
    let is_administrator = client.is_administrator();
    let rendered = page_data!(OpenApplications).map(|list| list_html(&list, is_administrator, true));
    let failed = move |error: AppError| toaster.bad(error.detail.say());
    let list = FetchedList::of_html(rendered, failed, move || async move {
        Ok(list_html(&list_open_applications().await?, is_administrator, false))
    });
    view! {
        <AppLayout>
            <Heading text=heading/>
            <p class="mt-2 text-ink-muted">{say::applications_open_directly()}</p>
            <div class="mt-7" inner_html=list.live()></div>
            <p class="mt-7 flex flex-wrap gap-3">
                <a class="btn btn-secondary" href="/account">{say::to_account()}</a>
                <a class="btn btn-secondary" href="/account/applications">{say::access_see()}</a>
            </p>
        </AppLayout>
    }
}

/// `has_logos`: whether the policy of the document names the hosts of the logos. It does only if the server has rendered this page;
/// initials take their place where the browser has opened it by itself.
fn list_html(applications: &[OpenApplication], is_administrator: bool, has_logos: bool) -> String {
    if applications.is_empty() {
        return none_html(is_administrator);
    }
    html(|out| {
        write_markup!(out; "<nav aria-label=\"" (say::applications()) "\"><ul class=\"tiles\">");
        for OpenApplication { title, url, description, logo } in applications {
            // `rel=external`: an application may be on this origin, and is no page of the router.
            write_markup!(out; "<li><a class=\"card\" rel=\"external\" href=\"" (url) "\">");
            match logo.as_deref().filter(|_| has_logos) {
                Some(logo) => write_logo(out, logo),
                None => write_initials(out, "tile", title, url.as_bytes()),
            }
            write_markup!(out; "<span><b>" (title) "</b>");
            if let Some(description) = description {
                write_markup!(out; "<small>" (description) "</small>");
            }
            write_markup!(out; "<small>" (address_of(url)) "</small></span></a></li>");
        }
        out.add("</ul></nav>");
    })
}

fn none_html(is_administrator: bool) -> String {
    html(|out| {
        out.add("<div class=\"card blank\">");
        out.add(EMPTY_DOORWAY);
        write_markup!(out; "<h2>" (say::applications_none_open()) "</h2>");
        if is_administrator {
            write_markup!(out;
                "<p>" (say::applications_none_for_administrator()) "</p><div class=\"ways\">"
                "<a class=\"btn btn-primary\" href=\"/connect\">" (say::applications_connect()) "</a></div>");
        } else {
            write_markup!(out; "<p>" (say::applications_none_for_user()) "</p>");
        }
        out.add("</div>");
    })
}

/// Where an application is, as people say it: its absolute URL without the scheme.
fn address_of(url: &str) -> &str {
    let rest = words::without_scheme(url).unwrap_or(url);
    rest.strip_suffix('/').unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applications_are_links_with_their_addresses() {
        let open = |title: &str, url: &str, description: Option<&str>| OpenApplication {
            title: title.to_owned(),
            url: url.to_owned(),
            description: description.map(ToOwned::to_owned),
            logo: description.map(|_| "https://wiki.example.com/logo.png".to_owned()),
        };
        let list = [
            open("<b>", "https://example.com/shop", None),
            open("Journal", "http://journal.localhost:8080/", None),
            open("Wiki", "https://wiki.example.com/start", Some("What we <know>")),
        ];
        let html = list_html(&list, false, true);
        for words in [
            "href=\"https://example.com/shop\">",
            "<b>&lt;b&gt;</b><small>example.com/shop</small>",
            "<b>Journal</b><small>journal.localhost:8080</small>",
            "<b>Wiki</b><small>What we &lt;know&gt;</small><small>wiki.example.com/start</small>",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        let logo = "referrerpolicy=\"no-referrer\" src=\"https://wiki.example.com/logo.png\">";
        assert_eq!((html.matches(logo).count(), html.matches("<img").count()), (1, 1), "{html}");
        assert!(!list_html(&list, false, false).contains("<img"), "the policy of the document would refuse it");
    }

    #[test]
    fn an_administrator_without_applications_is_led_to_the_first_one() {
        for (is_administrator, has_link) in [(true, true), (false, false)] {
            let html = list_html(&[], is_administrator, true);
            assert!(html.contains("No application is open to you"), "{html}");
            assert_eq!(html.contains("href=\"/connect\""), has_link, "{html}");
        }
    }
}
