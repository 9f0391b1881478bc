//! `/users/new`: create an account for another user, who sets the password by a link.

use crate::{
    actions::users::create_user,
    shared::{
        awaiting_password::{InvitedUser, PasswordLinkView},
        form_bodies::InvitationFields,
        forms::{Form, Notice},
        next::LocalPath,
        views::{Role, UserView},
    },
    ui::{
        browser::{handler, live},
        client_state::ClientState,
        components::{
            AppLayout, Back, Heading,
            choice::{DeliveryChoice, RoleChoice, chosen_delivery, chosen_role},
            copy_field::PasswordLink,
            form_parts::{Field, FormAlert, PostForm, SubmitButton},
            toasts::Toaster,
        },
        form::{FormState, Reply, spec},
        navigation::{Navigator, login_url},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

/// A new account and the link to pass on, if it is shown here.
type Created = RwSignal<Option<(UserView, PasswordLinkView)>>;

#[component]
pub fn CreateUserPage() -> impl IntoView {
    if !ClientState::current().is_signed_in() {
        Navigator::current().redirect(login_url(&LocalPath::users()));
        return ().into_any();
    }
    let created: Created = RwSignal::new(None);
    view! {
        <AppLayout>
            <Back to="/users" label="Users"/>
            <Heading text="Create user"/>
            <div class="mt-7 grid max-w-192 gap-6">
                {live(move || match created.get() {
                    Some((user, link)) => success(&user, link, created),
                    None => view! { <InviteForm created/> }.into_any(),
                })}
            </div>
        </AppLayout>
    }
    .into_any()
}

/// The account exists; the administrator still has to send the link.
fn success(user: &UserView, link: PasswordLinkView, created: Created) -> AnyView {
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
fn InviteForm(created: Created) -> impl IntoView {
    let (navigator, toaster) = (Navigator::current(), Toaster::current());
    let form = FormState::new(Form::CreateUser);
    let name = form.field(&spec::THEIR_NAME);
    let username = form.field(&spec::THEIR_USERNAME);
    let email = form.field(&spec::THEIR_EMAIL);
    let submit = move |event: SubmitEvent| {
        let send = || {
            let fields = InvitationFields {
                name: name.value(),
                username: username.value(),
                email: email.value(),
                role: chosen_role().as_str().to_owned(),
                delivery: chosen_delivery(),
            };
            Box::pin(create_user(fields)) as Reply<_>
        };
        form.submit(&event, send, move |InvitedUser { user, link }| match link {
            Some(link) => _ = created.try_set(Some((user, link))),
            None => {
                toaster.good(Notice::InvitationSent.text());
                navigator.go(LocalPath::user(user.id).as_str());
            }
        });
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
                <div class="grid content-start gap-6">
                    <RoleChoice form role=Role::User/>
                    <DeliveryChoice form/>
                </div>
            </div>
            <div class="card-foot">
                <span>"The user chooses the password."</span>
                <SubmitButton form label="Create user" busy="Creating…" class="btn btn-primary"/>
            </div>
        </PostForm>
    }
}
