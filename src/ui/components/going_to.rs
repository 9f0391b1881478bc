//! Says on the way where somebody is going: to which client or application.

use super::user::{write_initials, write_logo};
use crate::language::say;
use crate::shared::{GoesTo, LocalPath, WayOn};
use crate::ui::journey::handle;
use crate::ui::markup::{around, element};
use crate::ui::{ClientState, Markup, write_markup};
use leptos::prelude::*;

/// Where the page leads on that is requested in the address. None if that is a page of this server, or nothing that is verified.
pub fn going_to() -> Option<AnyView> {
    going_on_to(handle().path())
}

/// The same where the page that was requested is not in the address.
pub fn going_on_to(next: Option<&LocalPath>) -> Option<AnyView> {
    let goes_to = ClientState::current().goes_to(next)?;
    Some(element(|out| write_going_to(out, &goes_to)).into_any())
}

/// What the page of a link says of where its holder goes on.
pub fn going_on_by_link(goes_to: Option<&GoesTo>) -> Option<AnyView> {
    goes_to.map(|goes_to| element(|out| write_going_to(out, goes_to)).into_any())
}

/// After a link in a message, in a browser that does not lead on by itself: what its holder was on the way to, and a button to where
/// people begin there.
pub fn way_on() -> Option<AnyView> {
    ClientState::current().way_on().map(|way| element(|out| write_way_on(out, &way)).into_any())
}

fn write_way_on(out: &mut Markup, WayOn { goes_to, launch }: &WayOn) {
    out.add("<div class=\"fields\">");
    write_going_to(out, goes_to);
    if let Some(address) = launch {
        // `rel=external`: it may be on this origin, and is no page of the router.
        write_markup!(out;
            "<a class=\"btn btn-secondary btn-large\" rel=\"external\" href=\"" (address) "\">"
            (&say::going_to_open(&goes_to.title)) "</a>");
    }
    out.add("</div>");
}

fn write_going_to(out: &mut Markup, goes_to: &GoesTo) {
    let GoesTo { title, host, logo } = goes_to;
    out.add("<div class=\"going\">");
    match logo {
        Some(logo) => write_logo(out, logo),
        None => write_initials(out, "tile", title, title.as_bytes()),
    }
    let (before, after) = around(say::going_to);
    write_markup!(out; "<div><p>" (&before) "<b>" (title) "</b>" (&after) "</p>");
    if let Some(host) = host {
        write_markup!(out; "<p>" (host) "</p>");
    }
    out.add("</div></div>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::html;

    #[test]
    fn the_title_is_text_and_the_logo_is_decoration() {
        let mut goes_to = GoesTo {
            title: "<i>Söhne</i> & Co".to_owned(),
            host: None,
            logo: Some("https://a.example/l.png?\"".to_owned()),
        };
        let written = html(|out| write_going_to(out, &goes_to));
        assert!(written.contains("to continue to <b>&lt;i&gt;Söhne&lt;/i&gt; &amp; Co</b>"), "{written}");
        assert!(
            written.contains("alt=\"\"") && written.contains("src=\"https://a.example/l.png?&quot;\""),
            "{written}"
        );
        assert_eq!(written.matches("<p>").count(), 1);
        (goes_to.host, goes_to.logo) = (Some("co.example".to_owned()), None);
        let written = html(|out| write_going_to(out, &goes_to));
        assert!(written.contains("<p>co.example</p>") && !written.contains("<img"), "{written}");
        let mut way = WayOn { goes_to, launch: Some("https://co.example/?a&b".to_owned()) };
        let written = html(|out| write_way_on(out, &way));
        assert!(
            written.contains("href=\"https://co.example/?a&amp;b\">Open &lt;i&gt;Söhne&lt;/i&gt; &amp; Co</a>"),
            "{written}"
        );
        way.launch = None;
        let written = html(|out| write_way_on(out, &way));
        assert!(written.contains("Söhne") && !written.contains("<a "), "{written}");
    }
}
