//! What accounts have in fields of one's own, through each door and wherever it comes out: texts that mean something elsewhere, such as
//! HTML or a formula, values that no two may have, and values that fit no longer.

mod dropped;
mod hostile_texts;
mod hostile_values;
mod kept;
mod kept_elsewhere;
mod refused;
mod told;
mod unfitting;
mod unique;

use crate::support::page::tags;
use crate::support::*;
use url::form_urlencoded;

/// Texts that mean something where they could come out, with the name of what they try. None has blanks around it, and no two are the
/// same without case.
const HOSTILE: [(&str, &str); 20] = [
    ("a statement", "'); DROP TABLE users; --"),
    ("a condition", "' OR '1'='1"),
    ("an element", "<script>alert(1)</script>"),
    ("an attribute", "\" onfocus=\"alert(1)\" x=\""),
    ("the end of data", "</script><img src=x onerror=alert(1)>"),
    ("entities", "&lt;b&gt; &amp;quot;"),
    ("templates", "${alert(1)} {{7*7}} %{x} <%= 1 %>"),
    ("a formula", "=cmd|' /C calc'!A0"),
    ("a sum", "+1+1"),
    ("a difference", "-2+3"),
    ("a function", "@SUM(A1)"),
    ("a wide formula", "\u{ff1d}1+2"),
    ("an escaped formula", "'=1+3"),
    ("a formula after a separator", "x;=1+4"),
    ("a header", "a%0d%0aRemote-User: root"),
    ("a pair", "a&plan=pro=1"),
    ("wildcards", "100%_\\"),
    ("JSON", "\\\",\"role\":\"admin\",\"x\":\"\\u0041"),
    ("a table", "\"\"\" ''' [[group]] # \\U0001F600"),
    ("line separators", "x\u{2028}y \u{5e9}\u{5d0}"),
];

/// A text that everybody sees and changes, in every list.
fn plan() -> Value {
    json!({
        "name": "plan", "seen_by": ["owner", "administrators", "applications"], "filterable": true, "searchable": true, "column": true,
        "in_audit": true
    })
}

/// A long one, which applications see.
fn story() -> Value {
    json!({ "name": "story", "kind": "long-text", "seen_by": ["owner", "administrators", "applications"] })
}

/// An application with an administrator, and fields.
struct Scene {
    app: TestApp,
    boss: Tokens,
}

impl Scene {
    async fn new(fields: &[Value]) -> Self {
        let (app, boss) = TestApp::with_administrator("boss").await;
        let scene = Self { app, boss };
        for field in fields {
            scene.define(field).await;
        }
        scene
    }

    /// The answer to the administrator.
    async fn send(&self, method: Method, path: &str, body: &Value) -> Reply {
        self.app.send(&self.boss, method, path, body).await
    }

    async fn define(&self, field: &Value) {
        self.send(Method::POST, "/api/fields", field).await.expect_status(201);
    }

    /// Changes the definition of a field.
    async fn redefine(&self, name: &str, changes: &Value) {
        // Otherwise two changes would have the same time.
        self.app.wait(1);
        self.send(Method::PATCH, &format!("/api/fields/{name}"), changes).await.expect_status(200);
    }

    /// The address of an account in the API.
    async fn path(&self, username: &str) -> String {
        format!("/api/users/{}", self.app.id_of(username).await)
    }

    /// Sets fields of an account as the administrator.
    async fn set(&self, username: &str, fields: &Value) -> Reply {
        self.send(Method::PATCH, &self.path(username).await, &json!({ "fields": fields })).await
    }

    /// The fields of an account, as the administrator sees them.
    async fn fields(&self, username: &str) -> Value {
        let user = self.app.read(&self.boss, &self.path(username).await).await.expect_status(200).json();
        user["fields"].clone()
    }

    /// The answer to a list with this parameter.
    async fn list(&self, name: &str, value: &str) -> Reply {
        self.app.read(&self.boss, &format!("/api/users?per_page=100&sort=username&{}", query(name, value))).await
    }

    /// The usernames in a list with this parameter.
    async fn listed(&self, name: &str, value: &str) -> Vec<String> {
        each(&self.list(name, value).await.expect_status(200).json()["users"], "username")
    }

    async fn export(&self, format: &str) -> String {
        let path = format!("/api/users/export?format={format}");
        self.app.read(&self.boss, &path).await.expect_status(200).text()
    }
}

/// A parameter of an address.
fn query(name: &str, value: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
}

/// A text as HTML has it, between tags and in attributes.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

/// The text that HTML has.
fn unescaped(html: &str) -> String {
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")];
    marks.iter().fold(html.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Asserts that no text of a page has become an element or an attribute.
#[track_caller]
fn assert_inert(page: &Reply, what: &str) {
    assert!(page.status < 500, "{what}: {}", page.text());
    let html = page.text();
    for element in ["<script>alert", "</script><img", "<img src=x", "<%="] {
        assert!(!html.contains(element), "{what}: {element} in {html}");
    }
    assert!(tags(&html).all(|tag| tag.attribute("onfocus").is_none()), "{what}: {html}");
}
