//! `/users/new`: create an account for another user, who sets the password by a link.

use crate::actions::users::create_user;
use crate::shared::{
    Form, GroupNames, InvitationFields, InvitedUser, LocalPath, Notice, PasswordLinkView, Role, UserView,
};
use crate::ui::browser::{handler, live, value_of};
use crate::ui::components::choice::{DeliveryChoice, chosen_delivery};
use crate::ui::components::form_parts::optional;
use crate::ui::components::{
    AppLayout, Field, FormAlert, Heading, PasswordLink, PostForm, ProfileInputs, RoleChoice, back_to, chosen_role,
    group_select, read_group_names, submit_button,
};
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, live_option, page_data, spec};
use leptos::prelude::*;

/// A new account and the link to pass on, if it is shown here.
type Created = RwSignal<Option<(UserView, PasswordLinkView)>>;

#[component]
pub fn CreateUserPage() -> impl IntoView {
    let created: Created = RwSignal::new(None);
    let groups = read_group_names(|| page_data!(GroupNames));
    view! {
        <AppLayout>
            {back_to("/users", say::users())}
            <Heading text=say::create_user()/>
            <div class="mt-7 grid max-w-192 gap-6">
                {live(move || match created.get() {
                    Some((user, link)) => success(&user, link, created),
                    None => view! { <InviteForm created groups/> }.into_any(),
                })}
            </div>
        </AppLayout>
    }
}

/// The account exists; the administrator still has to send the link.
fn success(user: &UserView, link: PasswordLinkView, created: Created) -> AnyView {
    let href = LocalPath::user(user.id).to_string();
    let name = user.display_name().to_owned();
    view! {
        <p role="status">
            {say::create_user_ready_before()} " " <b class="font-medium">{name.clone()}</b> " "
            {say::create_user_ready_after()}
        </p>
        <PasswordLink link name/>
        <div class="flex flex-wrap gap-2">
            <a class="btn btn-secondary" href=href>
                {say::create_user_view()}
            </a>
            <button class="btn btn-secondary" type="button" on:click=handler(move |_: leptos::ev::MouseEvent| created.set(None))>
                {say::create_user_another()}
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn InviteForm(
    created: Created,
    /// The names of all groups.
    groups: RwSignal<GroupNames>,
) -> impl IntoView {
    let form = FormState::new(Form::CreateUser);
    let profile = form.profile(&spec::THEIR_PROFILE);
    let username = form.field(&spec::THEIR_USERNAME);
    let email = form.field(&spec::THEIR_EMAIL);
    form.keep("group", || value_of(GROUP));
    let call = move || {
        create_user(InvitationFields {
            profile: profile.map(|field| field.value().into()),
            username: username.value(),
            email: email.value(),
            role: chosen_role().as_str().to_owned(),
            delivery: chosen_delivery(),
            group: value_of(GROUP),
        })
    };
    let submit = form.on_submit(call, move |InvitedUser { user, link }| match link {
        Some(link) => _ = created.try_set(Some((user, link))),
        None => form.leave(Notice::InvitationSent, LocalPath::user(user.id).as_str()),
    });
    view! {
        <PostForm action="/actions/users/create" class="card" submit>
            <div class="card-body">
                <div class="fields">
                    <FormAlert form/>
                    <ProfileInputs form fields=profile/>
                    <Field form field=username/>
                    <Field form field=email/>
                    {live_option(move || groups.with(|names| (!names.is_empty()).then(|| group_field(form, names))))}
                </div>
                <div class="grid content-start gap-6">
                    <RoleChoice form role=Role::User/>
                    <DeliveryChoice form/>
                </div>
            </div>
            <div class="card-foot">
                <span>{say::create_user_password_hint()}</span>
                {submit_button(form, [say::create_user(), say::creating()], "btn btn-primary")}
            </div>
        </PostForm>
    }
}

/// The id of the select.
const GROUP: &str = "new-user-group";

/// The group of the new account.
fn group_field(form: FormState, names: &GroupNames) -> AnyView {
    let chosen = form.typed("group").unwrap_or_default();
    let (label, none) = (say::add_to_group(), Some(say::create_user_no_group()));
    let select = group_select(GROUP, label, none, names, &chosen, "choice relative");
    view! {
        <div class="field">
            <label class="label" for=GROUP>
                {label}
                {optional()}
            </label>
            {select}
        </div>
    }
    .into_any()
}
