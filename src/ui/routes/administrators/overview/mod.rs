//! `/overview`: how the installation is doing, for administrators.

mod attention;
mod figures;
mod plot;
mod scale;
mod walk;

use crate::actions::overview::show_overview;
use crate::shared::AppError;
use crate::shared::overview::{OverviewRequest, OverviewView, Period};
use crate::ui::browser::handler;
use crate::ui::components::{AppLayout, Heading, Toaster};
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, FetchedList, html, page_data};
use attention::write_attention;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
pub use scale::{percent, share};

#[component]
pub fn OverviewPage() -> impl IntoView {
    let (client, toaster) = (ClientState::current(), Toaster::current());
    let period = use_query_map().with_untracked(|query| query.get_str("period").unwrap_or_default().to_owned());
    let shown = period.parse().unwrap_or_default();
    let rendered = page_data!(Overview).map(|overview| written(&overview, client));
    let failed = move |error: AppError| toaster.bad(error.detail.say());
    let list = FetchedList::of_html(rendered, failed, move || {
        let request = OverviewRequest { period: period.clone() };
        async move { Ok(written(&show_overview(request).await?, client)) }
    });
    view! {
        <AppLayout>
            <div class="page-head mb-7">
                <Heading text=say::overview()/>
                {periods(shown)}
            </div>
            <div
                class="overview"
                inner_html=list.live()
                on:focusin=handler(|event: FocusEvent| walk::on_focus(&event))
                on:keydown=handler(|event: KeyboardEvent| walk::on_key(&event))
            ></div>
        </AppLayout>
    }
}

/// Links to the periods. `rel=external`: the browser loads another page, whose plots the server has drawn.
fn periods(shown: Period) -> AnyView {
    let link = |period: Period| {
        let label = match period {
            Period::Day => say::overview_24_hours(),
            Period::Week => say::overview_7_days(),
            Period::Month => say::overview_30_days(),
            Period::Year => say::overview_year(),
        };
        let current = (period == shown).then_some("page");
        view! {
            <a rel="external" href=format!("/overview?period={period}") aria-current=current>
                {label}
            </a>
        }
    };
    view! { <nav class="periods" aria-label=say::overview_period()>{Period::ALL.into_iter().map(link).collect_view()}</nav> }
        .into_any()
}

fn written(overview: &OverviewView, client: ClientState) -> String {
    html(|out| {
        write_attention(out, &overview.attention, client.now());
        figures::write(out, overview);
    })
}
