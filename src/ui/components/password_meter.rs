//! How good a new password is, while it is typed.

use super::{
    icon::{Shape, SmallIcon},
    problem::hint_id,
};
use crate::{
    shared::fields::password::{PasswordRules, PasswordShape},
    ui::form::{field::FieldState, strength::Strength},
};
use leptos::prelude::*;

/// Before typing, the rules in a sentence; then four bars with a word, and the rules ticking off until all are met.
#[component]
pub fn PasswordMeter(field: FieldState, typed: RwSignal<String>) -> impl IntoView {
    let rules = field.rules;
    let untouched = move || typed.with(String::is_empty);
    view! {
        <p class="hint" id=hint_id(field) hidden=move || !untouched() || field.problem.with(Option::is_some)>
            {in_words(rules)}
        </p>
        {move || {
            (!untouched()).then(|| typed.with(|password| measured(password, rules)))
        }}
    }
}

/// The rules in a sentence.
fn in_words(rules: PasswordRules) -> String {
    let long = rules.passphrase_length();
    if rules.allows_short() {
        let least = rules.min_length;
        format!(
            "At least {least} characters with a small letter, a capital, a digit and a symbol; or {long} of anything."
        )
    } else {
        format!("At least {long} characters of anything, such as a few unrelated words.")
    }
}

fn measured(password: &str, rules: PasswordRules) -> impl IntoView + use<> {
    let strength = Strength::of(password, rules);
    let level = (strength as u8).to_string();
    let open = rules.check(password).is_err();
    view! {
        <div class="strength">
            <div
                class="bars"
                data-level=level.clone()
                role="meter"
                aria-label="Password strength"
                aria-valuemin="0"
                aria-valuemax="4"
                aria-valuenow=level
                aria-valuetext=strength.word()
            >
                <i></i>
                <i></i>
                <i></i>
                <i></i>
            </div>
            <span>{strength.word()}</span>
        </div>
        {open.then(|| checklist(PasswordShape::of(password), rules))}
    }
}

fn checklist(shape: PasswordShape, rules: PasswordRules) -> impl IntoView {
    let (length, long, least) = (shape.length, rules.passphrase_length(), rules.min_length);
    let kinds = rules.allows_short().then(|| {
        view! {
            {rule(length >= least, true, format!("At least {least} characters"))}
            {rule(shape.lower, false, "Small letter".to_owned())}
            {rule(shape.upper, false, "Capital letter".to_owned())}
            {rule(shape.digit, false, "Digit".to_owned())}
            {rule(shape.symbol, false, "Symbol, such as ! or -".to_owned())}
        }
    });
    let start = if rules.allows_short() {
        "Or make it"
    } else {
        "Make it"
    };
    view! {
        <ul class="rules">
            {kinds} {rule(length >= long, true, format!("{start} {long} characters: {length} so far"))}
        </ul>
    }
}

/// One rule, ticked when it is met. The tick is said in words to those who do not see it.
fn rule(met: bool, wide: bool, words: String) -> impl IntoView {
    view! {
        <li class:met=met class:wide=wide>
            <SmallIcon shape=if met { Shape::Check } else { Shape::Ring }/>
            <span>
                {words}
                {met.then(|| view! { <span class="sr-only">", done"</span> })}
            </span>
        </li>
    }
}
