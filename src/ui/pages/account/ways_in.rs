//! A section of `/account/security`: everything that can still sign in.

use crate::actions::ways_in::list_own_ways_in;
use crate::language::say;
use crate::shared::ways_in::After;
use crate::shared::{Form, OwnWaysInView};
use crate::ui::components::list_parts::Opener;
use crate::ui::components::ways_in::{EVERYTHING_ELSE, Listing, Reach, list_html, write_next};
use crate::ui::components::{Section, Tone, page_alert, ways_in_list, write_disclosure};
use crate::ui::journey::handle;
use crate::ui::{ClientState, FetchedList, FormState, html, page_data, write_markup};
use leptos::prelude::*;

/// `after`: what has happened. None: the user has come by themselves. `needs_factor`: until they add a second factor, what is elsewhere
/// is closed to them.
#[component]
pub fn WaysInSection(after: Option<After>, needs_factor: bool) -> impl IntoView {
    let client = ClientState::current();
    let form = FormState::new(Form::WaysIn);
    let after_name = after.map(After::as_str).unwrap_or_default();
    let next = StoredValue::new(handle());
    let known = page_data!(Security).map(|data| data.ways);
    let list = FetchedList::new(form, known, list_own_ways_in, move |own: &OwnWaysInView| {
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
    });
    let changed = Box::new(move |_: &str| list.fetch());
    let what_happened =
        after.map(|after| page_alert(Tone::Warning, after.text(), say::ways_in_after_more().into_any()));
    view! {
        {what_happened}
        <Section id="ways-in" heading=say::ways_in_heading() about=say::ways_in_about().into_any()>
            {ways_in_list(String::new(), after_name, next.get_value(), form, list.live(), changed)}
        </Section>
    }
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
