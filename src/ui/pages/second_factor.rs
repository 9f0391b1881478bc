//! `/login/second-factor`: the password was right, and the account has a second factor.

use crate::actions::proof::sign_in_with_code;
use crate::language::say;
use crate::shared::{CodeFields, Form, Handle, Notice, ProofWays};
use crate::ui::browser::{focus, is_checked};
use crate::ui::components::choice::checkbox;
use crate::ui::components::code_form::{Sending, code_form};
use crate::ui::components::going_to::going_to;
use crate::ui::components::{FormLayout, Intro, hint_link, passkey_way, recovery_form, write_helper};
use crate::ui::journey::handle;
use crate::ui::markup::element;
use crate::ui::{ClientState, FormState, Navigator, embedded_only, page_data, spec, when_mounted, write_markup};
use leptos::prelude::*;

/// The id of the checkbox.
const TRUST: &str = "trust";
const CHECKBOX: [(&str, &str); 5] =
    [("class", "box"), ("id", TRUST), ("type", "checkbox"), ("name", TRUST), ("value", "on")];

#[component]
pub fn SecondFactorPage() -> impl IntoView {
    let next = handle();
    let again = next.link("/login");
    // None with the back button of the browser.
    let content = embedded_only(|| page_data!(PendingSignIn)).map(|ways| ways_to_go_on(ways, next));
    view! {
        <FormLayout line=say::sign_in_line()>
            <Intro heading=say::title_second_factor() about=say::second_factor_about()/>
            {going_to()}
            {content}
            {hint_link(&again, say::second_factor_again())}
        </FormLayout>
    }
}

fn ways_to_go_on(ways: ProofWays, next: Handle) -> AnyView {
    let ProofWays { code, recovery_code, passkey, may_trust, .. } = ways;
    if code {
        // `autofocus` is for a document: this page may be opened by the program.
        when_mounted(|| focus(spec::CODE.id));
    }
    let (navigator, destination) = (Navigator::current(), next.clone());
    let send = move |(form, code, recovery): (FormState, String, &'static str)| {
        let fields = CodeFields {
            code: code.into(),
            recovery: recovery.to_owned(),
            trust: if recovery.is_empty() && is_checked(TRUST) { "on" } else { "" }.to_owned(),
            next: destination.clone(),
        };
        form.send(Box::pin(sign_in_with_code(fields)), move |signed_in| {
            let notice = (!recovery.is_empty()).then_some(Notice::RecoveryCodeSpent);
            navigator.sign_in(signed_in, notice);
        });
    };
    let sending = Sending {
        action: "/actions/second-factor",
        label: say::sign_in(),
        busy: say::sign_in_busy(),
        send: Callback::new(send),
    };
    let trust = || may_trust.then(|| checkbox(&CHECKBOX, say::second_factor_trust(), say::second_factor_trust_about()));
    let codes = code.then(|| code_form(FormState::new(Form::SecondFactor), sending, &next, trust()));
    let passkeys = passkey.then(|| passkey_way("second-factor", !code, say::second_factor_plain()));
    // The only way is open.
    let recovery =
        recovery_code.then(|| recovery_form(FormState::new(Form::RecoveryCode), sending, &next, !code && !passkey));
    view! {
        {codes}
        {passkeys}
        {recovery}
        {lost(recovery_code)}
    }
    .into_any()
}

/// What somebody can do who has lost what is asked for. The other ways are above.
fn lost(has_codes: bool) -> AnyView {
    let support = ClientState::current().support();
    let part = element(|out| {
        write_markup!(out;
            "<details class=\"hint\"><summary class=\"py-0.5\">" (say::second_factor_lost()) "</summary>");
        if !has_codes {
            write_markup!(out; "<p class=\"mt-2\">" (say::second_factor_no_codes()) "</p>");
        }
        write_markup!(out; "<p class=\"mt-2\">" (say::second_factor_lost_about()) " ");
        write_helper(out, support.as_deref());
        out.add("</p></details>");
    });
    part.into_any()
}
