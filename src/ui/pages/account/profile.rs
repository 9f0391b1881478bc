//! Name, username and email.

use super::Section;
use crate::{
    actions::account::update_profile,
    shared::{
        views::UserView,
        visit::{Form, Notice},
    },
    ui::{
        components::{
            field::Field, form_alert::FormAlert, password_field::PasswordField,
            submit_button::SubmitButton, toasts::Toaster,
        },
        form::{FormState, spec},
        visitor::Visitor,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn ProfileSection(user: UserView) -> impl IntoView {
    let (visitor, toaster) = (Visitor::here(), Toaster::here());
    let form = FormState::new(Form::Profile);
    let name = form.field_with(&spec::NAME, user.name.clone().unwrap_or_default());
    let username = form.field_with(&spec::USERNAME, user.username.clone());
    let email = form.field_with(&spec::EMAIL, user.email.clone());
    let current_password = form.field(&spec::CURRENT_PASSWORD);

    // Another address takes the password; the field comes up when the address differs from the one on record.
    let on_record = move || {
        visitor
            .user
            .with_untracked(|user| user.as_ref().map(|user| user.email.clone()))
    };
    let email_edited = RwSignal::new(email.has_problem());
    let compare = move || {
        email_edited.set(on_record().is_some_and(|address| address != email.value().trim()))
    };
    Effect::new(compare);
    let asks_password =
        move || email_edited.get() || current_password.problem.with(Option::is_some);

    let submit = move |event: SubmitEvent| {
        let send = move || {
            update_profile(
                name.value(),
                username.value(),
                email.value(),
                current_password.value(),
            )
        };
        let accepted = move |user: UserView| {
            current_password.clear();
            visitor.user.set(Some(user));
            compare();
            toaster.good(Notice::ChangesSaved.text());
        };
        form.submit(&event, send, accepted);
    };
    view! {
        <Section title="Profile" about="Your name appears wherever you sign in from here.">
            <form class="card" method="post" action="/actions/profile" novalidate on:submit=submit on:input=move |_| compare()>
                <div class="card-body">
                    <div class="fields">
                        <FormAlert form/>
                        <Field field=name/>
                        <Field field=username/>
                        <Field field=email/>
                        <div class="on-demand" data-open=move || asks_password().then_some("")>
                            <PasswordField field=current_password hint="Needed only to change your email."/>
                        </div>
                    </div>
                </div>
                <div class="card-foot">
                    <span>"Member since " {user.created_at.day_in_words()}</span>
                    <SubmitButton form label="Save changes" busy="Saving…" class="btn btn-primary"/>
                </div>
            </form>
        </Section>
    }
}
