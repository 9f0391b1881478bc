//! A select in a filter form.

use super::icon::{Shape, SmallIcon};
use crate::ui::browser::attributes;
use leptos::prelude::*;

/// A select of `options`: pairs of value and label. Its name is its id. `class`: the layout class of its container.
pub fn select(
    id: &'static str,
    label: &'static str,
    options: &[(&'static str, &'static str)],
    current: &str,
    class: &'static str,
) -> AnyView {
    let option = |(value, label): &(&'static str, &'static str)| {
        let chosen: &[_] =
            if *value == current { &[("value", *value), ("selected", "")] } else { &[("value", *value)] };
        view! { <option {..attributes(chosen)}>{*label}</option> }.into_any()
    };
    let is_known = options.iter().any(|(value, _)| *value == current);
    let mut options: Vec<_> = options.iter().map(option).collect();
    if !is_known {
        // An unknown value from the address is shown as it is; otherwise the browser would show the first option.
        let (value, text) = (current.to_owned(), current.to_owned());
        options.push(view! { <option {..attributes(&[("selected", "")])} value=value>{text}</option> }.into_any());
    }
    let own = [("class", "input"), ("id", id), ("name", id), ("aria-label", label)];
    view! {
        <div class=class>
            <select {..attributes(&own)}>{options}</select>
            <SmallIcon shape=Shape::Down/>
        </div>
    }
    .into_any()
}
