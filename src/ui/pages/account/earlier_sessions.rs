//! The offer to end the sessions that have begun without a second factor, above the lists of factors.

use super::factor_lists::rows_html;
use crate::language::say;
use crate::shared::{Handle, OwnFactorsView, Timestamp};
use crate::ui::components::write_warning;
use crate::ui::{Markup, html, write_markup};

/// How the user signs in, in parts, of which the first also says what to do about sessions that have begun with less. `support`: a link to
/// who helps, as HTML.
pub fn factors_html(own: &OwnFactorsView, now: Timestamp, next: &Handle, support: Option<&str>) -> String {
    let rows = rows_html(own, now, next, support);
    html(|out| {
        if own.sessions_without_factor > 0 {
            write_offer(out, own.sessions_without_factor);
        }
        out.written(&rows);
    })
}

fn write_offer(out: &mut Markup, count: u64) {
    write_warning(out, "alert alert-warning mt-6", &say::earlier_sessions(count), |out| {
        write_markup!(out;
            "<p>" (say::earlier_sessions_about()) " <a href=\"/account/devices\">" (say::earlier_sessions_list())
            "</a></p><form class=\"mt-2\" method=\"post\" action=\"/actions/sessions/end-without-factor\">"
            "<button class=\"btn btn-secondary btn-small\" type=\"submit\" value=\"on\">"
            (say::earlier_sessions_end()) "</button></form>");
    });
}
