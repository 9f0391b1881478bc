//! The strength of a new password, while it is typed.

use super::icon::{Shape, SmallIcon};
use crate::{
    shared::fields::{
        password::{PasswordRules, PasswordShape},
        strength::Strength,
    },
    ui::browser::attributes,
};
use leptos::prelude::*;

/// The hint and the strength meter of a new password. Password fields take it as an argument, so that the main file does
/// not contain it.
#[derive(Debug)]
pub struct Meter {
    /// Before anything is typed.
    pub hint: fn(PasswordRules) -> String,
    /// While it is typed.
    pub show: fn(&str, PasswordRules) -> AnyView,
}

pub static METER: Meter = Meter { hint: rules_in_words, show: password_meter };

/// Four bars with a label, and a checklist of the rules until all are met.
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
        // Without the label of the field, for the same reason as the button beside it.
        ("aria-label", "Strength"),
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
    let (min, long) = (rules.min_length, rules.passphrase_length());
    if rules.allows_short() {
        format!("{min} or more characters with upper and lower case, a number and a symbol; or any {long} or more")
    } else {
        format!("{long} or more characters, such as a few unrelated words")
    }
}

fn checklist(shape: PasswordShape, rules: PasswordRules) -> AnyView {
    let (length, long, min) = (shape.length, rules.passphrase_length(), rules.min_length);
    let mut list = Vec::new();
    let start = if rules.allows_short() {
        list.push(rule(length >= min, true, format!("{min} or more characters")));
        for (met, text) in [
            (shape.lower, "Lower case letter"),
            (shape.upper, "Upper case letter"),
            (shape.digit, "Number"),
            (shape.symbol, "Symbol, such as ! or -"),
        ] {
            list.push(rule(met, false, text.to_owned()));
        }
        "Or any"
    } else {
        "Any"
    };
    list.push(rule(length >= long, true, format!("{start} {long} or more characters ({length} so far)")));
    view! { <div class="rules">{list}</div> }.into_any()
}

/// One rule, ticked when it is met, with a text for screen readers.
fn rule(met: bool, wide: bool, text: String) -> AnyView {
    let (shape, status) = if met { (Shape::Check, ", met") } else { (Shape::Ring, "") };
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
