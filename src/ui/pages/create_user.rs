//! `/users/new`: create an account for another user, who sets the password by a link.

use crate::{
    actions::user::create_user,
    shared::{directory::InvitedUser, next::LocalPath, views::Role, visit::Form},
    ui::{
        browser::{handler, live},
        client_state::ClientState,
        components::{
            field::Field,
            form_alert::FormAlert,
            heading::Heading,
            layout::{AppLayout, Back},
            password_link::PasswordLink,
            post_form::PostForm,
            role_choice::{RoleChoice, chosen_role},
            submit_button::SubmitButton,
        },
        form::{FormState, Reply, spec},
        navigation::{Navigator, login_url},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn CreateUserPage() -> impl IntoView {
    if !ClientState::current().is_signed_in() {
        Navigator::current().redirect(login_url(&LocalPath::users()));
        return ().into_any();
    }
    let created = RwSignal::new(None::<InvitedUser>);
    view! {
        <AppLayout>
            <Back to="/users" label="Users"/>
            <Heading text="Create user"/>
            <div class="mt-7 grid max-w-192 gap-6">
                {live(move || match created.get() {
                    Some(invited) => success(invited, created),
                    None => view! { <InviteForm created/> }.into_any(),
                })}
            </div>
        </AppLayout>
    }
    .into_any()
}

/// The account exists; the administrator still has to send the link.
fn success(invited: InvitedUser, created: RwSignal<Option<InvitedUser>>) -> AnyView {
    let InvitedUser { user, link } = invited;
    let href = LocalPath::user(user.id).to_string();
    let name = user.display_name().to_owned();
    view! {
        <p role="status">"The account for " <b class="font-medium">{name.clone()}</b> " is ready."</p>
        <PasswordLink link name/>
        <div class="flex flex-wrap gap-2">
            <a class="btn btn-secondary" href=href>
                "View user"
            </a>
            <button class="btn btn-secondary" type="button" on:click=handler(move |_: leptos::ev::MouseEvent| created.set(None))>
                "Create another user"
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn InviteForm(created: RwSignal<Option<InvitedUser>>) -> impl IntoView {
    let form = FormState::new(Form::CreateUser);
    let name = form.field(&spec::THEIR_NAME);
    let username = form.field(&spec::THEIR_USERNAME);
    let email = form.field(&spec::THEIR_EMAIL);
    let submit = move |event: SubmitEvent| {
        let send = || {
            let role = chosen_role().as_str().to_owned();
            Box::pin(create_user(name.value(), username.value(), email.value(), role)) as Reply<_>
        };
        form.submit(&event, send, move |invited| _ = created.try_set(Some(invited)));
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
                <span>"Next, you get a password link to send to the user."</span>
                <SubmitButton form label="Create user" busy="Creating…" class="btn btn-primary"/>
            </div>
        </PostForm>
    }
}
