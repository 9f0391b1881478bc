//! A message box.

use super::icon::{Icon, Shape};
use crate::ui::browser::attributes;
use leptos::prelude::*;

/// The severity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    Info,
    Warning,
    Danger,
}

/// `title` is emphasized; `more` explains it.
#[component]
pub fn Alert(tone: Tone, #[prop(into)] title: String, more: AnyView) -> impl IntoView {
    // A screen reader announces an `alert` at once, and a `status` when it is idle.
    let (class, role, shape) = match tone {
        Tone::Info => ("alert", "status", Shape::Info),
        Tone::Warning => ("alert alert-warning", "status", Shape::Warning),
        Tone::Danger => ("alert alert-danger", "alert", Shape::Alert),
    };
    view! {
        <div {..attributes(&[("class", class), ("role", role)])}>
            <Icon shape/>
            <div>
                <p class="font-semibold">{title}</p>
                <p>{more}</p>
            </div>
        </div>
    }
}
