//! Documents are valid, as far as pages could get it wrong: elements in the right places, each id once, references to ids that are
//! there, flags without a value ([decision 64](../../../docs/decisions/0064-valid-documents.md)).

use crate::support::*;
use std::collections::BTreeSet;
use vestibule::shared::applications::ApplicationRequest;

const VOID: [&str; 7] = ["base", "br", "hr", "img", "input", "link", "meta"];
/// Their content is text.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];
/// Attributes that are there or not.
const FLAGS: [&str; 9] =
    ["checked", "defer", "disabled", "hidden", "inert", "novalidate", "readonly", "required", "selected"];
const BLOCKS: [&str; 24] = [
    "article", "aside", "details", "dialog", "div", "dl", "fieldset", "footer", "form", "h1", "h2", "h3", "header",
    "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "thead", "ul",
];
/// No block may be inside.
const PHRASING: [&str; 14] =
    ["b", "button", "code", "h1", "h2", "h3", "label", "legend", "p", "pre", "small", "span", "strong", "summary"];
const INTERACTIVE: [&str; 7] = ["a", "button", "details", "iframe", "label", "select", "textarea"];
const REFERENCES: [&str; 6] = ["for", "form", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget"];

#[derive(Default)]
struct Checker<'a> {
    /// The elements that are open, from the outermost.
    open: Vec<&'a str>,
    ids: BTreeSet<&'a str>,
    /// Attributes that name ids.
    references: Vec<(&'a str, &'a str)>,
    problems: Vec<String>,
}

impl<'a> Checker<'a> {
    fn run(mut self, html: &'a str) -> Vec<String> {
        let mut rest = html;
        while let Some((_, after)) = rest.split_once('<') {
            rest = match after.strip_prefix("!--") {
                Some(comment) => comment.split_once("-->").map_or("", |(_, rest)| rest),
                None => {
                    let (tag, rest) = after.split_once('>').unwrap_or((after, ""));
                    self.tag(tag, rest)
                }
            };
        }
        let missing = self.references.iter().filter(|(_, id)| !self.ids.contains(id));
        let missing = missing.map(|(attribute, id)| format!("{attribute} names {id}, which is not there"));
        self.problems.extend(missing);
        if !self.open.is_empty() {
            self.problems.push(format!("{:?} are not closed", self.open));
        }
        self.problems
    }

    /// Returns what comes next.
    fn tag(&mut self, tag: &'a str, rest: &'a str) -> &'a str {
        if tag.eq_ignore_ascii_case("!doctype html") {
            return rest;
        }
        if let Some(name) = tag.strip_prefix('/') {
            if self.open.pop() != Some(name) {
                self.problems.push(format!("</{name}> closes another element"));
            }
            return rest;
        }
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        self.element(name, &attributes(tag));
        if name == "option" && text_before(rest, "</option>").is_empty() {
            self.problems.push("an option has no text".to_owned());
        }
        if RAW.contains(&name) {
            return rest.split_once(&*format!("</{name}>")).map_or("", |(_, rest)| rest);
        }
        if !VOID.contains(&name) && !tag.ends_with('/') {
            self.open.push(name);
        }
        rest
    }

    fn element(&mut self, name: &'a str, attributes: &[(&'a str, &'a str)]) {
        let value = |wanted: &str| attributes.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
        let is_inside = |names: &[&str]| self.open.iter().any(|open| names.contains(open));
        let parent = self.open.last().copied().unwrap_or_default();
        let mut wrong = Vec::new();
        let is_heading_of_summary = parent == "summary" && matches!(name, "h1" | "h2" | "h3");
        if BLOCKS.contains(&name) && is_inside(&PHRASING) && !is_heading_of_summary {
            wrong.push("a block in a phrase".to_owned());
        }
        let is_control = name == "input" && value("type") != Some("hidden");
        if (is_control || INTERACTIVE.contains(&name)) && is_inside(&["a", "button"]) {
            wrong.push("a control in a control".to_owned());
        }
        if matches!(name, "form" | "label") && is_inside(&[name]) {
            wrong.push("inside of its like".to_owned());
        }
        if !belongs(name, parent) {
            wrong.push(format!("in a {parent}"));
        }
        if name == "img" && value("alt").is_none() {
            wrong.push("without alt".to_owned());
        }
        let mut names = BTreeSet::new();
        for &(attribute, text) in attributes {
            if !names.insert(attribute) {
                wrong.push(format!("{attribute} twice"));
            }
            if FLAGS.contains(&attribute) && !text.is_empty() {
                wrong.push(format!("{attribute} has the value {text}"));
            }
            let is_size = matches!(attribute, "width" | "height") && matches!(name, "img" | "iframe");
            if is_size && text.parse::<u32>().is_err() {
                wrong.push(format!("{attribute} is {text}"));
            }
            if attribute == "id" && (text.is_empty() || text.contains(' ') || !self.ids.insert(text)) {
                wrong.push(format!("the id {text} again"));
            }
            if REFERENCES.contains(&attribute) {
                self.references.extend(text.split(' ').map(|id| (attribute, id)));
            }
        }
        self.problems.extend(wrong.into_iter().map(|problem| format!("{name}: {problem}: {attributes:?}")));
    }
}

/// Whether an element may be a child of another one.
fn belongs(name: &str, parent: &str) -> bool {
    let children: &[&str] = match parent {
        "dl" => &["dt", "dd", "div"],
        "ol" | "ul" => &["li"],
        "select" => &["option"],
        "table" => &["caption", "thead", "tbody"],
        "tbody" | "thead" => &["tr"],
        "tr" => &["td", "th"],
        _ => {
            let needs_another =
                ["caption", "dd", "dt", "legend", "li", "option", "summary", "tbody", "td", "th", "thead", "tr"];
            return match name {
                "legend" => parent == "fieldset",
                "summary" => parent == "details",
                // A group of a `dl`.
                "dt" | "dd" => parent == "div",
                name => !needs_another.contains(&name),
            };
        }
    };
    children.contains(&name)
}

/// The attributes of a tag with their values, which are quoted.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let mut rest = tag.trim_start_matches(|c: char| !c.is_whitespace());
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() {
            return found;
        }
        let quoted = after.strip_prefix("=\"").map(|quoted| quoted.split_once('"').unwrap_or((quoted, "")));
        let (value, after) = quoted.unwrap_or(("", after));
        found.push((name, value));
        rest = after;
    }
}

/// The text up to a tag, without comments.
fn text_before(html: &str, tag: &str) -> String {
    let (text, _) = html.split_once(tag).unwrap_or((html, ""));
    text.replace("<!---->", "").trim().to_owned()
}

/// Asserts that the page at `path` is valid.
#[track_caller]
pub fn assert_valid(path: &str, page: &Reply) {
    let html = page.text();
    let (_, behind) = html.rsplit_once("</body>").expect("a body");
    assert!(!html.contains("<!>") && !behind.contains("<script"), "{path}: {html}");
    let problems = Checker::default().run(&html);
    assert!(problems.is_empty(), "{path}: {problems:#?}\n{html}");
}

#[test]
fn what_is_not_valid_is_found() {
    for (html, problem) in [
        ("<p><div></div></p>", "div: a block in a phrase"),
        ("<a href=\"/\"><button>Go</button></a>", "button: a control in a control"),
        ("<ul><p></p></ul>", "p: in a ul"),
        ("<div><li></li></div>", "li: in a div"),
        ("<b id=\"a\"></b><i id=\"a\"></i>", "i: the id a again"),
        ("<label for=\"a\"></label>", "for names a, which is not there"),
        ("<form hidden=\"true\"></form>", "form: hidden has the value true"),
        ("<iframe width=\"100%\"></iframe>", "iframe: width is 100%"),
        ("<select><option value=\"\"></option></select>", "an option has no text"),
        ("<b class=\"a\" class=\"b\"></b>", "b: class twice"),
        ("<b><i></b></i>", "</b> closes another element"),
        ("<p>", "[\"p\"] are not closed"),
    ] {
        let problems = Checker::default().run(html);
        assert!(problems.first().is_some_and(|found| found.starts_with(problem)), "{html}: {problems:?}");
    }
    let valid = "<!DOCTYPE html><p>a<!----> <b>b</b><br><svg><path d=\"M0\"/></svg></p><script>x < \"</p>\"</script>";
    assert_eq!(Checker::default().run(valid), Vec::<String>::new());
}

#[tokio::test]
async fn pages_of_strangers_are_valid() {
    let app = TestApp::new().await;
    for path in ["/", "/login", "/login?next=/account", "/register", "/forgot-password", "/check-mail", "/nowhere"] {
        assert_valid(path, &app.get(path).html().send().await);
    }
    let mut stranger = app.browser();
    let mistakes = [("username", ""), ("email", "no address"), ("password", "short")];
    assert_valid("rejected", &stranger.submit_and_follow("/actions/register", &mistakes).await);
    // An error page, which is not rendered from the table of pages.
    assert_valid("refused", &app.browser().open("/reset-password?token=made-up").await.expect_status(404));
}

#[tokio::test]
async fn pages_below_docs_are_valid() {
    let app = TestApp::new().await;
    let mut boss = app.administrator_in_browser("boss").await;
    let document = app.get("/api/openapi.json").send().await.json();
    let operations = document["paths"].as_object().expect("paths").values().flat_map(|item| item.as_object());
    let ids = operations.flat_map(|item| item.values()).filter_map(|operation| operation["operationId"].as_str());
    let first = boss.open("/docs/guides").await.text();
    let guides = first.split("href=\"/docs/guides/").skip(1).filter_map(|rest| rest.split(['"', '#']).next());
    let guides: BTreeSet<_> = guides.map(|name| format!("/docs/guides/{name}")).collect();
    assert!(guides.len() > 15, "{guides:?}");
    let others = ["/docs", "/docs/guides", "/docs/guides?q=mail"].map(str::to_owned);
    for path in ids.map(|id| format!("/docs/{id}")).chain(others).chain(guides) {
        assert_valid(&path, &boss.open(&path).await.expect_status(200));
        // Not faster than the rate limit allows.
        app.wait(1);
    }
}

#[tokio::test]
async fn pages_of_users_are_valid() {
    let app = TestApp::new().await;
    let mut boss = app.administrator_in_browser("boss").await;
    let maren = app.add("maren", "Maren \"<Holt>\"").await;
    app.add("jonas", "Jonas").await;
    app.group("editors", &["maren", "boss"]).await;
    let journal = closed_at("journal", "https://journal.example.com/");
    app.add_application(ApplicationRequest { groups: texts(&["editors"]), ..journal }).await;
    for (action, fields) in [
        ("/actions/users/create", &[("username", "nova"), ("email", "nova@example.org"), ("role", "user")][..]),
        ("/actions/service-accounts/create", &[("username", "backup"), ("role", "user")]),
        ("/actions/tokens/create", &[("name", "Backup"), ("scopes[]", "self"), ("expires_in_days", "7")]),
        // Otherwise the start page leads there.
        ("/actions/first-steps/note", &[("note", "first_steps.hidden")]),
    ] {
        assert_valid(action, &boss.submit_and_follow(action, fields).await);
    }
    let (user, backup) = (format!("/users/{}", maren.id), format!("/users/{}", app.id_of("backup").await));
    let id = maren.id.to_string();
    for path in [
        "/",
        "/account",
        "/account/security",
        "/account/security/authenticator",
        "/account/second-factor",
        "/confirm?next=/account",
        "/account/devices",
        "/account/applications",
        "/account/your-data",
        "/account/activity",
        "/account/tokens",
        "/device",
        "/users",
        "/users?q=nobody&role=admin",
        "/users?sort=made_up",
        "/users?page=99",
        "/users/new",
        "/users/import",
        "/users/awaiting-password",
        "/users/invitations",
        "/users/service-accounts",
        "/users/fields",
        "/users/fields/add/choices",
        "/users/groups",
        "/users/groups/editors",
        "/users/groups/editors?add=jonas",
        &user,
        &backup,
        "/applications",
        "/applications/journal",
        "/audit",
        "/audit?person=nobody",
        "/overview",
        "/overview?period=24h",
        "/overview?period=90d",
        "/first-steps",
    ] {
        assert_valid(path, &boss.open(path).await);
    }
    assert_valid("new recovery codes", &boss.submit_and_follow("/actions/recovery-codes", &[]).await);
    let question = [("action", "delete"), ("ids[]", &*id), ("back", "/users")];
    assert_valid("a question", &boss.submit_and_follow("/actions/users/bulk", &question).await);
    let lost = [("id", &*id), ("version", "0"), ("username", "maren"), ("email", "m@example.org"), ("role", "user")];
    assert_valid("both versions", &boss.submit_and_follow("/actions/users/update", &lost).await);
    app.change("maren", "delete").await;
    assert_valid("a deleted user", &boss.open(&user).await);
}
