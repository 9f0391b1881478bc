//! Messages as HTML, in the layout that all of them share.
//!
//! Mail programs support little HTML: tables and inline styles. The style sheet only changes colours where the program is dark;
//! programs without style sheets show the light ones. Nothing is loaded from elsewhere.

use super::content::{Block, Button, Content, FooterLink, Run, plain};
use crate::look::Look;
use crate::look::accent::Accent;
use crate::look::colour::Rgb;
use crate::pictures::logo::Logo;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// The height of the logo in pixels.
const LOGO_HEIGHT: u32 = 32;
/// The colours are those of the pages (style/tokens.css), in a notation that all mail programs know.
const HEAD: &str = r#"<head>
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
"#;

const BODY: &str = r#"</head>
<body class="page" style="margin: 0; padding: 0; background: #f9f7f4;">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background: #f9f7f4;">
<tr><td align="center" style="padding: 24px 12px;">
<table role="presentation" class="card" cellpadding="0" cellspacing="0" border="0" style="width: 100%; max-width: 560px; background: #fefdfc;">
<tr><td class="text" style="padding: 32px; font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 24px; color: #241f1a;">
"#;

const END: &str = "</td></tr>\n</table>\n</td></tr>\n</table>\n</body>\n</html>\n";

/// What all messages of an installation look like. The defaults are the colours of the product.
#[derive(Clone, Debug)]
pub(super) struct Design {
    button: String,
    on_button: String,
    link: String,
    link_in_the_dark: String,
    pub logo: Option<Logo>,
}

impl Design {
    pub(super) fn new(look: &Look) -> Self {
        let accent = look.accent.as_ref();
        let colour = |own: fn(&Accent) -> Rgb, default: &str| {
            accent.map_or_else(|| default.to_owned(), |accent| own(accent).to_string())
        };
        Self {
            button: colour(|accent| accent.light.fill, "#1a5847"),
            on_button: colour(|accent| accent.light.on_fill, "#fbfcf8"),
            link: colour(|accent| accent.light.ink, "#155343"),
            link_in_the_dark: colour(|accent| accent.dark.ink, "#8dd5be"),
            logo: look.logo.clone(),
        }
    }

    /// The logo as a URL that contains it, for a page that shows a message.
    pub(super) fn logo_as_data(&self) -> String {
        let encoded = self.logo.as_ref().map(|logo| BASE64_STANDARD.encode(&logo.png));
        format!("data:image/png;base64,{}", encoded.unwrap_or_default())
    }
}

/// `logo_url`: where the logo is, if there is one.
pub(super) fn html(content: &Content, design: &Design, logo_url: &str) -> String {
    let mut html = format!("<!doctype html>\n<html lang=\"{}\">\n{HEAD}", content.language);
    let link = &design.link_in_the_dark;
    html.push_str(&format!("  .link {{ color: {link} !important; }}\n}}\n</style>\n"));
    html.push_str(&format!("<title>{}</title>\n", escape(&content.subject)));
    html.push_str(BODY);
    if let Some(logo) = &design.logo {
        html.push_str(&picture(logo, logo_url, &content.installation));
    }
    for block in &content.blocks {
        match block {
            Block::Paragraph(runs) => html.push_str(&paragraph(&runs_html(runs))),
            Block::Button(button) => html.push_str(&link_button(button, &content.before_address, design)),
            Block::Code { words, digits } => {
                if !words.is_empty() {
                    html.push_str(&paragraph(runs_html(words).trim_end()));
                }
                html.push_str(&format!(
                    "<p class=\"text\" style=\"margin: 0 0 16px; font-family: monospace; font-size: 28px; \
                     letter-spacing: 4px; color: #241f1a;\">{}</p>\n",
                    escape(digits)
                ));
            }
        }
    }
    html.push_str(&small("24px 0 0", &escape(&content.footer)));
    if !content.links.is_empty() {
        let links: Vec<_> = content.links.iter().map(|link| footer_link(link, design)).collect();
        html.push_str(&small("8px 0 0", &links.join(" &middot; ")));
    }
    html.push_str(END);
    html
}

/// The logo on the ground of the light theme, which makes one with transparency visible in the dark. `name`: for programs that do
/// not show it.
fn picture(logo: &Logo, url: &str, name: &str) -> String {
    let width = (logo.width * LOGO_HEIGHT).div_ceil(logo.height);
    format!(
        "<p style=\"margin: 0 0 24px;\"><img src=\"{url}\" alt=\"{}\" width=\"{width}\" height=\"{LOGO_HEIGHT}\" \
         style=\"display: block; border: 0; background: #fefdfc;\"></p>\n",
        escape(name)
    )
}

fn runs_html(runs: &[Run]) -> String {
    let html = |Run { text, is_isolated }: &Run| {
        if *is_isolated { format!("<bdi>{}</bdi>", escape(text)) } else { escape(text) }
    };
    runs.iter().map(html).collect()
}

/// The button, and its link as text for programs that show no button.
fn link_button(button: &Button, before_address: &str, design: &Design) -> String {
    let Design { button: ground, on_button, link, .. } = design;
    let (label, url) = (escape(&button.label), escape(&button.url));
    let address = small(
        "0 0 16px",
        &format!(
            "{} <a class=\"link\" href=\"{url}\" style=\"color: {link}; word-break: break-all;\">{url}</a>",
            escape(before_address)
        ),
    );
    format!(
        "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin: 8px 0 24px;\"><tr>\
         <td style=\"background: {ground}; border-radius: 6px;\"><a href=\"{url}\" style=\"display: inline-block; \
         padding: 12px 24px; font-weight: bold; color: {on_button}; text-decoration: none;\">{label}</a></td></tr></table>\n\
         {address}"
    )
}

fn footer_link(link: &FooterLink, design: &Design) -> String {
    let (label, url) = (escape(&link.label), escape(&link.url));
    let (before, shown) = match &link.address {
        Some(address) => (format!("{label}: "), escape(address)),
        None => (String::new(), label),
    };
    format!("{before}<a class=\"link\" href=\"{url}\" style=\"color: {};\">{shown}</a>", design.link)
}

fn paragraph(html: &str) -> String {
    format!("<p class=\"text\" style=\"margin: 0 0 16px; color: #241f1a;\">{html}</p>\n")
}

fn small(margin: &str, html: &str) -> String {
    format!(
        "<p class=\"small\" style=\"margin: {margin}; font-size: 13px; line-height: 20px; color: #544e47;\">{html}</p>\n"
    )
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
