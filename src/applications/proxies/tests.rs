//! The blocks of the guides, and those of applications with other values.

use super::*;
use crate::applications::tests::application;

const GUIDES: [(ProxyKind, &str, &str); 3] = [
    (ProxyKind::Caddy, "caddyfile", include_str!("../../../docs/applications/caddy.md")),
    (ProxyKind::Nginx, "nginx", include_str!("../../../docs/applications/nginx.md")),
    (ProxyKind::Traefik, "yaml", include_str!("../../../docs/applications/traefik.md")),
];

/// The configurations of an application with these locations.
fn of(name: &str, locations: &[&str], base_url: &str) -> Vec<ConfigurationView> {
    let own = Origin::of_url(base_url).unwrap();
    configurations(&application(name, locations), &own, "127.0.0.1:3000".parse().unwrap())
}

/// That for one proxy, if there is one place.
fn text(proxy: ProxyKind, name: &str, location: &str, base_url: &str) -> String {
    let mut found = of(name, &[location], base_url).into_iter().filter(|found| found.proxy == proxy);
    let (only, None) = (found.next().unwrap(), found.next()) else { panic!("several") };
    only.text
}

#[test]
fn the_blocks_are_those_of_the_guides() {
    for (proxy, language, page) in GUIDES {
        let fence = format!("```{language}\n");
        let blocks: Vec<_> = page.split(&fence).skip(1).filter_map(|rest| Some(rest.split_once("```")?.0)).collect();
        let [own_host, path] = blocks[..] else { panic!("{proxy} has {} blocks", blocks.len()) };
        let base_url = "https://auth.example.com";
        assert_eq!(text(proxy, "journal", "https://journal.example.com/", base_url), own_host, "{proxy}");
        assert_eq!(text(proxy, "shop", "https://auth.example.com/shop", base_url), path, "{proxy}");
    }
}

#[test]
fn another_port_is_written_wherever_the_guides_say_so() {
    let text = |proxy| text(proxy, "team-7", "https://team.example.com:8443/", "https://auth.example.com:9443");
    let caddy = text(ProxyKind::Caddy);
    assert!(caddy.starts_with("https://team.example.com:8443 {\n"), "{caddy}");
    assert_eq!(caddy.matches("X-Forwarded-Host team.example.com:8443\n").count(), 2, "{caddy}");
    let nginx = text(ProxyKind::Nginx);
    for line in [
        "listen 8443 ssl;",
        "server_name team.example.com;",
        "X-Original-URL https://team.example.com:8443$request_uri;",
        "X-Forwarded-Host team.example.com:8443;",
        "map $without_application $cookies_of_team_7 {",
        "Host auth.example.com:9443;",
    ] {
        assert!(nginx.contains(line), "{line}: {nginx}");
    }
    let traefik = text(ProxyKind::Traefik);
    assert_eq!(traefik.matches("Host: team.example.com:8443\n").count(), 2, "{traefik}");
    assert!(traefik.contains("Host(`team.example.com`)") && traefik.contains("Host(`auth.example.com`)"), "{traefik}");
}

#[test]
fn on_this_machine_http_is_possible() {
    let text = |proxy| text(proxy, "journal", "http://journal.localhost:8080/", "http://localhost:8080");
    let caddy = text(ProxyKind::Caddy);
    assert!(caddy.starts_with("http://journal.localhost:8080 {\n") && !caddy.contains("Proto https"), "{caddy}");
    let nginx = text(ProxyKind::Nginx);
    assert!(nginx.contains("    listen 8080;\n") && nginx.contains("|)vestibule_application="), "{nginx}");
    assert!(!nginx.contains("ssl") && !nginx.contains("__Host-"), "{nginx}");
    let traefik = text(ProxyKind::Traefik);
    assert!(traefik.contains("entryPoints: [web]\n") && !traefik.contains("tls"), "{traefik}");
}

#[test]
fn each_host_has_a_block_and_each_path_on_the_host_of_vestibule() {
    let locations = [
        "https://a.example/",
        "https://a.example/shop",
        "https://b.example/x",
        "https://id.example/shop",
        "https://id.example/b%C3%BCro",
        "https://[2001:db8::1]/",
    ];
    let found = of("journal", &locations, "https://id.example");
    let addresses: Vec<_> = found.iter().map(|found| format!("{} {}", found.proxy, found.address)).collect();
    let expected = ["https://a.example", "https://b.example", "https://id.example/shop"];
    let expected = ProxyKind::ALL.map(|proxy| expected.map(|address| format!("{proxy} {address}")));
    assert_eq!(addresses, expected.concat());
}

#[test]
fn traefik_has_no_two_things_of_one_name() {
    let traefik = text(ProxyKind::Traefik, "vestibule", "https://app.example/", "https://id.example");
    assert_eq!(traefik.matches("\n    vestibule:\n").count(), 3, "{traefik}");
    assert_eq!(traefik.matches("\n    vestibule-application:\n").count(), 2, "{traefik}");
}

#[test]
fn an_application_whose_name_cannot_be_read_has_none() {
    let broken = Application {
        name: ApplicationName::from_stored("a\n}".to_owned()),
        ..application("journal", &["https://a.example/"])
    };
    let own = Origin::of_url("https://id.example").unwrap();
    assert!(configurations(&broken, &own, "127.0.0.1:3000".parse().unwrap()).is_empty());
}
