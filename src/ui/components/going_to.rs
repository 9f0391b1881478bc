//! Says on the way where somebody is going: to which client or application.

use super::user::{write_initials, write_logo};
use crate::language::say;
use crate::shared::goes_to::GoesTo;
use crate::shared::next::LocalPath;
use crate::ui::client_state::ClientState;
use crate::ui::journey::handle;
use crate::ui::markup::{Markup, around, element, write_markup};
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
    use crate::ui::markup::html;

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
    }
}
