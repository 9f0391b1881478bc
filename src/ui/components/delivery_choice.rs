//! Radio buttons for how the link to choose a first password gets to the user.

use super::radio_group::{RadioButton, is_selected, radio_group};
use crate::ui::form::FormState;
use leptos::prelude::*;

const MAIL: &str = "mail";
const LINK: &str = "link";
const LINK_BUTTON: &str = "delivery-link";
const BUTTONS: &[RadioButton] = &[
    RadioButton {
        id: "delivery-mail",
        value: MAIL,
        label: "Send an invitation by email",
        about: "Accepting it confirms the address.",
    },
    RadioButton {
        id: LINK_BUTTON,
        value: LINK,
        label: "Show me a link to pass on",
        about: "Anyone who has it can set the password.",
    },
];

#[component]
pub fn DeliveryChoice(form: FormState) -> impl IntoView {
    form.keep("delivery", chosen_delivery);
    let typed = form.typed("delivery");
    radio_group("Password", "delivery", BUTTONS, if typed.as_deref() == Some(LINK) { LINK } else { MAIL })
}

/// The value of the selected button.
pub fn chosen_delivery() -> String {
    if is_selected(LINK_BUTTON) { LINK } else { MAIL }.to_owned()
}
