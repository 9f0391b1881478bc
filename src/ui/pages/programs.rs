//! Access for programs: `/account/tokens`, the user's own API tokens, and `/users/service-accounts`, the accounts of
//! programs.

use crate::actions::programs::{create_service_account, list_own_api_tokens, list_service_accounts};
use crate::language::say;
use crate::shared::{CreateServiceAccountRequest, Form, LocalPath, Notice, Role, ServiceAccountView};
use crate::ui::components::list_page::list_page;
use crate::ui::components::token_form::Created;
use crate::ui::components::token_list::{list_html, token_list, write_creator};
use crate::ui::components::{
    Field, FormAlert, RoleChoice, TokenForm, UsersTabs, card, chosen_role, list_card, submitted_card, token_secret,
    write_role, write_status,
};
use crate::ui::markup::list;
use crate::ui::pages::account::AccountLayout;
use crate::ui::{ClientState, FetchedList, FormState, Markup, live_option, page_data, spec, write_day, write_markup};
use leptos::prelude::*;
use std::sync::Arc;

/// `/account/tokens`: the user's own API tokens.
#[component]
pub fn ApiTokensPage() -> impl IntoView {
    let client = ClientState::current();
    // Shows errors of the list.
    let form = FormState::new(Form::ApiTokens);
    let known = page_data!(ApiTokens);
    let tokens = FetchedList::new(form, known, list_own_api_tokens, move |tokens| list_html(tokens, "", client.now()));
    let secret = RwSignal::new(client.secret_for("/account/tokens"));
    let created: Created = Arc::new(move |shown| {
        secret.try_set(Some(shown));
        tokens.fetch();
    });
    let rows = token_list(String::new(), form, tokens.live(), Box::new(move |_: &str| tokens.fetch()));
    view! {
        <AccountLayout heading=say::programs()>
            <p class="mt-2 max-w-136 text-ink-muted">
                {say::tokens_about()}
            </p>
            <div class="mt-7 grid max-w-176 gap-6">
                {live_option(move || secret.get().map(token_secret))}
                {card(say::tokens_own(), rows)}
                <TokenForm account=String::new() is_administrator=client.is_administrator() created/>
            </div>
        </AccountLayout>
    }
}

/// `/users/service-accounts`: the accounts of programs, and a form for a new one.
#[component]
pub fn ServiceAccountsPage() -> impl IntoView {
    let form = FormState::new(Form::ServiceAccount);
    let known = page_data!(ServiceAccounts);
    let accounts = FetchedList::new(form, known, list_service_accounts, |accounts| accounts_html(accounts));
    let tabs = view! { <UsersTabs current="/users/service-accounts"/> }.into_any();
    let (heading, about) = (say::service_accounts(), say::programs_accounts_about());
    list_page(None, heading, about, Some(tabs), list_card(accounts.live()), create_form(form))
}

fn create_form(form: FormState) -> AnyView {
    let name = form.field(&spec::THEIR_PROFILE.name);
    let username = form.field(&spec::THEIR_USERNAME);
    let call = move || {
        create_service_account(CreateServiceAccountRequest {
            username: username.value().into(),
            name: name.value().into(),
            role: chosen_role().as_str().into(),
        })
    };
    let submit = form.on_submit(call, move |account: ServiceAccountView| {
        form.leave(Notice::ServiceAccountCreated, LocalPath::user(account.id).as_str());
    });
    let words = [
        say::programs_new_account(),
        say::programs_new_account_about(),
        say::programs_create_account(),
        say::creating(),
    ];
    let fields = view! {
        <div class="fields">
            <FormAlert form/>
            <Field form field=name/>
            <Field form field=username/>
        </div>
        <RoleChoice form role=Role::User/>
    };
    let action = "/actions/service-accounts/create";
    submitted_card(form, action, words, Vec::new(), submit, fields.into_any())
}

fn accounts_html(accounts: &[ServiceAccountView]) -> String {
    list(accounts, say::programs_no_accounts(), write_row)
}

fn write_row(out: &mut Markup, account: &ServiceAccountView) {
    let (id, username) = (&*account.id.to_string(), &*account.username);
    write_markup!(out;
        "<div><p><a href=\"/users/" (id) "\">" (account.name.as_deref().unwrap_or(username)) "</a></p><small>" (username)
        " · " (&say::tokens_count(account.tokens)) " · ");
    write_day(out, say::created_on(), account.created_at);
    if let Some(at) = account.last_used_at {
        out.add(" · ");
        write_day(out, say::token_last_used_on(), at);
    }
    if let Some(creator) = &account.created_by {
        out.add("</small><small>");
        write_creator(out, creator);
    }
    out.add("</small></div>");
    write_role(out, account.role);
    write_status(out, account.status);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{CreatorView, Status, Timestamp, UserId};
    use uuid::Uuid;

    #[test]
    fn accounts_are_listed_by_name_with_their_tokens() {
        let account = ServiceAccountView {
            id: UserId(Uuid::nil()),
            username: "backup".to_owned(),
            name: Some("<b>Backup".to_owned()),
            role: Role::User,
            status: Status::Active,
            created_at: Timestamp(0),
            tokens: 1,
            last_used_at: Some(Timestamp(0)),
            created_by: Some(CreatorView { id: UserId(Uuid::nil()), username: None, is_administrator: false }),
        };
        let unnamed = ServiceAccountView { name: None, tokens: 0, ..account.clone() };
        let html = accounts_html(&[account, unnamed]);
        assert!(html.contains(">&lt;b&gt;Backup</a>") && html.contains(">backup</a>"), "{html}");
        assert!(html.contains("Created by an account that was deleted"), "{html}");
        assert!(html.contains("backup · 1 token · ") && html.contains("backup · 0 tokens · "), "{html}");
    }
}
