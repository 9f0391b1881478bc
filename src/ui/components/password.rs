//! A password field, and the strength of a new password while it is typed.

use super::drawings::{Shape, SmallIcon};
use super::form_parts::{Label, Note};
use crate::actions::session::check_password;
use crate::language::say;
use crate::shared::FieldError;
use crate::shared::fields::password::{PasswordRules, PasswordShape, Strength};
use crate::ui::browser::{attributes, handler, value_of};
use crate::ui::form::field::FieldState;
use crate::ui::{ClientState, live_attribute, live_option, live_text, spec, when_mounted};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long nothing is typed before the server is asked.
const ASK_DELAY: Duration = Duration::from_millis(500);

/// Without a name it is not submitted.
const USERNAME_HINT: [(&str, &str); 4] =
    [("type", "text"), ("autocomplete", "username"), ("readonly", ""), ("hidden", "")];

/// Tells password managers which account the password in a form belongs to.
pub fn username_hint(username: String) -> AnyView {
    view! { <input {..attributes(&USERNAME_HINT)} value=username/> }.into_any()
}

/// The field, with a button that reveals the password.
#[component]
pub fn PasswordField(
    field: FieldState,
    #[prop(optional)] hint: &'static str,
    /// For a new password.
    #[prop(optional)]
    meter: Option<&'static Meter>,
) -> impl IntoView {
    let hydrated = ClientState::current().hydrated;
    let shown = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let refused = RwSignal::new(None);
    // Only the meter needs the value as a signal; without a meter the password stays in the DOM.
    let measure = move || {
        if let Some(meter) = meter {
            refused.set(None);
            typed.set(field.value());
            (meter.ask)(field.rules, typed, refused);
        }
    };
    // The password may have been typed before hydration.
    when_mounted(measure);

    let hint = Box::new(move || match meter {
        Some(meter) if typed.with(String::is_empty) => (meter.hint)(field.rules),
        // The meter replaces the hint as soon as something is typed.
        Some(_) => String::new(),
        None => hint.to_owned(),
    });
    view! {
        <div class="field">
            <Label field/>
            <div class="reveal">
                <input
                    on:input=handler(move |_| {
                        field.on_input();
                        measure();
                    })
                    on:blur=handler(move |_| field.on_blur())
                    {..live_attribute("type", move || Some(if shown.get() { "text" } else { "password" }))}
                    {..field.attributes()}
                />
                {live_option(move || hydrated.get().then(|| reveal(shown)))}
            </div>
            <Note field hint/>
            {live_option(move || typed.with(|password| {
                let meter = meter.filter(|_| !password.is_empty())?;
                Some((meter.show)(password, field.rules, refused.get()))
            }))}
        </div>
    }
}

/// Shows and hides the password; rendered only after hydration, because it needs JavaScript.
///
/// Its name begins with the visible text, for users of speech control (WCAG 2.5.3), and does not contain the label of
/// the field: tests of applications find the field by a part of its label, and must find nothing else.
fn reveal(shown: RwSignal<bool>) -> AnyView {
    let name = move || Some(if shown.get() { say::password_hide_typed() } else { say::password_show_typed() });
    view! {
        <button
            type="button"
            {..live_attribute("aria-label", name)}
            on:click=handler(move |_| shown.update(|shown| *shown = !*shown))
        >
            {live_text(move || (if shown.get() { say::password_hide() } else { say::password_show() }).to_owned())}
        </button>
    }
    .into_any()
}

/// The hint and the strength meter of a new password. Password fields take it as an argument, so that the main file does
/// not contain it.
#[derive(Debug)]
pub struct Meter {
    /// Before anything is typed.
    pub hint: fn(PasswordRules) -> String,
    /// While it is typed. The last argument: why the server refuses it.
    pub show: fn(&str, PasswordRules, Option<FieldError>) -> AnyView,
    /// Asks the server whether it refuses what is typed.
    pub ask: fn(PasswordRules, RwSignal<String>, RwSignal<Option<FieldError>>),
}

pub static METER: Meter = Meter { hint: rules_in_words, show: password_meter, ask: ask_server };

/// The server knows the list of common passwords and the names of the account. It is asked about what the rules accept, when
/// nothing has been typed for a while.
fn ask_server(rules: PasswordRules, typed: RwSignal<String>, refused: RwSignal<Option<FieldError>>) {
    let asked = typed.get_untracked();
    if rules.check(&asked).is_err() {
        return;
    }
    // False if the user has left the page.
    let is_typed = move |asked: &str| typed.try_with_untracked(|typed| typed == asked).unwrap_or_default();
    let ask = move || {
        if is_typed(&asked) {
            spawn_local(async move {
                let (username, email) = (value_of(spec::USERNAME.id), value_of(spec::EMAIL.id));
                // Without an answer, the server decides when the form is sent.
                let answer = check_password(asked.clone(), username, email).await;
                if let Ok(problem) = answer
                    && is_typed(&asked)
                {
                    refused.try_set(problem);
                }
            });
        }
    };
    set_timeout(ask, ASK_DELAY);
}

/// Four bars with a label, and a checklist of the rules until all are met.
fn password_meter(password: &str, rules: PasswordRules, refused: Option<FieldError>) -> AnyView {
    let strength = if refused.is_some() { Strength::Weak } else { Strength::of(password, rules) };
    let level = strength.level();
    let refused = refused.map(|problem| problem.message.say());
    let checklist = match (rules.check(password), refused) {
        (Ok(()), None) => None,
        (Ok(()), Some(why)) => Some(view! { <div class="rules">{rule(false, true, why)}</div> }.into_any()),
        (Err(problem), _) => Some(checklist(PasswordShape::of(password), rules, problem.message.say())),
    };
    let meter = [
        ("class", "bars"),
        ("data-level", level),
        ("role", "meter"),
        // Without the label of the field, for the same reason as the button beside it.
        ("aria-label", say::password_strength()),
        ("aria-valuemin", "0"),
        ("aria-valuemax", "4"),
        ("aria-valuenow", level),
        ("aria-valuetext", strength.word()),
    ];
    view! {
        <div class="strength">
            <div {..attributes(&meter)}>
                <i></i>
                <i></i>
                <i></i>
                <i></i>
            </div>
            <span>{strength.word()}</span>
        </div>
        {checklist}
    }
    .into_any()
}

/// The rules in one sentence.
fn rules_in_words(rules: PasswordRules) -> String {
    let [min, long] = [rules.min_length, rules.passphrase_length()].map(|length| length as u64);
    if rules.allows_short() { say::password_rules(long, min) } else { say::password_rules_long(long) }
}

/// `why`: why the password is refused.
fn checklist(shape: PasswordShape, rules: PasswordRules, why: String) -> AnyView {
    let [length, long, min] =
        [shape.length, rules.passphrase_length(), rules.min_length].map(|characters| characters as u64);
    let mut list = Vec::new();
    let any = if rules.allows_short() {
        list.push(rule(length >= min, true, say::password_rule_length(min)));
        for (met, text) in [
            (shape.lower, say::password_rule_lower()),
            (shape.upper, say::password_rule_upper()),
            (shape.digit, say::password_rule_digit()),
            (shape.symbol, say::password_rule_symbol()),
        ] {
            list.push(rule(met, false, text.to_owned()));
        }
        say::password_rule_or_any(long, length)
    } else {
        say::password_rule_any(long, length)
    };
    list.push(rule(length >= long, true, any));
    // Long enough, and refused all the same: as too long, predictable or common.
    if length >= long {
        list.push(rule(false, true, why));
    }
    view! { <div class="rules">{list}</div> }.into_any()
}

/// One rule, ticked when it is met, with a text for screen readers.
fn rule(met: bool, wide: bool, text: String) -> AnyView {
    let (shape, status) = if met { (Shape::CHECK, say::password_rule_met()) } else { (Shape::RING, "") };
    let class = match (met, wide) {
        (true, true) => "met wide",
        (true, false) => "met",
        (false, true) => "wide",
        (false, false) => "",
    };
    view! {
        <p class=class>
            <SmallIcon shape/>
            {text}
            <span class="sr-only">{status}</span>
        </p>
    }
    .into_any()
}
