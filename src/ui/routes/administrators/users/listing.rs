//! A page of the list of users, rendered; and the content in its place: no match, no other users yet, an error,
//! or a skeleton.

use super::chips;
use super::pager;
use super::table::{self, Look};
use crate::actions::users::list_users;
use crate::language::message;
use crate::shared::directory::PATH;
use crate::shared::{AppError, DirectoryQuery, UserList};
use crate::ui::components::list_parts::{self, Links};
use crate::ui::list_state::{ListQuery, RenderedList};
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, Markup, html, write_markup};
use std::pin::Pin;

/// A list that the server has read.
pub fn of(list_query: &DirectoryQuery, list: &Result<UserList, AppError>, client: ClientState) -> RenderedList {
    match list {
        Ok(list) => render(list_query, list, client),
        Err(error) => list_query.write_failure(error),
    }
}

/// The id of the link to an account in a list.
pub fn row_of(id: &str) -> String {
    format!("u-{id}")
}

impl ListQuery for DirectoryQuery {
    fn address(&self) -> String {
        DirectoryQuery::address(self)
    }

    fn fetch(&self, client: ClientState) -> Pin<Box<dyn Future<Output = Result<RenderedList, AppError>>>> {
        let list_query = self.clone();
        Box::pin(async move { Ok(render(&list_query, &list_users(list_query.clone()).await?, client)) })
    }

    fn write_failure(&self, error: &AppError) -> RenderedList {
        let (current, first_page) = (self.address(), self.restarted().address());
        let links = Links { current, first_page, unfiltered: PATH };
        match error.of_field("sort") {
            // The message names the values of the parameter, for programs.
            Some(_) => list_parts::failure(&AppError::new(error.code, message::users_no_such_order()), &links),
            None => list_parts::failure(error, &links),
        }
    }

    fn write_skeleton(&self) -> String {
        html(|out| write_skeleton(out, self))
    }
}

fn render(list_query: &DirectoryQuery, page: &UserList, client: ClientState) -> RenderedList {
    if page.users.is_empty() {
        return empty(list_query);
    }
    let group = list_query.is_of_group.then_some(list_query.group.as_str());
    let look = Look { address: list_query.address(), who: client.id(), now: client.now(), group };
    let list = html(|out| {
        chips::write(out, list_query);
        table::write(out, list_query, page, &look);
        // The only account is that of the administrator who reads the list.
        if page.pagination.total == 1 && !list_query.is_filtered() {
            write_first_user(out);
        }
    });
    let range = pager::range(page);
    RenderedList {
        list,
        pages: html(|out| pager::write(out, list_query, page)),
        total: pager::total(&page.pagination),
        announcement: if list_query.is_of_group { say::users_shown_members(&range) } else { say::users_shown(&range) },
    }
}

/// The illustration for the first user: an open door.
const OPEN_DOOR: &str = r#"<svg class="door" viewBox="0 0 88 96" aria-hidden="true">
<path fill="var(--color-line-strong)" d="M8 84V44a36 36 0 0 1 72 0v40z"/>
<path fill="var(--color-glow)" d="M16 84V44a28 28 0 0 1 56 0v40z"/>
<path fill="var(--color-door)" d="M16 84V44a28 28 0 0 1 28-28v68z"/>
<path fill="var(--color-line-strong)" d="M0 84h88v2H0z"/>
<path fill="var(--color-glow)" opacity=".75" d="M44 84h28l10 12H40z"/></svg>"#;

/// A row of the skeleton.
const SKELETON_ROW: &str = concat!(
    r#"<tr><td class="c-pick"></td><td class="c-user"><div class="who"><span class="avatar bone"></span><span class="bones"><span class="bone"></span>"#,
    r#"<span class="bone"></span></span></div></td><td class="c-mail"><span class="bone"></span></td><td class="c-role">"#,
    r#"<span class="bone"></span></td><td class="c-stat"><span class="bone"></span></td><td class="c-last never">"#,
    r#"<span class="bone"></span></td><td class="c-made"><span class="bone"></span></td><td class="c-act"></td></tr>"#
);

/// The heading of an empty list, from its search and filters: `No disabled administrators match “harlowe”`.
fn empty_title(list_query: &DirectoryQuery) -> String {
    let DirectoryQuery { role, status, signed_in, created_from, created_to, last_login_before, .. } = list_query;
    let DirectoryQuery { second_factor, fields, usernames, .. } = list_query;
    // The catalogue has a text for each combination, because the forms of adjectives depend on the noun.
    let kind = say::users_kind(&format!("{}-{}", or_any(status), or_any(role)));
    let kind = match list_query.group.as_str() {
        "" => kind,
        group => say::users_kind_in_group(group, &kind),
    };
    let others = [signed_in, created_from, created_to, last_login_before, second_factor, fields, usernames];
    let has_others = !others.into_iter().all(String::is_empty);
    match list_query.q.as_str() {
        "" if has_others => say::users_none_by_filters(&kind),
        "" => say::users_none(&kind),
        q => say::users_none_by_search(&kind, q),
    }
}

fn or_any(filter: &str) -> &str {
    if filter.is_empty() { "any" } else { filter }
}

fn empty(list_query: &DirectoryQuery) -> RenderedList {
    if list_query.is_of_group {
        let (title, advice) = (say::users_no_members(), say::users_no_members_advice());
        let list = html(|out| {
            write_markup!(out; "<div class=\"card blank\"><h2>" (title) "</h2><p>" (advice) "</p></div>");
        });
        return RenderedList { list, announcement: title.to_owned(), ..RenderedList::default() };
    }
    let is_search = !list_query.q.is_empty();
    let advice = if is_search { say::users_none_advice_search() } else { say::users_none_advice_filters() };
    let empty = list_parts::empty(empty_title(list_query), advice, PATH, say::clear_search_and_filters());
    let chips = html(|out| chips::write(out, list_query));
    RenderedList { list: chips + &empty.list, ..empty }
}

/// Shown below the administrator's own row as long as there are no other users.
fn write_first_user(out: &mut Markup) {
    out.add("<div class=\"card blank mt-4\">");
    out.add(OPEN_DOOR);
    write_markup!(out;
        "<h2>" (say::users_only_you()) "</h2><p>" (say::users_only_you_advice()) "</p><div class=\"ways\">"
        "<a class=\"btn btn-secondary\" href=\"/users/import\">" (say::import_users()) "</a></div></div>");
}

/// Six placeholder rows of the usual height.
fn write_skeleton(out: &mut Markup, list_query: &DirectoryQuery) {
    chips::write(out, list_query);
    // Its head has links and a checkbox, which must not get the focus.
    out.add("<div class=\"card people\" aria-hidden=\"true\" inert><table class=\"users skeleton\">");
    table::write_head(out, list_query, &[]);
    out.add("<tbody>");
    (0..6).for_each(|_| out.add(SKELETON_ROW));
    out.add("</tbody></table></div>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Message;
    use crate::shared::Problem;

    #[test]
    fn an_order_that_does_not_exist_is_described_in_words_of_people() {
        let problem = Problem::new("unknown_field", Message::written("Sort by one of created_at, email.")).of("sort");
        let list_query = DirectoryQuery { sort: "-".to_owned(), ..DirectoryQuery::default() };
        let html = list_query.write_failure(&AppError::invalid(vec![problem])).list;
        assert!(html.contains("<p>There is no such order.</p>") && !html.contains("created_at"), "{html}");
        assert!(html.contains("href=\"/users\">Clear search and filters</a>"), "{html}");
    }

    #[test]
    fn nothing_in_the_skeleton_gets_the_focus() {
        let list_query = DirectoryQuery { q: "ada".to_owned(), ..DirectoryQuery::default() };
        let html = list_query.write_skeleton();
        let (chips, hidden) = html.split_once(" aria-hidden=\"true\" inert>").expect("a skeleton");
        assert!(chips.contains("href=\"/users\""), "the search can be removed: {chips}");
        assert!(hidden.contains("type=\"checkbox\"") && hidden.ends_with("</table></div>"), "{hidden}");
    }
}
