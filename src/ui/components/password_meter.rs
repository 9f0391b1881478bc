//! How good a new password is, while it is typed.

use super::icon::{Shape, SmallIcon};
use crate::{
    shared::fields::{
        password::{PasswordRules, PasswordShape},
        strength::Strength,
    },
    ui::browser::attributes,
};
use leptos::prelude::*;

/// What a field says of a new password. The field takes it from outside, so that a page without one need not load it.
#[derive(Debug)]
pub struct Meter {
    /// Before anything is typed.
    pub hint: fn(PasswordRules) -> String,
    /// While it is typed.
    pub show: fn(&str, PasswordRules) -> AnyView,
}

pub static METER: Meter = Meter { hint: rules_in_words, show: password_meter };

/// Four bars with a word, and the rules ticking off until all are met.
fn password_meter(password: &str, rules: PasswordRules) -> AnyView {
    let strength = Strength::of(password, rules);
    let level = strength.level();
    let checklist = match rules.check(password) {
        Ok(()) => ().into_any(),
        Err(_) => checklist(PasswordShape::of(password), rules),
    };
    let meter = [
        ("class", "bars"),
        ("data-level", level),
        ("role", "meter"),
        ("aria-label", "Password strength"),
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

/// The rules in a sentence, for the time before typing.
fn rules_in_words(rules: PasswordRules) -> String {
    let (least, long) = (rules.min_length, rules.passphrase_length());
    if rules.allows_short() {
        format!(
            "At least {least} characters with a small letter, a capital, a digit and a symbol; or {long} of anything."
        )
    } else {
        format!("At least {long} characters of anything, such as a few unrelated words.")
    }
}

fn checklist(shape: PasswordShape, rules: PasswordRules) -> AnyView {
    let (length, long, least) = (shape.length, rules.passphrase_length(), rules.min_length);
    let mut list = Vec::new();
    let start = if rules.allows_short() {
        list.push(rule(length >= least, true, format!("At least {least} characters")));
        for (met, words) in [
            (shape.lower, "Small letter"),
            (shape.upper, "Capital letter"),
            (shape.digit, "Digit"),
            (shape.symbol, "Symbol, such as ! or -"),
        ] {
            list.push(rule(met, false, words.to_owned()));
        }
        "Or make it"
    } else {
        "Make it"
    };
    list.push(rule(length >= long, true, format!("{start} {long} characters: {length} so far")));
    view! { <div class="rules">{list}</div> }.into_any()
}

/// One rule, ticked when it is met; those who do not see the tick hear of it.
fn rule(met: bool, wide: bool, words: String) -> AnyView {
    let (shape, done) = if met { (Shape::Check, ", done") } else { (Shape::Ring, "") };
    let class = match (met, wide) {
        (true, true) => "met wide",
        (true, false) => "met",
        (false, true) => "wide",
        (false, false) => "",
    };
    view! {
        <p class=class>
            <SmallIcon shape/>
            {words}
            <span class="sr-only">{done}</span>
        </p>
    }
    .into_any()
}
