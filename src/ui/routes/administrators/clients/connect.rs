//! What to copy into the configuration of a client: the endpoints, and a text for each common program.

use crate::shared::ClientData;
use crate::ui::components::Shape;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, write_markup};

/// What to write into the configuration of common clients: the first line of each is its name.
const SNIPPETS: [&str; 11] = [
    include_str!("snippets/openid-client.txt"),
    include_str!("snippets/auth-express.txt"),
    include_str!("snippets/oidc-client-ts.txt"),
    include_str!("snippets/authlib.txt"),
    include_str!("snippets/mozilla-django-oidc.txt"),
    include_str!("snippets/django-allauth.txt"),
    include_str!("snippets/openidconnect-rs.txt"),
    include_str!("snippets/mod_auth_openidc.txt"),
    include_str!("snippets/synapse.txt"),
    include_str!("snippets/jupyterhub.txt"),
    include_str!("snippets/mcp.txt"),
];

/// A section of the page.
pub fn write_card(out: &mut Markup, title: &str, about: &str, content: impl FnOnce(&mut Markup)) {
    write_markup!(out; "<section class=\"card\"><div class=\"facts-card\"><h2>" (title) "</h2><p class=\"hint\">" (about) "</p>");
    content(out);
    out.add("</div></section>");
}

/// Issuer and endpoints, and a list of common clients, each of which opens what goes into its configuration.
pub fn write_connection(out: &mut Markup, data: &ClientData) {
    let issuer = data.issuer.as_str();
    let endpoints = [
        (say::client_issuer(), ""),
        (say::client_discovery(), "/.well-known/openid-configuration"),
        (say::client_authorize(), "/oauth/authorize"),
        (say::client_token(), "/oauth/token"),
        (say::client_userinfo(), "/oauth/userinfo"),
        (say::client_jwks(), "/oauth/jwks"),
        (say::client_revocation(), "/oauth/revoke"),
        (say::client_introspection(), "/oauth/introspect"),
        (say::client_device(), "/oauth/device"),
        (say::client_logout(), "/oauth/logout"),
    ];
    write_card(out, say::client_connect(), say::client_connect_about(), |out| {
        out.add("<dl class=\"facts\">");
        write_copied(out, say::client_id(), data.client.client_id.as_str());
        for (label, path) in endpoints {
            write_copied(out, label, &format!("{issuer}{path}"));
        }
        out.add("</dl><div class=\"proxies\">");
        SNIPPETS.into_iter().for_each(|snippet| write_snippet(out, data, snippet));
        out.add("</div>");
    });
}

/// A value with a button that copies it.
fn write_copied(out: &mut Markup, label: &str, value: &str) {
    write_markup!(out;
        "<dt>" (label) "</dt><dd class=\"copied-fact\"><span class=\"wrap-anywhere\">" (value)
        "</span><button class=\"btn btn-quiet btn-small with-script\" type=\"button\" data-copy aria-label=\""
        (&say::copy_what(label)) "\">" (say::copy()) "</button></dd>");
}

/// One of the list, of which one is open at a time.
fn write_snippet(out: &mut Markup, data: &ClientData, snippet: &str) {
    let client = &data.client;
    let redirect = client.definition.redirect_uris.first().map(String::as_str).unwrap_or_default();
    let (name, text) = snippet.split_once('\n').unwrap_or((snippet, ""));
    let text = text.trim_end().replace("{issuer}", &data.issuer).replace("{client_id}", client.client_id.as_str());
    let text = text.replace("{redirect_uri}", redirect);
    let rows = text.lines().count().to_string();
    out.add("<details class=\"group\" name=\"snippet\"><summary>");
    Shape::RIGHT.write(out, "icon icon-small");
    write_markup!(out;
        (name) "</summary><div class=\"block\"><textarea class=\"input snippet\" readonly spellcheck=\"false\" rows=\"" (&rows)
        "\" aria-label=\"" (name) "\">" (&text)
        "</textarea><button class=\"btn btn-secondary btn-small with-script justify-self-start\" type=\"button\" data-copy"
        " aria-label=\"" (&say::client_copy_snippet(name)) "\">" (say::copy()) "</button></div></details>");
}
