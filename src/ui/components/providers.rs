//! Providers at which people have accounts with which they sign in here: links to them, and their marks.

use super::drawings::Shape;
use super::provider_kinds;
use crate::language::say;
use crate::shared::next::with_parameter;
use crate::shared::{Handle, OfferedProvider};
use crate::ui::browser::is_checked;
use crate::ui::markup::element;
use crate::ui::{ClientState, Markup, write_markup};
use leptos::ev::MouseEvent;
use leptos::tachys::html::InertElement;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;

/// How the address of a link ends that begins a session which outlives the browser.
const REMEMBERED: [&str; 2] = ["?remember=on", "&remember=on"];

/// A button for each provider, below another way to go on. None if there are no providers. `first`: the HTML of a button before
/// them, or nothing. `label`: of the provider with this title. `next`: where the visitor goes on. `parameters`: names and values in
/// the addresses.
pub fn provider_buttons(
    first: &str,
    label: fn(&str) -> String,
    next: &Handle,
    parameters: &[(&str, &str)],
) -> Option<InertElement> {
    let providers = ClientState::current().providers();
    let buttons = |out: &mut Markup| {
        write_markup!(out;
            "<div class=\"grid gap-5\"><p class=\"or\">" (say::passkey_or()) "</p><div class=\"other-ways\">");
        out.written(first);
        for provider in &providers {
            write_link(out, provider, "btn btn-secondary btn-large", &label(&provider.title), next, parameters);
        }
        out.add("</div></div>");
    };
    (!providers.is_empty()).then(|| element(buttons))
}

/// A link to a provider. No form: its answer would lead to another origin, so a page would come in between (`http/lead_on.rs`).
pub fn write_link(
    out: &mut Markup,
    provider: &OfferedProvider,
    class: &'static str,
    label: &str,
    next: &Handle,
    parameters: &[(&str, &str)],
) {
    let mut address = next.link(&format!("/auth/with/{}", provider.name));
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        address = with_parameter(&address, name, value);
    }
    // `rel=external`: the browser follows it, because the router has no such page.
    write_markup!(out; "<a class=\"" (class) "\" rel=\"external\" href=\"" (&address) "\">");
    write_mark(out, Some(provider));
    write_markup!(out; (label) "</a>");
}

/// The operator's logo of a provider, or a drawing for its kind. None: the provider is not known.
pub fn write_mark(out: &mut Markup, provider: Option<&OfferedProvider>) {
    if let Some(logo) = provider.and_then(|provider| provider.logo_uri.as_deref()) {
        return write_markup!(out; "<img class=\"size-5 object-contain\" src=\"" (logo) "\" alt=\"\">");
    }
    let shape = provider.map_or(Shape::PERSON, |provider| provider_kinds::mark(provider.kind));
    shape.write(out, "icon");
}

/// Makes a link to a provider that is being followed begin a session that outlives the browser, if the checkbox with this id is
/// ticked. Without JavaScript it does not: that the checkbox was unticked could not be known.
pub fn remember_if_checked(event: &MouseEvent, checkbox: &str) {
    let link = || {
        let element: Element = event.target()?.dyn_into().ok()?;
        element.closest("a").ok()?
    };
    let Some(link) = link() else { return };
    let address = link.get_attribute("href").unwrap_or_default();
    // After the back button of the browser, it is as it was left.
    let plain = REMEMBERED.iter().find_map(|end| address.strip_suffix(*end)).unwrap_or(&address);
    let wanted = if is_checked(checkbox) { with_parameter(plain, "remember", "on") } else { plain.to_owned() };
    // Fails only for a name that is not valid.
    _ = link.set_attribute("href", &wanted);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ProviderKind, ProviderName};
    use crate::ui::html;

    fn link(logo_uri: Option<&str>, next: &str, parameters: &[(&str, &str)]) -> String {
        let provider = OfferedProvider {
            name: ProviderName::from_stored("company".to_owned()),
            title: "Söhne & Co".to_owned(),
            kind: ProviderKind::Openid,
            logo_uri: logo_uri.map(str::to_owned),
        };
        html(|out| write_link(out, &provider, "btn", &provider.title, &Handle::parse(next), parameters))
    }

    #[test]
    fn the_address_has_the_parameters_that_have_a_value() {
        let html = link(None, "/users?q=a&b", &[("login_hint", ""), ("for", "link")]);
        let address = "href=\"/auth/with/company?next=%2Fusers%3Fq%3Da%26b&amp;for=link\"";
        assert!(html.contains(address), "{html}");
        assert!(html.ends_with("</svg>Söhne &amp; Co</a>"), "{html}");
    }

    #[test]
    fn the_logo_of_the_operator_takes_the_place_of_the_drawing() {
        let html = link(Some("https://id.example.org/logo.svg?a&b"), "", &[]);
        assert!(html.contains("src=\"https://id.example.org/logo.svg?a&amp;b\" alt=\"\">"), "{html}");
        assert!(!html.contains("<svg"), "{html}");
    }
}
