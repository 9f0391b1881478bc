//! The user list: search terms, the import file, and pages of the list.

use super::*;

/// The number of names that start with `prefix`, ignoring case.
fn count_with_prefix(prefix: &str, names: &[&str]) -> usize {
    names.iter().filter(|name| name.to_lowercase().starts_with(prefix)).count()
}

#[test]
fn the_search_terms_match_as_many_seeded_names_as_documented() {
    use search_terms::{
        DOMAINS, EIGHTH, FEW_MATCHES, FIRST, FIRST_OF_ALL, LAST, NO_COMMON_MATCH, NO_MATCH, QUARTER, share,
    };
    let all = [&FIRST[..], &LAST].concat();
    for word in NO_MATCH.split(' ') {
        assert_eq!(count_with_prefix(word, &all), 0);
    }
    let (first, last) = FEW_MATCHES.split_once(' ').expect("two names");
    assert_eq!((count_with_prefix(first, &FIRST), count_with_prefix(last, &LAST)), (1, 1));
    assert!((0.1..0.2).contains(&share(EIGHTH)), "{}", share(EIGHTH));
    assert!(!EIGHTH.starts_with(|letter: char| letter.is_ascii_hexdigit()));
    for domain in NO_COMMON_MATCH.split(' ').chain([QUARTER]) {
        assert_eq!(DOMAINS.iter().filter(|name| name.split('.').any(|part| part.starts_with(domain))).count(), 1);
        assert_eq!(count_with_prefix(domain, &all), 0);
    }
    // Two of 156 first names, and the first two of all names.
    assert_eq!((count_with_prefix(FIRST_OF_ALL, &FIRST), count_with_prefix(FIRST_OF_ALL, &LAST)), (2, 0));
    assert!(FIRST[..2].iter().all(|name| name.to_lowercase().starts_with(FIRST_OF_ALL)));
}

#[test]
fn the_number_in_the_middle_is_not_a_prefix_of_another() {
    for users in [1000, 20_000, 1_000_000, 1_234_567] {
        let word = search_terms::one_of(users);
        assert_eq!((0..users).filter(|number| number.to_string().starts_with(&word)).count(), 1, "{users}");
    }
}

#[test]
fn the_rows_of_the_import_file_are_unique_and_unsorted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("accounts.csv");
    let bytes = import_file::write(&file, 1000).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let mut lines = text.split_terminator("\r\n");
    let columns = lines.next().expect("a header").split(',').count();
    let rows: Vec<&str> = lines.collect();
    assert_eq!((rows.len(), bytes), (1000, text.len() as u64));
    let column = |at: usize| rows.iter().map(move |row| row.split(',').nth(at).expect("a column"));
    let names: BTreeSet<&str> = column(0).collect();
    assert_eq!(names.len(), rows.len());
    let ascents = rows.windows(2).filter(|pair| pair[0] < pair[1]).count();
    assert!((400..600).contains(&ascents), "{ascents}");
    assert!(column(0).chain(column(1)).all(str::is_ascii));
    for (row, hash) in rows.iter().zip(column(6)) {
        let (salt, digest) = hash.strip_prefix("pbkdf2:sha256:1000000$").and_then(|rest| rest.split_once('$')).unwrap();
        assert_eq!((salt.len(), digest.len(), row.split(',').count()), (16, 64, columns), "{row}");
    }
}

#[test]
fn the_worst_sort_order_of_each_page_counts() {
    let found = Found { total: 40, is_exact: true };
    let page = |what: &str, kind, sort: &str, millis, of_first| {
        let (what, sort) = (what.to_owned(), sort.to_owned());
        Page { what, kind, sort, found, millis, of_first }
    };
    let pages = [
        page("last", Kind::Beside, "name", 9.0, 1.5),
        page("next", Kind::Beside, "name", 1.0, 1.0),
        page("role=user", Kind::Filter, "name", 9.0, 1.5),
        // A larger ratio to the first page in the same sort order, although its time is shorter.
        page("last", Kind::Beside, "email", 4.0, 2.0),
        page("role=user", Kind::Filter, "email", 4.0, 2.0),
    ];
    let worst = page::worst(&pages).into_iter().map(|page| (page.what.as_str(), page.sort.as_str()));
    assert_eq!(worst.collect::<Vec<_>>(), [("last", "email"), ("next", "name"), ("role=user", "name")]);
    assert_eq!(page::worst_of(&pages, Kind::Beside), 2.0);
    assert_eq!(page::worst_of(&pages, Kind::Filter), 9.0);
    assert!(page::worst_of(&pages, Kind::Clustered).is_nan());
}

#[test]
fn concurrent_requests_are_reported_together_and_by_kind() {
    let report = ConcurrentRequests::of(&[vec![1000, 2000, 3000], vec![2000, 5000]], &["sign in", "me"]);
    let report: Vec<_> = report.iter().map(|of| (of.request, of.requests, of.p50_millis, of.worst_millis)).collect();
    assert_eq!(report, [("all of it", 5, 2.0, 5.0), ("sign in", 3, 3.0, 5.0), ("me", 2, 2.0, 2.0)]);
}
