//! `/account/applications`: the applications that the user may enter, and those that have access to the account.

use super::AccountLayout;
use crate::actions::account::list_own_client_access;
use crate::actions::applications::list_open_applications;
use crate::language::say;
use crate::shared::{AppError, Form, OpenApplication};
use crate::ui::components::access_list::{self, access_list};
use crate::ui::components::{Section, Toaster, list_card};
use crate::ui::markup::list;
use crate::ui::{ClientState, FetchedList, FormState, page_data, write_lines, write_markup};
use leptos::prelude::*;

#[component]
pub fn ApplicationsPage() -> impl IntoView {
    let toaster = Toaster::current();
    let rendered = page_data!(OwnApplications).map(|data| list_html(&data.open));
    let failed = move |error: AppError| toaster.bad(error.detail.say());
    let open = FetchedList::of_html(rendered, failed, || async { Ok(list_html(&list_open_applications().await?)) });
    view! {
        <AccountLayout heading=say::title_own_applications()>
            <Section heading=say::account_applications_open() about=say::account_applications_about().into_any()>
                {list_card(open.live())}
            </Section>
            {access_section()}
        </AccountLayout>
    }
}

/// The clients that have access to the account.
fn access_section() -> AnyView {
    let client = ClientState::current();
    // Shows errors of the list.
    let form = FormState::new(Form::ClientAccess);
    let known = page_data!(OwnApplications).map(|data| data.access);
    let clients = FetchedList::new(form, known, list_own_client_access, move |clients| {
        access_list::list_html(clients, "", client.now())
    });
    let rows = access_list(String::new(), form, clients.live(), Box::new(move |_: &str| clients.fetch()));
    view! {
        <Section heading=say::access_see() about=say::access_about().into_any()>
            <div class="card">
                <div class="facts-card">{rows}</div>
            </div>
        </Section>
    }
    .into_any()
}

fn list_html(applications: &[OpenApplication]) -> String {
    list(applications, say::account_applications_none(), |out, application| {
        // `rel=external`: an application may be on this origin, and is no page of the router.
        write_markup!(out;
            "<div><p><a rel=\"external\" href=\"" (&application.url) "\">" (&application.title) "</a></p>");
        write_lines(out, &application.description);
        write_markup!(out; "<small>" (&application.url) "</small></div>");
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applications_are_links_with_their_addresses() {
        let shop = OpenApplication {
            title: "<b>".to_owned(),
            url: "https://example.com/shop".to_owned(),
            description: Some("<i>".to_owned()),
            logo: None,
        };
        let html = list_html(&[shop]);
        assert!(html.contains("href=\"https://example.com/shop\">&lt;b&gt;</a></p>"), "{html}");
        assert!(html.contains("<small>&lt;i&gt;</small><small>https://example.com/shop</small>"), "{html}");
        assert!(list_html(&[]).contains("No application is open to you yet."));
    }
}
