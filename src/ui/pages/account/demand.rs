//! `/account/second-factor`: asks for a second factor that is demanded, says why and until when, and leads on. Whoever has one is led on
//! by the server.

use super::passkey_list::write_button;
use crate::language::say;
use crate::shared::{Handle, LocalPath, OwnFactorsView};
use crate::ui::components::{FormLayout, Intro, Shape};
use crate::ui::journey::handle;
use crate::ui::markup::element;
use crate::ui::{ClientState, Markup, embedded_only, page_data, write_markup};
use leptos::prelude::*;

#[component]
pub fn DemandPage() -> impl IntoView {
    let (client, next) = (ClientState::current(), handle());
    // None after a sign-in in this document.
    let Some(own) = embedded_only(|| page_data!(FactorDemand).map(|own| *own)) else {
        return view! { <FormLayout line=say::foot_shared_device()>""</FormLayout> }.into_any();
    };
    let goal = client.goes_to(next.path()).map(|goes_to| goes_to.title);
    let about = reason(&own, &client.installation_name(), goal.as_deref(), &next);
    let content = element(|out| write_content(out, &own, &next));
    view! {
        <FormLayout line=say::foot_shared_device()>
            <Intro heading=say::title_factor_demand() about with_names=true/>
            {content}
        </FormLayout>
    }
    .into_any()
}

/// Who asks for it, and what comes then. `goal`: the application to which the user goes on.
fn reason(own: &OwnFactorsView, site: &str, goal: Option<&str>, next: &Handle) -> String {
    let is_demanded = own.needs_factor || own.demanded_from.is_some();
    let why = match goal {
        _ if is_demanded => say::factor_demand_by_site(site),
        Some(application) => say::factor_demand_by_application(application),
        None => say::factor_demand_own().to_owned(),
    };
    let then = match goal {
        Some(application) => say::factor_demand_then(application),
        None if next.requested().is_some() => say::factor_demand_then_on().to_owned(),
        None => return why,
    };
    format!("{why} {then}")
}

fn write_content(out: &mut Markup, own: &OwnFactorsView, next: &Handle) {
    out.add("<div class=\"grid gap-4\">");
    // What is possible comes first.
    if own.no_passkeys.is_none() {
        write_passkey(out, own);
        write_app(out, next, "btn-secondary");
    } else {
        write_app(out, next, "btn-primary");
        write_passkey(out, own);
    }
    write_others(out, own, next);
    out.add("</div>");
}

fn write_passkey(out: &mut Markup, own: &OwnFactorsView) {
    let texts = [say::factor_demand_passkey(), say::factor_demand_passkey_about()];
    write_offer(out, Shape::KEY, texts, Some(say::factor_demand_easiest()), |out| match &own.no_passkeys {
        Some(why) => write_markup!(out; "<p class=\"hint\">" (&why.say()) "</p>"),
        None => write_button(out, "btn-primary btn-large"),
    });
}

/// `class`: of the button.
fn write_app(out: &mut Markup, next: &Handle, class: &'static str) {
    let page = next.link("/account/security/authenticator");
    let texts = [say::factor_demand_app(), say::factor_demand_app_about()];
    write_offer(out, Shape::PHONE, texts, None, |out| {
        write_markup!(out;
            "<a class=\"btn btn-large " (class) "\" href=\"" (&page) "\">" (say::factor_demand_set_up()) "</a>");
    });
}

/// A card: its heading with a badge, and a sentence. `action` writes what is below.
fn write_offer(
    out: &mut Markup,
    shape: Shape,
    [heading, about]: [&'static str; 2],
    badge: Option<&'static str>,
    action: impl FnOnce(&mut Markup),
) {
    out.add("<section class=\"card offer\"><span class=\"tile\">");
    shape.write(out, "icon");
    write_markup!(out; "</span><div><h2>" (heading));
    if let Some(badge) = badge {
        write_markup!(out; " <span class=\"badge badge-accent\">" (badge) "</span>");
    }
    write_markup!(out; "</h2><p class=\"hint\">" (about) "</p></div>");
    action(out);
    out.add("</section>");
}

/// What somebody can do who adds none now.
fn write_others(out: &mut Markup, own: &OwnFactorsView, next: &Handle) {
    if let Some(from) = own.demanded_from {
        write_markup!(out; "<p class=\"hint\">" (&say::factor_demand_until(&from.day_in_words())) "</p>");
    }
    out.add("<div class=\"flex flex-wrap gap-2\">");
    if own.needs_factor {
        // Who has lost the password to somebody else can still end what they have. `rel=external`: the server reads what is there.
        write_markup!(out;
            "<a class=\"btn btn-secondary btn-small\" rel=\"external\" href=\"/account/security#ways-in\">"
            (say::ways_in_heading()) "</a>");
    } else {
        // An application that asks for it would lead here again.
        let page = if own.demanded_from.is_some() { next.or_account() } else { LocalPath::account() };
        write_markup!(out;
            "<a class=\"btn btn-secondary btn-small\" rel=\"external\" href=\"" (page.as_str()) "\">"
            (say::passkey_offer_later()) "</a>");
    }
    write_markup!(out;
        "<form method=\"post\" action=\"/actions/logout\"><button class=\"btn btn-quiet btn-small\">"
        (say::sign_out()) "</button></form></div>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{FactorsView, Timestamp};
    use crate::ui::html;

    fn own(needs_factor: bool, demanded_from: Option<Timestamp>) -> OwnFactorsView {
        OwnFactorsView {
            factors: FactorsView::default(),
            identities: 0,
            browsers: Vec::new(),
            no_passkeys: None,
            needs_factor,
            demanded_from,
            sessions_without_factor: 0,
            needs_long_password: false,
        }
    }

    #[test]
    fn it_says_who_asks_and_where_one_goes_on() {
        let (nowhere, users) = (Handle::default(), Handle::parse("/users"));
        let reason = |own: &OwnFactorsView, goal, next| reason(own, "Harbour", goal, next);
        for demanded in [own(true, None), own(false, Some(Timestamp(0)))] {
            assert_eq!(reason(&demanded, None, &nowhere), "Harbour asks for one. It takes a minute.");
            assert!(reason(&demanded, None, &users).ends_with("Then you go on where you were."));
            let both = reason(&demanded, Some("Wiki"), &users);
            assert_eq!(both, "Harbour asks for one. It takes a minute. Then you go on to Wiki.");
        }
        assert!(reason(&own(false, None), Some("Wiki"), &users).starts_with("Wiki asks for one."));
        assert!(reason(&own(false, None), None, &nowhere).starts_with("Then nobody gets in"));
    }

    #[test]
    fn who_can_wait_is_told_until_when() {
        let shown = |own: &OwnFactorsView, next: &str| html(|out| write_content(out, own, &Handle::parse(next)));
        let strict = shown(&own(true, None), "/users");
        assert!(strict.contains("#ways-in") && !strict.contains(say::passkey_offer_later()), "{strict}");
        let patient = shown(&own(false, Some(Timestamp(0))), "/users");
        assert!(
            patient.contains("You can wait until 1 January 1970.") && patient.contains("href=\"/users\""),
            "{patient}"
        );
        let asked = shown(&own(false, None), "/users");
        assert!(asked.contains("href=\"/account\"") && !asked.contains("You can wait"), "{asked}");
    }

    #[test]
    fn where_passkeys_cannot_be_made_the_app_comes_first() {
        let first_is_app = |own: &OwnFactorsView| {
            let html = html(|out| write_content(out, own, &Handle::default()));
            html.find(say::factor_demand_app()) < html.find(say::factor_demand_passkey())
        };
        let mut own = own(true, None);
        assert!(!first_is_app(&own));
        own.no_passkeys = Some(crate::language::Message::written("No HTTPS"));
        assert!(first_is_app(&own));
    }
}
