//! The `Link` headers to the other pages of a list (RFC 8288).

use crate::shared::{AuditPageView, Pagination};
use axum::http::HeaderValue;
use url::form_urlencoded::{Serializer, parse};

/// A list with several pages.
struct List {
    path: &'static str,
    /// The parameters that choose the page.
    position: &'static [&'static str],
}

const USERS: List = List { path: "/api/users", position: &["page", "cursor"] };
const EVENTS: List = List { path: "/api/audit", position: &["before", "after"] };

/// The `Link` header of a page of events: `prev` and `next`, if these pages exist.
pub fn event_links(query: &str, page: &AuditPageView) -> Option<HeaderValue> {
    let prev = page.prev.map(|id| EVENTS.link(query, "prev", "after", &id.to_string()));
    let next = page.next.map(|id| EVENTS.link(query, "next", "before", &id.to_string()));
    header_of([prev, next])
}

/// The `Link` header of a page of users: `first`, `prev`, `next` and `last`, if these pages exist.
pub fn user_links(query: &str, pagination: &Pagination) -> Option<HeaderValue> {
    let Pagination { page, pages, total_is_exact, next, prev, .. } = pagination;
    let number = |rel, page: u64| USERS.link(query, rel, "page", &page.to_string());
    let cursor = |rel, cursor: &Option<String>| cursor.as_ref().map(|cursor| USERS.link(query, rel, "cursor", cursor));
    let first = (*page > 1).then(|| number("first", 1));
    // The results of a search and the members of a group are counted up to a limit only; beyond it, the last page is unknown.
    let last = (*total_is_exact && page < pages).then(|| number("last", *pages));
    header_of([first, cursor("prev", prev), cursor("next", next), last])
}

impl List {
    /// A link to another page of the same list.
    fn link(&self, query: &str, rel: &str, name: &str, value: &str) -> String {
        let filters = parse(query.as_bytes()).filter(|(name, _)| !self.position.contains(&&**name));
        let query = Serializer::new(String::new()).extend_pairs(filters).append_pair(name, value).finish();
        format!("<{}?{query}>; rel=\"{rel}\"", self.path)
    }
}

fn header_of(links: impl IntoIterator<Item = Option<String>>) -> Option<HeaderValue> {
    let links = links.into_iter().flatten().collect::<Vec<_>>().join(", ");
    Some(links).filter(|links| !links.is_empty()).and_then(|links| HeaderValue::from_str(&links).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::AuditEventId;
    use uuid::Uuid;

    #[test]
    fn links_keep_the_filters_and_change_the_page() {
        let pagination = Pagination {
            page: 2,
            per_page: 20,
            pages: 9,
            total: 170,
            total_is_exact: true,
            next: Some("n".to_owned()),
            prev: Some("p".to_owned()),
        };
        let links = user_links("q=%C3%A9lise&page=2&role=user", &pagination).unwrap();
        assert_eq!(
            links,
            "</api/users?q=%C3%A9lise&role=user&page=1>; rel=\"first\", \
             </api/users?q=%C3%A9lise&role=user&cursor=p>; rel=\"prev\", \
             </api/users?q=%C3%A9lise&role=user&cursor=n>; rel=\"next\", \
             </api/users?q=%C3%A9lise&role=user&page=9>; rel=\"last\""
        );
    }

    #[test]
    fn links_to_events_replace_the_position() {
        let [newer, older] = [1, 2].map(|number| AuditEventId(Uuid::from_u128(number)));
        let page = AuditPageView { events: Vec::new(), next: Some(older), prev: Some(newer) };
        assert_eq!(
            event_links("result=refused&before=x&after=y", &page).unwrap(),
            "</api/audit?result=refused&after=00000000-0000-0000-0000-000000000001>; rel=\"prev\", \
             </api/audit?result=refused&before=00000000-0000-0000-0000-000000000002>; rel=\"next\""
        );
        assert_eq!(event_links("", &AuditPageView { events: Vec::new(), next: None, prev: None }), None);
    }
}
