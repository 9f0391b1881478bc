//! The form that sends a request, and the choice of the token that it is sent with. `public/docs.js` shows both: nothing works
//! without it.

use super::contents::Operation;
use super::operation::{example_of, name_and_place, parameters_of};
use super::schemas::Schemas;
use crate::accounts::User;
use crate::language::say;
use crate::shared::api_tokens::Scope;
use crate::shared::{Handle, Role};
use crate::ui::markup::{Markup, write_markup};
use serde_json::Value;

/// The operation that returns an access token.
const SIGN_IN: &str = "POST /api/auth/login";

/// `user`: the visitor, if they are signed in.
pub fn write_trial(page: &mut Markup, schemas: Schemas<'_>, operation: &Operation<'_>, user: Option<&User>) {
    write_markup!(
        page;
        "<section class=\"docs-trial\" aria-labelledby=\"docs-trial\"><h2 id=\"docs-trial\">" (say::docs_try()) "</h2>\
         <noscript><p class=\"hint\">" (say::docs_needs_script()) "</p></noscript><div data-trial hidden>"
    );
    // An endpoint without authentication has no `security`, or an empty one.
    if let Some(needed) = operation.all["security"][0].get("bearer") {
        write_access(page, schemas, operation, needed, user);
    }
    write_form(page, schemas, operation);
    write_markup!(
        page;
        "</div><p class=\"hint\" id=\"docs-status\" role=\"status\"></p><div class=\"docs-answer\" hidden>\
         <details class=\"docs-more\"><summary>" (say::docs_answer_headers()) "</summary>\
         <pre class=\"docs-code\" id=\"docs-headers\"></pre></details>\
         <p id=\"docs-file\" hidden><a download href=\"#docs-body\">" (say::docs_answer_save()) "</a></p>\
         <pre class=\"docs-code docs-scroll\" id=\"docs-body\" role=\"region\" aria-label=\"" (say::docs_answer_body())
        "\" tabindex=\"0\"></pre></div></section>"
    );
}

/// Where the token comes from. `needed`: the scopes of which an API token needs one.
fn write_access(
    page: &mut Markup,
    schemas: Schemas<'_>,
    operation: &Operation<'_>,
    needed: &Value,
    user: Option<&User>,
) {
    let needed: Vec<_> = needed.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let is_possible = |scope: Scope, user: &User| user.role == Role::Admin || !scope.is_for_administrators();
    page.add("<div class=\"fields docs-access\">");
    match user {
        _ if needed.is_empty() => write_markup!(page; "<p>" (&say::docs_no_scope(SIGN_IN)) "</p>"),
        None => {
            let sign_in = Handle::parse(&format!("/docs/{}", operation.id)).link("/login");
            write_markup!(page; "<p><a href=\"" (&sign_in) "\">" (say::docs_sign_in()) "</a></p>");
        }
        Some(user) => {
            write_markup!(
                page;
                "<form data-token><fieldset class=\"fields\"><legend class=\"label\">" (say::docs_token()) "</legend>\
                 <p class=\"hint\">" (say::docs_token_about()) "</p>"
            );
            let possible: Vec<_> = Scope::ALL.into_iter().filter(|scope| is_possible(*scope, user)).collect();
            let first = possible.iter().find(|scope| needed.contains(&scope.as_str())).copied();
            for scope in possible {
                write_scope(page, schemas, scope, first == Some(scope));
            }
            write_markup!(
                page;
                "<div><button class=\"btn btn-secondary\" type=\"submit\">" (say::docs_token_make()) "</button></div></fieldset>\
                 </form><div data-ends hidden><p></p>\
                 <button class=\"btn btn-secondary\" type=\"button\">" (say::docs_token_end()) "</button></div>"
            );
        }
    }
    write_markup!(
        page;
        "<p class=\"error\" id=\"docs-token-error\" role=\"alert\"></p>\
         <details class=\"docs-more\"><summary>" (say::docs_token_own()) "</summary><div class=\"field\">\
         <label class=\"label\" for=\"docs-token\">" (say::docs_token_label()) "</label>\
         <input class=\"input\" id=\"docs-token\" type=\"password\" autocomplete=\"off\" spellcheck=\"false\" \
         aria-describedby=\"docs-token-hint\"><p class=\"hint\" id=\"docs-token-hint\">" (say::docs_token_kept())
        "</p></div></details></div>"
    );
}

fn write_scope(page: &mut Markup, schemas: Schemas<'_>, scope: Scope, is_chosen: bool) {
    page.add("<label class=\"check\"><input class=\"box\" type=\"checkbox\" name=\"scopes[]\"");
    write_markup!(page; " value=\"" (scope.as_str()) "\"");
    page.add(if is_chosen { " checked>" } else { ">" });
    let known = schemas.document["components"]["schemas"]["Scope"]["oneOf"].as_array();
    let described = known.into_iter().flatten().find(|known| known["const"] == scope.as_str());
    let about = described.and_then(|known| known["description"].as_str()).unwrap_or_default();
    write_markup!(page; "<span><code>" (scope.as_str()) "</code> <span lang=\"en\">" (about) "</span></span></label>");
}

fn write_form(page: &mut Markup, schemas: Schemas<'_>, operation: &Operation<'_>) {
    write_markup!(
        page;
        "<form class=\"fields\" data-method=\"" (&operation.method) "\" data-path=\"" (operation.path) "\">"
    );
    for parameter in parameters_of(schemas, operation.all) {
        write_field(page, schemas, parameter);
    }
    let body = &operation.all["requestBody"];
    if !body.is_null() {
        write_body_field(page, schemas, body);
    }
    if operation.method != "GET" {
        write_markup!(page; "<p class=\"hint\">" (say::docs_changes()) "</p>");
    }
    write_markup!(
        page;
        "<div><button class=\"btn btn-primary\" type=\"submit\">" (say::docs_send()) "</button></div></form>"
    );
}

fn write_field(page: &mut Markup, schemas: Schemas<'_>, parameter: &Value) {
    let (name, place) = name_and_place(parameter);
    let is_required = parameter["required"] == true;
    let schema = &parameter["schema"];
    let mut values = schemas.values_of(schema, 3);
    if schema["type"] == "boolean" {
        values = vec!["true", "false"];
    }
    write_markup!(
        page;
        "<div class=\"field\"><label class=\"label\" for=\"" (place) "-" (name) "\">" (name) "</label>"
    );
    page.add(if values.is_empty() { "<input" } else { "<select" });
    write_markup!(
        page;
        " class=\"input\" id=\"" (place) "-" (name) "\" name=\"" (name) "\" data-in=\"" (place)
        "\" aria-describedby=\"about-" (place) "-" (name) "\""
    );
    page.add(if is_required { " required" } else { "" });
    if values.is_empty() {
        page.add(" autocomplete=\"off\" spellcheck=\"false\"></div>");
        return;
    }
    // An option without a text has no name.
    let none = if is_required { say::docs_choose() } else { say::docs_not_sent() };
    write_markup!(page; "><option value=\"\">" (none) "</option>");
    for value in values {
        write_markup!(page; "<option>" (value) "</option>");
    }
    page.add("</select></div>");
}

/// JSON to edit, or a file.
fn write_body_field(page: &mut Markup, schemas: Schemas<'_>, body: &Value) {
    let contents: Vec<_> = body["content"].as_object().into_iter().flatten().collect();
    if let [(media_type, content)] = contents.as_slice()
        && content["schema"]["format"] != "binary"
    {
        write_markup!(
            page;
            "<div class=\"field\"><label class=\"label\" for=\"docs-sent\">" (say::docs_body()) "</label>\
             <textarea class=\"input docs-code\" id=\"docs-sent\" rows=\"8\" spellcheck=\"false\" \
             data-type=\"" (media_type) "\""
        );
        page.add(if body["required"] == true { " required>" } else { ">" });
        // A parser drops the first line break.
        write_markup!(page; "\n" (&example_of(schemas, content).unwrap_or_default()) "</textarea></div>");
        return;
    }
    write_markup!(
        page;
        "<div class=\"field\"><label class=\"label\" for=\"docs-type\">" (say::docs_type_of_file()) "</label>\
         <select class=\"input\" id=\"docs-type\">"
    );
    for (media_type, _) in contents {
        write_markup!(page; "<option>" (media_type) "</option>");
    }
    write_markup!(
        page;
        "</select></div><div class=\"field\"><label class=\"label\" for=\"docs-sent\">" (say::docs_file()) "</label>\
         <input class=\"input docs-upload\" id=\"docs-sent\" type=\"file\" required></div>"
    );
}
