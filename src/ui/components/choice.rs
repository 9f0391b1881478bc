//! Selects, radio buttons and checkboxes.

use super::drawings::{Shape, SmallIcon};
use crate::actions::groups::list_group_names;
use crate::language::say;
use crate::shared::fields::input::Choice;
use crate::shared::{GroupNames, Role};
use crate::ui::browser::{attributes, fetch, is_checked};
use crate::ui::embedded::embedded;
use crate::ui::{ClientState, FormState, Markup, when_mounted, write_markup};
use leptos::prelude::*;

/// A select of `options`: pairs of value and label. Its name is its id. `class`: the layout class of its container.
pub fn select(
    id: &'static str,
    label: &'static str,
    options: &[(&'static str, &'static str)],
    current: &str,
    class: &'static str,
) -> AnyView {
    select_of(
        &[("class", "input"), ("id", id), ("name", id), ("aria-label", label)],
        options_html(options, current),
        class,
    )
}

/// The same with another name than its id.
pub fn select_named(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    options: &[(&str, &str)],
    class: &'static str,
) -> AnyView {
    let own = [("class", "input"), ("id", id), ("name", name), ("aria-label", label)];
    select_of(&own, options_html(options, ""), class)
}

fn select_of(own: &[(&'static str, &'static str)], options: String, class: &'static str) -> AnyView {
    view! {
        <div class=class>
            <select {..attributes(own)} inner_html=options></select>
            <SmallIcon shape=Shape::DOWN/>
        </div>
    }
    .into_any()
}

/// The names of all groups. `known`: those that the server has read for the page. After client-side navigation there are none, so
/// the browser reads them.
pub fn read_group_names(known: impl FnOnce() -> Option<GroupNames>) -> RwSignal<GroupNames> {
    let known = embedded(known);
    let is_known = known.is_some();
    let names = RwSignal::new(known.unwrap_or_default());
    if !is_known {
        // After an error, a list on the page shows that the server does not respond, or the form when it is sent.
        when_mounted(move || fetch(list_group_names(), move |all| _ = names.try_set(all), drop));
    }
    names
}

/// A select of `names`. `none`: the label of an option without a group, if there is one. `class`: the layout class of its
/// container.
pub fn group_select(
    id: &'static str,
    label: &'static str,
    none: Option<&'static str>,
    names: &GroupNames,
    current: &str,
    class: &'static str,
) -> AnyView {
    let own = [("class", "input"), ("id", id), ("name", "group"), ("aria-label", label)];
    select_of(&own, group_options(none, names, current), class)
}

fn group_options(none: Option<&'static str>, names: &GroupNames, current: &str) -> String {
    let mut out = Markup::default();
    let mut option = |value: &str, label: &str| write_option(&mut out, value, label, current);
    if let Some(label) = none {
        option("", label);
    }
    names.iter().for_each(|name| option(name.as_str(), name.as_str()));
    // An unknown group from the address is shown as it is; otherwise the browser would show the first option.
    if none.is_some() && !current.is_empty() && !names.iter().any(|name| name.as_str() == current) {
        option(current, current);
    }
    out.into_html()
}

/// The options of a select: pairs of value and label. An unknown `current` value is one of them: otherwise the browser would show the
/// first, and the form would not keep it.
pub fn options_html(options: &[(&str, &str)], current: &str) -> String {
    let mut out = Markup::default();
    options.iter().for_each(|(value, label)| write_option(&mut out, value, label, current));
    if !options.iter().any(|(value, _)| *value == current) {
        write_option(&mut out, current, current, current);
    }
    out.into_html()
}

fn write_option(out: &mut Markup, value: &str, label: &str, current: &str) {
    write_markup!(out; "<option value=\"" (value) "\"");
    if value == current {
        out.add(" selected");
    }
    write_markup!(out; ">" (label) "</option>");
}

/// The label of the choice with this value. Empty if there is none.
pub fn label_of(choices: &[Choice], value: &str) -> &'static str {
    choices.iter().find(|choice| choice.value == value).map_or("", |choice| choice.label)
}

/// A checkbox, or a radio button, with these attributes, its label, and what is said about it.
pub fn checkbox(own: &[(&'static str, &'static str)], label: &'static str, about: &'static str) -> AnyView {
    view! {
        <label class="check">
            <input {..attributes(own)}/>
            <span>{label} <small>{about}</small></span>
        </label>
    }
    .into_any()
}

/// Choices with the same `name`, of which those are selected whose values `is_chosen`. `kind`: `radio` or `checkbox`.
pub fn choice_group(
    kind: &'static str,
    legend: &'static str,
    name: &'static str,
    choices: &[Choice],
    is_chosen: &dyn Fn(&str) -> bool,
) -> AnyView {
    let choice = |choice: &Choice| {
        let Choice { id, value, label, about } = *choice;
        let mut own = vec![("class", "box"), ("id", id), ("type", kind), ("name", name), ("value", value)];
        if is_chosen(value) {
            own.push(("checked", ""));
        }
        checkbox(&own, label, about)
    };
    view! {
        <fieldset class="roles">
            <legend class="label">{legend}</legend>
            {choices.iter().map(choice).collect::<Vec<_>>()}
        </fieldset>
    }
    .into_any()
}

/// The values of the choices that are selected; none if the user has left their page.
pub fn selected(choices: &[Choice]) -> impl Iterator<Item = &'static str> {
    choices.iter().filter(|choice| is_checked(choice.id)).map(|choice| choice.value)
}

const ADMIN_BUTTON: &str = "role-admin";

/// The role of an account.
#[component]
pub fn RoleChoice(
    form: FormState,
    /// The initial choice, unless a rejected submission had another.
    role: Role,
) -> impl IntoView {
    form.keep("role", || chosen_role().as_str().to_owned());
    let chosen: Role = form.typed("role").and_then(|role| role.parse().ok()).unwrap_or(role);
    let roles = [
        Choice { id: "role-user", value: "user", label: say::user(), about: say::role_user_about() },
        Choice { id: ADMIN_BUTTON, value: "admin", label: say::admin(), about: say::role_admin_about() },
    ];
    choice_group("radio", say::role(), "role", &roles, &|value: &str| value == chosen.as_str())
}

pub fn chosen_role() -> Role {
    if is_checked(ADMIN_BUTTON) { Role::Admin } else { Role::User }
}

const MAIL: &str = "mail";
const LINK: &str = "link";
const LINK_BUTTON: &str = "delivery-link";

/// How the link to choose a first password gets to the user. By mail at first, where there is a mail server.
#[component]
pub fn DeliveryChoice(form: FormState) -> impl IntoView {
    form.keep("delivery", chosen_delivery);
    let chosen = match form.typed("delivery").as_deref() {
        Some(LINK) => LINK,
        None if ClientState::current().keeps_messages() => LINK,
        Some(_) | None => MAIL,
    };
    let deliveries = [
        Choice { id: "delivery-mail", value: MAIL, label: say::delivery_mail(), about: say::delivery_mail_about() },
        Choice { id: LINK_BUTTON, value: LINK, label: say::delivery_link(), about: say::delivery_link_about() },
    ];
    choice_group("radio", say::password(), "delivery", &deliveries, &|value: &str| value == chosen)
}

/// The value of the selected button.
pub fn chosen_delivery() -> String {
    if is_checked(LINK_BUTTON) { LINK } else { MAIL }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_current_group_is_selected_also_if_it_is_unknown() {
        let names = GroupNames::from_stored("editors staff");
        let html = group_options(Some("Any group"), &names, "staff");
        assert!(
            html.contains("<option value=\"\">Any group</option><option value=\"editors\">editors</option>"),
            "{html}"
        );
        assert!(html.ends_with("<option value=\"staff\" selected>staff</option>"), "{html}");
        let html = group_options(Some("Any group"), &names, "\"><script>");
        assert!(html.ends_with(" selected>&quot;&gt;&lt;script&gt;</option>"), "{html}");
        assert!(group_options(Some("Any group"), &names, "").starts_with("<option value=\"\" selected>"));
    }

    #[test]
    fn a_value_that_is_no_option_is_kept() {
        let html = |current| options_html(&[("", "None"), ("de", "Deutsch")], current);
        let begin = "<option value=\"\">None</option><option value=\"de\"";
        assert_eq!(html("de"), format!("{begin} selected>Deutsch</option>"));
        assert_eq!(html("qaa"), format!("{begin}>Deutsch</option><option value=\"qaa\" selected>qaa</option>"));
    }

    #[test]
    fn without_an_empty_option_only_groups_are_offered() {
        let names = GroupNames::from_stored("editors");
        assert_eq!(group_options(None, &names, "gone"), "<option value=\"editors\">editors</option>");
    }
}
