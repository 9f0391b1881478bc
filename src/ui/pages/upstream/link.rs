//! `/auth/link`: asks before the account at a provider is linked with that of the user. Opening the page changes nothing, so an
//! address that somebody else has sent cannot link anything.

use super::{name_of, with_arrival};
use crate::actions::identities::link_identity;
use crate::language::say;
use crate::shared::arrivals::ArrivalView;
use crate::shared::forms::{Form, Notice};
use crate::shared::identity_forms::LinkIdentityFields;
use crate::shared::next::LocalPath;
use crate::ui::browser::handler;
use crate::ui::client_state::ClientState;
use crate::ui::components::form_parts::{FormAlert, PostForm, SubmitButton};
use crate::ui::components::toasts::Toaster;
use crate::ui::components::{FormLayout, Heading};
use crate::ui::form::FormState;
use crate::ui::markup::{element, write_markup};
use crate::ui::navigation::Navigator;
use leptos::ev::SubmitEvent;
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
    let (navigator, toaster, form) = (Navigator::current(), Toaster::current(), FormState::new(Form::LinkIdentity));
    let submit = move |event: SubmitEvent| {
        let accepted = move |next: LocalPath| {
            toaster.good(Notice::IdentityLinked.text());
            navigator.go(next.as_str());
        };
        let fields = || LinkIdentityFields { shown: mark.clone() };
        form.submit(&event, || Box::pin(link_identity(fields())), accepted);
    };
    view! {
        <FormLayout line=say::sign_in_line()>
            <div>
                <Heading text=say::title_link_identity()/>
                <p class="mt-2 text-ink-muted wrap-anywhere">{say::link_identity_about(&arrival.provider)}</p>
            </div>
            {accounts}
            <PostForm action="/actions/link_identity" class="fields" submit=handler(submit)>
                <FormAlert form/>
                <input type="hidden" name="shown" value=shown/>
                <SubmitButton
                    form
                    label=say::link_identity_now()
                    busy=say::link_identity_busy()
                    class="btn btn-primary btn-large"
                />
            </PostForm>
            <p class="hint">
                <a class="inline-block py-0.5" href="/account/security">
                    {say::link_identity_not()}
                </a>
            </p>
        </FormLayout>
    }
    .into_any()
}
