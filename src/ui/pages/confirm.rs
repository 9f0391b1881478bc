//! `/confirm`: asks again who the user is, before something that matters, and leads back to it.

use super::confirm_form::confirm_form;
use super::confirm_without::without_factor;
use crate::actions::proof::{confirm_identity, show_ways_to_confirm};
use crate::language::say;
use crate::shared::{ConfirmFields, Form, Handle, LocalPath, ProofWays};
use crate::ui::browser::{fetch, handler, live};
use crate::ui::components::code_form::{Sending, code_form};
use crate::ui::components::going_to::going_to;
use crate::ui::components::{
    FormAlert, FormLayout, Intro, PasswordField, Tone, alert, passkey_way, recovery_form, username_hint,
};
use crate::ui::embedded::embedded_or_fetched;
use crate::ui::journey::handle;
use crate::ui::markup::element;
use crate::ui::{ClientState, FormState, Navigator, page_data, spec, write_field, write_markup};
use leptos::ev::Event;
use leptos::prelude::*;

#[component]
pub fn ConfirmPage() -> impl IntoView {
    let next = Handle::from(handle().or_account());
    let navigator = Navigator::current();
    // Shows why they could not be read.
    let form = FormState::new(Form::Confirm);
    let ways = embedded_or_fetched(
        || page_data!(WaysToConfirm),
        move |ways| {
            let known = move |known| _ = ways.try_set(Some(known));
            fetch(show_ways_to_confirm(), known, move |error| form.reject(error));
        },
    );
    let is_for_application = ways.get_untracked().is_some_and(|ways| ways.is_for_application);
    let others = other_ways_on(&next, is_for_application);
    let content = live(move || match ways.get() {
        Some(ways) => ways_to_go_on(ways, navigator, &next),
        None => view! { <FormAlert form/> }.into_any(),
    });
    view! {
        <FormLayout line=say::sign_in_line()>
            <Intro heading=say::title_confirm() about=say::confirm_about()/>
            {going_to()}
            {content}
            {others}
        </FormLayout>
    }
}

/// For those who do not confirm: another account, or back. `next`: the page to return to. Plain forms, because what they lead to is
/// another document.
fn other_ways_on(next: &Handle, is_for_application: bool) -> AnyView {
    let form = element(|out| {
        out.add("<form class=\"flex flex-wrap gap-2\" method=\"post\" action=\"/actions/other-account\">");
        write_field(out, next);
        write_markup!(out; "<button class=\"btn btn-secondary\">" (say::consent_switch()) "</button>");
        if is_for_application {
            // The application would lead here again: a client gets an answer, and others are left.
            write_markup!(out; "<button class=\"btn btn-secondary\" formaction=\"/actions/leave\">");
            write_markup!(out; (say::confirm_back()) "</button>");
        } else {
            let back = next.or_account();
            write_markup!(out; "<a class=\"btn btn-secondary\" href=\"" (back.as_str()) "\">" (say::confirm_back()) "</a>");
        }
        out.add("</form>");
    });
    form.into_any()
}

fn ways_to_go_on(ways: ProofWays, navigator: Navigator, next: &Handle) -> AnyView {
    let ProofWays { password, code, recovery_code, passkey, lacks_factor, lacks_passkey, providers, mail, .. } = ways;
    if lacks_factor || lacks_passkey {
        let (title, page) = match lacks_passkey {
            true => (say::confirm_passkey_missing(), next.at_security()),
            false => (say::confirm_factor_missing(), next.before_factor()),
        };
        let page = page.to_string();
        // `rel=external`: only the server knows what is missing.
        let more = view! { <a href=page rel="external">{say::confirm_add_factor()}</a> }.into_any();
        return alert(Tone::Warning, title, more);
    }
    if !providers.is_empty() || mail {
        return without_factor(&providers, mail.then_some(ways.mail_sent), navigator, next);
    }
    if !(password || code || recovery_code || passkey) {
        // The account has no way at all, or none that is enough for an application.
        let more = if ways.is_for_application { say::confirm_impossible_more() } else { say::confirm_passkey_first() };
        return alert(Tone::Warning, say::confirm_impossible(), more.into_any());
    }
    let destination = next.clone();
    let send = move |(form, code, recovery): (FormState, String, &'static str)| {
        let (recovery, next) = (recovery.to_owned(), destination.clone());
        let fields = ConfirmFields { code: code.into(), recovery, next, ..ConfirmFields::default() };
        form.send(Box::pin(confirm_identity(fields)), move |next: LocalPath| navigator.go(next.as_str()));
    };
    let sending = Sending {
        action: "/actions/confirm",
        label: say::confirm_go_on(),
        busy: say::confirm_busy(),
        send: Callback::new(send),
    };
    let passwords = password.then(|| password_form(navigator, next));
    let codes = code.then(|| code_form(FormState::new(Form::ConfirmCode), sending, next, None));
    let passkeys = passkey.then(|| passkey_part(navigator, next.or_account(), !password && !code));
    let recovery = recovery_code.then(|| {
        // The only way is open.
        recovery_form(FormState::new(Form::ConfirmRecoveryCode), sending, next, !code && !passkey)
    });
    view! {
        {passwords}
        {codes}
        {passkeys}
        {recovery}
    }
    .into_any()
}

/// `is_first`: there is no other way above it.
fn passkey_part(navigator: Navigator, next: LocalPath, is_first: bool) -> AnyView {
    // The script has confirmed who the user is.
    let confirmed = move |event: Event| {
        // Tells the script that the page goes on by itself.
        event.prevent_default();
        navigator.go(next.as_str());
    };
    view! {
        <div on:input=handler(confirmed)>
            {passkey_way("confirm", is_first, say::confirm_plain())}
        </div>
    }
    .into_any()
}

fn password_form(navigator: Navigator, next: &Handle) -> AnyView {
    let form = FormState::new(Form::Confirm);
    let field = form.field(&spec::OWN_PASSWORD);
    // For password managers.
    let username = ClientState::current().user.with_untracked(|user| user.as_ref().map(|user| user.username.clone()));
    let input = view! {
        {username.map(username_hint)}
        <PasswordField field/>
    };
    let fields = |password| ConfirmFields { password, ..ConfirmFields::default() };
    confirm_form(form, field, input.into_any(), fields, navigator, next)
}
