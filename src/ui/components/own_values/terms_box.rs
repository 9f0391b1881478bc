//! The box in forms that open an account, which says that somebody accepts the terms of the installation. The form sends the number of the
//! version that it shows, whether it is ticked or not.

use super::{Asked, OwnProblems, first_id, has_problem, noted};
use crate::language::say;
use crate::shared::Text;
use crate::shared::terms::{ACCEPTED_TERMS, AcceptedTerms, TERMS_SHOWN};
use crate::ui::browser::{is_checked, live_option, value_of};
use crate::ui::markup::around;
use crate::ui::{FormState, Markup, html, write_markup};
use leptos::prelude::*;

/// The box of a form for a new account, if it asks for terms.
pub fn asked_box(form: FormState, problems: OwnProblems, asked: Asked) -> AnyView {
    live_option(move || {
        let version = asked.with(|asked| asked.as_ref()?.terms)?;
        Some(untrack(|| terms_box(form, problems, version)))
    })
}

/// The box for the terms with this number. It is ticked as it was sent, unless the form shows another version by now.
pub fn terms_box(form: FormState, problems: OwnProblems, version: i64) -> AnyView {
    let number = version.to_string();
    let is_ticked = form.typed(ACCEPTED_TERMS).is_some_and(|typed| typed == number);
    let is_wrong = has_problem(problems, ACCEPTED_TERMS);
    let input = html(|out| write_box(out, &number, is_ticked, is_wrong));
    noted(problems, ACCEPTED_TERMS.to_owned(), input, None, String::new())
}

/// The link opens elsewhere, so that nothing is lost that was typed. It leads to the version that is accepted, whichever is in effect then.
fn write_box(out: &mut Markup, number: &str, is_ticked: bool, is_wrong: bool) {
    let (id, (before, after)) = (first_id(ACCEPTED_TERMS), around(say::terms_box));
    write_markup!(out;
        "<input type=\"hidden\" name=\"" (TERMS_SHOWN) "\" value=\"" (number) "\"><label class=\"check\"><input class=\"box\" \
         type=\"checkbox\" id=\"" (&id) "\" name=\"" (ACCEPTED_TERMS) "\" value=\"" (number) "\" aria-describedby=\"" (&id)
        "-note\" required");
    out.add(if is_ticked { " checked" } else { "" });
    out.add(if is_wrong { " aria-invalid=\"true\"" } else { "" });
    write_markup!(out;
        "><span>" (&before) "<a href=\"/terms/" (number) "\" target=\"_blank\" rel=\"noopener\">" (say::terms_box_link()) "</a>"
        (&after) "</span></label>");
}

/// What the form says of the terms. Nothing if it has no box, or if the user has left its page.
pub fn accepted_terms() -> AcceptedTerms {
    let id = first_id(ACCEPTED_TERMS);
    let shown = value_of(&id);
    if shown.is_empty() {
        return AcceptedTerms::default();
    }
    let accepted_terms = if is_checked(&id) { Text::from(shown.as_str()) } else { Text::Missing };
    AcceptedTerms { accepted_terms, terms_shown: shown.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_box_sends_the_version_that_it_shows() {
        let html = html(|out| write_box(out, "3", false, true));
        assert!(html.contains("type=\"hidden\" name=\"terms_shown\" value=\"3\""), "{html}");
        assert!(html.contains("name=\"accepted_terms\" value=\"3\""), "{html}");
        assert!(html.contains("href=\"/terms/3\" target=\"_blank\""), "{html}");
        assert!(html.contains(" required aria-invalid=\"true\">") && !html.contains(" checked"), "{html}");
    }
}
