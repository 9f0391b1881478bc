//! The layout that all messages share, as text and as HTML.
//!
//! Mail programs support little HTML: tables and inline styles. The style sheet only changes colours where the program is dark;
//! programs without style sheets show the light ones. Nothing is loaded from elsewhere.

use super::messages::Button;

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
