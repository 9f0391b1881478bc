//! Who helps people who cannot help themselves.

use crate::language::say;
use crate::ui::Markup;

/// Whom to ask. `support`: a link to the operator's address, as HTML.
pub fn write_helper(out: &mut Markup, support: Option<&str>) {
    match support {
        Some(link) => {
            out.text(say::ask_support());
            out.add(" ");
            out.written(link);
        }
        None => out.text(say::ask_administrator()),
    }
}
