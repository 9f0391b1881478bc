//! Where the visitor is going: what the address of a page says, and the field that carries it through a form.

use crate::shared::Handle;
use crate::shared::journey::NEXT;
use crate::ui::{Markup, write_markup};
use leptos::prelude::*;
use leptos_router::hooks::use_url;
use leptos_router::location::Url;

/// Where the visitor is going, as the address says it. Must be called while a page is being built: it uses the router's context.
pub fn handle() -> Handle {
    use_url().with_untracked(|url| handle_of(url.search()))
}

/// `search`: of an address. The router's map of parameters decodes twice, so an address in an address would be cut apart in it.
fn handle_of(search: &str) -> Handle {
    let mut pairs = search.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.find(|(name, _)| *name == NEXT).map(|(_, value)| Url::unescape(&value.replace('+', " ")));
    Handle::parse(&value.unwrap_or_default())
}

/// Carries it through a form that is sent without JavaScript.
#[component]
pub fn JourneyField(next: Handle) -> impl IntoView {
    view! { <input type="hidden" name=NEXT value=next.to_string()/> }
}

/// The same in a form that is written as HTML.
pub fn write_field(out: &mut Markup, next: &Handle) {
    write_markup!(out; "<input type=\"hidden\" name=\"" (NEXT) "\" value=\"" (next.as_str()) "\">");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_an_address_stays_whole() {
        let enter = "/auth/enter?to=https%3A%2F%2Fwiki.example%2F%3Fa%3D1%26b%3D2&state=x";
        let nested =
            "a=b&next=%2Fauth%2Fenter%3Fto%3Dhttps%253A%252F%252Fwiki.example%252F%253Fa%253D1%2526b%253D2%26state%3Dx";
        assert_eq!(handle_of(nested).as_str(), enter);
        assert_eq!(handle_of("next=%2Fusers%3Fq%3Da%26b&next=%2Faccount").as_str(), "/users?q=a&b");
        for search in ["", "next", "next=", "next=%2F%2Fevil.example", "next=/a+b", "xnext=/users"] {
            assert!(handle_of(search).is_empty(), "{search}");
        }
    }
}
