//! Name, username and email.

use super::{
    pending_email::{PendingEmail, read_pending_email},
    picture::{Picture, picture_form},
    unconfirmed::Unconfirmed,
};
use crate::{
    actions::account::update_profile,
    shared::{
        views::UserView,
        visit::{Form, Notice},
    },
    ui::{
        browser::{handler, input, when_mounted},
        client_state::ClientState,
        components::{
            field::Field, form_alert::FormAlert, password_field::PasswordField, post_form::PostForm,
            submit_button::SubmitButton, toasts::Toaster,
        },
        form::{FormState, Reply, spec},
    },
};
use leptos::{
    ev::{Event, SubmitEvent},
    prelude::*,
};

#[component]
pub fn ProfileSection(user: UserView) -> impl IntoView {
    let (client, toaster) = (ClientState::current(), Toaster::current());
    let form = FormState::new(Form::Profile);
    let name = form.field(&spec::NAME);
    let (username, about_username) = if client.may_rename() {
        (form.field(&spec::USERNAME), "")
    } else {
        (form.field(&spec::FIXED_USERNAME), "Only an administrator can change it.")
    };
    let email = form.field(&spec::EMAIL);
    let password = form.field(&spec::PROFILE_PASSWORD);
    let unconfirmed = Unconfirmed::new();
    let pending = read_pending_email();

    // Changing the email requires the password; the field appears when the value differs from the current address.
    let email_edited = RwSignal::new(false);
    let update_email_edited = move || {
        let typed = email.value();
        let differs = |user: &UserView| user.email != typed.trim();
        email_edited.set(client.user.with_untracked(|user| user.as_ref().is_some_and(differs)));
    };
    // The address may have been edited before hydration.
    when_mounted(update_email_edited);
    // A field with an error stays visible, even if the address is changed back.
    let needs_password = move || email_edited.get() || password.problem.with(Option::is_some);

    let submit = move |event: SubmitEvent| {
        let send = || {
            let call = update_profile(name.value(), username.value(), email.value(), password.value());
            Box::pin(call) as Reply<_>
        };
        let accepted = move |user: UserView| {
            let is_pending = user.pending_email.is_some() && email.value().trim() != user.email;
            // The current address stays until the new one is confirmed.
            if let Some(input) = input(email.spec.id).filter(|_| is_pending) {
                input.set_value(&user.email);
            }
            pending.try_set(user.pending_email.clone());
            // Set first, because `update_email_edited` compares with the saved address.
            client.user.set(Some(user));
            password.clear();
            update_email_edited();
            let notice = if is_pending { Notice::EmailChangeRequested } else { Notice::ChangesSaved };
            toaster.good(notice.text());
        };
        form.submit(&event, send, accepted);
    };
    let groups = match user.groups.joined(", ").as_str() {
        "" => String::new(),
        names => format!(" · Groups: {names}"),
    };
    let new_email = if user.email_verified {
        "We send a message to the new address. The change takes effect when you confirm it."
    } else {
        "We send a message to the new address, to confirm it."
    };
    view! {
        <section class="section">
            <header>
                <h2>"Profile"</h2>
                <p>"Your name and picture are shown in the applications that you sign in to."</p>
            </header>
            {picture_form()}
            {unconfirmed.form()}
            <div class="flex min-w-0 flex-col gap-4">
                <PendingEmail pending/>
                <PostForm action="/actions/profile" class="card" submit=handler(submit)>
                    <div class="card-body" on:input=handler(move |_: Event| update_email_edited())>
                        <div class="fields">
                            <FormAlert form/>
                            <Field form field=name value=user.name.unwrap_or_default()/>
                            <Field form field=username value=user.username hint=about_username/>
                            <Field form field=email value=user.email/>
                            {unconfirmed.note()}
                            <div class="on-demand" data-open=move || needs_password().then_some("")>
                                <p class="hint mb-4">{new_email}</p>
                                <PasswordField field=password hint="Only needed to change your email"/>
                            </div>
                        </div>
                        <Picture/>
                    </div>
                    <div class="card-foot">
                        <span class="wrap-anywhere">"Member since " {user.created_at.day_in_words()} {groups}</span>
                        <SubmitButton form label="Save changes" busy="Saving…" class="btn btn-primary"/>
                    </div>
                </PostForm>
            </div>
        </section>
    }
}
