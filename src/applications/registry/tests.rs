use super::*;
use crate::applications::tests::{application, groups};

fn at(applications: &Applications, url: &str) -> Option<String> {
    let address = Address::parse_url(url).unwrap();
    applications.at(&address).map(|application| application.name.to_string())
}

#[test]
fn the_longest_path_on_segment_boundaries_wins() {
    let applications: Applications = [
        application("site", &["https://a.example/"]),
        application("shop", &["https://a.example/shop", "https://b.example/"]),
        application(
            "staff",
            &["https://a.example/shop/staff", "https://a.example/Intern", "https://a.example/b%C3%BCro"],
        ),
    ]
    .into_iter()
    .collect();
    for (url, expected) in [
        ("https://a.example/", Some("site")),
        ("https://a.example/shopping", Some("site")),
        ("https://a.example/shop", Some("shop")),
        ("https://a.example/shop/", Some("shop")),
        ("https://a.example/shop?next=/staff", Some("shop")),
        ("https://a.example/%73hop/x", Some("shop")),
        ("https://a.example/shop/staff", Some("staff")),
        ("https://a.example/shop/%73taff/x", Some("staff")),
        ("https://a.example/shop/staff2", Some("shop")),
        ("https://a.example/Intern/x", Some("staff")),
        ("https://a.example/posts;page=2", Some("site")),
        ("https://a.example/POSTS", Some("site")),
        ("https://a.example/shop/Articles;id=7", Some("shop")),
        ("https://b.example/shop/staff", Some("shop")),
        // To other origins.
        ("https://a.example:8443/", None),
        ("http://a.example/", None),
        ("https://c.example/", None),
        // Tomcat would serve /shop, and Express as well.
        ("https://a.example/shop;x", None),
        ("https://a.example/shop%3Bx/staff", None),
        ("https://a.example/SHOP", None),
        ("https://a.example/shop/Staff", None),
        ("https://a.example/intern", None),
        ("https://a.example/b%C3%BCro/x", Some("staff")),
        ("https://a.example/B%C3%9CRO/x", None),
    ] {
        assert_eq!(at(&applications, url).as_deref(), expected, "{url}");
    }
}

#[test]
fn a_location_of_two_applications_belongs_to_neither() {
    let open = |name, locations: &[&str]| Application { everyone: true, ..application(name, locations) };
    let applications: Applications = [
        open("site", &["https://a.example/"]),
        open("aaa", &["https://a.example/shop", "https://b.example/"]),
        open("shop", &["https://c.example/", "https://a.example/%73HOP"]),
        open("cart", &["https://a.example/shop/cart"]),
    ]
    .into_iter()
    .collect();
    for (url, expected) in [
        ("https://a.example/shop", None),
        ("https://a.example/shop/x", None),
        ("https://a.example/sHOP/x", None),
        ("https://a.example/shopping", Some("site")),
        ("https://a.example/shop/cart", Some("cart")),
        ("https://b.example/shop", Some("aaa")),
        ("https://c.example/", Some("shop")),
    ] {
        assert_eq!(at(&applications, url).as_deref(), expected, "{url}");
    }
    // Without the one whose entrance is closed.
    let titles: Vec<_> = applications.open_to(&groups(&[])).into_iter().map(|open| open.title).collect();
    assert_eq!(titles, ["CART", "SHOP", "SITE"]);
}

#[test]
fn an_address_with_a_doubt_belongs_to_the_application_that_has_the_host_alone() {
    let applications: Applications = [
        application("forge", &["https://git.example/", "https://git.example/registry", "https://x.example/"]),
        application("site", &["https://a.example/"]),
        application("shop", &["https://a.example/shop", "https://x.example:8443/"]),
        application("part", &["https://b.example/part"]),
    ]
    .into_iter()
    .collect();
    let at = |url: &str| {
        let found = applications.at(&Address::parse_doubtful_url(url).unwrap())?;
        Some(found.name.to_string())
    };
    for url in ["/api/v4/projects/group%2Fproject", "//registry", "/registry%2f@scope", "/a//"] {
        assert_eq!(at(&format!("https://git.example{url}")).as_deref(), Some("forge"), "{url}");
    }
    for url in [
        // Another application is on the host, or on it with another port, or the application has a part of it alone.
        "https://a.example/%2fshop",
        "https://a.example//x",
        "https://x.example//x",
        "https://b.example/part//x",
        "https://b.example/part%2fx",
        "https://c.example//",
    ] {
        assert_eq!(at(url), None, "{url}");
    }
    assert_eq!(at("https://a.example/x").as_deref(), Some("site"));
}

#[test]
fn origins_are_those_of_locations() {
    let applications: Applications = [application("shop", &["https://a.example/shop"])].into_iter().collect();
    let has = |url: &str| applications.has_origin(&Address::parse_url(url).unwrap().origin);
    assert!(has("https://a.example/") && has("https://A.example:443/x"));
    assert!(!has("https://b.example/") && !has("http://a.example/") && !has("https://a.example:444/"));
    assert!(!Applications::default().has_origin(&Address::parse_url("https://a.example").unwrap().origin));
    let has_host = |url: &str| applications.has_host(Origin::of_url(url).unwrap().host());
    assert!(has_host("http://a.example:444/x") && !has_host("https://x.a.example/"));
}

#[test]
fn applications_of_an_origin_are_listed_once_the_shortest_path_first() {
    let applications: Applications = [
        application("cart", &["https://a.example/shop/cart"]),
        application("shop", &["https://a.example/shop", "https://a.example/sale/summer", "https://b.example/"]),
        application("wiki", &["https://w.example/"]),
    ]
    .into_iter()
    .collect();
    let names = |url: &str| {
        let found = applications.at_origin(&Address::parse_url(url).unwrap().origin);
        found.iter().map(|application| application.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names("https://a.example/elsewhere"), ["shop", "cart"]);
    assert_eq!(names("https://b.example"), ["shop"]);
    assert!(names("https://a.example:8443").is_empty());
}

#[test]
fn users_see_what_is_open_to_them_by_title() {
    let applications: Applications = [
        Application { everyone: true, ..application("wiki", &["https://w.example/"]) },
        Application { groups: groups(&["editors"]), ..application("journal", &["https://j.example/"]) },
        application("closed", &["https://c.example/"]),
    ]
    .into_iter()
    .collect();
    let open = |names: &[&str]| {
        let open = applications.open_to(&groups(names));
        open.into_iter().map(|application| application.url).collect::<Vec<_>>()
    };
    assert_eq!(open(&["editors"]), ["https://j.example/", "https://w.example/"]);
    assert_eq!(open(&[]), ["https://w.example/"]);
}
