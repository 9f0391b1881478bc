//! `/account/security`: how the user signs in, and what can still sign in.

use super::AccountLayout;
use super::factors::FactorRows;
use super::ways_in::WaysInSection;
use crate::language::say;
use crate::shared::ways_in::After;
use crate::shared::{Handle, PasswordFacts};
use crate::ui::components::{Tone, hint_link, page_alert};
use crate::ui::embedded::embedded;
use crate::ui::fetched_list::RelatedLists;
use crate::ui::journey::handle;
use crate::ui::{ClientState, page_data};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn SecurityPage() -> impl IntoView {
    // Nothing else than adding a factor and ending what can sign in is possible then, and what says so comes first.
    let needs_factor = embedded(|| page_data!(Security).is_some_and(|data| data.own.needs_factor));
    let facts = embedded(|| page_data!(Security).map(|data| PasswordFacts::from(&data.own.factors)));
    let facts = RwSignal::new(facts.unwrap_or_default());
    let after =
        use_query_map().with_untracked(|query| query.get_str("after").and_then(|after| after.parse::<After>().ok()));
    RelatedLists::provide();
    let next = handle();
    view! {
        <AccountLayout heading=say::security()>
            {(!next.is_empty()).then(|| way_back(&next, after.is_some() && !needs_factor))}
            // Where somebody who comes with fear sees it.
            {after.map(|after| view! { <WaysInSection after=Some(after) needs_factor/> })}
            <FactorRows facts next needs_factor/>
            {after.is_none().then(|| view! { <WaysInSection after=None needs_factor/> })}
            {(!needs_factor).then(|| hint_link("/account/activity", say::security_activity()))}
        </AccountLayout>
    }
}

/// For somebody who was on the way elsewhere, and lacks the factor that is demanded, or has lost one. `is_repaired`: nothing is missing,
/// but they look first at what can still sign in.
fn way_back(next: &Handle, is_repaired: bool) -> AnyView {
    let href = next.or_account().to_string();
    let title = if next.is_for_client() { say::security_client_waits() } else { say::security_page_waits() };
    let link = match (is_repaired, ClientState::current().goes_to(next.path())) {
        (false, _) => say::security_way_back().to_owned(),
        (true, Some(goes_to)) => say::security_go_on_to(&goes_to.title),
        (true, None) => say::security_go_on().to_owned(),
    };
    // `rel=external`: it may be no page of the router, and only the server knows whether the factor suffices.
    let more = view! { <a href=href rel="external">{link}</a> };
    page_alert(Tone::Info, title, more.into_any())
}
