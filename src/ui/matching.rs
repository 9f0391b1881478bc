//! How the router finds the page for a path: in the table of pages. With the router's own types for paths, each form of a path
//! (`/a`, `/a/b`, `/a/:b`) would be a type, and the browser would load a copy of the router's code for each.

use super::routes::{PAGES, Page};
use leptos_router::{
    ChooseView, GeneratedRouteData, MatchInterface, MatchNestedRoutes, MatchParams, Method, PathSegment, RouteMatchId,
    SsrMode,
};
use std::borrow::Cow;

/// The routes of all pages: their ids, in the order of the table.
#[derive(Clone)]
pub struct PageRoutes(Vec<RouteMatchId>);

impl Default for PageRoutes {
    fn default() -> Self {
        Self(PAGES.iter().map(|_| RouteMatchId::new_from_route_id()).collect())
    }
}

impl MatchNestedRoutes for PageRoutes {
    type Data = ();
    type Match = PageMatch;

    fn match_nested<'a>(&'a self, path: &'a str) -> (Option<(RouteMatchId, PageMatch)>, &'a str) {
        let matched = without_slash(path);
        for (id, page) in self.0.iter().zip(PAGES) {
            if let Some(parameters) = parameters(page, matched) {
                return (Some((*id, PageMatch { id: *id, page, path: matched.to_owned(), parameters })), "");
            }
        }
        (None, path)
    }

    /// Only the server asks for them. It renders a page completely before sending it, so that no page needs JavaScript to be complete.
    fn generate_routes(&self) -> impl IntoIterator<Item = GeneratedRouteData> + '_ {
        PAGES.iter().map(|page| {
            let mut parts = page.path.split("/:");
            let fixed = parts.next().map(|fixed| PathSegment::Static(fixed.into()));
            let parameters = parts.map(|name| PathSegment::Param(name.into()));
            GeneratedRouteData {
                segments: fixed.into_iter().chain(parameters).collect(),
                ssr_mode: SsrMode::Async,
                methods: [Method::Get].into(),
                regenerate: Vec::new(),
            }
        })
    }

    fn optional(&self) -> bool {
        false
    }
}

/// One slash at the end belongs to no path of a page, except the shortest.
fn without_slash(path: &str) -> &str {
    path.strip_suffix('/').filter(|rest| !rest.is_empty() && !rest.ends_with('/')).unwrap_or(path)
}

/// The parameters in `path`, if it is a path of `page`.
fn parameters(page: &Page, path: &str) -> Option<Parameters> {
    let Some((folder, name)) = page.path.split_once(':') else {
        return (page.path == path).then(Vec::new);
    };
    let value = path.strip_prefix(folder).filter(|value| !value.is_empty() && !value.contains('/'))?;
    Some(vec![(name.into(), value.to_owned())])
}

/// Names and values.
type Parameters = Vec<(Cow<'static, str>, String)>;

/// The page at a path.
pub struct PageMatch {
    id: RouteMatchId,
    page: &'static Page,
    path: String,
    parameters: Parameters,
}

impl MatchParams for PageMatch {
    fn to_params(&self) -> Parameters {
        self.parameters.clone()
    }
}

impl MatchInterface for PageMatch {
    type Child = ();

    fn as_id(&self) -> RouteMatchId {
        self.id
    }

    fn as_matched(&self) -> &str {
        &self.path
    }

    fn into_view_and_child(self) -> (impl ChooseView, Option<()>) {
        (*self.page, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path in the table of the page at `path`, and the value of its parameter.
    fn found(path: &str) -> Option<(&'static str, Option<String>)> {
        let routes = PageRoutes::default();
        let (found, rest) = routes.match_nested(path);
        let (id, found) = found?;
        assert_eq!((rest, found.as_id()), ("", id));
        Some((found.page.path, found.to_params().pop().map(|(_, value)| value)))
    }

    #[test]
    fn a_path_has_the_first_page_that_fits() {
        for path in ["/", "/login", "/account/security/authenticator", "/users/new", "/users/groups", "/clients/of"] {
            let expected =
                if path == "/clients/of" { ("/clients/:client", Some("of".to_owned())) } else { (path, None) };
            assert_eq!(found(path), Some(expected));
        }
        for (path, page, value) in [
            ("/users/x", "/users/:id", "x"),
            ("/users/groups/a%20b", "/users/groups/:name", "a%20b"),
            ("/clients/of/journal", "/clients/of/:name", "journal"),
        ] {
            assert_eq!(found(path), Some((page, Some(value.to_owned()))), "{path}");
        }
    }

    #[test]
    fn a_slash_at_the_end_changes_nothing() {
        assert_eq!(found("/account/"), found("/account"));
        assert_eq!(found("/users/x/"), found("/users/x"));
        for path in ["", "//", "/account//", "/users//", "/nowhere", "/users/x/y", "/accounts", "account"] {
            assert_eq!(found(path), None, "{path}");
        }
    }

    #[test]
    fn pages_have_ids_of_their_own() {
        let routes = PageRoutes::default();
        let id = |path| routes.match_nested(path).0.map(|(id, _)| id);
        assert_eq!(id("/users/x"), id("/users/y"));
        assert_ne!(id("/users/x"), id("/users"));
    }
}
