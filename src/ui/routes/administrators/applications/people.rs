//! `/applications/people/{name}`: who may enter an application, by which group, and whether somebody would get in.

use super::{head, may_enter};
use crate::shared::connections::{ApplicationPeopleData, EntryAnswer};
use crate::shared::next::with_parameter;
use crate::shared::{GroupView, LocalPath, UserView};
use crate::ui::components::{AppLayout, back_to, write_face};
use crate::ui::markup::list;
use crate::ui::routes::administrators::definition::write_fold;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, embedded_only, html, page_data, write_lines, write_markup};
use leptos::prelude::*;

/// To the members of how many groups the page leads at most.
const LINKS: usize = 50;

#[component]
pub fn PeoplePage() -> impl IntoView {
    let data = embedded_only(|| page_data!(ApplicationPeople).map(|data| *data));
    view! { <AppLayout>{data.map(|data| content(&data))}</AppLayout> }
}

fn content(data: &ApplicationPeopleData) -> AnyView {
    let (page, title) = (LocalPath::application(&data.application.name), data.application.title.clone());
    let main = html(|out| {
        write_rule(out, data);
        write_people(out, data);
    });
    let aside = html(|out| write_question(out, data));
    view! {
        {back_to(page.as_str(), &title)}
        {head(&data.application.name, title.into(), say::application_people().to_owned())}
        <div class="two mt-7">
            <div inner_html=main></div>
            <aside inner_html=aside></aside>
        </div>
    }
    .into_any()
}

/// Who may enter, folded: the groups with the numbers of their members, and where that is changed.
fn write_rule(out: &mut Markup, data: &ApplicationPeopleData) {
    let page = LocalPath::application(&data.application.name);
    out.add("<section class=\"card\">");
    write_fold(out, say::application_who_may_enter(), &may_enter(&data.application), false, |out| {
        if !data.application.everyone {
            out.written(&groups_html(&data.admitted));
        }
        write_markup!(out;
            "<p><a class=\"btn btn-secondary btn-small\" href=\"" (page.as_str()) "\">" (say::application_people_change())
            "</a></p>");
    });
    out.add("</section>");
}

/// The groups whose members may enter, each with how many it has and the way to its page.
pub(super) fn groups_html(admitted: &[GroupView]) -> String {
    list(admitted, say::application_people_nobody(), |out, group| {
        write_markup!(out;
            "<div><p><a href=\"" (LocalPath::group(&group.name).as_str()) "\">" (group.name.as_str()) "</a></p><small>"
            (&say::groups_members(group.members)) "</small></div>");
    })
}

fn write_people(out: &mut Markup, data: &ApplicationPeopleData) {
    let ApplicationPeopleData { application, admitted, people, has_more, everybody, is_closed, .. } = data;
    write_markup!(out; "<section class=\"card\"><div class=\"facts-card\"><h2>" (say::application_people()) "</h2>");
    if *is_closed {
        write_markup!(out; "<p class=\"error\">" (say::application_closed_now()) "</p>");
    }
    if *has_more {
        write_markup!(out; "<p class=\"hint\">" (&say::application_people_first(people.len() as u64)) "</p>");
    }
    out.written(&list(people, say::application_people_none(), |out, user| write_person(out, data, user)));
    let in_group = admitted.iter().filter(|_| !application.everyone).take(LINKS);
    let to_groups = in_group.map(|group| {
        let words = say::application_people_in_group(group.members, group.name.as_str());
        (with_parameter("/users", "group", group.name.as_str()), words)
    });
    let to_all = everybody.map(|_| ("/users?status=active".to_owned(), say::application_people_everybody().to_owned()));
    out.add("<p class=\"links\">");
    for (href, words) in to_all.into_iter().chain(to_groups) {
        write_markup!(out; "<a href=\"" (&href) "\">" (&words) "</a> ");
    }
    out.add("</p></div></section>");
}

fn write_person(out: &mut Markup, data: &ApplicationPeopleData, user: &UserView) {
    let groups = data.application.groups.iter().filter(|group| user.groups.contains(group));
    let by = groups.map(|group| group.as_str()).collect::<Vec<_>>().join(", ");
    write_face(out, user, "64");
    write_markup!(out;
        "<div><p><a href=\"" (LocalPath::user(user.id).as_str()) "\">" (user.display_name()) "</a></p><small>" (&user.username)
        "</small>");
    write_lines(out, (!data.application.everyone).then(|| say::user_enters_by(&by)));
    out.add("</div>");
}

/// A plain form that loads the page again, with the person in its address.
fn write_question(out: &mut Markup, data: &ApplicationPeopleData) {
    let page = LocalPath::application_people(&data.application.name);
    write_markup!(out;
        "<section><h2>" (say::application_entry()) "</h2><form method=\"get\" action=\"" (page.as_str())
        "\" class=\"fields\"><div class=\"field\"><label class=\"label\" for=\"entry-user\">" (say::client_preview_user())
        "</label><input class=\"input\" id=\"entry-user\" name=\"user\" autocomplete=\"off\" autocapitalize=\"none\" \
         spellcheck=\"false\" value=\"" (&data.asked) "\"></div><p><button class=\"btn btn-secondary\" type=\"submit\">"
        (say::client_preview_show()) "</button></p></form>");
    match &data.answer {
        None => {}
        Some(Err(why)) => write_markup!(out; "<p class=\"error\" role=\"alert\">" (&why.say()) "</p>"),
        Some(Ok(EntryAnswer { user, username, words })) => write_markup!(out;
            "<p class=\"mt-4 wrap-anywhere\" role=\"status\">" (&words.say()) "</p><p class=\"mt-4\"><a class=\"btn btn-secondary btn-small\" href=\""
            (LocalPath::user(*user).as_str()) "\">" (&say::application_entry_groups(username)) "</a></p>"),
    }
    out.add("</section>");
}

#[cfg(test)]
mod tests {
    use super::super::tests::journal;
    use super::*;
    use crate::language::Message;
    use crate::shared::{ApplicationView, GroupName, GroupNames, Timestamp, UserId};
    use uuid::Uuid;

    fn data() -> ApplicationPeopleData {
        let name = GroupName::parse("board").unwrap();
        let board =
            GroupView { name, description: String::new(), rule: String::new(), members: 60, created_at: Timestamp(0) };
        let ada = UserView::example(UserId(Uuid::nil()), Timestamp(0));
        let groups = GroupNames::from_stored("board crew");
        ApplicationPeopleData {
            application: ApplicationView { groups: groups.clone(), ..journal() },
            admitted: vec![board],
            people: vec![UserView { name: Some("<Ada>".to_owned()), groups, ..ada }],
            has_more: true,
            everybody: None,
            is_closed: false,
            asked: String::new(),
            answer: None,
        }
    }

    #[test]
    fn people_are_shown_with_the_groups_that_let_them_in_and_the_way_to_the_rest() {
        let html = html(|out| write_people(out, &data()));
        for words in
            ["&lt;Ada&gt;</a>", "By board, crew<", "href=\"/users?group=board\">All 60 in board<", "The first 1 "]
        {
            assert!(html.contains(words), "{words}: {html}");
        }
        let open = ApplicationPeopleData {
            application: ApplicationView { everyone: true, ..data().application },
            has_more: false,
            everybody: Some(1),
            is_closed: true,
            ..data()
        };
        let html = crate::ui::html(|out| write_people(out, &open));
        assert!(html.contains("href=\"/users?status=active\"") && !html.contains("By board"), "{html}");
        assert!(html.contains(say::application_closed_now()) && !html.contains("The first"), "{html}");
    }

    #[test]
    fn the_answer_is_in_words_beside_the_question() {
        let answer = EntryAnswer {
            user: UserId(Uuid::nil()),
            username: "<ada>".to_owned(),
            words: Message::written("No, <Ada> would not."),
        };
        let asked = ApplicationPeopleData { asked: "\"ada".to_owned(), answer: Some(Ok(answer)), ..data() };
        let html = html(|out| write_question(out, &asked));
        for words in [
            "method=\"get\" action=\"/applications/people/journal\"",
            "value=\"&quot;ada\"",
            "No, &lt;Ada&gt; would not.",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        let unknown = ApplicationPeopleData { answer: Some(Err(Message::written("There is <none>."))), ..asked };
        assert!(crate::ui::html(|out| write_question(out, &unknown)).contains("There is &lt;none&gt;."));
    }
}
