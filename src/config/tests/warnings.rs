//! Settings that are valid, but probably a mistake.

use super::*;

fn warnings(values: &[(&str, &str)]) -> Vec<String> {
    load(&[&[SECRET][..], values].concat()).unwrap().warnings()
}

#[test]
fn a_public_address_needs_a_mail_server() {
    let public = ("VESTIBULE_BASE_URL", "https://accounts.example.org");
    let found = warnings(&[public]);
    let [warning] = found.as_slice() else { panic!("{found:?}") };
    assert!(warning.starts_with("SMTP_URL is not set, so messages are written to files in /"), "{warning}");
    assert!(
        warning.contains("/data/outbox and do not reach") && warning.ends_with("Set SMTP_URL to your mail server.")
    );
    for other in [("SMTP_URL", "smtp://mail.example.org"), ("VESTIBULE_ENV", "development")] {
        assert_eq!(warnings(&[public, other]), Vec::<String>::new(), "{other:?}");
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
