//! `/users/invitations`: the open invitations, which can be sent again and revoked, for administrators.

use super::users::bulk::{Bulk, BulkConfirmation, action_button};
use super::users::listing::row_of;
use super::users::results::Results;
use super::users::table::{write_actions, write_menu, write_pick, write_pick_all};
use crate::actions::users::list_invitations;
use crate::language;
use crate::shared::awaiting_password::{INVITATIONS, PATH};
use crate::shared::bulk::{INVITE, REVOKE_INVITATION};
use crate::shared::next::with_parameter;
use crate::shared::{AppError, InvitationListView, ListedInvitationView, Timestamp};
use crate::ui::components::list_parts::{self, Links};
use crate::ui::components::{AppLayout, Heading, UsersTabs, write_initials};
use crate::ui::list_state::{ListQuery, ListState, RenderedList};
use crate::ui::routes::administrators::mail_note::mail_note;
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, Markup, html, page_data, write_markup, write_time};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use std::pin::Pin;
use std::sync::Arc;

#[component]
pub fn InvitationsPage() -> impl IntoView {
    let (query, client) = (use_query_map(), ClientState::current());
    let first = query.with_untracked(InvitationsQuery::of);
    let rendered = page_data!(Invitations).map(|list| match &*list {
        Ok(list) => render(&first, list, client.now()),
        Err(error) => first.write_failure(error),
    });
    let list = ListState::new(Arc::new(first), rendered);
    let bulk = Bulk::new(list);
    Effect::new(move || list.load(Arc::new(query.with(InvitationsQuery::of))));
    let buttons = || {
        view! {
            {action_button(INVITE.to_owned(), say::send_again(), "btn")}
            {action_button(REVOKE_INVITATION.to_owned(), say::revoke(), "btn")}
        }
        .into_any()
    };
    view! {
        <AppLayout>
            <Heading text=say::invitations()/>
            <p class="mt-2 max-w-136 text-ink-muted">
                {say::invitations_about()} " " <a href=PATH>{say::users_without_password()}</a> "."
            </p>
            <UsersTabs current=INVITATIONS/>
            {mail_note()}
            <BulkConfirmation bulk/>
            <Results list bulk has_all=false buttons=Box::new(buttons)/>
        </AppLayout>
    }
}

/// The query in the address of the page.
struct InvitationsQuery {
    /// Only invitations that are older than those of a list; empty for the newest.
    cursor: String,
}

impl InvitationsQuery {
    fn of(query: &ParamsMap) -> Self {
        Self { cursor: query.get_str("cursor").unwrap_or_default().to_owned() }
    }
}

impl ListQuery for InvitationsQuery {
    fn address(&self) -> String {
        match self.cursor.as_str() {
            "" => INVITATIONS.to_owned(),
            cursor => with_parameter(INVITATIONS, "cursor", cursor),
        }
    }

    fn fetch(&self, client: ClientState) -> Pin<Box<dyn Future<Output = Result<RenderedList, AppError>>>> {
        let this = Self { cursor: self.cursor.clone() };
        Box::pin(async move {
            let list = list_invitations(this.cursor.clone()).await?;
            Ok(render(&this, &list, client.now()))
        })
    }

    fn write_failure(&self, error: &AppError) -> RenderedList {
        let (current, first_page) = (self.address(), INVITATIONS.to_owned());
        list_parts::failure(error, &Links { current, first_page, unfiltered: INVITATIONS })
    }

    fn write_skeleton(&self) -> String {
        "<div class=\"card blank\" aria-hidden=\"true\"></div>".to_owned()
    }
}

fn render(query: &InvitationsQuery, list: &InvitationListView, now: Timestamp) -> RenderedList {
    let number = list.invitations.len() as u64;
    if number == 0 {
        let (title, advice) = (say::invitations_none(), say::invitations_none_advice());
        return list_parts::empty(title.to_owned(), advice, "/users/new", say::create_user());
    }
    RenderedList {
        list: html(|out| write_table(out, query, list, now)),
        pages: html(|out| write_pages(out, query, list)),
        total: language::number(number),
        announcement: say::invitations_count(number),
    }
}

fn write_table(out: &mut Markup, query: &InvitationsQuery, list: &InvitationListView, now: Timestamp) {
    write_markup!(out;
        "<div class=\"card people\"><table class=\"users\" role=\"table\"><caption class=\"sr-only\">"
        (say::invitations_caption()) "</caption>");
    write_pick_all(out, say::invitations_select_all());
    for (class, heading) in [
        ("c-user", say::user()),
        ("c-mail", say::email()),
        ("c-sent", say::sent()),
        ("c-until", say::invitations_expires()),
    ] {
        write_markup!(out; "<th scope=\"col\" role=\"columnheader\" class=\"" (class) "\">" (heading) "</th>");
    }
    write_actions(out);
    out.add("<tbody role=\"rowgroup\">");
    let back = query.address();
    list.invitations.iter().for_each(|invitation| write_row(out, invitation, &back, now));
    out.add("</tbody></table></div>");
}

fn write_row(out: &mut Markup, invitation: &ListedInvitationView, back: &str, now: Timestamp) {
    let user = &invitation.user;
    let (id, username, email, name) = (&*user.id.to_string(), &*user.username, &*user.email, user.display_name());
    out.add("<tr role=\"row\"><td role=\"cell\" class=\"c-pick\">");
    write_pick(out, id, username);
    out.add("</td><td role=\"cell\" class=\"c-user\"><div class=\"who\">");
    write_initials(out, "avatar", name, user.id.0.as_bytes());
    write_markup!(out;
        "<span><a class=\"truncate\" id=\"" (&row_of(id)) "\" href=\"/users/" (id) "\" title=\"" (name) "\">" (name)
        "</a><small class=\"truncate\"><span class=\"un\">" (username) "</span><span class=\"em\" title=\"" (email) "\">" (email)
        "</span></small></span></div></td><td role=\"cell\" class=\"c-mail\" title=\"" (email) "\">" (email)
        "</td><td role=\"cell\" class=\"c-sent\" data-label=\"" (say::sent()) "\">");
    write_time(out, invitation.created_at, &invitation.created_at.ago(now));
    // The stylesheet shows the labels on narrow screens, which have no headings.
    write_markup!(out; "</td><td role=\"cell\" class=\"c-until\" data-label=\"" (say::invitations_expires()) "\">");
    write_time(out, invitation.expires_at, &invitation.expires_at.short_day());
    out.add("</td><td role=\"cell\" class=\"c-act\">");
    write_menu(out, id, username, back, |out| {
        for (action, label) in [(INVITE, say::send_again()), (REVOKE_INVITATION, say::revoke())] {
            write_markup!(out; "<button class=\"menu-item\" name=\"action\" value=\"" (action) "\">" (label) "</button>");
        }
    });
    out.add("</td></tr>");
}

/// Links to the newest and to older invitations.
fn write_pages(out: &mut Markup, query: &InvitationsQuery, list: &InvitationListView) {
    if query.cursor.is_empty() && list.next.is_none() {
        return;
    }
    write_markup!(out; "<div class=\"pager\"><nav class=\"pages\" aria-label=\"" (say::pages()) "\">");
    if !query.cursor.is_empty() {
        write_markup!(out; "<a id=\"newest\" href=\"" (INVITATIONS) "\">" (say::invitations_newest()) "</a>");
    }
    if let Some(next) = &list.next {
        let older = InvitationsQuery { cursor: next.clone() }.address();
        write_markup!(out; "<a id=\"older\" rel=\"next\" href=\"" (&older) "\">" (say::invitations_older()) "</a>");
    }
    out.add("</nav></div>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{InvitedAccountView, UserId};
    use uuid::Uuid;

    fn list(name: Option<&str>, next: Option<&str>) -> InvitationListView {
        let user = InvitedAccountView {
            id: UserId(Uuid::nil()),
            username: "maren".to_owned(),
            email: "maren@example.org".to_owned(),
            name: name.map(str::to_owned),
        };
        let invitation = ListedInvitationView { user, created_at: Timestamp(0), expires_at: Timestamp(0) };
        InvitationListView { invitations: vec![invitation], next: next.map(str::to_owned) }
    }

    #[test]
    fn rows_name_the_user_and_older_invitations_have_a_link() {
        let newest = InvitationsQuery { cursor: String::new() };
        let rendered = render(&newest, &list(Some("<b>Maren"), Some("a_b")), Timestamp(0));
        for words in ["&lt;b&gt;Maren</a>", "Select maren", "value=\"revoke_invitation\">Revoke<"] {
            assert!(rendered.list.contains(words), "{words}: {}", rendered.list);
        }
        assert!(rendered.pages.contains("/users/invitations?cursor=a_b\">Older<"), "{}", rendered.pages);
        assert!(!rendered.pages.contains("Newest"), "{}", rendered.pages);
        assert_eq!(render(&newest, &list(None, None), Timestamp(0)).pages, "");
    }
}
