//! `/users/new`: an account for somebody, who chooses the password.

use crate::{
    actions::person::create_user,
    shared::{directory::InvitedUser, next::LocalPath, views::Role, visit::Form},
    ui::{
        browser::{handler, live},
        components::{
            field::Field,
            form_alert::FormAlert,
            heading::Heading,
            layout::{Back, House},
            password_link::PasswordLink,
            post_form::PostForm,
            role_choice::{RoleChoice, chosen_role},
            submit_button::SubmitButton,
        },
        form::{FormState, Reply, spec},
        journey::{Journey, login_and_then},
        visitor::Visitor,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn CreateUserPage() -> impl IntoView {
    if !Visitor::here().is_signed_in() {
        Journey::here().go_at_once(login_and_then(&LocalPath::users()));
        return ().into_any();
    }
    let made = RwSignal::new(None::<InvitedUser>);
    view! {
        <House>
            <Back to="/users" words="Users"/>
            <Heading text="Create user"/>
            <div class="mt-7 grid max-w-192 gap-6">
                {live(move || match made.get() {
                    Some(invited) => ready(invited, made),
                    None => view! { <InviteForm made/> }.into_any(),
                })}
            </div>
        </House>
    }
    .into_any()
}

/// The account is there; what is left is to pass the link on.
fn ready(invited: InvitedUser, made: RwSignal<Option<InvitedUser>>) -> AnyView {
    let InvitedUser { user, link } = invited;
    let way = LocalPath::person(user.id).to_string();
    let name = user.display_name().to_owned();
    view! {
        <p role="status">"The account of " <b class="font-medium">{name.clone()}</b> " is ready."</p>
        <PasswordLink link whom=name/>
        <div class="flex flex-wrap gap-2">
            <a class="btn btn-secondary" href=way>
                "Go to the account"
            </a>
            <button class="btn btn-secondary" type="button" on:click=handler(move |_: leptos::ev::MouseEvent| made.set(None))>
                "Create another user"
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn InviteForm(made: RwSignal<Option<InvitedUser>>) -> impl IntoView {
    let form = FormState::new(Form::CreateUser);
    let name = form.field(&spec::THEIR_NAME);
    let username = form.field(&spec::THEIR_USERNAME);
    let email = form.field(&spec::THEIR_EMAIL);
    let submit = move |event: SubmitEvent| {
        let send = || {
            let role = chosen_role().as_str().to_owned();
            Box::pin(create_user(name.value(), username.value(), email.value(), role)) as Reply<_>
        };
        form.submit(&event, send, move |invited| _ = made.try_set(Some(invited)));
    };
    view! {
        <PostForm action="/actions/users/create" class="card" submit=handler(submit)>
            <div class="card-body">
                <div class="fields">
                    <FormAlert form/>
                    <Field form field=name/>
                    <Field form field=username/>
                    <Field form field=email/>
                </div>
                <RoleChoice form role=Role::User/>
            </div>
            <div class="card-foot">
                <span>"They choose the password, by a link that you pass on."</span>
                <SubmitButton form label="Create user" busy="Creating…" class="btn btn-primary"/>
            </div>
        </PostForm>
    }
}
