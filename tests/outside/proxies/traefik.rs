//! What the guide for Traefik must contain, and what the guides of all proxies must.

use super::{IDENTITY, guide};
use crate::repository::read;
use serde_json::Value;
use std::collections::BTreeSet;

fn parsed(text: &str) -> Value {
    serde_saphyr::from_str(text).expect("YAML")
}

#[test]
fn the_configuration_of_traefik_names_all_headers_and_all_that_are_similar() {
    let [own_host, path] = guide::blocks("traefik", "yaml").map(|block| parsed(&block));
    let middlewares = &own_host["http"]["middlewares"];
    let forward = &middlewares["vestibule"]["forwardAuth"];
    assert_eq!(forward["authResponseHeaders"], Value::from(IDENTITY.to_vec()));
    assert_eq!(forward["trustForwardHeader"], false);
    let address = forward["address"].as_str().expect("an address");
    assert!(address.ends_with("/auth/forward"), "{address}");

    let removed = middlewares["no-similar-headers"]["headers"]["customRequestHeaders"].as_object().expect("headers");
    assert!(removed.values().all(|value| value == ""), "an empty value deletes a header: {removed:?}");
    let removed: BTreeSet<_> = removed.keys().cloned().collect();
    let all: BTreeSet<_> = IDENTITY.iter().flat_map(|name| similar(name)).collect();
    assert_eq!(removed, all);

    // The origin is written first, also on the way back, which is behind no other middleware.
    let routers = [
        ("journal-origin", &own_host["http"]["routers"]["journal"]),
        ("vestibule-origin", &path["http"]["routers"]["shop"]),
    ];
    for (origin, router) in routers {
        assert_eq!(router["middlewares"], Value::from(vec![origin, "no-similar-headers", "vestibule"]), "{router}");
    }
    let callback = &own_host["http"]["routers"]["journal-callback"];
    assert_eq!(callback["middlewares"], Value::from(vec!["journal-origin"]), "{callback}");
    assert_eq!(callback["service"], "vestibule", "{callback}");
}

/// The names with `_` for some or all of their `-`.
fn similar(name: &str) -> Vec<String> {
    let words: Vec<_> = name.split('-').collect();
    let joints = words.len() - 1;
    let joined = |choice: u32| {
        let mut text = words[0].to_owned();
        for (joint, word) in words[1..].iter().enumerate() {
            text.push(if (choice >> joint) & 1 == 1 { '_' } else { '-' });
            text.push_str(word);
        }
        text
    };
    let choices = 1_u32 << joints;
    (1..choices).map(joined).collect()
}

#[test]
fn every_header_of_an_identity_is_in_the_reference_and_in_all_guides() {
    for page in [
        "docs/reference.md",
        "docs/applications/nginx.md",
        "docs/applications/caddy.md",
        "docs/applications/traefik.md",
    ] {
        let text = read(page);
        for name in IDENTITY {
            assert!(text.contains(name), "{page} says nothing of {name}");
        }
    }
}
