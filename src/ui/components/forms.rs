//! Forms that several pages share.

use super::form_parts::{Field, PageForm};
use super::going_to::going_on_by_link;
use super::own_values::{Asked, accepted_terms, asked_box, asked_inputs, own_problems, typed_into, watched};
use super::password::{METER, PasswordField, username_hint};
use crate::actions::account::disown_registration;
use crate::language::say;
use crate::shared::fields::profile::Profile;
use crate::shared::next::with_parameter;
use crate::shared::{
    Form, Handle, LinkAccount, LinkFields, LinkProof, LinkView, LocalPath, RegisterRequest, Registration, Text,
};
use crate::ui::embedded::embedded;
use crate::ui::form::field::FieldState;
use crate::ui::markup::element;
use crate::ui::{ClientState, FormState, Navigator, Reply, page_data, spec, write_markup};
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

/// The form on the page of a one-time link: a button, and a field for what its holder has to show, unless this browser has asked for
/// the link. Opening the page changes nothing, because programs that scan mail open links as well.
#[component]
pub fn LinkForm<T: 'static>(
    form: Form,
    /// The address that the form is sent to without JavaScript.
    action: &'static str,
    words: [&'static str; 2],
    send: fn(LinkFields) -> Reply<T>,
    accepted: Callback<T>,
) -> impl IntoView {
    let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
    // Without data from the server: the server decides when the form is sent. Who comes from a sign-in has shown enough.
    let usual = if ClientState::current().is_signed_in() { LinkProof::Nothing } else { LinkProof::Digits };
    let unknown = LinkView { proof: usual, can_disown: false, account: None, goes_to: None };
    let LinkView { proof, can_disown, account, goes_to } = embedded(|| page_data!(Link).unwrap_or(unknown));
    let note = account.as_ref().map(account_note);
    let going = going_on_by_link(goes_to.as_ref());
    let disown = can_disown.then(|| view! { <DisownForm token=token.clone()/> });
    if matches!(proof, LinkProof::SignIn | LinkProof::Browser) {
        let is_no_account = proof == LinkProof::Browser && !can_disown;
        return view! { {going} {note} {elsewhere(proof, &token)} {is_no_account.then(no_account)} {disown} }
            .into_any();
    }
    let form = FormState::new(form);
    let digits = (proof == LinkProof::Digits).then(|| form.field(&spec::DIGITS));
    let password = (proof == LinkProof::Password).then(|| form.field(&spec::CHOSEN_PASSWORD));
    let value = token.clone();
    let call = move || {
        let typed = |field: Option<FieldState>| field.map(FieldState::value).unwrap_or_default().into();
        let (digits, password) = (typed(digits), typed(password));
        send(LinkFields { token: token.clone(), digits, password, led_on: "on".to_owned() })
    };
    let submit = form.on_submit(call, move |value| accepted.run(value));
    view! {
        {going}
        {note}
        <PageForm form action words submit>
            <input type="hidden" name="token" value=value/>
            {account.map(|account| username_hint(account.username))}
            {digits.map(|digits| view! { <Field form field=digits/> })}
            {password.map(|password| view! { <PasswordField field=password/> })}
        </PageForm>
        {disown}
    }
    .into_any()
}

/// Where there is no account yet that somebody could take.
fn no_account() -> AnyView {
    view! { <p>{say::link_no_account()}</p> }.into_any()
}

/// In place of the form, where only a sign-in or another browser shows who has registered.
fn elsewhere(proof: LinkProof, token: &str) -> AnyView {
    if proof == LinkProof::Browser {
        return view! { <p>{say::one_time_other_browser()}</p> }.into_any();
    }
    let here = Handle::parse(&with_parameter("/verify-email", "token", token));
    view! {
        <p>{say::one_time_sign_in_first()}</p>
        <a class="btn btn-primary btn-large" href=here.link("/login")>
            {say::sign_in_first_go_on()}
        </a>
    }
    .into_any()
}

/// For somebody who has the message, but has not registered: the account becomes theirs, and they choose its password.
#[component]
fn DisownForm(token: String) -> impl IntoView {
    let form = FormState::new(Form::Disown);
    let digits = form.field(&spec::DIGITS);
    let value = token.clone();
    let call = move || {
        let digits = digits.value().into();
        disown_registration(LinkFields { token: token.clone(), digits, ..LinkFields::default() })
    };
    // The page of the link is a document of its own.
    let submit = form.on_submit(call, |next: LocalPath| _ = window().location().replace(next.as_str()));
    let (action, words) = ("/actions/verify-email/disown", [say::link_disown(), say::link_disown_busy()]);
    view! {
        <section class="card p-4">
            <h2>{say::link_disown_heading()}</h2>
            <p class="mt-2 text-ink-muted">{say::link_disown_about()}</p>
            <PageForm form action class="fields mt-4" words button="btn btn-large" submit>
                <input type="hidden" name="token" value=value/>
                <Field form field=digits/>
            </PageForm>
        </section>
    }
}

/// The form for a new account: registration, or the first administrator.
#[component]
pub fn NewAccountForm(
    which: Form,
    /// The address that the form is sent to without JavaScript.
    action: &'static str,
    /// A hidden field.
    hidden: AnyView,
    /// The fields of one's own that it asks for, and the terms.
    #[prop(optional)]
    asked: Option<Asked>,
    /// Calls the server function with the values, and with that of the hidden field.
    send: Callback<RegisterRequest, Reply<Registration>>,
) -> impl IntoView {
    let navigator = Navigator::current();
    let form = FormState::new(which);
    let username = form.field(&spec::USERNAME);
    let email = form.field(&spec::EMAIL);
    // Of the profile only this: who registers wants to go on.
    let name = form.field(&spec::PROFILE.name);
    let password = form.field(&spec::FIRST_PASSWORD);
    let problems = own_problems(form);
    let call = move || {
        let account = RegisterRequest {
            username: username.value().into(),
            email: email.value().into(),
            profile: Profile { name: name.value().into(), ..Profile::default() },
            password: password.value().into(),
            // The text of the one field for it can be shown.
            confirm_password: Text::Missing,
            fields: asked.map(|asked| typed_into(asked, spec::EMAIL.id)).unwrap_or_default(),
            terms: accepted_terms(),
        };
        watched(problems, send.run(account))
    };
    let submit = form.on_submit(call, move |new| navigator.registered(new, email.value().trim().to_owned()));
    let words = [say::create_account(), say::creating_account()];
    view! {
        <PageForm form action words submit>
            {hidden}
            <Field form field=username/>
            <Field form field=email/>
            <Field form field=name/>
            {asked.map(|asked| asked_inputs(form, problems, asked))}
            <PasswordField field=password meter=&METER/>
            {asked.map(|asked| asked_box(form, problems, asked))}
        </PageForm>
    }
}
