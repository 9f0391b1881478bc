//! `/login`, `/register` and `/forgot-password`: sign in, create an account, or request a link to choose a new password.

use crate::actions::own_fields::list_own_inputs;
use crate::actions::session::{forgot_password, login, register};
use crate::language::say;
use crate::shared::ways_in::After;
use crate::shared::{
    ForgotPasswordRequest, Form, Handle, LocalPath, LoggedIn, LoginFields, NewAccountFields, RegisterRequest,
    Registration, SentFor, SentMessage, SignedIn, SignedOutElsewhere,
};
use crate::ui::browser::{attributes, fetch, handler, is_checked};
use crate::ui::components::going_to::going_to;
use crate::ui::components::passkey::{passkey_among_others, passkey_button};
use crate::ui::components::providers::remember_if_checked;
use crate::ui::components::{
    Field, FormLayout, Heading, NewAccountForm, PageForm, PasswordField, Tone, alert, hint_link, provider_buttons,
    way_on,
};
use crate::ui::embedded::embedded_or_fetched;
use crate::ui::journey::handle;
use crate::ui::navigation::login_hint;
use crate::ui::{ClientState, FormState, JourneyField, Navigator, Reply, lazy, live_option, page_data, spec, words};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

const REMEMBER: &str = "remember-me";

/// `/login`: sign in with username or email.
#[component]
pub fn LoginPage() -> impl IntoView {
    let next = handle();
    let registration = ClientState::current().registration_open().then(|| {
        let register = next.link("/register");
        view! {
            <p class="mt-2 text-ink-muted">
                {say::sign_in_new_here()} " " <a href=register>{say::create_account()}</a>
            </p>
        }
    });
    let passkeys = ClientState::current().can_have_passkeys();
    let others = other_ways(passkeys, &next);
    let recovery = passkeys.then(|| recovery_link(&next));
    view! {
        <FormLayout line=say::sign_in_line()>
            <div>
                <Heading text=say::sign_in()/>
                {registration}
            </div>
            {going_to()}
            {way_on()}
            <LoginForm next/>
            {others}
            {recovery}
        </FormLayout>
    }
}

#[component]
fn LoginForm(next: Handle) -> impl IntoView {
    let (form, navigator) = (FormState::new(Form::Login), Navigator::current());
    let name = form.field(&spec::LOGIN);
    let password = form.field(&spec::PASSWORD);
    let mut checkbox =
        vec![("class", "box"), ("id", REMEMBER), ("type", "checkbox"), ("name", "remember_me"), ("value", "on")];
    // Checked by default. After a rejected form without JavaScript, as the user left it.
    if form.typed("remember_me").is_none_or(|value| !value.is_empty()) {
        checkbox.push(("checked", ""));
    }
    // Read once: it is cleared when the user signs in, while this page is still shown.
    let signed_out = ClientState::current().signed_out.get_untracked();
    let elsewhere = ClientState::current().elsewhere.get_untracked();
    // If the page says where it leads on, nothing is left to explain.
    let is_named = ClientState::current().goes_to(next.path()).is_some();
    let after = next.path().and_then(After::of_page);
    let was_redirected = (!next.is_empty() && !is_named) || after.is_some() || signed_out.is_some();
    // Who asks for no page most often lands there.
    let next_page = next.requested().cloned().unwrap_or_else(LocalPath::start);

    let forgot = next.link("/forgot-password");
    let destination = next.clone();
    let call = move || {
        // Loads the code of the next page while the server checks the password.
        lazy::load_ahead(next_page.as_str(), true);
        login(LoginFields {
            login: name.value(),
            password: password.value().into(),
            remember_me: if is_checked(REMEMBER) { "on" } else { "" }.to_owned(),
            next: destination.clone(),
        })
    };
    let submit = form.on_submit(call, move |LoggedIn { user, next }| match user {
        Some(user) => navigator.sign_in(SignedIn { user, next }, None),
        // Only the server knows what its page asks for. Fails only for an invalid URL.
        None => _ = window().location().assign(next.as_str()),
    });
    let words = [say::sign_in(), say::sign_in_busy()];
    let has_no_error = move || form.error.with(Option::is_none);
    let is_explained = move || was_redirected && has_no_error();
    view! {
        <PageForm form action="/actions/login" words submit>
            {live_option(move || elsewhere.as_ref().filter(|_| has_no_error()).map(elsewhere_notice))}
            {live_option(move || is_explained().then(|| redirect_notice(signed_out.as_deref(), after)))}
            <JourneyField next/>
            <Field form field=name value=login_hint()/>
            <div class="relative">
                <PasswordField field=password/>
                // In the line of the label, and after the field for the keyboard.
                <p class="absolute top-0 right-0 text-sm">
                    <a class="inline-block py-0.5 -my-0.5" href=forgot>{say::sign_in_forgot_password()}</a>
                </p>
            </div>
            <label class="check">
                <input {..attributes(&checkbox)}/>
                <span>{say::sign_in_remember()}</span>
            </label>
        </PageForm>
    }
}

/// Buttons below a form: to sign in with a passkey, and with each provider at which visitors may have an account. `next`: the page
/// that was requested.
fn other_ways(with_passkey: bool, next: &Handle) -> AnyView {
    let hint = login_hint();
    let parameters = [("login_hint", hint.as_str())];
    let (role, passkey) = ("sign-in", say::passkey_sign_in());
    let first = if with_passkey { passkey_among_others(role, passkey) } else { String::new() };
    let Some(buttons) = provider_buttons(&first, say::provider_sign_in, next, &parameters) else {
        // Without JavaScript the button stays hidden, and nothing is left to separate from the form.
        return if with_passkey { passkey_button(role, passkey).into_any() } else { ().into_any() };
    };
    let remember = |event: MouseEvent| remember_if_checked(&event, REMEMBER);
    view! { <div on:click=handler(remember)>{buttons}</div> }.into_any()
}

/// For people without a password who have lost their passkeys.
fn recovery_link(next: &Handle) -> InertElement {
    hint_link(&next.link("/login/recovery"), say::sign_in_lost_passkey())
}

/// Says where else the visitor has been signed out, and where they may have to do that themselves.
fn elsewhere_notice(elsewhere: &SignedOutElsewhere) -> AnyView {
    let (title, line) = elsewhere.words();
    // Where they go on, something is left to do.
    let tone = if elsewhere.going_on.is_empty() { Tone::Info } else { Tone::Warning };
    alert(tone, title, line.into_any())
}

/// Explains why the requested page is not shown.
fn redirect_notice(signed_out: Option<&str>, after: Option<After>) -> AnyView {
    let (title, more) = match signed_out {
        // Whoever follows a link in a message has asked for it, wherever they were signed in.
        _ if after.is_some() => (say::ways_in_sign_in(), say::ways_in_sign_in_more()),
        Some(text) => match words::first_sentence(text) {
            (why, "") => (why, say::sign_in_go_on()),
            (why, more) => (why, more),
        },
        None => (say::sign_in_required(), say::sign_in_required_more()),
    };
    alert(Tone::Info, title, more.to_owned().into_any())
}

/// `/register`: create an account.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let next = handle();
    let login = next.link("/login");
    let is_open = ClientState::current().registration_open();
    let others = is_open.then(|| other_ways(false, &next));
    let form = if is_open { open_registration(next) } else { closed_registration() };
    view! {
        <FormLayout line=say::register_line()>
            <div>
                <Heading text=say::create_account()/>
                <p class="mt-2 text-ink-muted">{say::register_has_account()} " " <a href=login>{say::sign_in()}</a></p>
            </div>
            {going_to()}
            {form}
            {others}
        </FormLayout>
    }
}

fn open_registration(next: Handle) -> AnyView {
    let hidden = view! { <JourneyField next=next.clone()/> }.into_any();
    let send = move |account: RegisterRequest| -> Reply<Registration> {
        Box::pin(register(NewAccountFields { account, next: next.clone(), ..NewAccountFields::default() }))
    };
    let known = || crate::IS_SERVER.then(|| page_data!(Registration).map(|asked| *asked).unwrap_or_default());
    // After an error, the form says what is missing when it is sent.
    let asked = embedded_or_fetched(known, |asked| {
        fetch(list_own_inputs(String::new()), move |all| _ = asked.try_set(Some(all)), drop);
    });
    view! {
        <NewAccountForm which=Form::Register action="/actions/register" hidden asked send=Callback::new(send)/>
    }
    .into_any()
}

/// Only administrators can create accounts.
fn closed_registration() -> AnyView {
    alert(Tone::Info, say::register_closed(), say::register_closed_more().into_any())
}

/// `/forgot-password`: request a password link by mail.
#[component]
pub fn ForgotPasswordPage() -> impl IntoView {
    let navigator = Navigator::current();
    let form = FormState::new(Form::ForgotPassword);
    let email = form.field(&spec::EMAIL);
    let next = handle();
    let (login, going) = (next.link("/login"), next.clone());
    let check_mail = going.link("/check-mail");
    let call = move || forgot_password(ForgotPasswordRequest { email: email.value().into() }, going.clone());
    let submit = form.on_submit(call, move |()| {
        let sent = SentMessage { email: email.value().trim().to_owned(), why: SentFor::Password };
        navigator.check_mail(sent, &check_mail);
    });
    let words = [say::sign_in_forgot_send(), say::sending()];
    view! {
        <FormLayout line=say::sign_in_forgot_line()>
            <div>
                <Heading text=say::title_forgot_password()/>
                <p class="mt-2 text-ink-muted">
                    {say::sign_in_forgot_about()} " " <a href=login>{say::sign_in_back()}</a>
                </p>
            </div>
            {going_to()}
            <PageForm form action="/actions/forgot-password" words submit>
                <JourneyField next/>
                <Field form field=email/>
            </PageForm>
        </FormLayout>
    }
}
