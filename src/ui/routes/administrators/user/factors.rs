//! How the user signs in, and a form that resets it for somebody who has lost their factors.

use super::state::UserState;
use crate::actions::factors::reset_factors;
use crate::shared::factor_kinds::Amount;
use crate::shared::{FactorKind, FactorsView, Notice, Timestamp};
use crate::ui::browser::{attributes, focus, handler};
use crate::ui::components::list_parts::Opener;
use crate::ui::components::{card, write_disclosure};
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, html, live_text, write_ago, write_markup};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// The id of the element that holds the list.
const LIST: &str = "user-factors";

pub fn factors(user_state: UserState) -> AnyView {
    let list = move || {
        let now = user_state.client.now();
        // Administrators do not reset their own.
        let account = (!user_state.is_oneself()).then(|| (user_state.id(), user_state.name()));
        let html = |factors: &FactorsView| factors_html(factors, account.as_ref(), now);
        user_state.read(|view| view.factors.as_ref().map(html).unwrap_or_default())
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        user_state.send(Box::pin(reset_factors(user_state.id())), move |()| {
            // The button that has the focus is about to disappear.
            focus(LIST);
            user_state.confirm(Notice::FactorsReset);
        });
    };
    let content = view! {
        <div
            {..attributes(&[("id", LIST), ("class", "grid gap-5"), ("tabindex", "-1")])}
            inner_html=live_text(list)
            on:submit=handler(submit)
        ></div>
    };
    card(say::user_factors(), content.into_any())
}

/// `account`: the id and the name of the account, if its factors can be reset.
fn factors_html(factors: &FactorsView, account: Option<&(String, String)>, now: Timestamp) -> String {
    let is_set = |is_set: bool| if is_set { say::user_factor_set() } else { say::user_factor_not_set() };
    let in_words = |amount: Amount| match amount {
        Amount::One(is_there) => is_set(is_there).to_owned(),
        Amount::Many(all) => all.to_string(),
        Amount::Codes(_, 0) => say::user_factor_not_set().to_owned(),
        Amount::Codes(left, total) => say::recovery_codes_left(left, total),
    };
    let earlier = factors.passkeys.len() as u64 - factors.usable(FactorKind::Passkey);
    html(|out| {
        write_markup!(out; "<dl class=\"facts\"><dt>" (say::password()) "</dt><dd>" (is_set(factors.has_password)) "</dd>");
        for kind in FactorKind::ALL {
            let (amount, last) = factors.held(kind);
            write_markup!(out; "<dt>" (kind.label()) "</dt><dd>" (&in_words(amount)) "</dd>");
            if kind == FactorKind::Passkey && earlier > 0 {
                write_markup!(out; "<dd>" (&say::user_passkeys_earlier(earlier)) "</dd>");
            }
            write_use(out, last, now);
        }
        out.add("</dl>");
        let has_some = FactorKind::ALL.into_iter().any(|kind| factors.held(kind).0.is_some());
        if let Some((id, name)) = account.filter(|_| has_some) {
            write_reset(out, id, name);
        }
    })
}

/// When a factor was last used.
fn write_use(out: &mut Markup, last: Option<Timestamp>, now: Timestamp) {
    if let Some(at) = last {
        out.add("<dd>");
        write_ago(out, say::token_last_used(), at, now);
        out.add("</dd>");
    }
}

fn write_reset(out: &mut Markup, id: &str, name: &str) {
    let label = say::user_factors_reset_opener();
    let opener = Opener { label, name: &say::user_factors_reset_name(name), class: "btn-danger-line" };
    write_disclosure(out, &opener, "/actions/users/reset-factors", |out| {
        write_markup!(out;
            "<p class=\"hint\">" (&say::user_factors_reset_about(name))
            "</p><button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" name=\"id\" value=\"" (id) "\">"
            (say::user_factors_reset()) "</button>");
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::AuthenticatorView;

    #[test]
    fn only_an_account_with_factors_can_be_reset() {
        let factors = FactorsView { has_password: true, ..FactorsView::default() };
        let account = ("7".to_owned(), "<b>".to_owned());
        let html = |factors: &FactorsView| factors_html(factors, Some(&account), Timestamp(0));
        assert!(!html(&factors).contains("<form"), "{}", html(&factors));
        assert!(!html(&factors).contains("0 of 0"), "{}", html(&factors));
        let authenticator = AuthenticatorView { created_at: Timestamp(0), last_used_at: Some(Timestamp(0)) };
        let factors = FactorsView { authenticator: Some(authenticator), ..factors };
        assert!(!factors_html(&factors, None, Timestamp(0)).contains("<form"));
        let html = html(&factors);
        assert!(html.contains("name=\"id\" value=\"7\">") && html.contains("Last used"), "{html}");
        assert!(!html.contains("<b>"), "{html}");
    }
}
