//! How this server is registered at a provider of each kind. The guides in `docs/providers` say more.

use crate::shared::ProviderKind;
use crate::ui::routes::administrators::say;
use crate::ui::{html, write_markup};

/// What is done there, in this order.
struct Registration {
    /// The page there on which it begins. None: each provider of the kind has another one.
    page: Option<&'static str>,
    /// What is created there, where the redirect URI is entered, and what is copied from there.
    steps: [&'static str; 3],
    /// What else is needed, so that everybody gets in and nothing is missing.
    finish: Option<&'static str>,
}

/// The steps as a list, for the side of a page that shows the redirect URI.
pub fn steps_html(kind: ProviderKind) -> String {
    let Registration { page, steps, finish } = registration(kind);
    let title = match kind.brand() {
        Some(brand) => say::provider_at(brand),
        None => say::provider_part_first().to_owned(),
    };
    html(|out| {
        write_markup!(out; "<section><h2>" (&title) "</h2><ol class=\"plain-steps\">");
        if let Some(page) = page {
            write_markup!(out;
                "<li class=\"wrap-anywhere\">" (say::provider_open()) " <a rel=\"external noreferrer\" href=\"" (page)
                "\">" (page) "</a></li>");
        }
        steps.into_iter().chain(finish).for_each(|step| write_markup!(out; "<li>" (step) "</li>"));
        write_markup!(out;
            "</ol><p class=\"hint\">" (say::provider_names_there()) " <a rel=\"external\" href=\"" (&guide(kind)) "\">"
            (&say::program_guide(kind.choice().label)) "</a></p></section>");
    })
}

/// The guide on this server.
fn guide(kind: ProviderKind) -> String {
    format!("/docs/guides/providers/{kind}")
}

/// The table.
fn registration(kind: ProviderKind) -> Registration {
    match kind {
        ProviderKind::Google => Registration {
            page: Some("https://console.cloud.google.com/auth"),
            steps: [say::provider_google_create(), say::provider_google_address(), say::provider_google_values()],
            finish: Some(say::provider_google_finish()),
        },
        ProviderKind::Github => Registration {
            page: Some("https://github.com/settings/developers"),
            steps: [say::provider_github_create(), say::provider_github_address(), say::provider_github_values()],
            finish: None,
        },
        ProviderKind::Microsoft => Registration {
            page: Some("https://entra.microsoft.com"),
            steps: [
                say::provider_microsoft_create(),
                say::provider_microsoft_address(),
                say::provider_microsoft_values(),
            ],
            finish: Some(say::provider_microsoft_finish()),
        },
        ProviderKind::Apple => Registration {
            page: Some("https://developer.apple.com/account/resources"),
            steps: [say::provider_apple_create(), say::provider_apple_address(), say::provider_apple_values()],
            finish: Some(say::provider_apple_finish()),
        },
        ProviderKind::Discord => Registration {
            page: Some("https://discord.com/developers/applications"),
            steps: [say::provider_discord_create(), say::provider_discord_address(), say::provider_discord_values()],
            finish: None,
        },
        ProviderKind::Facebook => Registration {
            page: Some("https://developers.facebook.com/apps"),
            steps: [say::provider_facebook_create(), say::provider_facebook_address(), say::provider_facebook_values()],
            finish: Some(say::provider_facebook_finish()),
        },
        ProviderKind::Gitlab => Registration {
            page: Some("https://gitlab.com/-/user_settings/applications"),
            steps: [say::provider_gitlab_create(), say::provider_gitlab_address(), say::provider_gitlab_values()],
            finish: None,
        },
        ProviderKind::Openid => Registration {
            page: None,
            steps: [say::provider_openid_create(), say::provider_openid_address(), say::provider_openid_values()],
            finish: Some(say::provider_openid_finish()),
        },
        ProviderKind::Oauth2 => Registration {
            page: None,
            steps: [say::provider_oauth2_create(), say::provider_oauth2_address(), say::provider_oauth2_values()],
            finish: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn each_kind_says_where_the_address_goes_and_leads_to_its_guide() {
        let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/providers");
        for kind in ProviderKind::ALL {
            let html = steps_html(kind);
            assert!(html.contains("redirect URI of this page"), "{kind}: {html}");
            assert!(html.contains(&format!("href=\"/docs/guides/providers/{kind}\"")), "{kind}: {html}");
            let guide = std::fs::read_to_string(documents.join(format!("{kind}.md"))).expect("a guide");
            let page = registration(kind).page.unwrap_or_default();
            assert!(guide.contains(page), "the guide of {kind} begins elsewhere than at {page}");
        }
        assert!(steps_html(ProviderKind::Google).contains("<h2>At Google</h2>"));
        assert!(steps_html(ProviderKind::Openid).contains("<h2>At the provider</h2>"));
    }
}
