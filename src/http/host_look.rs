//! Pages that a browser shows on the host of an application (`forward_auth::page`). That host has none of our files, so each page
//! contains its style: the tokens of the site's stylesheet that it uses, and the operator's accent. The logo has its address here.

use super::look::{LookFiles, logo_elsewhere};
use crate::language;
use crate::look::Look;
use crate::ui::components::drawings::MARK;
use crate::ui::markup::{Markup, html, write_markup};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

const TOKENS: &str = include_str!("../../style/tokens.css");
const STYLE: &str = "\
    html{font:1rem/1.5 var(--font-sans);color:var(--color-ink);background:var(--color-canvas)}\
    body{max-width:32rem;margin:12vh auto;padding:0 1.5rem;overflow-wrap:anywhere}\
    header{margin-bottom:2.5rem}\
    h1{font-size:1.5rem;line-height:1.25}\
    pre{white-space:pre-wrap;font-size:.8125rem}\
    a{color:var(--color-accent-ink)}\
    p>a{display:inline-block;align-content:center}\
    .brand{display:inline-flex;align-items:center;gap:.625rem;min-height:1.5rem;font-weight:600;color:inherit;\
    text-decoration:none}\
    .brand svg{flex:none;width:1.5rem;height:1.5rem}\
    .logo{width:auto;height:1.75rem;max-width:14rem;object-fit:contain;object-position:left}\
    .logo-ground{background:var(--color-logo-ground);box-shadow:0 0 0 3px var(--color-logo-ground)}\
    button{min-height:2.75rem;padding:0 1.25rem;border:1px solid transparent;border-radius:.5rem;\
    background:var(--color-accent);color:var(--color-on-accent);font:inherit;font-weight:500;cursor:pointer}\
    textarea,select,input[type=date]{box-sizing:border-box;width:100%;min-height:2.75rem;padding:.5rem;font:inherit;\
    color:inherit;background:var(--color-canvas);border:1px solid var(--color-ink-muted);border-radius:.5rem}\
    button:hover{background:var(--color-accent-hover)}\
    :focus-visible{outline:2px solid var(--color-focus);outline-offset:2px}\
    .foot-links{display:flex;flex-wrap:wrap;gap:0 1rem;margin-top:2.5rem;font-size:.8125rem}\
    .foot-links a{padding:.25rem 0;color:var(--color-ink-muted)}\
    @media (pointer:coarse){p>a,.brand{min-height:2.75rem}}";

/// Where the forms of a page may lead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Forms {
    /// The page has none.
    None,
    /// To the origin of the page. What answers there leads on with a page (`lead_on`).
    Own,
    /// To a client, which may redirect to wherever it wants: browsers would hold that against `form-action` as well. Only for a page
    /// whose one form is written here.
    Client,
}

impl Forms {
    fn directive(self) -> &'static str {
        match self {
            Self::None => " form-action 'none';",
            Self::Own => " form-action 'self';",
            Self::Client => "",
        }
    }
}

/// The parts of these pages that do not change.
pub struct HostLook {
    /// The name of the installation.
    name: String,
    style: String,
    /// The mark or the logo, with a link to this server, as HTML.
    brand: String,
    /// The operator's links below a page, as HTML.
    links: Option<String>,
    /// The policy without where forms may lead.
    policy: String,
}

impl HostLook {
    /// `origin`: of this server.
    pub fn new(origin: &str, name: &str, look: &Look, files: &LookFiles, links: Option<String>) -> Self {
        let accent = look.accent.as_ref().map(|accent| accent.stylesheet()).unwrap_or_default();
        let style = [tokens().as_str(), STYLE, &accent].concat();
        let hash = BASE64_STANDARD.encode(Sha256::digest(&style));
        let logo = logo_elsewhere(origin, name, look, files);
        let pictures = if logo.is_some() { format!("img-src {origin}; ") } else { String::new() };
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; {pictures}base-uri 'none'; frame-ancestors 'none';"
        );
        let brand = logo.unwrap_or_else(|| mark(origin, name));
        Self { name: name.to_owned(), style, brand, links, policy }
    }

    /// A page in the current language. `write`: what is below the heading.
    pub fn page(&self, title: &str, forms: Forms, write: impl FnOnce(&mut Markup)) -> Response {
        self.respond(title, &format!("{}{}", self.policy, forms.directive()), write)
    }

    /// The same with a script at its end, which the policy allows by its hash.
    pub fn page_with_script(
        &self,
        title: &str,
        forms: Forms,
        script: &'static str,
        write: impl FnOnce(&mut Markup),
    ) -> Response {
        let hash = BASE64_STANDARD.encode(Sha256::digest(script));
        let policy = format!("{}{} script-src 'sha256-{hash}';", self.policy, forms.directive());
        self.respond(title, &policy, |out| {
            write(out);
            out.add("<script>");
            out.add(script);
            out.add("</script>");
        })
    }

    fn respond(&self, title: &str, policy: &str, write: impl FnOnce(&mut Markup)) -> Response {
        let policy = HeaderValue::from_str(policy).ok().map(|policy| (header::CONTENT_SECURITY_POLICY, policy));
        let mut response = Html(html(|out| self.write(out, title, write))).into_response();
        response.headers_mut().extend(policy);
        response
    }

    fn write(&self, out: &mut Markup, title: &str, write: impl FnOnce(&mut Markup)) {
        write_markup!(
            out;
            "<!doctype html><html lang=\"" (language::current().as_str()) "\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>" (title) " · " (&self.name) "</title><style>"
        );
        out.written(&self.style);
        out.add("</style></head><body><header>");
        out.written(&self.brand);
        write_markup!(out; "</header><main><h1>" (title) "</h1>");
        write(out);
        out.add("</main>");
        if let Some(links) = &self.links {
            out.add("<footer>");
            out.written(links);
            out.add("</footer>");
        }
        out.add("</body></html>");
    }
}

/// The mark of the product, with a link to this server.
fn mark(origin: &str, name: &str) -> String {
    html(|out| {
        write_markup!(out; "<a class=\"brand\" href=\"" (origin) "/\">");
        out.add(MARK);
        write_markup!(out; "<span>" (name) "</span></a>");
    })
}

/// The tokens that style and mark use.
fn tokens() -> String {
    let users = [STYLE, MARK].concat();
    let is_used = |line: &&str| {
        let name = line.split(':').next().unwrap_or_default();
        name.starts_with("--") && users.contains(&format!("var({name})"))
    };
    // The names occur again in the block for Tailwind, at the end.
    let (tokens, _) = TOKENS.rsplit_once("@theme").unwrap_or((TOKENS, ""));
    let lines: String = tokens.lines().map(str::trim).filter(is_used).collect();
    format!(":root{{color-scheme:light dark;{lines}}}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::accent::{Accent, Palette};
    use crate::look::themes::LIGHT;
    use axum::body::to_bytes;

    #[tokio::test]
    async fn the_policy_allows_the_style_of_the_page_and_nothing_that_is_not_there() {
        let light = Palette::parse("0b5fff", &LIGHT).unwrap();
        let look = Look { accent: Some(Accent { dark: light.in_the_dark(), light }), ..Look::default() };
        let look = HostLook::new("https://id.example", "<b>Name", &look, &LookFiles::new(&look), None);
        let response = look.page("Title", Forms::None, |out| out.add("<p>Text</p>"));
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        let page = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let page = std::str::from_utf8(&page).unwrap();
        let (_, rest) = page.split_once("<style>").unwrap();
        let (style, rest) = rest.split_once("</style>").unwrap();
        let hash = BASE64_STANDARD.encode(Sha256::digest(style));
        let expected = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; frame-ancestors 'none'; \
             form-action 'none';"
        );
        assert_eq!(policy, expected);
        assert!(style.contains("--color-accent:#0b5fff;") && style.contains("--color-canvas: light-dark("), "{style}");
        assert!(rest.contains("<a class=\"brand\" href=\"https://id.example/\"><svg "), "{rest}");
        let content = "<span>&lt;b&gt;Name</span></a></header><main><h1>Title</h1><p>Text</p></main>";
        assert!(rest.contains(content), "{rest}");
    }

    #[test]
    fn each_token_is_there_once() {
        let (tokens, users) = (tokens(), [STYLE, MARK].concat());
        for rest in users.split("var(").skip(1) {
            let name = rest.split(')').next().unwrap();
            assert_eq!(tokens.matches(&format!("{name}: ")).count(), 1, "{name}: {tokens}");
        }
    }
}
