//! Walking along the columns of a plot with the arrow keys. Without a script each column is a stop of Tab; with one, the whole plot is.

use leptos::ev::{Event, KeyboardEvent};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// Makes the column that has got the focus the only stop of its plot.
pub fn on_focus(event: &Event) {
    let Some(column) = column_of(event) else { return };
    if let Some(plot) = column.parent_element() {
        let all = plot.get_elements_by_class_name("col");
        (0..all.length()).filter_map(|index| all.item(index)).for_each(|each| set_stop(&each, false));
    }
    set_stop(&column, true);
}

/// Moves the focus to another column.
pub fn on_key(event: &KeyboardEvent) {
    let next = || {
        let column = column_of(event)?;
        let all = column.parent_element()?.get_elements_by_class_name("col");
        match event.key().as_str() {
            "ArrowRight" => column.next_element_sibling().filter(is_column),
            "ArrowLeft" => column.previous_element_sibling().filter(is_column),
            "Home" => all.item(0),
            "End" => all.item(all.length().checked_sub(1)?),
            _ => None,
        }
    };
    if let Some(next) = next() {
        // Otherwise the browser would scroll as well.
        event.prevent_default();
        // What is in SVG has this method as well. It fails only for an element that cannot be focused.
        _ = next.unchecked_ref::<HtmlElement>().focus();
    }
}

/// The column of a plot that an event is about.
fn column_of(event: &Event) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok().filter(is_column)
}

fn is_column(element: &Element) -> bool {
    element.matches(".plot > .col") == Ok(true)
}

fn set_stop(column: &Element, is_stop: bool) {
    // Fails only for a name that is none.
    _ = column.set_attribute("tabindex", if is_stop { "0" } else { "-1" });
}
