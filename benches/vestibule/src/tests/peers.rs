//! The run beside the peers: its options, the processes of a program, and the answers that count.

use super::*;
use client::Client;
use expect_client::ExpectClient;
use operation::Operation;

fn response(body: &str) -> Response {
    let text = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    Response::parse(text.as_bytes()).expect("a valid response").expect("a complete response")
}

#[test]
fn the_number_of_accounts_can_be_chosen_beside_the_peers_and_nothing_else() {
    let parse = |arguments: &[&str]| Options::try_parse_from([&["bench", "--peers"], arguments].concat());
    let options = |arguments| parse(arguments).map(|options| (options.peers, options.users)).unwrap();
    assert_eq!(options(&[]), (true, None));
    assert_eq!(options(&["--users", "5000", "--quick"]), (true, Some(5000)));
    for others in [
        &["--database", "postgres"][..],
        &["--replicas", "2"],
        &["--users", "5000", "--fields"],
        &["--users", "5000", "--keep", "folder"],
        &["--users", "5000", "--sessions", "5"],
        &["--users", "5000", "--events", "5"],
    ] {
        assert!(parse(others).is_err(), "{others:?}");
    }
}

#[test]
fn the_parent_of_a_process_is_read_after_its_name() {
    assert_eq!(process_tree::parse_parent("4242 (a name) R 1) S 17 4242 4242 0 -1").unwrap(), 17);
    for stat in ["", "4242 no name S 1", "4242 (cut) S", "4242 (x) S y"] {
        assert!(process_tree::parse_parent(stat).is_err(), "{stat}");
    }
}

#[test]
fn the_children_of_children_belong_to_a_process() {
    let parents = [(1, 0), (10, 1), (11, 1), (20, 10), (21, 10), (30, 21), (31, 11), (2, 0)];
    let mut found = process_tree::descendants(10, &parents);
    found.sort_unstable();
    assert_eq!(found, [20, 21, 30]);
    assert!(process_tree::descendants(30, &parents).is_empty());
}

#[test]
fn a_success_without_the_expected_text_is_an_error() {
    let mut client = ExpectClient { request: Vec::new(), text: Operation::Me.marker() };
    client.handle_response(&response(r#"{"user":{"email":"a@example.com"}}"#)).unwrap();
    let error = client.handle_response(&response("null")).unwrap_err().to_string();
    assert_eq!(error, r#"an answer has no "\"email\":": null"#);
}

#[test]
fn a_page_with_too_few_accounts_is_an_error() {
    let page = |accounts: usize| response(&format!("[{}]", [r#"{"email":"a"}"#; 21][..accounts].join(",")));
    for operation in [Operation::FirstPage, Operation::TunedPage] {
        operation.check(&page(20)).unwrap();
        for accounts in [0, 19, 21] {
            assert!(operation.check(&page(accounts)).is_err(), "{accounts}");
        }
    }
    for (accounts, is_expected) in [(0, false), (1, true), (20, true), (21, false)] {
        assert_eq!(Operation::LastPage.check(&page(accounts)).is_ok(), is_expected, "{accounts}");
    }
    assert!(Operation::Me.check(&page(1)).is_ok() && Operation::Me.check(&page(2)).is_err());
    assert!(Operation::Health.check(&page(0)).is_ok());
}
