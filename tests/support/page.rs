//! What a page shows, so that tests name texts, fields, links and roles instead of markup.

use super::Reply;

/// An opening tag.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'a>(&'a str);

/// All opening tags of a document, in their order.
pub fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let tags = html.split('<').skip(1).filter_map(|rest| rest.split('>').next());
    tags.filter(|tag| !tag.starts_with('/')).map(Tag)
}

impl Tag<'_> {
    /// The value of an attribute; empty if it has none.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let Some((_, rest)) = self.0.split_once(&format!(" {name}=\"")) else {
            return self.0.split(' ').any(|word| word == name).then(String::new);
        };
        let value = rest.split('"').next().unwrap_or_default();
        let escaped = [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
        Some(escaped.iter().fold(value.to_owned(), |value, (from, to)| value.replace(from, to)))
    }

    pub fn has(&self, attribute: &str, value: &str) -> bool {
        self.attribute(attribute).as_deref() == Some(value)
    }
}

/// Whether a box or an option with this value is checked or selected.
pub fn is_chosen(html: &str, value: &str) -> bool {
    let is_chosen = |tag: &Tag<'_>| ["checked", "selected"].iter().any(|chosen| tag.attribute(chosen).is_some());
    tags(html).any(|tag| tag.has("value", value) && is_chosen(&tag))
}

impl Reply {
    /// Asserts that the page contains all these texts.
    #[track_caller]
    pub fn assert_shows(&self, texts: &[&str]) {
        let page = self.text();
        let missing: Vec<_> = texts.iter().filter(|text| !page.contains(**text)).collect();
        assert!(missing.is_empty(), "{missing:?} is not in {page}");
    }

    /// Asserts that the page contains none of these texts.
    #[track_caller]
    pub fn assert_hides(&self, texts: &[&str]) {
        let page = self.text();
        let found: Vec<_> = texts.iter().filter(|text| page.contains(**text)).collect();
        assert!(found.is_empty(), "{found:?} is in {page}");
    }

    /// Whether an element has this attribute with this value: a field its name, a link its target, an alert its role.
    pub fn has(&self, attribute: &str, value: &str) -> bool {
        tags(&self.text()).any(|tag| tag.has(attribute, value))
    }

    /// The value of a field that the page sends by itself.
    #[track_caller]
    pub fn hidden(&self, name: &str) -> String {
        let page = self.text();
        let field = tags(&page).find(|tag| tag.has("name", name) && tag.has("type", "hidden"));
        field.and_then(|tag| tag.attribute("value")).expect("a hidden field")
    }

    /// The form whose action is accepted: its action, and the fields that it sends by itself.
    pub fn form(&self, is_action: impl Fn(&str) -> bool) -> Option<(String, Vec<(String, String)>)> {
        let page = self.text();
        page.split("<form").skip(1).find_map(|rest| {
            let form = format!("<form{}", rest.split("</form>").next().unwrap_or_default());
            let action = tags(&form).next()?.attribute("action").filter(|action| is_action(action))?;
            let hidden = tags(&form).filter(|tag| tag.has("type", "hidden"));
            let field = |tag: Tag<'_>| Some((tag.attribute("name")?, tag.attribute("value").unwrap_or_default()));
            Some((action, hidden.filter_map(field).collect()))
        })
    }

    /// Whether an element has this text and nothing else.
    pub fn has_text(&self, text: &str) -> bool {
        self.text().contains(&format!(">{text}<"))
    }

    /// Whether the page has a link to this address.
    pub fn links_to(&self, address: &str) -> bool {
        self.has("href", address)
    }
}
