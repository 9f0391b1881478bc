//! What the user has in fields of one's own: a section of the account page, and `/account/details`, which asks for what is missing before
//! somebody goes on. Whoever has filled in all of it is led on by the server.

use crate::actions::own_fields::list_own_values;
use crate::language::say;
use crate::ui::browser::{fetch, live_option};
use crate::ui::components::own_values::own_values_form;
use crate::ui::components::{FormLayout, Intro, Section};
use crate::ui::embedded::{embedded_only, embedded_or_fetched};
use crate::ui::journey::handle;
use crate::ui::markup::element;
use crate::ui::{ClientState, page_data, write_markup};
use leptos::prelude::*;

/// The section. None while there are no fields that the user sees.
pub fn own_section() -> AnyView {
    let known = || crate::IS_SERVER.then(|| page_data!(Account).map(|data| data.own).unwrap_or_default());
    // After an error, the other section shows that the server does not respond.
    let values = embedded_or_fetched(known, |values| {
        fetch(list_own_values(), move |all| _ = values.try_set(Some(all)), drop);
    });
    live_option(move || {
        values.with(|values| {
            let values = values.as_ref().filter(|values| !values.is_empty())?;
            let form = untrack(|| own_values_form(values, Vec::new(), None, say::save_changes()));
            let about = say::own_values_about().into_any();
            Some(view! { <Section id="details" heading=say::own_values() about>{form}</Section> }.into_any())
        })
    })
}

/// The page that asks for what is missing.
#[component]
pub fn OwnDetailsPage() -> impl IntoView {
    let (next, site) = (handle(), ClientState::current().installation_name());
    // None after a sign-in in this document.
    let Some(missing) = embedded_only(|| page_data!(OwnInputs)) else {
        return view! { <FormLayout line=say::foot_shared_device()>""</FormLayout> }.into_any();
    };
    let hidden = vec![("asked", "on".to_owned())];
    // Nobody has to stay.
    let leave = element(|out| {
        write_markup!(out;
            "<form method=\"post\" action=\"/actions/logout\"><button class=\"btn btn-quiet btn-small\">"
            (say::sign_out()) "</button></form>");
    });
    view! {
        <FormLayout line=say::foot_shared_device()>
            <Intro heading=say::title_own_details() about=say::own_details_about(&site) with_names=true/>
            {own_values_form(&missing, hidden, Some(next), say::own_details_go_on())}
            {leave}
        </FormLayout>
    }
    .into_any()
}
