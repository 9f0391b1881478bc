//! `/providers`, with which people can sign in, and `/providers/{name}`, one of them, for administrators.
//!
//! Their forms are plain ones: after each the page is loaded again.

mod form;
mod provider;

pub use provider::ProviderPage;

use crate::actions::clients::list_file_problems;
use crate::actions::providers::list_providers;
use crate::shared::forms::Form;
use crate::shared::next::LocalPath;
use crate::shared::providers::{ProviderListView, ProviderSource, ProviderView};
use crate::ui::browser::live_text;
use crate::ui::components::file_problems::file_problems_html;
use crate::ui::components::{AppLayout, Heading, back_to};
use crate::ui::embedded::page_data;
use crate::ui::fetched_list::FetchedList;
use crate::ui::form::FormState;
use crate::ui::markup::{Markup, write_markup};
use crate::ui::routes::administrators::definition::form_card;
use crate::ui::routes::administrators::say;
use leptos::prelude::*;

/// All providers, and a form for a new one.
#[component]
pub fn ProvidersPage() -> impl IntoView {
    let form = FormState::new(Form::CreateProvider);
    let rendered = page_data!(Providers).map(|data| list_html(&data.list));
    let failed = move |error| form.reject(error);
    let in_file = page_data!(Providers).map(|data| file_problems_html(&data.file_problems));
    let problems = FetchedList::new(in_file, failed, || async { Ok(file_problems_html(&list_file_problems().await?)) });
    let list = FetchedList::new(rendered, failed, || async { Ok(list_html(&list_providers().await?)) });
    view! {
        <AppLayout>
            {back_to("/applications", say::applications())}
            <Heading text=say::providers()/>
            <p class="mt-2 max-w-136 text-ink-muted">{say::providers_about()}</p>
            <div class="mt-7 grid max-w-192 gap-6">
                <div inner_html=live_text(move || problems.html.get())></div>
                <div class="card">
                    <div class="facts-card" inner_html=live_text(move || list.html.get())></div>
                </div>
                {creation(form)}
            </div>
        </AppLayout>
    }
}

fn creation(form: FormState) -> AnyView {
    let words = [say::provider_new(), say::provider_new_about(), say::provider_create(), say::creating()];
    form_card(form, "/actions/providers/create", words, Vec::new(), form::fields(form, None))
}

fn list_html(list: &ProviderListView) -> String {
    let mut rows = Markup::default();
    list.providers.iter().for_each(|provider| write_row(&mut rows, provider));
    rows.into_list(say::providers_none())
}

/// What people see on the button of a provider.
fn title(provider: &ProviderView) -> &str {
    provider.definition.title_or(&provider.name)
}

fn write_row(out: &mut Markup, provider: &ProviderView) {
    let page = LocalPath::provider(&provider.name);
    write_markup!(out;
        "<li><div><p><a href=\"" (page.as_str()) "\">" (title(provider)) "</a></p><small>" (provider.name.as_str())
        " \u{b7} " (provider.definition.kind.as_str()) "</small><small>"
        (&say::provider_identities(provider.identities)) "</small>");
    for problem in &provider.problems {
        write_markup!(out; "<small>" (&problem.say()) "</small>");
    }
    out.add("</div>");
    if !provider.problems.is_empty() {
        write_markup!(out; "<span class=\"badge badge-warning\"><i></i>" (say::application_needs_change()) "</span>");
    }
    match provider.source {
        ProviderSource::Database => {}
        ProviderSource::File => write_markup!(out; "<span class=\"badge\">" (say::application_of_file()) "</span>"),
        ProviderSource::Environment => {
            write_markup!(out; "<span class=\"badge\">" (say::provider_of_environment()) "</span>");
        }
    }
    out.add("</li>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Message;
    use crate::shared::providers::{ProviderDefinition, ProviderKind, ProviderName};

    #[test]
    fn a_row_names_the_provider_and_says_if_it_is_closed() {
        let google = ProviderView {
            name: ProviderName::from_stored("google".to_owned()),
            definition: ProviderDefinition { kind: ProviderKind::Google, ..ProviderDefinition::default() },
            source: ProviderSource::Environment,
            has_secret: true,
            callback_uri: "https://a.example/auth/with/google/callback".to_owned(),
            backchannel_logout_uri: None,
            problems: Vec::new(),
            identities: 3,
            created_at: None,
            updated_at: None,
        };
        let html = list_html(&ProviderListView { providers: vec![google.clone()] });
        assert!(html.contains("href=\"/providers/google\">Google</a></p><small>google \u{b7} google<"), "{html}");
        assert!(html.contains(say::provider_of_environment()) && !html.contains("badge-warning"), "{html}");
        let title = Some("<b>".to_owned());
        let closed = ProviderView {
            definition: ProviderDefinition { title, ..google.definition.clone() },
            problems: vec![Message::written("Its <issuer> is taken.")],
            ..google
        };
        let html = list_html(&ProviderListView { providers: vec![closed] });
        assert!(html.contains("&lt;b&gt;") && html.contains("Its &lt;issuer&gt; is taken."), "{html}");
        assert!(html.contains("badge-warning"), "{html}");
    }
}
