//! The operations of the OpenAPI document, and the list of them.

use crate::language::say;
use crate::ui::markup::{Markup, write_markup};
use serde_json::Value;

/// The members of a path item that are operations.
const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];
/// The heading of operations without a tag.
const UNTAGGED: &str = "default";

/// An operation of the OpenAPI document.
pub struct Operation<'a> {
    pub id: &'a str,
    pub method: String,
    pub path: &'a str,
    pub summary: &'a str,
    tag: &'a str,
    /// Its description in the document.
    pub all: &'a Value,
}

pub fn operations_of(document: &Value) -> Vec<Operation<'_>> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            operations.push(Operation {
                id: operation["operationId"].as_str().unwrap_or_default(),
                method: method.to_ascii_uppercase(),
                path,
                summary: operation["summary"].as_str().unwrap_or_default(),
                tag: operation["tags"][0].as_str().unwrap_or(UNTAGGED),
                all: operation,
            });
        }
    }
    operations
}

/// The list of all operations by tag. `current`: the id of the one whose page this is.
pub fn write_contents(page: &mut Markup, document: &Value, operations: &[Operation<'_>], current: Option<&str>) {
    // `docs.js` shows the search.
    write_markup!(
        page;
        "<nav class=\"docs-contents\" aria-label=\"" (say::docs_operations()) "\">\
         <div class=\"field\" data-search hidden><label class=\"label\" for=\"docs-search\">" (say::docs_search()) "</label>\
         <input class=\"input\" id=\"docs-search\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\">\
         <p class=\"hint\" id=\"docs-found\" role=\"status\"></p></div>"
    );
    for tag in tags_of(document, operations) {
        write_markup!(page; "<section lang=\"en\"><h2>" (tag) "</h2><ul>");
        for operation in operations.iter().filter(|operation| operation.tag == tag) {
            write_markup!(page; "<li><a href=\"/docs/" (operation.id) "\"");
            if current == Some(operation.id) {
                page.add(" aria-current=\"page\"");
            }
            write_markup!(
                page;
                "><span>" (operation.summary) "</span> <code>" (&operation.method) " " (operation.path)
                "</code></a></li>"
            );
        }
        page.add("</ul></section>");
    }
    page.add("</nav>");
}

/// The tags that have operations: in the order of the document, then those that it does not list.
fn tags_of<'a>(document: &'a Value, operations: &[Operation<'a>]) -> Vec<&'a str> {
    let listed = document["tags"].as_array().into_iter().flatten().filter_map(|tag| tag["name"].as_str());
    let mut tags = Vec::new();
    for tag in listed.chain(operations.iter().map(|operation| operation.tag)) {
        if !tags.contains(&tag) && operations.iter().any(|operation| operation.tag == tag) {
            tags.push(tag);
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The list without the search.
    fn list(document: &Value, current: Option<&str>) -> String {
        let mut page = Markup::default();
        write_contents(&mut page, document, &operations_of(document), current);
        let html = page.into_html();
        let (_, list) = html.split_once("</div>").unwrap();
        list.strip_suffix("</nav>").unwrap().to_owned()
    }

    #[test]
    fn operations_are_listed_by_tag_in_the_order_of_the_document() {
        let document = json!({
            "tags": [{"name": "Users"}, {"name": "Empty"}, {"name": "Sessions"}],
            "paths": {
                "/a": {"get": {"operationId": "a", "tags": ["Sessions"], "summary": "Read"}, "parameters": []},
                "/b": {
                    "post": {"operationId": "b", "summary": "Add"},
                    "get": {"operationId": "c", "tags": ["Users"], "summary": "List"},
                },
            },
        });
        let expected = "<section lang=\"en\"><h2>Users</h2><ul>\
                        <li><a href=\"/docs/c\"><span>List</span> <code>GET /b</code></a></li></ul></section>\
                        <section lang=\"en\"><h2>Sessions</h2><ul>\
                        <li><a href=\"/docs/a\" aria-current=\"page\"><span>Read</span> <code>GET /a</code></a></li>\
                        </ul></section>\
                        <section lang=\"en\"><h2>default</h2><ul>\
                        <li><a href=\"/docs/b\"><span>Add</span> <code>POST /b</code></a></li></ul></section>";
        assert_eq!(list(&document, Some("a")), expected);
    }

    #[test]
    fn text_of_the_document_is_escaped() {
        let document = json!({"paths": {"/<b>": {"get": {"operationId": "a", "tags": ["<i>"], "summary": "a & b"}}}});
        let expected = "<section lang=\"en\"><h2>&lt;i&gt;</h2><ul><li><a href=\"/docs/a\"><span>a &amp; b</span> \
                        <code>GET /&lt;b&gt;</code></a></li></ul></section>";
        assert_eq!(list(&document, None), expected);
    }
}
