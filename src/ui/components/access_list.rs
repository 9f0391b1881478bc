//! The clients that have access to an account, each with a form that takes it back.

use super::list_parts::{Opener, write_disclosure};
use super::row_list::{Ending, row_list};
use crate::actions::account::revoke_client_access;
use crate::language::say;
use crate::shared::{ClientAccessFields, ClientAccessView, Notice, Timestamp};
use crate::ui::markup::{FIRST_ROWS, short_list};
use crate::ui::{FormState, LiveText, Markup, write_ago, write_day, write_lines, write_markup};
use leptos::prelude::*;

/// `account`: an empty text for the user's own. `html`: written with [`list_html`]. `changed`: called after access was taken back.
pub fn access_list(account: String, form: FormState, html: LiveText, changed: Box<dyn Fn(&str)>) -> AnyView {
    let take_back = move |client: String| -> Ending {
        let fields = ClientAccessFields { id: account.clone(), client, ..ClientAccessFields::default() };
        (Box::pin(revoke_client_access(fields)), Notice::AccessTakenBack)
    };
    row_list("client-access", form, html, Box::new(take_back), changed)
}

/// `account`: an empty text for the user's own.
pub fn list_html(clients: &[ClientAccessView], account: &str, now: Timestamp) -> String {
    short_list(clients, FIRST_ROWS, say::access_none(), |out, client| write_row(out, client, account, now))
}

fn write_row(out: &mut Markup, client: &ClientAccessView, account: &str, now: Timestamp) {
    let title = &*client.title;
    out.add("<div><p>");
    match &client.launch_uri {
        // `rel=external`: it may be on this origin, and is no page of the router. Administrators do not open it from here.
        Some(address) if account.is_empty() => {
            write_markup!(out; "<a rel=\"external\" href=\"" (address) "\">" (title) "</a>");
        }
        _ => out.text(title),
    }
    out.add("</p>");
    // Several clients of an application have the same title.
    let detail = client.description.as_deref().unwrap_or(client.client_id.as_str());
    write_lines(out, [detail]);
    write_lines(out, learns(&client.scopes).map(|learns| say::application_row_learns(&learns)));
    if !client.resources.is_empty() {
        write_markup!(out; "<small>" (&say::access_resources(&client.resources.join(", "))) "</small>");
    }
    write_times(out, client, now);
    out.add("</div>");
    let opener = Opener {
        label: say::access_take_back_opener(),
        name: &say::access_take_back_name(title),
        class: "btn-secondary",
    };
    write_disclosure(out, &opener, "/actions/client-access/revoke", |out| {
        write_markup!(out;
            "<input type=\"hidden\" name=\"id\" value=\"" (account) "\"><small>" (&say::access_take_back_about(title))
            "</small><button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" name=\"client\" value=\""
            (client.client_id.as_str()) "\">" (say::access_take_back()) "</button>");
    });
}

fn write_times(out: &mut Markup, client: &ClientAccessView, now: Timestamp) {
    out.add("<small>");
    write_day(out, say::access_since(), client.since);
    if let Some(at) = client.last_used_at {
        out.add(" · ");
        write_ago(out, say::token_last_used(), at, now);
    }
    out.add("</small><small>");
    match client.offline_until {
        _ if !client.has_tokens => out.text(say::access_no_tokens()),
        Some(end) => write_day(out, say::access_goes_on_until(), end),
        None => out.text(say::access_ends_with_session()),
    }
    out.add("</small>");
}

/// What the scopes say of a person. None: nothing. Those of one's own, and of a later version, have no words: they are named.
fn learns(scopes: &[String]) -> Option<String> {
    let words = scopes.iter().filter_map(|scope| match scope.as_str() {
        "openid" => Some(say::application_learns_id()),
        "profile" => Some(say::access_learns_profile()),
        "email" => Some(say::application_learns_email()),
        "groups" => Some(say::application_learns_groups()),
        "offline_access" => None,
        other => Some(other),
    });
    let words: Vec<_> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::ClientId;

    fn access() -> ClientAccessView {
        ClientAccessView {
            client_id: ClientId::from_stored("wi\"ki".to_owned()),
            title: "<b>Wiki".to_owned(),
            description: None,
            launch_uri: Some("https://wiki.example/?a&b".to_owned()),
            scopes: ["openid", "profile", "offline_access"].map(ToOwned::to_owned).to_vec(),
            resources: vec!["https://api.example/<".to_owned()],
            has_tokens: true,
            since: Timestamp(0),
            last_used_at: Some(Timestamp(0)),
            offline_until: Some(Timestamp(0)),
        }
    }

    #[test]
    fn what_comes_from_outside_is_escaped() {
        let html = list_html(&[access()], "", Timestamp(0));
        for words in [
            "href=\"https://wiki.example/?a&amp;b\">&lt;b&gt;Wiki</a>",
            "<small>wi&quot;ki</small>",
            "https://api.example/&lt;",
            "name=\"client\" value=\"wi&quot;ki\"",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(!html.contains("<b>"), "{html}");
    }

    #[test]
    fn scopes_of_ones_own_are_named() {
        let scopes = ["openid", "billing", "offline_access"].map(ToOwned::to_owned).to_vec();
        let text = list_html(&[ClientAccessView { scopes, ..access() }], "", Timestamp(0));
        assert!(text.contains("It gets: id, billing<"), "{text}");
    }

    #[test]
    fn it_says_what_a_client_gets_and_when_its_access_ends() {
        let html = |access: ClientAccessView| list_html(&[access], "x", Timestamp(0));
        let text = html(access());
        assert!(text.contains("It gets: id, name, username") && text.contains("also while signed out"), "{text}");
        assert!(!text.contains("href="), "{text}");
        let ending = html(ClientAccessView { offline_until: None, ..access() });
        assert!(ending.contains("Ends with the session"), "{ending}");
        let allowed = html(ClientAccessView { has_tokens: false, last_used_at: None, scopes: Vec::new(), ..access() });
        assert!(allowed.contains("No access at present") && !allowed.contains("It gets:"), "{allowed}");
        assert!(list_html(&[], "", Timestamp(0)).contains("No application has access"));
    }
}
