//! The dialog that confirms the deletion of a group. Without JavaScript the row of the group asks.

use super::{rows::ABOUT_DELETION, state::GroupsState};
use crate::ui::{
    browser::{handler, live, when_mounted},
    components::dialog::{self, Dialog},
};
use leptos::{ev::MouseEvent, prelude::*};

const DIALOG: &str = "group-deletion";

pub fn deletion(groups: GroupsState) -> AnyView {
    live(move || match groups.asked.get() {
        Some(name) => question(groups, name),
        None => ().into_any(),
    })
}

fn question(groups: GroupsState, name: String) -> AnyView {
    let title = format!("Delete {name}?");
    let on_close = move |confirmed| {
        // Removes the dialog.
        groups.asked.try_set(None);
        if confirmed {
            groups.delete(name.clone());
        }
    };
    when_mounted(|| dialog::open(DIALOG));
    let content = view! {
        <div class="flex flex-wrap justify-end gap-2">
            {dialog::cancel_button(DIALOG, "Keep group")}
            <button class="btn btn-danger" type="button" on:click=handler(|_: MouseEvent| dialog::confirm(DIALOG))>
                "Delete group"
            </button>
        </div>
    };
    let (about, content) = (ABOUT_DELETION.to_owned(), content.into_any());
    view! { <Dialog id=DIALOG title about on_close=Box::new(on_close) content/> }.into_any()
}
