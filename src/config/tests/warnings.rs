//! Settings that are valid and probably a mistake.

use super::*;

fn warnings(values: &[(&str, &str)]) -> Vec<String> {
    load(&[&[SECRET][..], values].concat()).unwrap().warnings()
}

const PROXY: (&str, &str) = ("VESTIBULE_TRUSTED_PROXIES", "127.0.0.1");

#[test]
fn the_proxy_before_a_public_address_has_to_be_trusted() {
    let (public, smtp) =
        (("VESTIBULE_BASE_URL", "https://accounts.example.org"), ("SMTP_URL", "smtp://mail.example.org"));
    let found = warnings(&[public, smtp]);
    let [warning] = found.as_slice() else { panic!("{found:?}") };
    assert!(warning.contains("a proxy on this machine") && warning.ends_with("=127.0.0.1,::1."), "{warning}");
    // Other machines reach the server, so where a proxy is cannot be known.
    for other in [PROXY, ("HOST", "0.0.0.0")] {
        assert_eq!(warnings(&[public, smtp, other]), Vec::<String>::new(), "{other:?}");
    }
}

#[test]
fn a_day_without_a_demand_is_a_mistake() {
    let day = ("VESTIBULE_REQUIRE_SECOND_FACTOR_FROM", "2027-01-15");
    let found = warnings(&[day]);
    let [warning] = found.as_slice() else { panic!("{found:?}") };
    assert!(warning.starts_with("VESTIBULE_REQUIRE_SECOND_FACTOR_FROM is set and "), "{warning}");
    for demand in ["all", "administrators", "group:staff"] {
        assert_eq!(warnings(&[day, ("VESTIBULE_REQUIRE_SECOND_FACTOR", demand)]), Vec::<String>::new(), "{demand}");
    }
}

#[test]
fn a_public_address_needs_a_mail_server() {
    let public = ("VESTIBULE_BASE_URL", "https://accounts.example.org");
    let found = warnings(&[public, PROXY]);
    let [warning] = found.as_slice() else { panic!("{found:?}") };
    assert!(warning.starts_with("SMTP_URL is not set, so messages are written to files in /"), "{warning}");
    assert!(
        warning.contains("/data/outbox and do not reach") && warning.ends_with("Set SMTP_URL to your mail server.")
    );
    for other in [("SMTP_URL", "smtp://mail.example.org"), ("VESTIBULE_ENV", "development")] {
        assert_eq!(warnings(&[public, PROXY, other]), Vec::<String>::new(), "{other:?}");
    }
    assert_eq!(warnings(&[]), Vec::<String>::new(), "on the own machine");
}

#[test]
fn a_server_for_other_machines_needs_an_address_that_they_can_open() {
    for host in ["0.0.0.0", "::", "192.0.2.1"] {
        let found = warnings(&[("HOST", host)]);
        let [warning] = found.as_slice() else { panic!("{found:?}") };
        let expected =
            format!("HOST is {host}, which other machines can reach, but VESTIBULE_BASE_URL is http://localhost:3000,");
        assert!(warning.starts_with(&expected), "{warning}");
    }
    let (host, smtp) = (("HOST", "0.0.0.0"), ("SMTP_URL", "smtp://mail.example.org"));
    let public = ("VESTIBULE_BASE_URL", "https://accounts.example.org");
    assert_eq!(warnings(&[host, smtp, public]), Vec::<String>::new());
    assert_eq!(warnings(&[("HOST", "::1")]), Vec::<String>::new());
}
