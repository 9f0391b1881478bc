//! `/providers`, with which people can sign in, `/providers/{name}`, one of them, and `/providers/add/{kind}`, a new one, for
//! administrators.
//!
//! Their forms are plain ones: after each the page is loaded again.

mod add;
mod form;
mod provider;
mod registration;
mod tiles;

pub use add::AddProviderPage;
pub use provider::ProviderPage;

use crate::actions::providers::list_providers;
use crate::shared::{Form, LocalPath, ProviderListView, ProviderSource, ProviderView};
use crate::ui::components::file_problems::file_problems;
use crate::ui::components::{AppLayout, Heading, list_card};
use crate::ui::markup::list;
use crate::ui::routes::administrators::definition::write_row_end;
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, FetchedList, FormState, Markup, page_data, write_markup, write_time};
use leptos::prelude::*;
use tiles::{kinds_html, preview_html};

/// All providers, and the kinds of which one can be added.
#[component]
pub fn ProvidersPage() -> impl IntoView {
    let form = FormState::new(Form::CreateProvider);
    let problems = file_problems(form, page_data!(Providers).map(|data| data.file_problems));
    let known = page_data!(Providers).map(|data| data.list);
    let providers = FetchedList::new(form, known, list_providers, list_html);
    let offered = ClientState::current().providers();
    view! {
        <AppLayout>
            <Heading text=say::providers()/>
            <p class="mt-2 max-w-136 text-ink-muted">{say::providers_about()}</p>
            <div class="two mt-7">
                <div>
                    {problems}
                    {list_card(providers.live())}
                    <section class="card facts-card">
                        <h2>{say::title_new_provider()}</h2>
                        <div class="grid gap-4" inner_html=kinds_html(None)></div>
                    </section>
                </div>
                <aside inner_html=preview_html(&offered)></aside>
            </div>
        </AppLayout>
    }
}

fn list_html(all: &ProviderListView) -> String {
    list(&all.providers, say::providers_none(), write_row)
}

/// What people see on the button of a provider.
fn title(provider: &ProviderView) -> &str {
    provider.definition.title_or(&provider.name)
}

fn write_row(out: &mut Markup, provider: &ProviderView) {
    let page = LocalPath::provider(&provider.name);
    write_markup!(out;
        "<div><p><a href=\"" (page.as_str()) "\">" (title(provider)) "</a></p><small>" (provider.name.as_str())
        " \u{b7} " (provider.definition.kind.as_str()) "</small><small>"
        (&say::provider_identities(provider.identities)) "</small>");
    if let Some(at) = provider.failed_at {
        write_markup!(out; "<small>" (say::provider_failed_last()) " ");
        write_time(out, at, &at.minute_in_words());
        out.add("</small>");
    }
    let source = match provider.source {
        ProviderSource::Database => None,
        ProviderSource::File => Some(say::application_of_file()),
        ProviderSource::Environment => Some(say::provider_of_environment()),
    };
    write_row_end(out, &provider.problems, &[source]);
    // One that is closed says so already, and of one that nobody uses it is not known.
    match provider.failures {
        _ if !provider.problems.is_empty() => {}
        0 if provider.identities == 0 => {
            write_markup!(out; "<span class=\"badge\">" (say::application_row_unused()) "</span>")
        }
        0 => write_markup!(out; "<span class=\"badge badge-good\"><i></i>" (say::provider_works()) "</span>"),
        failures => write_markup!(out;
            "<span class=\"badge badge-warning\"><i></i>" (&say::provider_failed(failures)) "</span>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Message;
    use crate::shared::{ProviderDefinition, ProviderKind, ProviderName, Timestamp};

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
            failures: 0,
            failed_at: None,
            created_at: None,
            updated_at: None,
        };
        let html = list_html(&ProviderListView { providers: vec![google.clone()] });
        assert!(html.contains("href=\"/providers/google\">Google</a></p><small>google \u{b7} google<"), "{html}");
        assert!(html.contains(say::provider_of_environment()) && !html.contains("badge-warning"), "{html}");
        let badge = |identities: u64, failures: u64| {
            let failed_at = (failures > 0).then_some(Timestamp(1_709_543_520_000));
            let provider = ProviderView { identities, failures, failed_at, ..google.clone() };
            list_html(&ProviderListView { providers: vec![provider] })
        };
        assert!(badge(3, 0).contains(say::provider_works()) && badge(0, 0).contains(say::application_row_unused()));
        let failing = badge(3, 2);
        assert!(failing.contains("badge-warning") && failing.contains("2 failed today"), "{failing}");
        assert!(failing.contains("<time datetime=\"2024-03-04T09:12:00.000Z\""), "{failing}");
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
