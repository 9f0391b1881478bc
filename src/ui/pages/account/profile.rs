//! Picture, name, username and email.

use super::email::{PendingEmail, Unconfirmed, read_pending_email};
use crate::{
    actions::account::update_profile,
    shared::{
        error::AppError,
        form_bodies::ProfileFields,
        forms::{Answer, Form, Notice},
        json,
        views::UserView,
    },
    ui::{
        browser::{element, handler, input, when_mounted},
        client_state::ClientState,
        components::{
            form_parts::{Field, FormAlert, PostForm, SubmitButton},
            password::PasswordField,
            toasts::Toaster,
            user::face,
        },
        form::{FormState, Reply, spec},
    },
};
use leptos::{
    ev::{Event, SubmitEvent},
    prelude::*,
    web_sys::Element,
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
            let profile = ProfileFields {
                name: name.value(),
                username: username.value(),
                email: email.value(),
                current_password: password.value().into(),
            };
            Box::pin(update_profile(profile)) as Reply<_>
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

const EDITOR: &str = "picture-editor";
/// The attribute in which the script passes the server's response.
const RESPONSE: &str = "data-answer";
const CONTROLS: &str = include_str!("picture.html");
const FORM: &str = r#"<form id="picture-form" method="post" action="/actions/picture" enctype="multipart/form-data" novalidate></form>"#;

/// The form of the picture. It is outside the profile's form, because forms cannot be nested; the controls refer to it.
fn picture_form() -> AnyView {
    view! { <div hidden inner_html=FORM></div> }.into_any()
}

/// The script `public/picture.js` lets the user position and crop the picture. Without the script a plain form uploads the
/// file, and the server crops it in the middle.
#[component]
fn Picture() -> impl IntoView {
    let (client, toaster) = (ClientState::current(), Toaster::current());
    let form = FormState::new(Form::Picture);
    // Choosing a file also dispatches `input`, without a response.
    let on_response = move |event: Event| {
        let Some(response) = element::<Element>(EDITOR).and_then(|editor| editor.get_attribute(RESPONSE)) else {
            return;
        };
        // Tells the script that the event was handled; otherwise it reloads the page.
        event.prevent_default();
        // Any other response is an error in JSON, or cannot be read because the connection failed.
        let Ok(Answer::Accepted(user)) = json::read::<Answer<UserView>>(response.as_bytes()) else {
            let no_response = |_| AppError::from_server_fn_error(ServerFnErrorErr::Request(String::new()));
            return form.reject(json::read(response.as_bytes()).unwrap_or_else(no_response));
        };
        form.clear();
        let notice = if user.avatar_url.is_some() { Notice::PictureSaved } else { Notice::PictureRemoved };
        client.user.set(Some(user));
        toaster.good(notice.text());
    };
    let has_picture = move || client.user.with(|user| user.as_ref()?.avatar_url.as_ref().map(|_| ""));
    view! {
        <div class="picture" data-pictured=has_picture on:input=handler(on_response)>
            <FormAlert form/>
            <div class="portrait">
                {move || match client.user.get() {
                    Some(user) => face(&user, "256").into_any(),
                    None => ().into_any(),
                }}
            </div>
            <div class="picture-controls" inner_html=CONTROLS></div>
        </div>
    }
}
