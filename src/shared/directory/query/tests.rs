//! What the address of a list says, and what is asked for it.

use super::*;
use crate::shared::values::Text;
use std::collections::HashMap;

fn query(pairs: &[(&'static str, &'static str)]) -> DirectoryQuery {
    let given: HashMap<_, _> = pairs.iter().copied().collect();
    DirectoryQuery::read(|name| given.get(name).copied())
}

#[test]
fn default_values_are_omitted_from_the_address() {
    let form = [("q", ""), ("role", ""), ("status", ""), ("sort", "-created_at"), ("per_page", "20"), ("page", "1")];
    assert_eq!(query(&form).address(), "/users");
    assert!(!query(&form).is_filtered());
}

#[test]
fn other_values_are_escaped_in_the_address() {
    let one = query(&[("q", " Élise & co "), ("role", "admin"), ("sort", "name"), ("page", "3")]);
    assert_eq!(one.address(), "/users?q=%C3%89lise%20%26%20co&role=admin&sort=name&page=3");
    assert!(one.is_filtered());
}

#[test]
fn columns_are_shown_and_hidden_and_the_page_stays() {
    let second = query(&[("page", "2"), ("columns", "groups")]);
    let both = second.toggled("second_factor");
    assert_eq!(both.address(), "/users?columns=groups%20second_factor&page=2");
    assert!(both.shows("groups") && both.shows("second_factor") && !both.shows("second"));
    assert_eq!(both.toggled("groups").toggled("second_factor").address(), "/users?page=2");
    assert!(!both.is_filtered());
}

#[test]
fn pasted_names_have_one_space_between_them() {
    let pasted = query(&[("usernames", " ada,\r\nmaren@example.org;ida\t")]);
    assert_eq!(pasted.address(), "/users?usernames=ada%20maren%40example.org%20ida");
    assert_eq!(query(&[("usernames", " , ")]).address(), "/users");
}

#[test]
fn a_new_order_or_size_starts_at_the_first_page() {
    let third = query(&[("q", "ida"), ("page", "3")]);
    assert_eq!(third.sorted("email").address(), "/users?q=ida&sort=email");
    assert_eq!(third.sorted("-created_at").address(), "/users?q=ida");
    assert_eq!(third.sized("50").address(), "/users?q=ida&per_page=50");
    assert_eq!(third.at_page(1).address(), "/users?q=ida");
    assert_eq!(third.at_cursor("abc").address(), "/users?q=ida&cursor=abc");
    let members = query(&[("group", "editors"), ("page", "3")]);
    assert_eq!(members.sorted("email").address(), "/users?group=editors&sort=email");
    assert!(members.is_filtered());
}

#[test]
fn the_page_of_a_group_has_its_name_in_the_path() {
    let members = DirectoryQuery::at("/users/groups/editors", |name| (name == "page").then_some("3"));
    assert_eq!((members.filter().group, members.filter().accounts), ("editors".into(), "".into()));
    assert_eq!(members.address(), "/users/groups/editors?page=3");
    assert_eq!(members.sorted("email").address(), "/users/groups/editors?sort=email");
    let users = DirectoryQuery::at("/users", |name| (name == "group").then_some("editors"));
    assert_eq!(users.address(), "/users?group=editors");
    assert_eq!(users.filter().accounts, PEOPLE.into());
}

#[test]
fn one_filter_or_all_are_removed_and_the_order_stays() {
    let old = query(&[
        ("q", "ida"),
        ("signed_in", "never"),
        ("created_from", "2026-11-01"),
        ("last_login_before", "2026-08-01"),
        ("sort", "name"),
        ("page", "2"),
    ]);
    let rest = "created_from=2026-11-01&last_login_before=2026-08-01&sort=name";
    assert_eq!(old.address(), format!("/users?q=ida&signed_in=never&{rest}&page=2"));
    assert_eq!(old.without(Some("signed_in")).address(), format!("/users?q=ida&{rest}"));
    assert_eq!(old.without(None).address(), "/users?sort=name");
    assert!(old.is_filtered() && query(&[("created_to", "2026-11-30")]).is_filtered());
    assert!(!old.without(None).is_filtered());
}

#[test]
fn only_one_column_is_sorted() {
    assert_eq!(query(&[]).direction_of(Sort::CreatedAt), Some("descending"));
    assert_eq!(query(&[("sort", "name")]).direction_of(Sort::Name), Some("ascending"));
    assert_eq!(query(&[("sort", "name")]).direction_of(Sort::CreatedAt), None);
}

#[test]
fn requests_contain_the_parameters_of_the_address() {
    let query = query(&[
        ("q", " ida "),
        ("status", "disabled"),
        ("group", "editors"),
        ("signed_in", "never"),
        ("created_from", "2026-11-01"),
        ("created_to", "2026-11-30"),
        ("last_login_before", "2026-08-01"),
        ("second_factor", "without"),
        ("fields", "department=sales"),
        ("sort", "-created_at"),
        ("page", "2"),
    ]);
    let request = query.request();
    assert_eq!((request.q.as_str(), request.page.as_str(), request.sort.as_str()), ("ida", "2", ""));
    assert_eq!(
        (request.fields.as_str(), query.export("csv").fields.as_str()),
        ("department=sales", "department=sales")
    );
    assert_eq!(query.without(Some("fields")).fields, "");
    assert_eq!((query.filter().status.as_str(), query.export("csv").q.as_str()), ("disabled", "ida"));
    for filter in [request.filter(), query.filter(), query.export("csv").filter()] {
        let times = [filter.signed_in, filter.created_from, filter.created_to, filter.last_login_before];
        assert_eq!(times, ["never", "2026-11-01", "2026-11-30", "2026-08-01"].map(Text::from));
        assert_eq!((filter.group, filter.status), ("editors".into(), "disabled".into()));
        assert_eq!(filter.second_factor, "without".into());
    }
}
