//! Every message, with hostile values.

mod factors;
mod german;
mod identities;

use super::*;
use crate::language::Language;
use crate::look::Look;
use crate::look::accent::{Accent, Palette};
use crate::look::themes::LIGHT;
use crate::mail::content::{Block, Button, text};
use crate::mail::html::{Design, html};
use crate::mail::letter::Letter;
use crate::mail::templates::Texts;
use crate::pictures::logo::Logo;
use crate::shared::fields::names::InstallationName;
use std::collections::BTreeSet;

const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=https://evil.example/x.png>",
    "Maren\r\nBcc: victim@example.net\r\n\r\nbody",
    "\u{202e}gnp.exe\u{2066}",
    "Ma&ren' style='display:none",
    "&lt;b&gt;",
];

fn site() -> Site {
    named(InstallationName::default())
}

fn named(name: InstallationName) -> Site {
    looking(name, Look::default())
}

fn looking(name: InstallationName, look: Look) -> Site {
    site_in(Language::English, name, look)
}

fn site_in(language: Language, name: InstallationName, look: Look) -> Site {
    Site::new("https://accounts.example.org", name, look, Texts::built_in(language))
}

/// The HTML of a message in the look of the product.
fn plain_html(content: &Content) -> String {
    html(content, &Design::new(&Look::default()), "cid:logo")
}

fn button(content: &Content) -> Option<&Button> {
    content.blocks.iter().find_map(|block| if let Block::Button(button) = block { Some(button) } else { None })
}

fn has_digits(content: &Content) -> bool {
    content.blocks.iter().any(|block| matches!(block, Block::Code { .. }))
}

/// The text of each paragraph.
fn paragraphs(content: &Content) -> Vec<String> {
    let text = |block: &Block| match block {
        Block::Paragraph(runs) => Some(runs.iter().map(|run| run.text.as_str()).collect()),
        Block::Button(_) | Block::Code { .. } => None,
    };
    content.blocks.iter().filter_map(text).collect()
}

fn one_time() -> OneTime {
    OneTime { token: "dG9rZW4".to_owned(), digits: Some("048213".to_owned()) }
}

/// One message of each kind, with `value` as every text in it.
fn all(value: &str) -> Vec<Mail> {
    let (name, minutes, at) = (Some(value.to_owned()), 30, Timestamp(1_793_534_400_000));
    let others = vec![
        Mail::NewSignIn { name: name.clone(), device: name.clone(), address: name.clone(), at },
        Mail::PasswordReset { name: name.clone(), minutes },
        Mail::PasswordChanged { name: name.clone(), at },
        Mail::ConfirmEmail { minutes },
        Mail::EmailChangeConfirm { minutes },
        Mail::EmailChangeNotice { name: name.clone(), new_email: value.to_owned(), minutes },
        Mail::EmailChanged { name: name.clone(), new_email: value.to_owned(), minutes: Some(minutes) },
        Mail::EmailChanged { name: name.clone(), new_email: value.to_owned(), minutes: None },
        Mail::EmailChangeUndone,
        Mail::RegistrationTaken,
        Mail::Invitation { minutes },
        Mail::ApiTokenCreated { name: name.clone(), at },
        Mail::AccountDisabled { name: name.clone() },
        Mail::AccountDeleted { name: name.clone(), until: at },
        Mail::AccountClosed { name: name.clone(), until: at, minutes: Some(minutes) },
        Mail::AccountClosed { name: name.clone(), until: at, minutes: None },
        Mail::PasswordRemoved { name: name.clone(), at, minutes },
        Mail::HowToSignIn { name },
        Mail::Test,
    ];
    others.into_iter().chain(factors::all(value)).chain(identities::all(value)).collect()
}

fn content(mail: &Mail) -> Content {
    mail.content(&site(), Some(&one_time())).expect("its content")
}

#[test]
fn no_value_becomes_markup_a_header_or_a_line() {
    let long = "x".repeat(120);
    for value in HOSTILE.into_iter().chain([long.as_str()]) {
        for mail in all(value) {
            let content = content(&mail);
            let (html, text) = (plain_html(&content), text(&content));
            assert!(!html.contains("<script") && !html.contains("<img"), "{mail:?}: {html}");
            // All attributes of the layout are in double quotes.
            assert!(!html.contains("='"), "{mail:?}: {html}");
            assert!(!text.contains('\r') && !text.contains("\nBcc"), "{mail:?}: {text}");
            assert!(!content.subject.contains(value), "a subject is the same for everybody: {}", content.subject);
            for direction in ['\u{202e}', '\u{2066}'] {
                assert!(!html.contains(direction) && !text.contains(direction), "{mail:?}");
            }
        }
    }
}

#[test]
fn text_and_html_say_the_same() {
    for mail in all("Maren Holt") {
        let content = content(&mail);
        let (html, text) = (plain_html(&content), text(&content));
        let words = html.replace("<bdi>", "").replace("</bdi>", "");
        let digits = has_digits(&content).then(|| "048213".to_owned());
        for part in paragraphs(&content).into_iter().chain([content.footer]).chain(digits) {
            assert!(text.contains(part.as_str()) && words.contains(part.as_str()), "{mail:?} lacks {part}");
        }
    }
}

#[test]
fn a_message_loads_nothing_and_has_at_most_one_link_which_leads_to_the_site() {
    for mail in all("Maren Holt") {
        let content = content(&mail);
        let html = plain_html(&content);
        for loading in ["src=", "url(", "@import", "<link", "background=", "http://"] {
            assert!(!html.contains(loading), "{mail:?} has {loading}");
        }
        // Twice: the button, and its link as text.
        let links: Vec<_> = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let expected = button(&content).map(|button| button.url.as_str());
        assert_eq!(links.len(), if expected.is_some() { 2 } else { 0 }, "{mail:?}");
        assert!(links.iter().all(|link| Some(*link) == expected), "{links:?}");
        assert!(links.iter().all(|link| link.starts_with("https://accounts.example.org/")), "{links:?}");
        if let Some(url) = expected {
            assert!(text(&content).lines().any(|line| line == url), "the link has a line of its own: {mail:?}");
            assert!(html.contains(&format!(">{url}</a>")), "{mail:?}");
        }
    }
}

#[test]
fn messages_name_the_installation_and_the_footer_its_host() {
    let site = named(InstallationName::parse("Example & <b>Söhne").unwrap());
    for mail in all("Maren Holt") {
        let content = mail.content(&site, Some(&one_time())).expect("its content");
        let default = self::content(&mail);
        assert_eq!(content.subject, format!("Example & <b>Söhne: {}", default.subject), "{mail:?}");
        let (html, text) = (plain_html(&content), text(&content));
        // In the subject, in a sentence and in the footer.
        assert!(html.matches("Example &amp; &lt;b&gt;Söhne").count() >= 3 && !html.contains("<b>"), "{mail:?}: {html}");
        // The address of the page that lists what can sign in names the host.
        let sentences = paragraphs(&content).join(" ").replace("https://accounts.example.org/account/security", "");
        assert!(sentences.contains("Example & <b>Söhne") && !sentences.contains("accounts.example.org"), "{mail:?}");
        assert!(text.ends_with(
            "-- \nExample & <b>Söhne (accounts.example.org) has sent this message automatically. Replies are not read.\n"
        ));
        assert!(default.footer.starts_with("Vestibule (accounts.example.org) has sent"), "{}", default.footer);
        assert!(
            !default.subject.contains("Vestibule") && paragraphs(&default).join(" ").contains("Vestibule"),
            "{mail:?}"
        );
    }
}

#[test]
fn the_documentation_says_who_gets_each_message_and_with_which_link() {
    let page = include_str!("../../../docs/mail.md");
    let rows =
        page.lines().skip_while(|line| !line.starts_with("| message |")).skip(2).take_while(|line| !line.is_empty());
    let documented: BTreeSet<_> = rows
        .map(|row| {
            let [subject, _, to, link] = row.trim_matches('|').split(" | ").collect::<Vec<_>>()[..] else {
                panic!("{row}")
            };
            let link = match link.trim() {
                link if link.starts_with("none") => "none",
                link if link.starts_with("to `/") => "page",
                link if link.contains("six digits") => "digits",
                _ => "one-time",
            };
            (subject.trim().to_owned(), to, link)
        })
        .collect();
    let sent = all("Maren Holt").into_iter().map(|mail| {
        let content = content(&mail);
        let to = match mail.to() {
            To::Address => "the address",
            To::Owner => "the address, if it is confirmed",
            To::PreviousOwner => "the previous address, if it was confirmed",
            To::NewAddress => "the new address",
            To::EarlierAddress => "the address that can still undo the first of the last changes of address",
            To::Operator => "the address in the command",
        };
        let link = match button(&content) {
            None => "none",
            Some(_) if has_digits(&content) => "digits",
            Some(button) if button.url.contains("?token=") => "one-time",
            Some(_) => "page",
        };
        (content.subject, to, link)
    });
    assert_eq!(sent.collect::<BTreeSet<_>>(), documented);
}

#[test]
fn a_message_whose_link_asks_for_digits_has_them_and_no_other_has() {
    for mail in all("Maren Holt") {
        let expected = matches!(
            mail,
            Mail::NewSignIn { .. }
                | Mail::ConfirmEmail { .. }
                | Mail::EmailChangeConfirm { .. }
                | Mail::EmailChangeNotice { .. }
                | Mail::EmailChanged { minutes: Some(_), .. }
                | Mail::PasswordRemoved { .. }
                | Mail::AccountClosed { minutes: Some(_), .. }
                | Mail::ProofCode { .. }
                | Mail::LastIdentityUnlinked { .. }
        ) || matches!(&mail.about().page, Page::Report { .. });
        let content = content(&mail);
        assert_eq!(text(&content).contains("048213"), expected, "{mail:?}");
        assert_eq!(plain_html(&content).contains("048213"), expected, "{mail:?}");
    }
}

#[test]
fn a_message_to_an_address_that_is_not_confirmed_repeats_no_text_of_a_stranger() {
    for mail in [
        Mail::ConfirmEmail { minutes: 30 },
        Mail::EmailChangeConfirm { minutes: 30 },
        Mail::RegistrationTaken,
        Mail::Invitation { minutes: 30 },
    ] {
        assert!(!text(&content(&mail)).contains("Hello"), "{mail:?}");
    }
}

#[test]
fn an_account_without_a_name_is_not_greeted() {
    let message = |name: Option<&str>| text(&content(&Mail::AccountDisabled { name: name.map(str::to_owned) }));
    assert!(message(Some("Maren")).starts_with("Hello Maren,\n\nAn administrator of "), "{}", message(Some("Maren")));
    assert!(message(None).starts_with("An administrator of "), "{}", message(None));
}

#[test]
fn a_registration_whose_link_asks_for_the_password_has_no_digits() {
    let without = OneTime { token: "dG9rZW4".to_owned(), digits: None };
    let message = Mail::ConfirmEmail { minutes: 30 }.content(&site(), Some(&without)).unwrap();
    assert!(!has_digits(&message) && text(&message).contains("the password that you chose"), "{message:?}");
}

/// A look with everything.
fn look() -> Look {
    let light = Palette::parse("0b5fff", &LIGHT).unwrap();
    Look {
        logo: Some(Logo { png: b"a picture".to_vec(), width: 128, height: 64, is_transparent: true }),
        accent: Some(Accent { dark: light.in_the_dark(), light }),
        terms_url: Some("https://www.example.org/terms?a=\"b\"".to_owned()),
        privacy_url: Some("https://www.example.org/privacy".to_owned()),
        support_email: Some("help@example.org".to_owned()),
        logo_file: None,
    }
}

#[test]
fn every_message_has_the_look_of_the_operator() {
    let site = looking(InstallationName::parse("Söhne & Co").unwrap(), look());
    for mail in all("Maren Holt") {
        let content = mail.content(&site, Some(&one_time())).expect("its content");
        let (html, text) = (html(&content, &Design::new(&look()), "cid:logo"), text(&content));
        for part in [
            "<img src=\"cid:logo\" alt=\"Söhne &amp; Co\" width=\"64\" height=\"32\"",
            "<a class=\"link\" href=\"https://www.example.org/terms?a=&quot;b&quot;\"",
            "\">Terms</a> &middot; <a class=\"link\" href=\"https://www.example.org/privacy\"",
            "Support: <a class=\"link\" href=\"mailto:help@example.org\"",
        ] {
            assert!(html.contains(part), "{mail:?} lacks {part}: {html}");
        }
        assert_eq!(html.contains("background: #0b5fff"), button(&content).is_some(), "{mail:?}");
        assert!(!html.contains("#1a5847") && !html.contains("#155343") && !html.contains("#8dd5be"), "{html}");
        assert!(
            text.ends_with(
                " Replies are not read.\nTerms: https://www.example.org/terms?a=\"b\"\n\
                 Privacy: https://www.example.org/privacy\nSupport: help@example.org\n"
            ),
            "{text}"
        );
    }
}

#[test]
fn every_message_can_be_stored_and_read_again_under_its_kind() {
    for mail in all("Maren \"Holt\"\n") {
        let letter = Letter { mail, language: Language::German };
        let json = letter.to_json();
        assert_eq!(Letter::from_json(&json), Some(letter.clone()), "{json}");
        let kind = serde_json::from_str::<serde_json::Value>(&json).unwrap()["kind"].clone();
        assert_eq!(kind, letter.mail.kind());
    }
}

#[test]
fn a_message_with_a_link_cannot_be_sent_without_it() {
    assert!(Mail::PasswordReset { name: None, minutes: 30 }.content(&site(), None).is_none());
    assert!(Mail::Test.content(&site(), None).is_some());
}

#[test]
fn the_debug_output_of_a_token_does_not_show_it() {
    assert!(!format!("{:?}", one_time()).contains("dG9rZW4"));
}
