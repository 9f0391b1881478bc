//! What is noted, and what is left out.

use super::*;

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn client(id: &str) -> ClientId {
    ClientId::from_stored(id.to_owned())
}

fn kind(fault: Fault, sent: &str, by_client: bool) -> Kind {
    let (endpoint, error) = (ClientEndpoint::Authorize, "invalid_request");
    Kind { endpoint, error, fault, description: String::new(), sent: sent.to_owned(), by_client }
}

#[test]
fn the_same_refusal_counts_and_is_taken_once() {
    let refusals = Refusals::default();
    let later = NOW.plus(Duration::from_secs(5));
    for at in [NOW, later] {
        refusals.note(&client("wiki"), kind(Fault::PkceMissing, "", false), at);
    }
    let taken = refusals.take(later);
    let [(of, kinds)] = taken.as_slice() else { panic!("one client") };
    let seen = Seen { times: 2, first_at: NOW, last_at: later };
    assert_eq!((of.as_str(), kinds.as_slice()), ("wiki", &[(kind(Fault::PkceMissing, "", false), seen)][..]));
    assert!(refusals.take(later).is_empty());
}

#[test]
fn all_servers_write_in_the_same_order() {
    let refusals = Refusals::default();
    for number in (0..9).rev() {
        for client_number in (0..9).rev() {
            let client = client(&client_number.to_string());
            refusals.note(&client, kind(Fault::RedirectUri, &number.to_string(), false), NOW);
        }
    }
    let taken = refusals.take(NOW);
    let order: Vec<_> = taken
        .iter()
        .flat_map(|(client, kinds)| kinds.iter().map(move |(kind, _)| format!("{client} {}", kind.sent)))
        .collect();
    assert!(order.len() == 81 && order.is_sorted(), "{order:?}");
}

#[test]
fn what_strangers_make_up_leaves_places_for_others() {
    let refusals = Refusals::default();
    for number in 0..5_000 {
        let fault = Fault::ALL[number % Fault::ALL.len()];
        refusals.note(&client("wiki"), kind(fault, &number.to_string(), false), NOW);
    }
    refusals.note(&client("wiki"), kind(Fault::Code, "", true), NOW);
    refusals.note(&client("forum"), kind(Fault::PkceMissing, "", false), NOW);
    let taken = refusals.take(NOW);
    let of = |id: &str| &taken.iter().find(|(of, _)| of.as_str() == id).expect("a client").1;
    assert_eq!((of("wiki").len() as i64, of("forum").len()), (ROOM.of_strangers + 1, 1));
    for number in 0..50 {
        refusals.note(&client("wiki"), kind(Fault::RedirectUri, &number.to_string(), false), NOW);
    }
    assert_eq!(refusals.take(NOW)[0].1.len() as i64, ROOM.of_fault);
}

#[test]
fn all_clients_together_have_a_bound() {
    let refusals = Refusals::default();
    for number in 0..=MAX_WAITING {
        refusals.note(&client(&number.to_string()), kind(Fault::Other, "", true), NOW);
    }
    let kinds = |refusals: &Refusals| refusals.take(NOW).iter().map(|(_, kinds)| kinds.len()).sum::<usize>();
    assert_eq!(kinds(&refusals), MAX_WAITING);
    refusals.note(&client("wiki"), kind(Fault::Other, "", true), NOW);
    assert_eq!(kinds(&refusals), 1, "there is room again");
}

#[test]
fn a_client_gets_some_lines_in_a_minute_and_hears_how_many_were_left_out() {
    let refusals = Refusals::default();
    let lines = |at, count: u32| (0..count).filter_map(|_| refusals.line("wiki", at)).collect::<Vec<_>>();
    assert_eq!(lines(NOW, MAX_LINES + 7), vec![0; MAX_LINES as usize]);
    assert_eq!(refusals.line("forum", NOW), Some(0));
    let later = NOW.plus(MINUTE);
    refusals.take(later);
    assert_eq!(refusals.lock().lines.len(), 1, "nothing was left out of the other one");
    assert_eq!(lines(later, 2), [7, 0]);
}
