//! `/login/second-factor`: the password was right, and the account has a second factor.

use crate::actions::proof::sign_in_with_code;
use crate::language::say;
use crate::shared::{CodeFields, Form, Handle, Notice, ProofWays};
use crate::ui::browser::{attributes, focus, is_checked};
use crate::ui::components::choice::checkbox;
use crate::ui::components::code_form::{Sending, code_form, recovery_fields};
use crate::ui::components::going_to::going_to;
use crate::ui::components::{FormLayout, Intro, Shape, SmallIcon, hint_link, passkey_way, write_helper};
use crate::ui::journey::handle;
use crate::ui::markup::element;
use crate::ui::{
    ClientState, FormState, Markup, Navigator, embedded_only, live_attribute, page_data, spec, when_mounted,
    write_markup,
};
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

/// The id of the checkbox.
const TRUST: &str = "trust";
const CHECKBOX: [(&str, &str); 5] =
    [("class", "box"), ("id", TRUST), ("type", "checkbox"), ("name", TRUST), ("value", "on")];

#[component]
pub fn SecondFactorPage() -> impl IntoView {
    let next = handle();
    let again = next.link("/login");
    // None with the back button of the browser.
    let ways = embedded_only(|| page_data!(PendingSignIn));
    let about = match &ways {
        Some(ways) => say::second_factor_of(&ways.username),
        None => say::second_factor_about().to_owned(),
    };
    let content = ways.map(|ways| ways_to_go_on(ways, next));
    view! {
        <FormLayout line=say::sign_in_line()>
            <Intro heading=say::title_second_factor() about with_names=true/>
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
    let [codes, recovery] = [Form::SecondFactor, Form::RecoveryCode].map(FormState::new);
    // Without JavaScript a wrong code is known when the page is rendered again.
    let was_wrong = [codes, recovery].iter().any(|form| form.error.with_untracked(Option::is_some));
    let is_open = RwSignal::new(was_wrong || !(code || passkey));
    let (navigator, destination) = (Navigator::current(), next.clone());
    let send = move |(form, code, recovery): (FormState, String, &'static str)| {
        let fields = CodeFields {
            code: code.into(),
            recovery: recovery.to_owned(),
            trust: if recovery.is_empty() && is_checked(TRUST) { "on" } else { "" }.to_owned(),
            next: destination.clone(),
        };
        let reply = async move {
            let reply = sign_in_with_code(fields).await;
            if reply.is_err() {
                is_open.try_set(true);
            }
            reply
        };
        form.send(Box::pin(reply), move |signed_in| {
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
    let codes = code.then(|| code_form(codes, sending, &next, trust()));
    let passkeys = passkey.then(|| passkey_way("second-factor", !code, say::second_factor_plain()));
    let recovery = match recovery_code {
        true => recovery_fields(recovery, sending, &next),
        false => no_codes().into_any(),
    };
    view! {
        {codes}
        {passkeys}
        {lost(is_open, recovery)}
    }
    .into_any()
}

/// What somebody can do who has lost what is asked for: closed until a code was wrong, unless it is the only way. A passkey is above.
fn lost(is_open: RwSignal<bool>, recovery: AnyView) -> AnyView {
    view! {
        <details
            {..attributes(&[("class", "card fold lost")])}
            {..live_attribute("open", move || is_open.get().then_some(""))}
        >
            <summary>
                <b>{say::second_factor_lost()}</b>
                <SmallIcon shape=Shape::DOWN/>
            </summary>
            <div class="lost-ways">
                {recovery}
                {help()}
            </div>
        </details>
    }
    .into_any()
}

fn no_codes() -> InertElement {
    element(|out| {
        write_way(out, Shape::LOCK, |out| {
            write_markup!(out;
                "<p class=\"font-medium\">" (say::recovery_codes()) "</p><p class=\"hint\">"
                (say::second_factor_no_codes()) "</p>");
        });
    })
}

/// Who resets the step for somebody who has nothing left.
fn help() -> InertElement {
    let support = ClientState::current().support();
    element(|out| {
        write_way(out, Shape::MAIL, |out| {
            out.add("<p class=\"font-medium\">");
            write_helper(out, support.as_deref());
            write_markup!(out; "</p><p class=\"hint\">" (say::second_factor_lost_about()) "</p>");
        });
    })
}

fn write_way(out: &mut Markup, shape: Shape, content: impl FnOnce(&mut Markup)) {
    out.add("<div class=\"lost-way text-sm\">");
    shape.write(out, "icon");
    out.add("<div class=\"wrap-anywhere\">");
    content(out);
    out.add("</div></div>");
}
