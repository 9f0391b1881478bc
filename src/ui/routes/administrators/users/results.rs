//! A list of users whose rows can be selected, its pagination, and the bar with what can be done with the selected rows.

use super::bulk::{Bulk, BulkBar, on_key};
use crate::ui::browser::{attributes, handler};
use crate::ui::components::{Toaster, copy_beside};
use crate::ui::list_state::{ListState, PAGES, RESULTS};
use crate::ui::{live_flag, live_text, when_mounted};
use leptos::ev::{Event, KeyboardEvent, MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

const RESULTS_ATTRIBUTES: [(&str, &str); 2] = [("id", RESULTS), ("tabindex", "-1")];

#[component]
pub fn Results(
    list: ListState,
    bulk: Bulk,
    /// Whether all users on all pages of the list can be selected.
    has_all: bool,
    /// Builds the buttons of the bar, reactively.
    buttons: Box<dyn Fn() -> AnyView + Send>,
) -> impl IntoView {
    let toaster = Toaster::current();
    // Checkboxes may have been ticked before hydration.
    when_mounted(move || bulk.recount());
    // A new list has its selected rows again.
    Effect::new(move || {
        list.html.track();
        // The new rows are in the document only in the next frame.
        request_animation_frame(move || bulk.show_picked());
    });
    view! {
        <div
            {..attributes(&RESULTS_ATTRIBUTES)}
            {..live_flag("aria-busy", move || list.busy.get())}
            inner_html=live_text(move || list.html.get())
            on:click=handler(move |event: MouseEvent| {
                list.note_place(&event);
                bulk.on_click(&event);
                copy_beside(&event, toaster);
            })
            on:change=handler(move |event: Event| bulk.on_change(&event))
            on:submit=handler(move |event: SubmitEvent| bulk.submit(&event))
            on:keydown=handler(|event: KeyboardEvent| {
                on_key(&event);
                on_arrow(&event);
            })
        ></div>
        <BulkBar bulk has_all buttons/>
        <div id=PAGES inner_html=live_text(move || list.pages.get())></div>
        <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>{live_text(move || list.announcement.get())}</p>
    }
}

/// The arrow keys move between rows: from link to link, and from checkbox to checkbox.
fn on_arrow(event: &KeyboardEvent) {
    let is_down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let next = || {
        let from: Element = event.target()?.dyn_into().ok()?;
        let same = [".who a", ".pick"].into_iter().find(|kind| from.matches(kind) == Ok(true))?;
        let mut row = from.closest("tr").ok()??;
        loop {
            row = if is_down { row.next_element_sibling() } else { row.previous_element_sibling() }?;
            // A row without a checkbox is passed over.
            if let Some(next) = row.query_selector(same).ok()? {
                return next.dyn_into::<HtmlElement>().ok();
            }
        }
    };
    if let Some(next) = next() {
        // Otherwise the browser would scroll as well.
        event.prevent_default();
        // Fails only for an element that cannot be focused.
        _ = next.focus();
    }
}
