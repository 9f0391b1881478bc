//! `/account/applications`: the applications that the user may enter, and those that have access to the account.

use super::AccountLayout;
use super::access::AccessSection;
use crate::actions::applications::list_open_applications;
use crate::language::say;
use crate::shared::applications::OpenApplication;
use crate::shared::error::AppError;
use crate::ui::browser::live_text;
use crate::ui::components::toasts::Toaster;
use crate::ui::embedded::page_data;
use crate::ui::fetched_list::FetchedList;
use crate::ui::markup::{Markup, write_markup};
use leptos::prelude::*;

#[component]
pub fn ApplicationsPage() -> impl IntoView {
    let toaster = Toaster::current();
    let rendered = page_data!(OwnApplications).map(|data| list_html(&data.open));
    let failed = move |error: AppError| toaster.bad(error.detail.say());
    let list = FetchedList::new(rendered, failed, || async { Ok(list_html(&list_open_applications().await?)) });
    view! {
        <AccountLayout heading=say::title_own_applications()>
            <section class="section">
                <header>
                    <h2>{say::account_applications_open()}</h2>
                    <p>{say::account_applications_about()}</p>
                </header>
                <div class="card">
                    <div class="facts-card" inner_html=live_text(move || list.html.get())></div>
                </div>
            </section>
            <AccessSection/>
        </AccountLayout>
    }
}

fn list_html(applications: &[OpenApplication]) -> String {
    let mut rows = Markup::default();
    for application in applications {
        // `rel=external`: an application may be on this origin, and is no page of the router.
        write_markup!(rows;
            "<li><div><p><a rel=\"external\" href=\"" (&application.url) "\">" (&application.title) "</a></p>");
        if let Some(description) = &application.description {
            write_markup!(rows; "<small>" (description) "</small>");
        }
        write_markup!(rows; "<small>" (&application.url) "</small></div></li>");
    }
    rows.into_list(say::account_applications_none())
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
