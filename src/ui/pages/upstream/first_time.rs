//! `/auth/first-time`: an account for somebody who has signed in at a provider, with what the provider knows filled in.

use super::{LINK, with_arrival};
use crate::actions::identities::{first_time, show_arrival};
use crate::language::say;
use crate::shared::arrivals::ArrivalView;
use crate::shared::fields::profile::Profile;
use crate::shared::own_fields::AskedOfNew;
use crate::shared::{FieldError, FirstTimeRequest, Form, Handle};
use crate::ui::browser::control;
use crate::ui::components::own_values::{accepted_terms, asked_box, asked_inputs, own_problems, typed_into, watched};
use crate::ui::components::{Field, FormLayout, Intro, PageForm, Tone, alert, going_on_to};
use crate::ui::form::field::FieldState;
use crate::ui::journey::handle;
use crate::ui::{FormState, JourneyField, Navigator, spec};
use leptos::prelude::*;
use leptos::task::spawn_local;

#[component]
pub fn FirstTimePage() -> impl IntoView {
    with_arrival(page)
}

fn page(arrival: ArrivalView) -> AnyView {
    let sign_in = Handle::parse(LINK).link("/login");
    let about = say::first_time_about(&arrival.provider);
    let taken = address_taken(&arrival);
    let going_to = going_on_to(arrival.next.path());
    view! {
        <FormLayout line=say::first_time_line()>
            <Intro heading=say::title_first_time() about=about with_names=true/>
            {going_to}
            {taken}
            {account_form(arrival)}
            <p class="hint">
                {say::first_time_has_account()} " "
                <a class="inline-block py-0.5" href=sign_in>
                    {say::first_time_sign_in()}
                </a>
            </p>
        </FormLayout>
    }
    .into_any()
}

/// Says that another account has the address. Then it is not filled in, although it is known.
fn address_taken(arrival: &ArrivalView) -> Option<AnyView> {
    let address = arrival.label.as_deref().filter(|label| arrival.email.is_empty() && label.contains('@'))?;
    Some(alert(Tone::Warning, &say::first_time_taken(address), say::first_time_taken_more().into_any()))
}

fn account_form(arrival: ArrivalView) -> AnyView {
    let ArrivalView { mark, email: known_email, is_vouched, username: known_username, name: known_name, .. } = arrival;
    let (next, asked) = (arrival.next, AskedOfNew { fields: arrival.fields, terms: arrival.terms });
    let asked = RwSignal::new(Some(asked));
    let (shown, next) = (mark.clone(), handle().or(next));
    let going = next.clone();
    let (navigator, form) = (Navigator::current(), FormState::new(Form::FirstTime));
    let username = form.field(&spec::USERNAME);
    let email = form.field(&spec::EMAIL);
    let name = form.field(&spec::PROFILE.name);
    let problems = own_problems(form);
    // Without JavaScript. A page of the browser asks for the next one itself.
    let is_refused = username.problem.with_untracked(|problem| is_taken(problem.as_ref()));
    let sent = form.typed(spec::USERNAME.name).filter(|sent| is_refused && is_next(sent, &known_username));
    let instead = sent.map(|_| known_username.clone());
    Effect::new(move || {
        if username.problem.with(|problem| is_taken(problem.as_ref())) {
            spawn_local(propose_next(username));
        }
    });
    let hint = if is_vouched { say::first_time_email_known() } else { say::first_time_email_about() };
    let call = move || {
        let request = FirstTimeRequest {
            shown: mark.clone(),
            username: username.value().into(),
            email: email.value().into(),
            profile: Profile { name: name.value().into(), ..Profile::default() },
            fields: typed_into(asked, spec::EMAIL.id),
            terms: accepted_terms(),
        };
        watched(problems, Box::pin(first_time(request, going.clone())))
    };
    let submit = form.on_submit(call, move |new| navigator.registered(new, email.value().trim().to_owned()));
    let words = [say::create_account(), say::creating_account()];
    view! {
        <PageForm form action="/actions/first_time" words submit>
            <input type="hidden" name="shown" value=shown/>
            <JourneyField next/>
            <Field form field=username value=known_username instead/>
            <Field form field=email value=known_email hint/>
            <Field form field=name value=known_name/>
            {asked_inputs(form, problems, asked)}
            {asked_box(form, problems, asked)}
        </PageForm>
    }
    .into_any()
}

/// Whether the server has refused a username because another account has it.
fn is_taken(problem: Option<&FieldError>) -> bool {
    problem.is_some_and(|problem| problem.code == "taken")
}

/// Puts the username into the field that is proposed now, because somebody else has taken the one that was proposed.
async fn propose_next(username: FieldState) {
    let sent = username.value();
    // Without an answer, the message at the field says enough.
    let Ok(arrival) = show_arrival().await else { return };
    // Something else may have been typed meanwhile.
    if is_next(&sent, &arrival.username)
        && username.value() == sent
        && let Some(input) = control(username.spec.id)
    {
        input.set_value(&arrival.username);
    }
}

/// Whether a proposal takes the place of the username that was sent: both are the same name with another number. What somebody has
/// chosen stays as they have typed it.
fn is_next(sent: &str, proposed: &str) -> bool {
    sent != proposed && without_number(sent) == without_number(proposed)
}

fn without_number(username: &str) -> &str {
    match username.rsplit_once('-') {
        Some((name, number)) if !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => username,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_takes_the_place_of_the_one_before_and_of_nothing_else() {
        for (sent, proposed, expected) in [
            ("maren", "maren-2", true),
            ("maren-2", "maren-3", true),
            ("maren-2", "maren", true),
            ("maren-2", "maren-2", false),
            ("jonas", "maren-2", false),
            ("maren-b", "maren-2", false),
            ("maren-", "maren-2", false),
        ] {
            assert_eq!(is_next(sent, proposed), expected, "{sent} {proposed}");
        }
    }
}
