//! The table of users; on narrow screens one card per user.

use super::bulk::{FORM, PICK, PICK_ALL};
use super::listing::row_of;
use super::pager;
use crate::language::{Label, current};
use crate::shared::bulk::REMOVE_FROM_GROUP;
use crate::shared::own_fields::value_words;
use crate::shared::{DirectoryQuery, OwnFieldView, Sort, Status, Timestamp, UserId, UserList, UserView};
use crate::ui::components::{Shape, write_face, write_role, write_status};
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, write_markup, write_time};

/// A column: its class, its heading, and how the heading sorts: the field and the first direction.
struct Column {
    class: &'static str,
    heading: Label,
    sort: Option<(Sort, &'static str)>,
    /// Shown only if it is chosen: its name in the address.
    chosen: Option<&'static str>,
}

impl Column {
    const fn new(class: &'static str, heading: Label, sort: Option<(Sort, &'static str)>) -> Self {
        Self { class, heading, sort, chosen: None }
    }
}

const LAST_SIGN_IN: &str = "c-last";
const GROUPS: &str = "groups";
const SECOND_FACTOR: &str = "second_factor";

/// The columns that can be shown besides the usual ones, and their labels.
pub const CHOICES: [(&str, Label); 2] = [(GROUPS, say::groups), (SECOND_FACTOR, say::users_second_factor)];

const COLUMNS: [Column; 8] = [
    Column::new("c-user", say::user, Some((Sort::Name, "ascending"))),
    Column::new("c-mail", say::email, Some((Sort::Email, "ascending"))),
    Column::new("c-role", say::role, None),
    Column::new("c-stat", say::status, None),
    Column { chosen: Some(GROUPS), ..Column::new("c-groups", say::groups, None) },
    Column { chosen: Some(SECOND_FACTOR), ..Column::new("c-factor", say::users_second_factor, None) },
    Column::new(LAST_SIGN_IN, say::last_sign_in, Some((Sort::LastLoginAt, "descending"))),
    Column::new("c-made", say::created, Some((Sort::CreatedAt, "descending"))),
];

/// What the menu of a row does with an account: values of `action`, and their labels.
type Actions = &'static [(&'static str, Label)];
const OF_ACTIVE: Actions = &[("disable", say::disable), ("delete", say::delete)];
const OF_DISABLED: Actions = &[("enable", say::enable), ("delete", say::delete)];
const OF_DELETED: Actions = &[("restore", say::restore)];

/// Who looks at the list, when, and at which address.
pub struct Look<'a> {
    pub address: String,
    pub who: Option<UserId>,
    pub now: Timestamp,
    /// The group, on its page.
    pub group: Option<&'a str>,
}

pub fn write(out: &mut Markup, list_query: &DirectoryQuery, list: &UserList, look: &Look<'_>) {
    let caption = say::users_caption(&pager::range(list));
    write_markup!(out;
        "<div class=\"card people\"><table class=\"users\" role=\"table\"><caption class=\"sr-only\">"
        (&caption) "</caption>");
    write_head(out, list_query, &list.columns);
    out.add("<tbody role=\"rowgroup\">");
    for user in &list.users {
        write_row(out, (list_query, &list.columns), user, look);
    }
    out.add("</tbody></table></div>");
}

/// `own`: the fields of one's own that are columns. They stand before the last sign-in.
pub fn write_head(out: &mut Markup, list_query: &DirectoryQuery, own: &[OwnFieldView]) {
    write_pick_all(out, say::users_select_all_on_page());
    for column in COLUMNS.iter().filter(|column| column.chosen.is_none_or(|name| list_query.shows(name))) {
        if column.class == LAST_SIGN_IN {
            for field in own {
                write_markup!(out;
                    "<th scope=\"col\" role=\"columnheader\" class=\"c-groups\">" (field.label(current())) "</th>");
            }
        }
        write_markup!(out; "<th scope=\"col\" role=\"columnheader\" class=\"" (column.class) "\"");
        match column.sort {
            Some((sort, first)) => write_sort(out, list_query, (column.heading)(), sort, first),
            None => write_markup! { out; ">" ((column.heading)()) },
        }
        out.add("</th>");
    }
    write_actions(out);
}

/// The beginning of the head: the checkbox that selects all rows.
pub fn write_pick_all(out: &mut Markup, label: &str) {
    write_markup!(out;
        "<thead role=\"rowgroup\"><tr role=\"row\"><th scope=\"col\" role=\"columnheader\" class=\"c-pick\">"
        "<input class=\"box with-script\" type=\"checkbox\" id=\"" (PICK_ALL) "\" aria-label=\"" (label) "\"></th>");
}

/// The end of the head: the column of the menus.
pub fn write_actions(out: &mut Markup) {
    write_markup!(out;
        "<th scope=\"col\" role=\"columnheader\" class=\"c-act\"><span class=\"sr-only\">" (say::actions())
        "</span></th></tr></thead>");
}

/// The checkbox of a row.
pub fn write_pick(out: &mut Markup, id: &str, username: &str) {
    write_markup!(out;
        "<input class=\"box " (PICK) "\" type=\"checkbox\" form=\"" (FORM) "\" name=\"ids[]\" value=\"" (id)
        "\" aria-label=\"" (&say::select_row(username)) "\">");
}

/// A heading that sorts by its column, and reverses the order when pressed again.
fn write_sort(out: &mut Markup, list_query: &DirectoryQuery, heading: &'static str, sort: Sort, first: &'static str) {
    let direction = list_query.direction_of(sort);
    let descending = match direction {
        Some(now) => now == "ascending",
        None => first == "descending",
    };
    let shape = match direction {
        Some("ascending") => Shape::ASCENDING,
        Some(_) => Shape::DESCENDING,
        None => Shape::SORTABLE,
    };
    // `write_head` has left the tag of the cell open for this attribute.
    if let Some(direction) = direction {
        write_markup!(out; " aria-sort=\"" (direction) "\"");
    }
    let name = sort.as_str();
    let order = if descending { format!("-{name}") } else { name.to_owned() };
    let href = list_query.sorted(&order).address();
    write_markup!(out; "><a class=\"sort\" data-noscroll id=\"by-" (name) "\" href=\"" (&href) "\">" (heading));
    shape.write(out, "icon");
    out.add("</a>");
}

fn write_row(
    out: &mut Markup,
    (list_query, own): (&DirectoryQuery, &[OwnFieldView]),
    user: &UserView,
    look: &Look<'_>,
) {
    let oneself = look.who == Some(user.id);
    let (id, name) = (&*user.id.to_string(), user.display_name());
    // A program has no address.
    let email = if user.email.is_empty() { say::service_account() } else { &*user.email };
    let second = if user.name.is_some() { &*user.username } else { say::users_no_name() };
    out.add("<tr role=\"row\"><td role=\"cell\" class=\"c-pick\">");
    // Administrators change their own account on `/account`, so their row has neither checkbox nor menu, except in a group.
    let is_changeable = !oneself || look.group.is_some();
    if is_changeable {
        write_pick(out, id, &user.username);
    }
    write_markup!(out;
        "</td><td role=\"cell\" class=\"c-user\"><div class=\"who\">");
    write_face(out, user, "64");
    write_markup!(out;
        "<span><span class=\"named\"><a class=\"truncate\" id=\"" (&row_of(id)) "\" href=\"/users/" (id) "\" title=\"" (name) "\">"
        (name) "</a>");
    if oneself {
        write_markup!(out; "<span class=\"badge badge-accent\">" (say::users_you()) "</span>");
    }
    write_markup!(out;
        "</span><small class=\"truncate\"><span class=\"un\">" (second) "</span><span class=\"em\" title=\"" (email) "\">" (email)
        "</span></small></span></div></td><td role=\"cell\" class=\"c-mail\" title=\"" (email) "\">" (email)
        "</td><td role=\"cell\" class=\"c-role\">");
    write_role(out, user.role);
    out.add("</td><td role=\"cell\" class=\"c-stat\">");
    match user.invited {
        true => write_markup!(out; "<span class=\"badge badge-warning\"><i></i>" (say::users_invited()) "</span>"),
        false => write_status(out, user.status),
    }
    write_chosen(out, list_query, user);
    write_own(out, own, user);
    match user.last_login_at {
        Some(at) => {
            // The stylesheet shows the label on narrow screens, which have no headings.
            write_markup!(out;
                "</td><td role=\"cell\" class=\"c-last\" data-label=\"" (say::last_sign_in()) "\">");
            write_time(out, at, &at.ago(look.now));
        }
        None => write_markup! { out; "</td><td role=\"cell\" class=\"c-last never\">" (say::never_signed_in()) },
    }
    out.add("</td><td role=\"cell\" class=\"c-made\">");
    write_time(out, user.created_at, &user.created_at.short_day());
    out.add("</td><td role=\"cell\" class=\"c-act\">");
    if is_changeable {
        write_menu(out, id, &user.username, &look.address, |out| write_items(out, user, id, look.group));
    }
    out.add("</td></tr>");
}

/// The cells of the columns that are chosen.
fn write_chosen(out: &mut Markup, list_query: &DirectoryQuery, user: &UserView) {
    if list_query.shows(GROUPS) {
        let names = user.groups.joined(", ");
        write_markup!(out; "</td><td role=\"cell\" class=\"c-groups\" title=\"" (&names) "\">" (&names));
    }
    if list_query.shows(SECOND_FACTOR) {
        let words = match user.second_factor {
            Some(true) => say::users_has_factor(),
            Some(false) | None => say::users_has_no_factor(),
        };
        write_markup!(out; "</td><td role=\"cell\" class=\"c-factor\">" (words));
    }
}

/// The cells of fields of one's own.
fn write_own(out: &mut Markup, own: &[OwnFieldView], user: &UserView) {
    for field in own {
        let value = user.fields.as_ref().and_then(|values| values.get(field.name.as_str()));
        let words = value.map(|value| value_words(&field.definition, value, current())).unwrap_or_default();
        write_markup!(out; "</td><td role=\"cell\" class=\"c-groups\" title=\"" (&words) "\">" (&words));
    }
}

/// An item that copies the text before it. `name`: its accessible name, with that of the row.
fn write_copy(out: &mut Markup, label: &'static str, name: &str, text: &str) {
    // A service account has no address.
    if !text.is_empty() {
        write_markup!(out;
            "<span class=\"sr-only\">" (text) "</span><button class=\"menu-item with-script\" type=\"button\" data-copy aria-label=\""
            (name) "\">" (label) "</button>");
    }
}

/// The menu of a row: a form with the buttons that `items` writes, which works without JavaScript. `back`: the address of the list.
pub fn write_menu(out: &mut Markup, id: &str, username: &str, back: &str, items: impl FnOnce(&mut Markup)) {
    write_markup!(out;
        "<details class=\"more\"><summary class=\"btn btn-quiet btn-icon\" aria-label=\"" (&say::actions_for(username)) "\">");
    Shape::DOTS.write(out, "icon");
    write_markup!(out;
        "</summary><form class=\"menu\" method=\"post\" action=\"/actions/users/bulk\"><input type=\"hidden\" name=\"ids[]\" value=\""
        (id) "\"><input type=\"hidden\" name=\"back\" value=\"" (back) "\">");
    items(out);
    out.add("</form></details>");
}

/// What the menu of a user has.
fn write_items(out: &mut Markup, user: &UserView, id: &str, group: Option<&str>) {
    write_markup!(out; "<a class=\"menu-item\" href=\"/users/" (id) "\">" (say::open()) "</a>");
    write_copy(out, say::users_copy_email(), &say::copy_email_of(&user.username), &user.email);
    write_copy(out, say::users_copy_id(), &say::copy_id_of(&user.username), id);
    if let Some(group) = group {
        write_markup!(out;
            "<button class=\"menu-item\" name=\"action\" value=\"" (REMOVE_FROM_GROUP) ":" (group)
            "\">" (say::remove_from_group()) "</button>");
        return;
    }
    let actions = match user.status {
        Status::Active => OF_ACTIVE,
        Status::Disabled => OF_DISABLED,
        Status::Deleted => OF_DELETED,
    };
    for (action, label) in actions {
        write_markup!(out;
            "<button class=\"menu-item " (action) "\" name=\"action\" value=\"" (action) "\">" (label()) "</button>");
    }
}
