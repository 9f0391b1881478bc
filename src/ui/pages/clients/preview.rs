//! What administrators see of a client beside its definition: what to copy, what it would learn of somebody, who has access, and
//! the way to try it.

use crate::language::say;
use crate::shared::client_reports::{ClientData, ClientUserView, ShownPreview};
use crate::shared::next::{LocalPath, with_parameter};
use crate::shared::timestamp::Timestamp;
use crate::ui::markup::{Markup, html, write_markup, write_time};

/// What to write into the configuration of common clients: the first line of each is its name.
const SNIPPETS: [&str; 8] = [
    include_str!("snippets/openid-client.txt"),
    include_str!("snippets/auth-express.txt"),
    include_str!("snippets/oidc-client-ts.txt"),
    include_str!("snippets/authlib.txt"),
    include_str!("snippets/mozilla-django-oidc.txt"),
    include_str!("snippets/mod_auth_openidc.txt"),
    include_str!("snippets/synapse.txt"),
    include_str!("snippets/jupyterhub.txt"),
];

/// All of it, as HTML.
pub fn reports_html(data: &ClientData, now: Timestamp) -> String {
    html(|out| {
        write_values(out, data);
        write_trial(out, data);
        write_preview(out, data);
        write_users(out, &data.users, now);
    })
}

fn write_card(out: &mut Markup, title: &str, about: &str, content: impl FnOnce(&mut Markup)) {
    write_markup!(out; "<section class=\"card\"><div class=\"facts-card\"><h2>" (title) "</h2><p class=\"hint\">" (about) "</p>");
    content(out);
    out.add("</div></section>");
}

/// Issuer and endpoints, and a snippet for each common client.
fn write_values(out: &mut Markup, data: &ClientData) {
    let (issuer, client) = (data.issuer.as_str(), &data.client);
    let redirect = client.definition.redirect_uris.first().map(String::as_str).unwrap_or_default();
    let values = [
        (say::client_issuer(), String::new()),
        (say::client_discovery(), "/.well-known/openid-configuration".to_owned()),
        (say::client_authorize(), "/oauth/authorize".to_owned()),
        (say::client_token(), "/oauth/token".to_owned()),
        (say::client_userinfo(), "/oauth/userinfo".to_owned()),
        (say::client_jwks(), "/oauth/jwks".to_owned()),
        (say::client_logout(), "/oauth/logout".to_owned()),
    ];
    write_card(out, say::client_connect(), say::client_connect_about(), |out| {
        out.add("<dl class=\"facts\">");
        write_markup!(out; "<dt>" (say::client_id()) "</dt><dd class=\"wrap-anywhere\">" (client.client_id.as_str()) "</dd>");
        for (label, path) in values {
            write_markup!(out; "<dt>" (label) "</dt><dd class=\"wrap-anywhere\">" (issuer) (&path) "</dd>");
        }
        out.add("</dl><div class=\"proxies\">");
        for snippet in SNIPPETS {
            let (name, text) = snippet.split_once('\n').unwrap_or((snippet, ""));
            let text = text.replace("{issuer}", issuer).replace("{client_id}", client.client_id.as_str());
            let text = text.replace("{redirect_uri}", redirect);
            write_markup!(out; "<details class=\"group\"><summary>" (name) "</summary><pre>" (&text) "</pre></details>");
        }
        out.add("</div>");
    });
}

fn write_trial(out: &mut Markup, data: &ClientData) {
    let href = with_parameter("/oauth/trial", "client_id", data.client.client_id.as_str());
    write_card(out, say::client_trial(), say::client_try_about(), |out| {
        write_markup!(out;
            "<p><a class=\"btn btn-secondary\" rel=\"external\" href=\"" (&href) "\">" (say::client_try()) "</a></p>");
    });
}

/// A plain form that loads the page again, with the user in its address.
fn write_preview(out: &mut Markup, data: &ClientData) {
    let page = LocalPath::client(&data.client.client_id);
    write_card(out, say::client_preview(), say::client_preview_about(), |out| {
        write_markup!(out;
            "<form method=\"get\" action=\"" (page.as_str()) "\" class=\"fields\"><div class=\"field\"><label class=\"label\" for=\"preview-user\">"
            (say::client_preview_user()) "</label><input class=\"input\" id=\"preview-user\" name=\"user\" autocomplete=\"off\" \
             autocapitalize=\"none\" spellcheck=\"false\"></div><p><button class=\"btn btn-secondary\" type=\"submit\">"
            (say::client_preview_show()) "</button></p></form>");
        match &data.preview {
            None => {}
            Some(Err(why)) => write_markup!(out; "<p class=\"error\" role=\"alert\">" (why) "</p>"),
            Some(Ok(preview)) => write_learned(out, preview),
        }
    });
}

fn write_learned(out: &mut Markup, preview: &ShownPreview) {
    let ShownPreview { username, may_enter, scopes, id_token, userinfo } = preview;
    let verdict =
        if *may_enter { say::client_preview_enters(username) } else { say::client_preview_stays_out(username) };
    write_markup!(out;
        "<div role=\"status\"><p>" (&verdict) "</p><dl class=\"facts\"><dt>" (say::client_trial_scopes()) "</dt><dd>" (scopes)
        "</dd><dt>" (say::client_trial_id_token()) "</dt><dd><pre>" (id_token) "</pre></dd><dt>" (say::client_trial_userinfo())
        "</dt><dd><pre>" (userinfo) "</pre></dd></dl></div>");
}

fn write_users(out: &mut Markup, users: &[ClientUserView], now: Timestamp) {
    write_card(out, say::client_users(), say::client_users_about(), |out| {
        let mut rows = Markup::default();
        for user in users {
            let page = LocalPath::user(user.id);
            write_markup!(rows;
                "<li><div><p><a href=\"" (page.as_str()) "\">" (&user.username) "</a></p><small>" (&user.scopes.join(" "))
                "</small><small>" (say::client_user_since()) " ");
            write_time(&mut rows, user.since, &user.since.short_day());
            write_markup!(rows; " \u{b7} " (say::token_last_used()) " ");
            write_time(&mut rows, user.last_used_at, &user.last_used_at.ago(now));
            rows.add("</small></div>");
            if user.is_offline {
                write_markup!(rows; "<span class=\"badge\">" (say::client_user_offline()) "</span>");
            }
            rows.add("</li>");
        }
        out.written(&rows.into_list(say::client_users_none()));
    });
}
