//! A choice of one in a row of tools.

use super::icon::{Shape, SmallIcon};
use crate::ui::browser::attributes;
use leptos::prelude::*;

/// A select of `options`, values with their words; its name is its id. `class`: how it stands in the row.
pub fn select(
    id: &'static str,
    label: &'static str,
    options: &[(&'static str, &'static str)],
    current: &str,
    class: &'static str,
) -> AnyView {
    let option = |(value, words): &(&'static str, &'static str)| {
        let chosen: &[_] =
            if *value == current { &[("value", *value), ("selected", "")] } else { &[("value", *value)] };
        view! { <option {..attributes(chosen)}>{*words}</option> }.into_any()
    };
    let offered = options.iter().any(|(value, _)| *value == current);
    let mut options: Vec<_> = options.iter().map(option).collect();
    if !offered {
        // What the address asks for and nobody offers must not look like the choice of something else.
        let (asked, words) = (current.to_owned(), current.to_owned());
        options.push(view! { <option {..attributes(&[("selected", "")])} value=asked>{words}</option> }.into_any());
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
