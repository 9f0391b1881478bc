//! What is wrong with the operator's file: on the pages of what it defines.

use crate::actions::clients::list_file_problems;
use crate::language::{Message, say};
use crate::ui::{FetchedList, FormState, html, write_markup};
use leptos::prelude::*;

/// Those that are not shown with an entry. `known`: what the server has read for the page. `form` shows an error.
pub fn file_problems(form: FormState, known: Option<Vec<Message>>) -> AnyView {
    let problems = FetchedList::new(form, known, list_file_problems, |problems| file_problems_html(problems));
    view! { <div inner_html=problems.live()></div> }.into_any()
}

/// Nothing if there are none.
fn file_problems_html(problems: &[Message]) -> String {
    if problems.is_empty() {
        return String::new();
    }
    html(|out| {
        write_markup!(out;
            "<div class=\"alert alert-warning\" role=\"status\"><div><p class=\"font-semibold\">" (say::file_needs_change()) "</p>");
        for problem in problems {
            write_markup!(out; "<p>" (&problem.say()) "</p>");
        }
        out.add("</div></div>");
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_problem_is_a_paragraph() {
        assert!(file_problems_html(&[]).is_empty());
        assert!(file_problems_html(&[Message::written("<b>Line 7")]).contains("<p>&lt;b&gt;Line 7</p>"));
    }
}
