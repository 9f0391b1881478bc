//! `/users/new`: create an account for another user, who sets the password by a link.

use crate::actions::groups::list_group_names;
use crate::actions::own_fields::list_own_inputs;
use crate::actions::users::create_user;
use crate::shared::own_fields::AskedOfNew;
use crate::shared::page::{GroupChoice, NewUserData};
use crate::shared::{
    Form, GroupNames, InvitationFields, InvitedUser, LocalPath, Notice, PasswordLinkView, Role, UserView,
};
use crate::ui::browser::{control, fetch, handler, live};
use crate::ui::components::choice::{DeliveryChoice, chosen_delivery};
use crate::ui::components::own_values::{asked_inputs, own_problems, typed_into, watched};
use crate::ui::components::{
    AppLayout, Field, FormAlert, Heading, PasswordLink, PostForm, ProfileInputs, RoleChoice, back_to, chosen_role,
    submit_button,
};
use crate::ui::embedded::embedded_or_fetched;
use crate::ui::routes::administrators::mail_note::mail_note;
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, html, live_option, page_data, spec, write_markup};
use leptos::prelude::*;
use leptos::web_sys::FormData;

/// A new account and the link to pass on, if it is shown here.
type Created = RwSignal<Option<(UserView, PasswordLinkView)>>;

#[component]
pub fn CreateUserPage() -> impl IntoView {
    let created: Created = RwSignal::new(None);
    let data = embedded_or_fetched(|| page_data!(NewUser).map(|data| *data), load);
    view! {
        <AppLayout>
            {back_to("/users", say::users())}
            <Heading text=say::create_user()/>
            {mail_note()}
            <div class="mt-7 grid max-w-176 gap-6">
                {live(move || match created.get() {
                    Some((user, link)) => success(&user, link, created),
                    None => view! { <InviteForm created data/> }.into_any(),
                })}
            </div>
        </AppLayout>
    }
}

/// After client-side navigation. What the groups open is said by the server alone.
fn load(data: RwSignal<Option<NewUserData>>) {
    let known = move |names: GroupNames| {
        let groups = names.iter().map(|name| GroupChoice { name: name.clone(), opens: Vec::new() }).collect();
        _ = data.try_update(|data| data.get_or_insert_default().groups = groups);
    };
    let read = move |asked: AskedOfNew| {
        _ = data.try_update(|data| data.get_or_insert_default().fields = asked.fields);
    };
    fetch(list_own_inputs("on".to_owned()), read, drop);
    // If it fails, so does the form when it is sent.
    fetch(list_group_names(), known, drop);
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

/// What the form asks for of the fields of one's own.
fn asked_of(data: RwSignal<Option<NewUserData>>) -> RwSignal<Option<AskedOfNew>> {
    let asked_in =
        |data: &Option<NewUserData>| data.as_ref().map(|data| AskedOfNew { fields: data.fields.clone(), terms: None });
    let asked = RwSignal::new(data.with_untracked(asked_in));
    Effect::new(move || {
        let now = data.with(asked_in);
        // Setting the same fields again would empty their inputs.
        if asked.with_untracked(|asked| *asked != now) {
            asked.set(now);
        }
    });
    asked
}

#[component]
fn InviteForm(
    created: Created,
    /// What the account can be added to.
    data: RwSignal<Option<NewUserData>>,
) -> impl IntoView {
    let form = FormState::new(Form::CreateUser);
    let profile = form.profile(&spec::THEIR_PROFILE);
    let username = form.field(&spec::DERIVED_USERNAME);
    let email = form.field(&spec::THEIR_EMAIL);
    form.keep("groups", || chosen_groups().join(" "));
    let groups = move || data.with(|data| group_choice(form, data.as_ref()?));
    let everybody = move || data.with(|data| everybody_enters(data.as_ref()?));
    let problems = own_problems(form);
    let asked = asked_of(data);
    let call = move || {
        let invitation = InvitationFields {
            profile: profile.map(|field| field.value().into()),
            username: username.value(),
            email: email.value(),
            role: chosen_role().as_str().to_owned(),
            delivery: chosen_delivery(),
            groups: chosen_groups(),
            fields: typed_into(asked, spec::THEIR_EMAIL.id),
        };
        watched(problems, Box::pin(create_user(invitation)))
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
                    <Field form field=email/>
                    <Field form field=username hint=say::create_user_derived()/>
                    <ProfileInputs form fields=profile/>
                    {asked_inputs(form, problems, asked)}
                </div>
                <div class="grid content-start gap-6">
                    {live_option(groups)}
                    {live_option(everybody)}
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

/// The groups of the new account as check boxes, each with where its members may go.
fn group_choice(form: FormState, data: &NewUserData) -> Option<AnyView> {
    let checked = GroupNames::from_stored(&form.typed("groups").unwrap_or_default());
    let boxes = html(|out| {
        for GroupChoice { name, opens } in &data.groups {
            write_markup!(out;
                "<label class=\"check\"><input class=\"box\" type=\"checkbox\" name=\"groups[]\" value=\"" (name.as_str()) "\"");
            out.add(if checked.contains(name) { " checked" } else { "" });
            write_markup!(out; "><span>" (name.as_str()));
            if !opens.is_empty() {
                write_markup!(out; " <small>" (&say::create_user_may_enter(&opens.join(", "))) "</small>");
            }
            out.add("</span></label>");
        }
    });
    let choice = || {
        view! {
            <fieldset class="roles">
                <legend class="label">{say::groups()}</legend>
                <div class="entry-list" inner_html=boxes></div>
            </fieldset>
        }
        .into_any()
    };
    (!data.groups.is_empty()).then(choice)
}

/// Where everybody may go, also those in no group.
fn everybody_enters(data: &NewUserData) -> Option<AnyView> {
    let words = say::create_user_everybody(&data.open.join(", "));
    (!data.open.is_empty()).then(|| view! { <p class="hint wrap-anywhere">{words}</p> }.into_any())
}

/// The names of the checked groups; none if the user has left the page.
fn chosen_groups() -> Vec<String> {
    let form = control(spec::THEIR_EMAIL.id).and_then(|field| field.form());
    let data = form.and_then(|form| FormData::new_with_form(&form).ok());
    let names = data.map(|data| data.get_all("groups[]").iter().filter_map(|name| name.as_string()).collect());
    names.unwrap_or_default()
}
