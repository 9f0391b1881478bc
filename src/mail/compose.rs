//! Builds the message that is sent: headers, and its content as text and as HTML in the layout that all messages share.
//!
//! Mail programs support little HTML: tables and inline styles. The style sheet only changes colours where the program is dark;
//! programs without style sheets show the light ones. Nothing is loaded from elsewhere.

use super::Outgoing;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};
use std::time::{Duration, UNIX_EPOCH};
use url::Host;

/// Tells other programs that no person wrote the message, so that they do not answer it (RFC 3834; the second is Exchange's).
const AUTOMATIC: [(HeaderName, &str); 2] = [
    (HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated"),
    (HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"), "All"),
];

/// What is written in front of the digits.
pub(super) const BEFORE_CODE: &str = "The page may ask for this code:";

/// The colours are those of the pages (style/tokens.css), in a notation that all mail programs know.
const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #151210 !important; }
  .card { background: #1d1a17 !important; }
  .text { color: #efede9 !important; }
  .small { color: #c4c0bb !important; }
  .link { color: #8dd5be !important; }
}
</style>
"#;

const BODY: &str = r#"</head>
<body class="page" style="margin: 0; padding: 0; background: #f9f7f4;">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background: #f9f7f4;">
<tr><td align="center" style="padding: 24px 12px;">
<table role="presentation" class="card" cellpadding="0" cellspacing="0" border="0" style="width: 100%; max-width: 560px; background: #fefdfc;">
<tr><td class="text" style="padding: 32px; font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 24px; color: #241f1a;">
"#;

const END: &str = "</td></tr>\n</table>\n</td></tr>\n</table>\n</body>\n</html>\n";

/// What a message says. Texts are plain: the layout escapes them.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    pub subject: String,
    /// Who is greeted; None if the message may reach a stranger.
    pub name: Option<String>,
    pub paragraphs: Vec<String>,
    pub button: Option<Button>,
    /// Six digits that do the same as the button.
    pub digits: Option<String>,
    /// After the button.
    pub notes: Vec<String>,
    /// The site that sends the message.
    pub footer: String,
}

/// A button with its link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Button {
    pub label: &'static str,
    pub url: String,
}

/// # Errors
/// Why the message cannot be sent to anyone.
pub(super) fn compose(from: &Mailbox, outgoing: &Outgoing<'_>, content: &Content) -> Result<Message, String> {
    let recipient = address(outgoing.recipient).ok_or("the address is not valid")?;
    let millis = u64::try_from(outgoing.created_at.0).unwrap_or(0);
    let builder = Message::builder()
        .from(from.clone())
        // Without a name: an address that is not confirmed must not carry text that a stranger has chosen.
        .to(Mailbox::new(None, recipient))
        .subject(content.subject.as_str())
        .date(UNIX_EPOCH + Duration::from_millis(millis))
        .message_id(Some(format!("<{}@{}>", outgoing.id, from.email.domain())));
    let builder = AUTOMATIC
        .into_iter()
        .fold(builder, |builder, (name, value)| builder.raw_header(HeaderValue::new(name, value.to_owned())));
    let parts = MultiPart::alternative_plain_html(text(content), html(content));
    builder.multipart(parts).map_err(|error| error.to_string())
}

/// The address with its domain in ASCII, so that a server needs no extension for it.
fn address(text: &str) -> Option<Address> {
    let (local, domain) = text.rsplit_once('@')?;
    let ascii = match Host::parse(domain) {
        Ok(Host::Domain(ascii)) => ascii,
        _ => return None,
    };
    Address::new(local, ascii).ok()
}

pub(super) fn text(content: &Content) -> String {
    let mut parts = Vec::new();
    parts.extend(content.name.as_deref().map(|name| format!("Hello {},", plain(name))));
    parts.extend(content.paragraphs.iter().map(|text| plain(text)));
    parts.extend(content.button.as_ref().map(|button| format!("{}:\n{}", button.label, button.url)));
    parts.extend(content.digits.as_ref().map(|digits| format!("{BEFORE_CODE} {digits}")));
    parts.extend(content.notes.iter().map(|text| plain(text)));
    parts.push(format!("-- \n{}", plain(&content.footer)));
    parts.join("\n\n") + "\n"
}

pub(super) fn html(content: &Content) -> String {
    let mut html = HEAD.to_owned();
    html.push_str(&format!("<title>{}</title>\n", escape(&content.subject)));
    html.push_str(BODY);
    if let Some(name) = &content.name {
        // Isolated, so that the direction of the name does not change that of the text around it.
        html.push_str(&paragraph(&format!("Hello <bdi>{}</bdi>,", escape(name))));
    }
    for text in &content.paragraphs {
        html.push_str(&paragraph(&escape(text)));
    }
    if let Some(button) = &content.button {
        html.push_str(&link(button));
    }
    if let Some(digits) = &content.digits {
        html.push_str(&paragraph(BEFORE_CODE));
        html.push_str(&format!(
            "<p class=\"text\" style=\"margin: 0 0 16px; font-family: monospace; font-size: 28px; letter-spacing: 4px; \
             color: #241f1a;\">{}</p>\n",
            escape(digits)
        ));
    }
    for text in &content.notes {
        html.push_str(&paragraph(&escape(text)));
    }
    html.push_str(&format!(
        "<p class=\"small\" style=\"margin: 24px 0 0; font-size: 13px; line-height: 20px; color: #544e47;\">{}</p>\n",
        escape(&content.footer)
    ));
    html.push_str(END);
    html
}

/// The button, and its link as text for programs that show no button.
fn link(button: &Button) -> String {
    let (label, url) = (escape(button.label), escape(&button.url));
    format!(
        "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin: 8px 0 24px;\"><tr>\
         <td style=\"background: #1a5847; border-radius: 6px;\"><a href=\"{url}\" style=\"display: inline-block; \
         padding: 12px 24px; font-weight: bold; color: #fbfcf8; text-decoration: none;\">{label}</a></td></tr></table>\n\
         <p class=\"small\" style=\"margin: 0 0 16px; font-size: 13px; line-height: 20px; color: #544e47;\">\
         If the button does not work, open this address: <a class=\"link\" href=\"{url}\" style=\"color: #155343; \
         word-break: break-all;\">{url}</a></p>\n"
    )
}

fn paragraph(html: &str) -> String {
    format!("<p class=\"text\" style=\"margin: 0 0 16px; color: #241f1a;\">{html}</p>\n")
}

/// The text without characters that would change how the rest is read: line breaks and other control characters, and those that
/// change the direction of the text.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !changes_direction(*c)).collect()
}

fn changes_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text in HTML, inside an element or a quoted attribute.
fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Mail;
    use crate::shared::timestamp::Timestamp;
    use uuid::Uuid;

    fn composed(recipient: &str, subject: &str) -> Result<String, String> {
        composed_by(&"Example <no-reply@example.org>".parse().unwrap(), recipient, subject)
    }

    fn composed_by(from: &Mailbox, recipient: &str, subject: &str) -> Result<String, String> {
        let created_at = Timestamp(1_793_534_400_000);
        let outgoing = Outgoing { id: Uuid::from_u128(7), created_at, recipient, mail: &Mail::Test, one_time: None };
        let content = Content { subject: subject.to_owned(), ..Content::default() };
        compose(from, &outgoing, &content).map(|message| String::from_utf8(message.formatted()).unwrap())
    }

    #[test]
    fn the_headers_say_that_the_message_is_automatic() {
        let message = composed("maren@example.net", "Hello").unwrap();
        for line in [
            "From: Example <no-reply@example.org>\r\n",
            "To: maren@example.net\r\n",
            "Subject: Hello\r\n",
            "Message-ID: <00000000-0000-0000-0000-000000000007@example.org>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "X-Auto-Response-Suppress: All\r\n",
            "Date: Sun, 01 Nov 2026 12:00:00 +0000\r\n",
        ] {
            assert!(message.contains(line), "{line} is not in {message}");
        }
    }

    #[test]
    fn line_breaks_in_a_subject_add_no_header() {
        let message = composed("maren@example.net", "Hello\r\nBcc: others@example.net\r\n\r\nbody").unwrap();
        assert!(!message.lines().any(|line| line.starts_with("Bcc:")), "{message}");
    }

    #[test]
    fn the_name_of_a_sender_is_quoted_or_encoded_and_adds_no_recipient() {
        for (name, line) in [
            ("The \"Example\"", "From: \"The \\\"Example\\\"\" <no-reply@example.org>\r\n"),
            ("Bücher", "From: =?utf-8?b?QsO8Y2hlcg==?= <no-reply@example.org>\r\n"),
            ("a@b.c>, <d@e.f", "From: =?utf-8?b?YUBiLmM+LCA8ZEBlLmY=?= <no-reply@example.org>\r\n"),
        ] {
            let from = Mailbox::new(Some(name.to_owned()), "no-reply@example.org".parse().unwrap());
            let message = composed_by(&from, "maren@example.net", &format!("{name}: Hello")).unwrap();
            assert!(message.contains(line), "{line} is not in {message}");
            assert_eq!(message.lines().filter(|line| line.starts_with("Subject: ")).count(), 1, "{message}");
        }
    }

    #[test]
    fn an_address_with_line_breaks_or_further_recipients_is_not_sent_to() {
        for recipient in ["a@example.net\r\nRCPT TO:<b@example.net>", "a@example.net,b@example.net", "a@b@c", "", "a"] {
            assert!(composed(recipient, "Hello").is_err(), "{recipient}");
        }
    }

    #[test]
    fn a_domain_with_other_letters_is_sent_in_ascii() {
        let message = composed("maren@bücher.example", "Hello").unwrap();
        assert!(message.contains("To: maren@xn--bcher-kva.example\r\n"), "{message}");
    }

    #[test]
    fn a_name_cannot_become_markup_or_a_line_or_reverse_the_text() {
        let name = "<b>\"><img src=x>&'\r\nBcc: x\u{202e}\u{2067}";
        let content = Content { name: Some(name.to_owned()), ..Content::default() };
        let html = html(&content);
        let expected = "Hello <bdi>&lt;b&gt;&quot;&gt;&lt;img src=x&gt;&amp;&#39;  Bcc: x</bdi>,";
        assert!(html.contains(expected), "{html}");
        let text = text(&content);
        assert!(text.starts_with("Hello <b>\"><img src=x>&'  Bcc: x,\n"), "{text}");
    }
}
