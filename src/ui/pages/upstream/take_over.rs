//! `/auth/take-over`: an account with the visitor's address exists that was never confirmed. It goes to the owner of the address,
//! who decides whether its name and its picture stay: somebody else may have chosen them.

use super::with_arrival;
use crate::actions::identities::take_over;
use crate::language::say;
use crate::shared::arrivals::ArrivalView;
use crate::shared::{Form, Notice, TakeOverFields, UnconfirmedView};
use crate::ui::browser::{attributes, is_checked};
use crate::ui::components::{FormLayout, Intro, PageForm, Tone, alert};
use crate::ui::journey::handle;
use crate::ui::{FormState, JourneyField, Navigator};
use leptos::prelude::*;

/// The ids of the checkboxes.
const NAME: &str = "keep-name";
const PICTURE: &str = "keep-picture";

#[component]
pub fn TakeOverPage() -> impl IntoView {
    with_arrival(page)
}

fn page(arrival: ArrivalView) -> AnyView {
    let ArrivalView { mark, provider, email, unconfirmed, next, .. } = arrival;
    let (shown, next) = (mark.clone(), handle().or(next));
    let going = next.clone();
    // If it has been confirmed or deleted meanwhile, the server says so when the form is sent.
    let UnconfirmedView { username, name, has_picture } = unconfirmed.unwrap_or_default();
    let (navigator, form) = (Navigator::current(), FormState::new(Form::TakeOver));
    let call = move || {
        let ticked = |id: &str| if is_checked(id) { "on" } else { "" }.to_owned();
        let fields = TakeOverFields { shown: mark.clone(), name: ticked(NAME), picture: ticked(PICTURE) };
        take_over(fields, going.clone())
    };
    let submit = form.on_submit(call, move |signed_in| navigator.sign_in(signed_in, Some(Notice::TakenOver)));
    let name = name.map(|name| checkbox(NAME, "name", say::take_over_name(&name)));
    let picture = has_picture.then(|| checkbox(PICTURE, "picture", say::take_over_picture().to_owned()));
    let words = [say::take_over_go_on(), say::sign_in_busy()];
    let about = say::take_over_about(&email, &provider, &username);
    view! {
        <FormLayout line=say::sign_in_line()>
            <Intro heading=say::title_take_over() about with_names=true/>
            {alert(Tone::Info, say::take_over_yours(), say::take_over_void().into_any())}
            <PageForm form action="/actions/take_over" words submit>
                <input type="hidden" name="shown" value=shown/>
                <JourneyField next/>
                {name}
                {picture}
            </PageForm>
        </FormLayout>
    }
    .into_any()
}

/// A checkbox that is not ticked.
fn checkbox(id: &'static str, name: &'static str, label: String) -> AnyView {
    let own = [("class", "box"), ("id", id), ("type", "checkbox"), ("name", name), ("value", "on")];
    view! {
        <label class="check">
            <input {..attributes(&own)}/>
            <span class="wrap-anywhere">{label}</span>
        </label>
    }
    .into_any()
}
