//! What a user has in fields of one's own.

use super::state::UserState;
use crate::ui::components::card;
use crate::ui::components::own_values::own_values_form;
use crate::ui::routes::administrators::say;
use leptos::prelude::*;

pub fn own_fields(user_state: UserState) -> AnyView {
    // A plain form: after it the page is loaded again, so what it begins with stays.
    let values = untrack(|| user_state.read(|view| view.own.clone()));
    let form = own_values_form(&values, vec![("id", user_state.id())], None, say::save_changes());
    card(say::own_fields(), form)
}
