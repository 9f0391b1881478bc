//! Name, username and email.

use super::picture::{Picture, picture_form};
use crate::{
    actions::account::update_profile,
    shared::{
        views::UserView,
        visit::{Form, Notice},
    },
    ui::{
        browser::{handler, when_mounted},
        components::{
            field::Field, form_alert::FormAlert, password_field::PasswordField, post_form::PostForm,
            submit_button::SubmitButton, toasts::Toaster,
        },
        form::{FormState, Reply, spec},
        visitor::Visitor,
    },
};
use leptos::{
    ev::{Event, SubmitEvent},
    prelude::*,
};

#[component]
pub fn ProfileSection(user: UserView) -> impl IntoView {
    let (visitor, toaster) = (Visitor::here(), Toaster::here());
    let form = FormState::new(Form::Profile);
    let name = form.field(&spec::NAME);
    let username = form.field(&spec::USERNAME);
    let email = form.field(&spec::EMAIL);
    let password = form.field(&spec::PROFILE_PASSWORD);

    // Another address takes the password; the field comes up when the address differs from the one on record.
    let email_edited = RwSignal::new(false);
    let compare = move || {
        let typed = email.value();
        let differs = |user: &UserView| user.email != typed.trim();
        email_edited.set(visitor.user.with_untracked(|user| user.as_ref().is_some_and(differs)));
    };
    when_mounted(compare);
    let asks_password = move || email_edited.get() || password.problem.with(Option::is_some);

    let submit = move |event: SubmitEvent| {
        let send = || {
            let call = update_profile(name.value(), username.value(), email.value(), password.value());
            Box::pin(call) as Reply<_>
        };
        let accepted = move |user: UserView| {
            visitor.user.set(Some(user));
            password.clear();
            compare();
            toaster.good(Notice::ChangesSaved.text());
        };
        form.submit(&event, send, accepted);
    };
    view! {
        <section class="section">
            <header>
                <h2>"Profile"</h2>
                <p>"Your name and picture appear wherever you sign in from here."</p>
            </header>
            {picture_form()}
            <PostForm action="/actions/profile" class="card" submit=handler(submit)>
                <div class="card-body" on:input=handler(move |_: Event| compare())>
                    <div class="fields">
                        <FormAlert form/>
                        <Field form field=name value=user.name.unwrap_or_default()/>
                        <Field form field=username value=user.username/>
                        <Field form field=email value=user.email/>
                        <div class="on-demand" data-open=move || asks_password().then_some("")>
                            <PasswordField field=password hint="Needed only to change your email."/>
                        </div>
                    </div>
                    <Picture/>
                </div>
                <div class="card-foot">
                    <span>"Member since " {user.created_at.day_in_words()}</span>
                    <SubmitButton form label="Save changes" busy="Saving…" class="btn btn-primary"/>
                </div>
            </PostForm>
        </section>
    }
}
