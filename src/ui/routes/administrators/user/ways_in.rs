//! Everything that can still sign in to the account, and what takes all of it away.

use super::state::UserState;
use crate::actions::ways_in::start_over;
use crate::shared::{Form, Handle, Notice, WayKind};
use crate::ui::components::dialog::{Confirmation, cancel};
use crate::ui::components::ways_in::{Listing, Reach, list_html};
use crate::ui::components::{Question, danger_card, ways_in_list};
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, live_option, live_text};
use leptos::prelude::*;

/// The id of the dialog. That of the deletion has the usual one.
const DIALOG: &str = "start-over";

pub fn ways(user_state: UserState) -> AnyView {
    let form = FormState::new(Form::WaysIn);
    let html = move || {
        let listing = Listing {
            account: user_state.id(),
            reach: if user_state.is_oneself() { Reach::Oneself } else { Reach::Other(user_state.status()) },
            is_administrator: true,
            now: user_state.client.now(),
            ..Listing::default()
        };
        user_state.read(|view| list_html(&view.ways.ways_in, &listing))
    };
    let changed = move |ended: &str| {
        // A link that is shown works no longer.
        if ended.starts_with(WayKind::HandedLink.as_str()) {
            user_state.link.try_set(None);
        }
        user_state.refresh();
    };
    let rows = ways_in_list(user_state.id(), "", Handle::default(), form, live_text(html), Box::new(changed));
    view! {
        <section class="card" id="ways-in">
            <div class="facts-card">
                <h2>{say::ways_in_heading()}</h2>
                {rows}
            </div>
        </section>
    }
    .into_any()
}

/// Takes away everything that signs in, and sends the owner a link.
pub fn starting_over(user_state: UserState) -> AnyView {
    let ends = Memo::new(move |_| user_state.read(|view| view.start_over_ends.clone()));
    live_option(move || {
        let ends = ends.get();
        (!ends.is_empty()).then(|| start_over_card(user_state, &ends))
    })
}

fn start_over_card(user_state: UserState, ends: &[WayKind]) -> AnyView {
    let form = FormState::new(Form::StartOver);
    let (name, email) = untrack(|| (user_state.name(), user_state.read_user(|user| user.email.clone())));
    let labels: Vec<_> = ends.iter().map(|kind| kind.label()).collect();
    let taken = say::start_over_takes(&labels.join(", "));
    let about = format!("{taken} {}", say::start_over_sends(&email));
    let question = Question {
        opener: say::start_over_opener(),
        title: say::start_over_question(&name),
        about: about.clone().into(),
        keep: say::cancel(),
        confirm: say::start_over(),
        action: "/actions/users/start-over",
        hidden: vec![("id", user_state.id())],
    };
    let submit = form.on_submit(
        move || start_over(user_state.id()),
        move |()| {
            cancel(DIALOG);
            user_state.confirm(Notice::StartedOver);
        },
    );
    let busy = say::start_over_busy();
    let confirmation = view! { <Confirmation id=DIALOG busy form question submit/> };
    danger_card(say::start_over_title(&name), about, confirmation.into_any())
}
