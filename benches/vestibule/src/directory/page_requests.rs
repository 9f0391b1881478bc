//! The requests for pages of the directory, and checks of their responses.

use super::{
    page::{Found, Kind},
    search_terms,
};
use crate::{Result, accounts::Account, client::request, server::Server};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// All sort orders. Each is measured in both directions.
const SORTS: [&str; 5] = ["created_at", "username", "email", "name", "last_login_at"];
/// The sort orders in which the matches of [`search_terms::FIRST_OF_ALL`] come last.
const ALPHABETICAL_FROM_THE_END: [&str; 3] = ["-username", "-email", "-name"];

const FILTERS: [&str; 6] =
    ["role=admin", "role=user", "status=active", "status=disabled", "status=deleted", "role=admin&status=disabled"];

/// Many accounts have each of these times, and in some sort orders half of the others come first.
const TIMES: [&str; 4] = [
    "signed_in=never",
    "last_login_before=2024-06-01",
    "created_from=2024-06-01&created_to=2024-06-30",
    "created_to=2024-06-01&signed_in=never",
];

/// Filters by fields: one that a fifth of the accounts has, a range that few have, one that half of them have, two of them, and two
/// that hardly anybody has together.
const FIELDS: [&str; 5] = [
    "department=sales",
    "birthday=1950-01-01..1950-01-31",
    "newsletter=yes",
    "department=sales;plan=pro",
    "birthday=1950-01-01..1950-12-31;size=1..100",
];

/// One page in one sort order.
#[derive(Clone)]
pub struct PageRequest {
    pub what: String,
    pub kind: Kind,
    pub sort: String,
    /// The number of users in the list.
    pub found: Found,
    pub path: String,
}

#[derive(Deserialize)]
struct List {
    users: Vec<Listed>,
    pagination: Pagination,
}

#[derive(Deserialize)]
struct Listed {
    username: String,
}

#[derive(Deserialize)]
struct Pagination {
    pages: u64,
    total: u64,
    total_is_exact: bool,
    next: Option<String>,
    prev: Option<String>,
}

/// Requests each page once, to get the cursors and to check the responses.
pub async fn prepare(server: &Server, who: &Account, users: u64, with_fields: bool) -> Result<Vec<PageRequest>> {
    let client = ApiClient { server, bearer: format!("Bearer {}", who.sign_in(server).await?), with_fields };
    let mut requests = Vec::new();
    for sort in SORTS.iter().flat_map(|sort| [(*sort).to_owned(), format!("-{sort}")]) {
        requests.extend(client.page_requests(&sort, users).await?);
    }
    Ok(requests)
}

/// The bytes of an authenticated GET request.
pub fn get(path: &str, bearer: &str) -> Vec<u8> {
    request("GET", path, &[("authorization", bearer)], "")
}

struct ApiClient<'a> {
    server: &'a Server,
    bearer: String,
    with_fields: bool,
}

impl ApiClient<'_> {
    async fn list(&self, path: &str) -> Result<List> {
        let response = self.server.send(&get(path, &self.bearer)).await;
        let response = response.map_err(|error| format!("{path}: {error}"))?;
        Ok(serde_json::from_slice(&response.body)?)
    }

    /// All pages in one sort order, starting with the first page.
    async fn page_requests(&self, sort: &str, users: u64) -> Result<Vec<PageRequest>> {
        let first = self.list(&path(sort, "")).await?.pagination;
        let last = self.list(&path(sort, &format!("page={}", first.pages))).await?.pagination;
        let (Some(next), Some(prev)) = (first.next, last.prev) else {
            return Err(
                format!("sort={sort}: the first page has no next page, or the last page has no previous page").into()
            );
        };
        let mut pages: Vec<(String, Kind, String)> = vec![
            ("the first page".into(), Kind::First, String::new()),
            ("the last page, by number".into(), Kind::Beside, format!("page={}", first.pages)),
            ("the next page, from the first".into(), Kind::Beside, format!("cursor={}", escaped(&next))),
            ("the previous page, from the last".into(), Kind::Beside, format!("cursor={}", escaped(&prev))),
            ("the middle, by number".into(), Kind::Middle, format!("page={}", first.pages.div_ceil(2))),
        ];
        pages.extend(FILTERS.map(|filter| (filter.to_owned(), Kind::Filter, filter.to_owned())));
        pages.extend(TIMES.map(|filter| (filter.to_owned(), Kind::Times, filter.to_owned())));
        if self.with_fields {
            pages.extend(FIELDS.map(|filter| (filter.to_owned(), Kind::Filter, format!("fields={}", escaped(filter)))));
        }
        let mut search = |what: String, kind, q: &str| pages.push((what, kind, format!("q={}", escaped(q))));
        search("a search with no hit".into(), Kind::FewHits, search_terms::NO_MATCH);
        search("a search with one hit".into(), Kind::FewHits, &search_terms::one_of(users));
        search("a search with a handful of hits".into(), Kind::FewHits, search_terms::FEW_MATCHES);
        search(format!("a search for {}…", search_terms::EIGHTH), Kind::ManyHits, search_terms::EIGHTH);
        search(format!("a search for {}", search_terms::QUARTER), Kind::ManyHits, search_terms::QUARTER);
        if ALPHABETICAL_FROM_THE_END.contains(&sort) {
            search(
                format!("a search for {}…, at the far end", search_terms::FIRST_OF_ALL),
                Kind::Clustered,
                search_terms::FIRST_OF_ALL,
            );
        }
        search(
            "a search for two common words that nobody has both".into(),
            Kind::NoneOfTwo,
            search_terms::NO_COMMON_MATCH,
        );

        let mut requests = Vec::new();
        for (what, kind, parameters) in pages {
            let path = path(sort, &parameters);
            let list = self.list(&path).await?;
            check(kind, &parameters, &list).map_err(|error| format!("{path}: {error}"))?;
            let Pagination { total, total_is_exact: is_exact, .. } = list.pagination;
            requests.push(PageRequest { what, kind, sort: sort.to_owned(), found: Found { total, is_exact }, path });
        }
        Ok(requests)
    }
}

/// Checks whether the page is empty exactly if it should be, so that no wrong response is measured.
fn check(kind: Kind, parameters: &str, list: &List) -> Result<()> {
    let must_be_empty = parameters == format!("q={}", escaped(search_terms::NO_MATCH)) || kind == Kind::NoneOfTwo;
    let may_be_empty = matches!(kind, Kind::FewHits | Kind::Filter | Kind::Times);
    match list.users.first() {
        Some(_) if must_be_empty => Err("a search without matches has found a user".into()),
        None if !must_be_empty && !may_be_empty => Err("the page is empty".into()),
        // Every seeded username contains a random marker, which can start with the search term as well.
        Some(user) if kind == Kind::Clustered && !user.username.starts_with(search_terms::FIRST_OF_ALL) => {
            Err("the random marker of the seeded accounts matches the search term by chance: run the benchmark again"
                .into())
        }
        _ => Ok(()),
    }
}

fn path(sort: &str, parameters: &str) -> String {
    let and = if parameters.is_empty() { "" } else { "&" };
    format!("/api/users?sort={sort}{and}{parameters}")
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
