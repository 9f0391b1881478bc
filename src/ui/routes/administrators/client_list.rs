//! The clients of an application, as a list.

use super::definition::write_row_end;
use super::say;
use crate::shared::{ApplicationSource, ClientKind, ClientView, LocalPath};
use crate::ui::markup::{FIRST_ROWS, short_list};
use crate::ui::{Markup, write_markup};

/// Each leads to its page.
pub fn list_html(clients: &[ClientView]) -> String {
    short_list(clients, FIRST_ROWS, say::clients_none(), write_row)
}

fn write_row(out: &mut Markup, client: &ClientView) {
    let (page, uris) = (LocalPath::client(&client.client_id), client.definition.redirect_uris.join(" \u{b7} "));
    write_markup!(out;
        "<div><p><a href=\"" (page.as_str()) "\">" (client.client_id.as_str()) "</a></p><small>" (&uris) "</small>");
    let public = (client.definition.kind == ClientKind::Public).then(say::client_public);
    let of_file = (client.source == ApplicationSource::File).then(say::application_of_file);
    let closed = client.definition.closed.then(say::client_closed);
    write_row_end(out, &client.problems, &[public, of_file, closed]);
}
