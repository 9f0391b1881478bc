//! `/account/security`: the password and the factors beside it, and the recent activity.

use super::AccountLayout;
use super::factors::FactorSections;
use super::identities::identity_section;
use super::password::PasswordSection;
use super::ways_in::WaysInSection;
use crate::actions::account::list_audit;
use crate::language::say;
use crate::shared::audit_query::recent;
use crate::shared::ways_in::After;
use crate::shared::{AuditLogView, Handle, PasswordFacts, UserId};
use crate::ui::components::sentence::Reader;
use crate::ui::components::{Section, Tone, page_alert, write_events};
use crate::ui::embedded::embedded;
use crate::ui::fetched_list::RelatedLists;
use crate::ui::journey::handle;
use crate::ui::{ClientState, FetchedList, html, page_data, write_markup};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn SecurityPage() -> impl IntoView {
    // The router admits signed-in users only.
    let Some(user) = ClientState::current().user.get_untracked() else { return ().into_any() };
    let (id, username) = (user.id, user.username);
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
            {(!needs_factor).then(|| view! { <PasswordSection username facts/> })}
            <FactorSections facts next/>
            {(!needs_factor).then(identity_section)}
            {after.is_none().then(|| view! { <WaysInSection after=None needs_factor/> })}
            <ActivitySection id/>
        </AccountLayout>
    }
    .into_any()
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

/// The recent activity of the signed-in user.
#[component]
fn ActivitySection(id: UserId) -> impl IntoView {
    let client = ClientState::current();
    let events =
        move |log: &AuditLogView| html(|out| write_events(out, &log.events, &Reader::of(log, Some(id), client.now())));
    let rendered = page_data!(Security).map(|data| events(&data.events));
    // An error takes the place of the list.
    let list = FetchedList::of_html(rendered, drop, move || async move {
        Ok(match list_audit(recent(id)).await {
            Ok(log) => events(&log),
            Err(error) => html(|out| write_markup!(out; "<p class=\"hint\">" (&error.detail.say()) "</p>")),
        })
    });
    view! {
        <Section heading=say::recent_activity() about=say::security_activity_about().into_any()>
            <div class="card">
                <div class="facts-card" inner_html=list.live()></div>
                <div class="card-foot">
                    <span>{say::security_activity_foot()}</span>
                    <a class="btn btn-secondary" href="/account/activity">
                        {say::see_all()}
                    </a>
                </div>
            </div>
        </Section>
    }
}
