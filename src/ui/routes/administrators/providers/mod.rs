//! `/providers`, with which people can sign in, and `/providers/{name}`, one of them, for administrators.
//!
//! Their forms are plain ones: after each the page is loaded again.

mod form;
mod provider;

pub use provider::ProviderPage;

use crate::actions::providers::list_providers;
use crate::shared::{Form, LocalPath, ProviderListView, ProviderSource, ProviderView};
use crate::ui::components::file_problems::file_problems;
use crate::ui::components::form_card::form_card;
use crate::ui::components::list_page::list_page;
use crate::ui::components::{back_to, list_card};
use crate::ui::markup::list;
use crate::ui::routes::administrators::definition::write_row_end;
use crate::ui::routes::administrators::say;
use crate::ui::{FetchedList, FormState, Markup, page_data, write_markup};
use leptos::prelude::*;

/// All providers, and a form for a new one.
#[component]
pub fn ProvidersPage() -> impl IntoView {
    let form = FormState::new(Form::CreateProvider);
    let problems = file_problems(form, page_data!(Providers).map(|data| data.file_problems));
    let known = page_data!(Providers).map(|data| data.list);
    let providers = FetchedList::new(form, known, list_providers, list_html);
    let lists = view! {
        {problems}
        {list_card(providers.live())}
    };
    let back = back_to("/applications", say::applications()).into_any();
    let (heading, about) = (say::providers(), say::providers_about());
    list_page(Some(back), heading, about, None, lists.into_any(), creation(form))
}

fn creation(form: FormState) -> AnyView {
    let words = [say::provider_new(), say::provider_new_about(), say::provider_create(), say::creating()];
    form_card(form, "/actions/providers/create", words, Vec::new(), form::of_new(form))
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
    let source = match provider.source {
        ProviderSource::Database => None,
        ProviderSource::File => Some(say::application_of_file()),
        ProviderSource::Environment => Some(say::provider_of_environment()),
    };
    write_row_end(out, &provider.problems, &[source]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Message;
    use crate::shared::{ProviderDefinition, ProviderKind, ProviderName};

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
