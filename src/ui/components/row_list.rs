//! A list that is written as HTML, with a form in each row that ends what the row is about.

use super::form_parts::FormAlert;
use crate::shared::Notice;
use crate::ui::browser::{attributes, focus, handler, pressed_button, while_busy};
use crate::ui::{FetchedList, FormState, LiveText, Reply};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::rc::Rc;

/// What a row sends, and what is said when that has ended it.
pub type Ending = (Reply<()>, Notice);

/// What is in a card before its list is there.
const EMPTY_CARD: &str = "<div class=\"facts-card\"></div><div class=\"card-foot\"></div>";

/// The list in the element with this id. `html` writes it. `form`, which has no fields, shows errors. `end` ends what the button of a row
/// names by its value, and `changed` is called with that value afterwards.
pub fn row_list(
    id: &'static str,
    form: FormState,
    html: LiveText,
    end: Box<dyn Fn(String) -> Ending>,
    changed: Box<dyn Fn(&str)>,
) -> AnyView {
    view! {
        <FormAlert form/>
        <div
            {..attributes(&[("id", id), ("tabindex", "-1")])}
            inner_html=html
            on:submit=ends_rows(id, form, end, changed)
        ></div>
    }
    .into_any()
}

/// The same as a card with a foot, which `list` writes. Its button is one of the list.
pub fn row_card(id: &'static str, form: FormState, list: FetchedList, end: Box<dyn Fn(String) -> Ending>) -> AnyView {
    let own = [("class", "card list-card"), ("id", id), ("tabindex", "-1")];
    let changed = Box::new(move |_: &str| list.fetch());
    view! {
        <div {..attributes(&own)} on:submit=ends_rows(id, form, end, changed)>
            <FormAlert form/>
            <div inner_html=list.meanwhile(EMPTY_CARD).live()></div>
        </div>
    }
    .into_any()
}

fn ends_rows(
    id: &'static str,
    form: FormState,
    end: Box<dyn Fn(String) -> Ending>,
    changed: Box<dyn Fn(&str)>,
) -> Box<dyn FnMut(SubmitEvent)> {
    let changed: Rc<dyn Fn(&str)> = Rc::from(changed);
    handler(move |event: SubmitEvent| {
        // If the button cannot be read, the browser sends the form as it does without JavaScript.
        let Some(button) = pressed_button(&event) else { return };
        event.prevent_default();
        let ended = button.value();
        let (changed, (reply, notice)) = (Rc::clone(&changed), end(ended.clone()));
        form.send(while_busy(button, reply), move |()| {
            form.done(notice);
            // The button that has the focus is about to disappear.
            focus(id);
            changed(&ended);
        });
    })
}
