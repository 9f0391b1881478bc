//! Access for programs: `/account/tokens`, the user's own API tokens, and `/users/service-accounts`, the accounts of
//! programs.

use crate::actions::programs::{create_service_account, list_own_api_tokens, list_service_accounts};
use crate::language::say;
use crate::shared::api_tokens::{CreateServiceAccountRequest, ServiceAccountView};
use crate::shared::forms::{Form, Notice};
use crate::shared::next::LocalPath;
use crate::shared::views::Role;
use crate::ui::browser::{handler, live, live_text};
use crate::ui::client_state::ClientState;
use crate::ui::components::choice::{RoleChoice, chosen_role};
use crate::ui::components::form_parts::{Field, FormAlert, PostForm, SubmitButton};
use crate::ui::components::tabs::UsersTabs;
use crate::ui::components::toasts::Toaster;
use crate::ui::components::token_form::{Created, TokenForm, token_secret};
use crate::ui::components::token_list::{TokenList, list_html, write_creator};
use crate::ui::components::user::{write_role, write_status};
use crate::ui::components::{AppLayout, Heading};
use crate::ui::embedded::page_data;
use crate::ui::fetched_list::FetchedList;
use crate::ui::form::{FormState, spec};
use crate::ui::markup::{Markup, write_markup, write_time};
use crate::ui::navigation::Navigator;
use crate::ui::pages::account::AccountLayout;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::sync::Arc;

/// `/account/tokens`: the user's own API tokens.
#[component]
pub fn ApiTokensPage() -> impl IntoView {
    let client = ClientState::current();
    // Shows errors of the list.
    let form = FormState::new(Form::ApiTokens);
    let rendered = page_data!(ApiTokens).map(|list| list_html(&list, "", client.now()));
    let failed = move |error| form.reject(error);
    let tokens = FetchedList::new(rendered, failed, move || async move {
        Ok(list_html(&list_own_api_tokens().await?, "", client.now()))
    });
    let secret = RwSignal::new(client.secret_for("/account/tokens"));
    let created: Created = Arc::new(move |shown| {
        secret.try_set(Some(shown));
        tokens.fetch();
    });
    view! {
        <AccountLayout heading=say::programs()>
            <p class="mt-2 max-w-136 text-ink-muted">
                {say::tokens_about()}
            </p>
            <div class="mt-7 grid max-w-192 gap-6">
                {live(move || match secret.get() {
                    Some(shown) => token_secret(shown),
                    None => ().into_any(),
                })}
                <section class="card">
                    <div class="facts-card">
                        <h2>{say::tokens_own()}</h2>
                        <TokenList
                            account=String::new()
                            html=live_text(move || tokens.html.get())
                            form
                            revoked=Arc::new(move || tokens.fetch())
                        />
                    </div>
                </section>
                <TokenForm account=String::new() is_administrator=client.is_administrator() created/>
            </div>
        </AccountLayout>
    }
}

/// `/users/service-accounts`: the accounts of programs, and a form for a new one.
#[component]
pub fn ServiceAccountsPage() -> impl IntoView {
    let form = FormState::new(Form::ServiceAccount);
    let rendered = page_data!(ServiceAccounts).map(|list| accounts_html(&list));
    let failed = move |error| form.reject(error);
    let list = FetchedList::new(rendered, failed, || async { Ok(accounts_html(&list_service_accounts().await?)) });
    view! {
        <AppLayout>
            <UsersTabs current="/users/service-accounts"/>
            <Heading text=say::service_accounts()/>
            <p class="mt-2 max-w-136 text-ink-muted">
                {say::programs_accounts_about()}
            </p>
            <div class="mt-7 grid max-w-192 gap-6">
                <div class="card">
                    <div class="facts-card" inner_html=live_text(move || list.html.get())></div>
                </div>
                <CreateForm form/>
            </div>
        </AppLayout>
    }
}

#[component]
fn CreateForm(form: FormState) -> impl IntoView {
    let (navigator, toaster) = (Navigator::current(), Toaster::current());
    let name = form.field(&spec::THEIR_PROFILE.name);
    let username = form.field(&spec::THEIR_USERNAME);
    let submit = move |event: SubmitEvent| {
        let request = || CreateServiceAccountRequest {
            username: username.value().into(),
            name: name.value().into(),
            role: chosen_role().as_str().into(),
        };
        let accepted = move |account: ServiceAccountView| {
            toaster.good(Notice::ServiceAccountCreated.text());
            navigator.go(LocalPath::user(account.id).as_str());
        };
        form.submit(&event, || Box::pin(create_service_account(request())), accepted);
    };
    view! {
        <PostForm action="/actions/service-accounts/create" class="card" submit=handler(submit)>
            <div class="card-body">
                <h2>{say::programs_new_account()}</h2>
                <div class="fields">
                    <FormAlert form/>
                    <Field form field=name/>
                    <Field form field=username/>
                </div>
                <RoleChoice form role=Role::User/>
            </div>
            <div class="card-foot">
                <span>{say::programs_new_account_about()}</span>
                <SubmitButton
                    form
                    label=say::programs_create_account()
                    busy=say::creating()
                    class="btn btn-primary"
                />
            </div>
        </PostForm>
    }
}

fn accounts_html(accounts: &[ServiceAccountView]) -> String {
    let mut rows = Markup::default();
    accounts.iter().for_each(|account| write_row(&mut rows, account));
    rows.into_list(say::programs_no_accounts())
}

fn write_row(out: &mut Markup, account: &ServiceAccountView) {
    let (id, username) = (&*account.id.to_string(), &*account.username);
    write_markup!(out;
        "<li><div><p><a href=\"/users/" (id) "\">" (account.name.as_deref().unwrap_or(username)) "</a></p><small>" (username)
        " · " (&say::tokens_count(account.tokens)) " · " (say::created_on()) " ");
    write_time(out, account.created_at, &account.created_at.short_day());
    if let Some(at) = account.last_used_at {
        write_markup!(out; " · " (say::token_last_used_on()) " ");
        write_time(out, at, &at.short_day());
    }
    if let Some(creator) = &account.created_by {
        out.add("</small><small>");
        write_creator(out, creator);
    }
    out.add("</small></div>");
    write_role(out, account.role);
    write_status(out, account.status);
    out.add("</li>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::api_tokens::CreatorView;
    use crate::shared::ids::UserId;
    use crate::shared::timestamp::Timestamp;
    use crate::shared::views::Status;
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
