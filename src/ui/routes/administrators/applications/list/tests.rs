use super::super::tests::journal;
use super::*;
use crate::shared::{ClientsState, GroupNames};

const NOW: Timestamp = Timestamp(1_790_000_000_000);

fn listed(application: ApplicationView) -> String {
    list_html(&[application], "", NOW)
}

#[test]
fn a_row_says_where_an_application_is_and_who_may_enter() {
    let html = listed(journal());
    for words in [
        "href=\"/applications/journal\">&lt;b&gt;Journal</a>",
        "<small>journal.example.com</small>",
        "Behind the proxy",
        "Nobody yet",
        "Never",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(!html.contains("Needs a change") && !html.contains("type=\"search\""), "{html}");
    let closed = ApplicationView { problems: vec![Message::written("Nobody may <enter>.")], ..journal() };
    let html = listed(closed);
    assert!(html.contains("<small>Nobody may &lt;enter&gt;.</small>") && html.contains("Needs a change"), "{html}");
    let of_a_file = ApplicationView { source: ApplicationSource::File, ..journal() };
    assert!(listed(of_a_file).contains("Defined in a file"));
}

#[test]
fn people_are_counted_once_where_one_group_is_admitted_and_at_most_with_several() {
    let of = |groups: &str, everyone: bool| {
        let groups = GroupNames::from_stored(groups);
        listed(ApplicationView { groups, everyone, people: Some(16), ..journal() })
    };
    assert!(of("board", false).contains("board</p><small>16 people</small>"), "{}", of("board", false));
    assert!(of("board crew", false).contains("board, crew</p><small>up to 16 people</small>"));
    assert!(of("board crew", true).contains("Everyone</p><small>16 people</small>"));
    assert!(!of("", false).contains("16 people"));
}

#[test]
fn a_row_has_the_first_state_that_is_true_and_leads_to_where_it_is_mended() {
    let row =
        |clients: ClientsState| listed(ApplicationView { locations: Vec::new(), clients: Some(clients), ..journal() });
    let new = ClientsState {
        count: 1,
        address: Some("https://wiki.example.com:8443".to_owned()),
        refused_client: Some(ClientId::from_stored("wiki".to_owned())),
        ..ClientsState::default()
    };
    let used = ClientsState { last_used_at: Some(Timestamp(NOW.0 - 60_000)), ..new.clone() };
    let words = ["Not used yet", "2 refused today", "Needs a change", "Closed<", "Works"];
    let said = |html: String| words.map(|words| html.contains(words));
    assert_eq!(said(row(new.clone())), [true, false, false, false, false]);
    assert_eq!(said(row(used.clone())), [false, false, false, false, true]);
    assert_eq!(said(row(ClientsState { closed: 1, refused: 2, ..used.clone() })), [false, false, false, true, false]);
    let refused = row(ClientsState { refused: 2, ..used.clone() });
    assert!(refused.contains("<a class=\"badge badge-warning\" href=\"/clients/wiki\">"), "{refused}");
    assert!(
        refused.contains("<small>wiki.example.com:8443</small>") && refused.contains("OpenID Connect"),
        "{refused}"
    );
    assert_eq!(said(refused), [false, true, false, false, false]);
    assert_eq!(said(row(ClientsState { nameless: true, ..used })), [false, false, true, false, false]);
    // A proxy in front of it is open all the same.
    let with_proxy = ApplicationView { clients: Some(ClientsState { closed: 1, ..new }), ..journal() };
    assert_eq!(said(listed(with_proxy)), [true, false, false, false, false]);
    let link = Some("https://tides.example.org/today".to_owned());
    let tile = listed(ApplicationView { locations: Vec::new(), link, ..journal() });
    for words in ["Shown<", "Tile<", "<small>tides.example.org/today</small>", "Not counted"] {
        assert!(tile.contains(words), "{words}: {tile}");
    }
    let entered = ApplicationView { entered_at: Some(NOW), ..journal() };
    assert_eq!(said(listed(entered)), [false, false, false, false, true]);
}

#[test]
fn many_are_searched_and_the_rest_of_a_long_list_is_behind_a_press() {
    let many: Vec<_> =
        (0..30).map(|number| ApplicationView { title: format!("Journal {number}"), ..journal() }).collect();
    let html = list_html(&many, "", NOW);
    assert!(html.contains("action=\"/applications\" role=\"search\"") && html.contains("Show 5 more"), "{html}");
    let found = list_html(&many, "JOURNAL 17", NOW);
    assert_eq!(found.matches("class=\"c-app\"><div>").count(), 1, "{found}");
    assert!(found.contains("value=\"JOURNAL 17\""), "{found}");
    let none = list_html(&many, "<wiki>", NOW);
    assert!(none.contains("value=\"&lt;wiki&gt;\"") && none.contains(say::applications_not_found()), "{none}");
}

#[test]
fn without_any_the_program_is_searched_for_first() {
    let html = list_html(&[], "", NOW);
    assert!(html.contains("method=\"get\" action=\"/connect\" role=\"search\""), "{html}");
    for way in ConnectWay::ALL {
        assert!(html.contains(&format!("href=\"/connect?program=another&amp;way={way}\"")), "{way}: {html}");
    }
}
