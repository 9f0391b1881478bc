//! The page of one operation: what it needs, what it answers, and the form that tries it.

use super::contents::Operation;
use super::schemas::Schemas;
use super::text::{write_line, write_text};
use super::trial::write_trial;
use crate::accounts::User;
use crate::language::say;
use crate::ui::markup::{Markup, write_markup};
use serde_json::Value;

/// `user`: the visitor, if they are signed in.
pub fn write_operation(page: &mut Markup, document: &Value, operation: &Operation<'_>, user: Option<&User>) {
    let Operation { method, path, summary, all, .. } = operation;
    // The heading gets the focus when `docs.js` shows another operation.
    write_markup!(
        page;
        "<article id=\"content\" tabindex=\"-1\"><p class=\"docs-back\"><a href=\"/docs\">" (say::docs_all()) "</a></p>\
         <h1 tabindex=\"-1\" lang=\"en\">" (summary) "</h1><p class=\"docs-address\"><code><b>" (method) "</b> " (path)
        "</code></p>"
    );
    write_text(page, all["description"].as_str().unwrap_or_default());
    let request = Schemas { document, is_request: true };
    write_parameters(page, request, all);
    write_body(page, request, all);
    write_answers(page, Schemas { document, is_request: false }, all);
    write_trial(page, request, operation, user);
    page.add("</article>");
}

/// The parameters of an operation.
pub fn parameters_of<'a>(schemas: Schemas<'a>, operation: &'a Value) -> impl Iterator<Item = &'a Value> {
    operation["parameters"].as_array().into_iter().flatten().map(move |parameter| schemas.resolve(parameter))
}

fn write_parameters(page: &mut Markup, schemas: Schemas<'_>, operation: &Value) {
    let mut parameters = parameters_of(schemas, operation).peekable();
    if parameters.peek().is_none() {
        return;
    }
    write_markup!(page; "<h2>" (say::docs_parameters()) "</h2><ul class=\"docs-fields\">");
    for parameter in parameters {
        let (name, place) = name_and_place(parameter);
        write_markup!(
            page;
            "<li><code>" (name) "</code> <span class=\"docs-type\">" (place) ", "
            (&schemas.type_of(&parameter["schema"]))
        );
        page.text(if parameter["required"] == true { say::docs_required() } else { "" });
        // The field of the form has the same description.
        write_markup!(page; "</span><p id=\"about-" (place) "-" (name) "\" lang=\"en\">");
        write_line(page, parameter["description"].as_str().unwrap_or_default());
        page.add("</p></li>");
    }
    page.add("</ul>");
}

/// The name of a parameter, and where a request has it: `path`, `query` or `header`.
pub fn name_and_place(parameter: &Value) -> (&str, &str) {
    (parameter["name"].as_str().unwrap_or_default(), parameter["in"].as_str().unwrap_or_default())
}

fn write_body(page: &mut Markup, schemas: Schemas<'_>, operation: &Value) {
    let body = &operation["requestBody"];
    if body.is_null() {
        return;
    }
    write_markup!(page; "<h2>" (say::docs_body()) "</h2>");
    write_text(page, body["description"].as_str().unwrap_or_default());
    write_content(page, schemas, body);
}

fn write_answers(page: &mut Markup, schemas: Schemas<'_>, operation: &Value) {
    let responses = || operation["responses"].as_object().into_iter().flatten();
    write_markup!(page; "<h2>" (say::docs_answers()) "</h2>");
    for (status, response) in responses().filter(|(status, _)| !is_error(status)) {
        write_markup!(page; "<h3>" (status) "</h3>");
        write_text(page, response["description"].as_str().unwrap_or_default());
        write_headers(page, schemas, response);
        write_content(page, schemas, response);
    }
    let errors: Vec<_> = responses().filter(|(status, _)| is_error(status)).collect();
    let statuses: Vec<_> = errors.iter().map(|(status, _)| status.as_str()).collect();
    write_markup!(
        page;
        "<details class=\"docs-more\"><summary>" (&say::docs_errors(&statuses.join(", "))) "</summary>\
         <ul class=\"docs-fields\" lang=\"en\">"
    );
    for (status, response) in errors {
        write_error(page, schemas, status, response);
    }
    page.add("</ul></details>");
}

fn is_error(status: &str) -> bool {
    status.starts_with(['4', '5'])
}

/// An error with its codes.
fn write_error(page: &mut Markup, schemas: Schemas<'_>, status: &str, response: &Value) {
    write_markup!(page; "<li><strong>" (status) "</strong>");
    let examples = response["content"]["application/problem+json"]["examples"].as_object();
    match examples {
        Some(examples) => {
            page.add("<ul>");
            for (code, example) in examples {
                let summary = schemas.resolve(example)["summary"].as_str().unwrap_or_default();
                write_markup!(page; "<li><code>" (code) "</code> " (summary) "</li>");
            }
            page.add("</ul>");
        }
        None => {
            page.add(" ");
            write_line(page, response["description"].as_str().unwrap_or_default());
        }
    }
    page.add("</li>");
}

/// The headers of an answer that not every answer has.
fn write_headers(page: &mut Markup, schemas: Schemas<'_>, response: &Value) {
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        if name != "X-Request-Id" {
            write_markup!(page; "<p>" (say::docs_header()) " <code>" (name) "</code>: <span lang=\"en\">");
            write_line(page, schemas.resolve(header)["description"].as_str().unwrap_or_default());
            page.add("</span></p>");
        }
    }
}

/// The media types of a body, with their fields and examples.
fn write_content(page: &mut Markup, schemas: Schemas<'_>, body: &Value) {
    for (media_type, content) in body["content"].as_object().into_iter().flatten() {
        write_markup!(page; "<p><code>" (media_type) "</code></p>");
        schemas.write_fields(page, &content["schema"]);
        if let Some(example) = example_of(schemas, content) {
            write_markup!(
                page;
                "<details class=\"docs-more\"><summary>" (say::docs_example()) "</summary><pre class=\"docs-code\">" (&example)
                "</pre></details>"
            );
        }
    }
}

/// The first example of a body, as it is sent.
pub fn example_of<'a>(schemas: Schemas<'a>, content: &'a Value) -> Option<String> {
    let listed = || content["examples"].as_object()?.values().next();
    let example = content.get("example").or_else(|| schemas.resolve(listed()?).get("value"))?;
    Some(match example {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::contents::operations_of;
    use super::*;
    use crate::http::document;
    use crate::ui::markup::html;

    fn page_of(id: &str) -> String {
        let operations = operations_of(document());
        let operation = operations.iter().find(|operation| operation.id == id).unwrap();
        html(|page| write_operation(page, document(), operation, None))
    }

    #[test]
    fn a_page_has_parameters_body_answers_and_folded_errors() {
        let page = page_of("changeUser");
        for part in [
            "<h1 tabindex=\"-1\" lang=\"en\">Change an account</h1>",
            "<b>PATCH</b> /api/users/{id}</code>",
            "<code>If-Match</code> <span class=\"docs-type\">header, string</span>",
            "<p id=\"about-header-If-Match\" lang=\"en\">",
            "<h2>Body</h2><p><code>application/json</code></p><ul class=\"docs-fields\">",
            "<h3>200</h3><p lang=\"en\">The account.</p>",
            "<summary>Errors: 400, 401, 403, 404, ",
            "<code>token_expired</code> ",
        ] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
        assert!(!page.contains("<details open"), "{page}");
        assert!(!page.contains("X-Request-Id"), "{page}");
    }

    #[test]
    fn each_operation_has_a_page_with_closed_elements() {
        for operation in operations_of(document()) {
            let page = page_of(operation.id);
            for name in ["ul", "li", "p", "pre", "details", "div", "form", "fieldset", "select", "label", "code"] {
                let opened = page.matches(&format!("<{name}>")).count() + page.matches(&format!("<{name} ")).count();
                assert_eq!(opened, page.matches(&format!("</{name}>")).count(), "{name} of {}", operation.id);
            }
        }
    }
}
