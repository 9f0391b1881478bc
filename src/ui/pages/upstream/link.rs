//! `/auth/link`: asks before the account at a provider is linked with that of the user. Opening the page changes nothing, so an
//! address that somebody else has sent cannot link anything.

use super::{name_of, with_arrival};
use crate::actions::identities::link_identity;
use crate::language::say;
use crate::shared::arrivals::ArrivalView;
use crate::shared::{Form, LinkIdentityFields, LocalPath, Notice};
use crate::ui::components::{FormLayout, Intro, PageForm, hint_link};
use crate::ui::markup::element;
use crate::ui::{ClientState, FormState, write_markup};
use leptos::prelude::*;

#[component]
pub fn LinkPage() -> impl IntoView {
    with_arrival(page)
}

fn page(arrival: ArrivalView) -> AnyView {
    // The router admits signed-in users only.
    let Some(user) = ClientState::current().user.get_untracked() else { return ().into_any() };
    let (site, there) = (ClientState::current().installation_name(), name_of(&arrival));
    let accounts = element(|out| {
        write_markup!(out;
            "<dl class=\"card facts p-4 wrap-anywhere\"><dt>" (&site) "</dt><dd>" (&user.username) "</dd><dt>"
            (&arrival.provider) "</dt><dd>" (there) "</dd></dl>");
    });
    let (mark, shown) = (arrival.mark.clone(), arrival.mark.clone());
    let form = FormState::new(Form::LinkIdentity);
    let call = move || link_identity(LinkIdentityFields { shown: mark.clone() });
    let submit = form.on_submit(call, move |next: LocalPath| form.leave(Notice::IdentityLinked, next.as_str()));
    let words = [say::link_identity_now(), say::link_identity_busy()];
    let about = say::link_identity_about(&arrival.provider);
    view! {
        <FormLayout line=say::sign_in_line()>
            <Intro heading=say::title_link_identity() about with_names=true/>
            {accounts}
            <PageForm form action="/actions/link_identity" words submit>
                <input type="hidden" name="shown" value=shown/>
            </PageForm>
            {hint_link("/account/security", say::link_identity_not())}
        </FormLayout>
    }
    .into_any()
}
