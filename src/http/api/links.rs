//! `Link` headers to the other pages of a list (RFC 8288).

use crate::shared::directory::Pagination;
use axum::http::HeaderValue;
use url::form_urlencoded::{Serializer, parse};

/// The `Link` header of a page of users: `first`, `prev`, `next` and `last`, if these pages exist.
pub fn links(query: &str, pagination: &Pagination) -> Option<HeaderValue> {
    let Pagination { page, pages, total_is_exact, next, prev, .. } = pagination;
    let number = |rel, page: u64| link(query, rel, "page", &page.to_string());
    let cursor = |rel, cursor: &Option<String>| cursor.as_ref().map(|cursor| link(query, rel, "cursor", cursor));
    let first = (*page > 1).then(|| number("first", 1));
    // Search results are counted up to a limit only; beyond it, the last page is unknown.
    let last = (*total_is_exact && page < pages).then(|| number("last", *pages));
    let links = [first, cursor("prev", prev), cursor("next", next), last];
    let links = links.into_iter().flatten().collect::<Vec<_>>().join(", ");
    Some(links).filter(|links| !links.is_empty()).and_then(|links| HeaderValue::from_str(&links).ok())
}

/// A link to another page of the same list.
fn link(query: &str, rel: &str, name: &str, value: &str) -> String {
    let filters = parse(query.as_bytes()).filter(|(name, _)| name != "page" && name != "cursor");
    let query = Serializer::new(String::new()).extend_pairs(filters).append_pair(name, value).finish();
    format!("</api/users?{query}>; rel=\"{rel}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let links = links("q=%C3%A9lise&page=2&role=user", &pagination).unwrap();
        assert_eq!(
            links,
            "</api/users?q=%C3%A9lise&role=user&page=1>; rel=\"first\", \
             </api/users?q=%C3%A9lise&role=user&cursor=p>; rel=\"prev\", \
             </api/users?q=%C3%A9lise&role=user&cursor=n>; rel=\"next\", \
             </api/users?q=%C3%A9lise&role=user&page=9>; rel=\"last\""
        );
    }
}
