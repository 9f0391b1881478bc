//! A section of `/account/security`: everything that can still sign in.

use crate::actions::ways_in::list_own_ways_in;
use crate::language::say;
use crate::shared::forms::Form;
use crate::shared::ways_in::{After, OwnWaysInView};
use crate::ui::browser::live_text;
use crate::ui::client_state::ClientState;
use crate::ui::components::list_parts::{Opener, write_disclosure};
use crate::ui::components::ways_in::{EVERYTHING_ELSE, Listing, Reach, WaysInList, list_html, write_next};
use crate::ui::components::{Alert, Tone};
use crate::ui::embedded::page_data;
use crate::ui::fetched_list::FetchedList;
use crate::ui::form::FormState;
use crate::ui::journey::handle;
use crate::ui::markup::{html, write_markup};
use leptos::prelude::*;
use std::sync::Arc;

/// `after`: what has happened. None: the user has come by themselves. `needs_factor`: until they add a second factor, what is elsewhere
/// is closed to them.
#[component]
pub fn WaysInSection(after: Option<After>, needs_factor: bool) -> impl IntoView {
    let client = ClientState::current();
    let form = FormState::new(Form::WaysIn);
    let after_name = after.map(After::as_str).unwrap_or_default();
    let next = StoredValue::new(handle());
    let section = move |own: &OwnWaysInView| {
        let listing = Listing {
            account: String::new(),
            after: after_name,
            next: next.get_value(),
            reach: if needs_factor { Reach::OwnWithoutFactor } else { Reach::Own },
            is_administrator: client.is_administrator() && !needs_factor,
            needs_long_password: own.needs_long_password,
            now: client.now(),
        };
        card_html(own, &listing)
    };
    let rendered = page_data!(Security).map(|data| section(&data.ways));
    let failed = move |error| form.reject(error);
    let list = FetchedList::new(rendered, failed, move || async move { Ok(section(&list_own_ways_in().await?)) });
    view! {
        {after.map(what_happened)}
        <section class="section" id="ways-in">
            <header>
                <h2>{say::ways_in_heading()}</h2>
                <p>{say::ways_in_about()}</p>
            </header>
            <WaysInList
                account=String::new()
                after=after_name
                next=next.get_value()
                html=live_text(move || list.html.get())
                form
                changed=Arc::new(move |_: &str| list.fetch())
            />
        </section>
    }
}

fn what_happened(after: After) -> AnyView {
    let more = say::ways_in_after_more().into_any();
    view! {
        <div class="mt-4">
            <Alert tone=Tone::Warning title=after.text() more/>
        </div>
    }
    .into_any()
}

/// The rows, and the form that ends everything else.
fn card_html(own: &OwnWaysInView, listing: &Listing) -> String {
    html(|out| {
        out.add("<div class=\"card\"><div class=\"facts-card\">");
        out.written(&list_html(&own.ways_in, listing));
        out.add("</div><div class=\"card-foot\">");
        let label = say::ways_in_end_others_opener();
        let opener = Opener { label, name: say::ways_in_end_others_name(), class: "btn-danger-line" };
        write_disclosure(out, &opener, "/actions/ways-in/end-others", |out| {
            write_markup!(out;
                "<input type=\"hidden\" name=\"after\" value=\"" (listing.after) "\">");
            write_next(out, listing);
            write_markup!(out;
                "<small>" (say::ways_in_end_others_about())
                "</small><button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" value=\"" (EVERYTHING_ELSE) "\">"
                (say::ways_in_end_others()) "</button>");
        });
        out.add("</div></div>");
    })
}
