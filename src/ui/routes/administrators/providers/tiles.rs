//! The kinds of providers as tiles, and the buttons of providers as people see them.

use crate::shared::{LocalPath, OfferedProvider, ProviderKind};
use crate::ui::components::provider_kinds::mark;
use crate::ui::components::providers::write_mark;
use crate::ui::routes::administrators::definition::write_fold;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, html, write_markup};

/// Those that most people look for. The others are folded.
const FIRST: [ProviderKind; 4] =
    [ProviderKind::Google, ProviderKind::Microsoft, ProviderKind::Github, ProviderKind::Openid];

/// The kinds, each with a link to the form for a new one. `current`: the one whose form is shown.
pub fn kinds_html(current: Option<ProviderKind>) -> String {
    let others = || ProviderKind::ALL.into_iter().filter(|kind| !FIRST.contains(kind));
    html(|out| {
        write_tiles(out, FIRST.into_iter(), current);
        let is_open = others().any(|kind| current == Some(kind));
        out.add("<div class=\"whole\">");
        write_fold(out, say::provider_more_kinds(), "", is_open, |out| write_tiles(out, others(), current));
        out.add("</div>");
    })
}

/// `rel=external`: the page is the same one for all kinds, and the router would not build it again.
fn write_tiles(out: &mut Markup, kinds: impl Iterator<Item = ProviderKind>, current: Option<ProviderKind>) {
    out.add("<div class=\"programs\">");
    for kind in kinds {
        write_markup!(out;
            "<a class=\"program\" rel=\"external\" href=\"" (LocalPath::new_provider(kind).as_str()) "\"");
        out.add(if current == Some(kind) { " aria-current=\"page\">" } else { ">" });
        mark(kind).write(out, "icon");
        write_markup!(out; "<span>" (kind.choice().label) "</span></a>");
    }
    out.add("</div>");
}

/// The buttons of these providers on the sign-in page, which lead nowhere here.
pub fn preview_html(offered: &[OfferedProvider]) -> String {
    html(|out| {
        if offered.is_empty() {
            return;
        }
        write_markup!(out; "<h2>" (say::provider_as_people_see()) "</h2><div class=\"card facts-card\">");
        for provider in offered {
            out.add("<span class=\"btn btn-secondary\">");
            write_mark(out, Some(provider));
            write_markup!(out; (&say::provider_sign_in(&provider.title)) "</span>");
        }
        out.add("</div>");
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_tile_and_the_current_one_is_marked_and_in_sight() {
        let html = kinds_html(Some(ProviderKind::Apple));
        for kind in ProviderKind::ALL {
            assert!(html.contains(&format!("href=\"/providers/add/{kind}\"")), "{kind}: {html}");
        }
        assert!(html.contains("href=\"/providers/add/apple\" aria-current=\"page\">"), "{html}");
        assert!(html.contains("<details class=\"fold\" open>"), "{html}");
        assert!(!kinds_html(Some(ProviderKind::Google)).contains("<details class=\"fold\" open>"));
    }
}
