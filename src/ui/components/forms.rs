//! Forms that several pages share.

use super::form_parts::{Field, FormAlert, PostForm, SubmitButton};
use super::password::{METER, PasswordField, username_hint};
use crate::language::say;
use crate::shared::fields::profile::Profile;
use crate::shared::form_bodies::LinkFields;
use crate::shared::forms::{Form, Registration};
use crate::shared::link_pages::{LinkAccount, LinkView};
use crate::shared::requests::RegisterRequest;
use crate::shared::values::Text;
use crate::ui::browser::{Reply, handler};
use crate::ui::client_state::ClientState;
use crate::ui::embedded::{embedded, page_data};
use crate::ui::form::field::FieldState;
use crate::ui::form::{FormState, spec};
use crate::ui::markup::{element, write_markup};
use crate::ui::navigation::Navigator;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use leptos_router::hooks::use_query_map;

/// Names the account that a link is about: readers of a message may have several, or expect none.
pub fn account_note(account: &LinkAccount) -> InertElement {
    let site = ClientState::current().installation_name();
    element(|out| {
        write_markup!(out;
            "<dl class=\"card facts p-4 wrap-anywhere\"><dt>" (say::link_site()) "</dt><dd>" (&site) "</dd><dt>"
            (say::account()) "</dt><dd>" (&account.username) "</dd><dt>" (say::email()) "</dt><dd>" (&account.email)
            "</dd></dl>");
    })
}

/// The form on the page of a one-time link: a button, and a field for the digits in the message, or for the password
/// of a registration, unless this browser has asked for the link. Opening the page changes nothing, because programs
/// that scan mail open links as well.
#[component]
pub fn LinkForm<T: 'static>(
    form: Form,
    /// The address that the form is sent to without JavaScript.
    action: &'static str,
    label: &'static str,
    busy: &'static str,
    send: fn(LinkFields) -> Reply<T>,
    accepted: Callback<T>,
) -> impl IntoView {
    let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
    // Without data from the server: the server decides when the form is sent.
    let unknown = LinkView { needs_digits: true, needs_password: false, account: None };
    let LinkView { needs_digits, needs_password, account } = embedded(|| page_data!(Link).unwrap_or(unknown));
    let form = FormState::new(form);
    let digits = needs_digits.then(|| form.field(&spec::DIGITS));
    let password = needs_password.then(|| form.field(&spec::CHOSEN_PASSWORD));
    let value = token.clone();
    let submit = move |event: SubmitEvent| {
        let typed = |field: Option<FieldState>| field.map(FieldState::value).unwrap_or_default().into();
        let fields = LinkFields { token: token.clone(), digits: typed(digits), password: typed(password) };
        form.submit(&event, move || send(fields), move |value| accepted.run(value));
    };
    view! {
        {account.as_ref().map(account_note)}
        <PostForm action=action class="fields" submit=handler(submit)>
            <FormAlert form/>
            <input type="hidden" name="token" value=value/>
            {account.map(|account| username_hint(account.username))}
            {digits.map(|digits| view! { <Field form field=digits/> })}
            {password.map(|password| view! { <PasswordField field=password/> })}
            <SubmitButton form label=label busy=busy class="btn btn-primary btn-large"/>
        </PostForm>
    }
}

/// The form for a new account: registration, or the first administrator.
#[component]
pub fn NewAccountForm(
    which: Form,
    /// The address that the form is sent to without JavaScript.
    action: &'static str,
    /// Name and value of a hidden field.
    hidden: (&'static str, String),
    /// Calls the server function with the values and the hidden value.
    send: fn(RegisterRequest, String) -> Reply<Registration>,
) -> impl IntoView {
    let navigator = Navigator::current();
    let form = FormState::new(which);
    let username = form.field(&spec::USERNAME);
    let email = form.field(&spec::EMAIL);
    // Of the profile only this: who registers wants to go on.
    let name = form.field(&spec::PROFILE.name);
    let password = form.field(&spec::FIRST_PASSWORD);

    let (hidden_name, hidden_value) = hidden;
    // For the hidden input; `submit` keeps the other copy.
    let value = hidden_value.clone();
    let submit = move |event: SubmitEvent| {
        // Reads the fields only when `submit` has validated them.
        let call = || {
            let account = RegisterRequest {
                username: username.value().into(),
                email: email.value().into(),
                profile: Profile { name: name.value().into(), ..Profile::default() },
                password: password.value().into(),
                // The text of the one field for it can be shown.
                confirm_password: Text::Missing,
            };
            send(account, hidden_value.clone())
        };
        form.submit(&event, call, move |new| navigator.registered(new, email.value().trim().to_owned()));
    };
    view! {
        <PostForm action=action class="fields" submit=handler(submit)>
            <FormAlert form/>
            <input type="hidden" name=hidden_name value=value/>
            <Field form field=username/>
            <Field form field=email/>
            <Field form field=name/>
            <PasswordField field=password meter=&METER/>
            <SubmitButton
                form
                label=say::create_account()
                busy=say::creating_account()
                class="btn btn-primary btn-large"
            />
        </PostForm>
    }
}
