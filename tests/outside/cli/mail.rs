//! `vestibule mail test`

use crate::smtp_server::{LOGIN, LOGIN_IN_URL, SmtpServer, Tls};
use crate::support::Place;

#[test]
fn a_test_message_is_sent_and_the_conversation_shown_without_the_password() {
    let server = SmtpServer::with(Tls::Explicit, true);
    let (port, ca) = (server.port(), server.ca());
    let url = format!("smtp://{LOGIN_IN_URL}@localhost:{port}?tls=required&ca={}", ca.display());
    let ran = Place::new().set("SMTP_URL", &url).run(&["mail", "test", "maren@example.org"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for step in ["EHLO: ", "STARTTLS: encrypted", "AUTH: 235 ", "MAIL FROM: 250 ", "RCPT TO: 250 ", "DATA: 354 "] {
        assert!(ran.stdout.lines().any(|line| line.starts_with(step)), "{step}: {}", ran.stdout);
    }
    assert!(ran.stdout.ends_with("The message was sent.\n"), "{}", ran.stdout);
    assert!(!ran.stdout.contains(LOGIN[1]) && !ran.stdout.contains("p%40ss"), "{}", ran.stdout);
    assert_eq!(server.recipients(), ["maren@example.org"]);
}

/// As Postfix with `smtpd_tls_auth_only`. Nothing in the URL says that it should be encrypted.
#[test]
fn a_server_on_this_machine_that_asks_for_the_password_after_tls_gets_it_encrypted() {
    let server = SmtpServer::with(Tls::Explicit, true);
    let url = format!("smtp://{LOGIN_IN_URL}@localhost:{}", server.port());
    let with_ca = format!("{url}?tls=opportunistic&ca={}", server.ca().display());
    let send = |url: &str| Place::new().set("SMTP_URL", url).run(&["mail", "test", "maren@example.org"]);
    let ran = send(&with_ca);
    assert_eq!(ran.code, 0, "{ran:?}");
    let messages = server.messages();
    assert_eq!((&messages[0]["encrypted"], &messages[0]["authenticated"]), (&true.into(), &true.into()));

    // Its certificate is not known without `ca`: nothing is sent, and the error says what to set.
    let ran = send(&url);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.stderr.contains("STARTTLS failed (") && ran.stderr.ends_with("name it in SMTP_URL with ca=\n"),
        "{ran:?}"
    );
    assert_eq!(server.count(), 1);
}

#[test]
fn a_server_that_asks_for_no_password_without_tls_gets_none_and_the_error_says_what_to_set() {
    let server = SmtpServer::start();
    let url = format!("smtp://{LOGIN_IN_URL}@127.0.0.1:{}", server.port());
    let ran = Place::new().set("SMTP_URL", &url).run(&["mail", "test", "maren@example.org"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("accepts no name and password without TLS"), "{ran:?}");
    assert!(ran.stderr.contains("use smtps:// or another port in SMTP_URL"), "{ran:?}");
    assert_eq!(server.count(), 0);
}

#[test]
fn a_refused_test_message_shows_the_answer_and_exits_with_1() {
    let server = SmtpServer::start();
    let place = Place::new().set("SMTP_URL", &format!("smtp://127.0.0.1:{}", server.port()));
    let ran = place.run(&["mail", "test", "refuse-550@example.org"]);
    assert!(ran.stdout.contains("<refuse-550@example.org> is unknown"), "{}", ran.stdout);
    assert_eq!((ran.code, &*ran.stderr), (1, "error: the message was not sent: RCPT TO was answered with 550\n"));
    assert_eq!(place.run(&["mail", "test", "nobody"]).code, 2);
}

#[test]
fn a_message_whose_connection_is_lost_before_the_last_answer_is_not_called_unsent() {
    let server = SmtpServer::start();
    let place = Place::new().set("SMTP_URL", &format!("smtp://127.0.0.1:{}", server.port()));
    let ran = place.run(&["mail", "test", "vanish@example.org"]);
    assert_eq!((ran.code, server.count()), (1, 1), "{ran:?}");
    assert!(ran.stderr.starts_with("error: the mail server has the message and may have accepted it: "), "{ran:?}");
}

#[test]
fn without_a_mail_server_the_message_is_written_to_a_file_and_not_called_sent() {
    let place = Place::new();
    let ran = place.run(&["mail", "test", "maren@example.org"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.starts_with("mail goes to files in "), "{}", ran.stdout);
    let written = ran.stdout.lines().find_map(|line| line.strip_prefix("written to ")).expect("the path");
    assert!(std::fs::read_to_string(place.directory.path().join(written)).unwrap().contains("Subject: Test message"));
    let last = ran.stdout.lines().last().expect("a last line");
    let folder = ran.stdout.lines().find_map(|line| line.strip_prefix("mail goes to ")).expect("the folder");
    assert!(last.contains(&format!("the message was not sent, it is now among the {folder}.")), "{last}");
    assert!(last.contains("set SMTP_URL, for example SMTP_URL=smtp://"), "{last}");
    assert!(!ran.stdout.contains("was sent"), "{}", ran.stdout);
}
