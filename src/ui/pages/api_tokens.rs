//! `/account/tokens`: the user's own API tokens.

use crate::{
    actions::api_tokens::list_own_api_tokens,
    shared::{api_tokens::ApiTokenView, next::LocalPath, page::PageData, visit::Form},
    ui::{
        browser::{live, live_text},
        client_state::ClientState,
        components::{
            api_tokens::{Created, TokenForm, TokenList, list_html, token_secret},
            heading::Heading,
            layout::{AppLayout, Back},
        },
        fetched_list::FetchedList,
        form::FormState,
        navigation::{Navigator, login_url},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

const PATH: &str = "/account/tokens";

#[component]
pub fn ApiTokensPage() -> impl IntoView {
    let client = ClientState::current();
    if !client.is_signed_in() {
        Navigator::current().redirect(login_url(&LocalPath::or_account(PATH)));
        return ().into_any();
    }
    // Shows errors of the list.
    let form = FormState::new(Form::ApiTokens);
    let tokens = token_list(client, form);
    let secret = RwSignal::new(client.secret_for(PATH));
    let created: Created = Arc::new(move |shown| {
        secret.try_set(Some(shown));
        tokens.fetch();
    });
    view! {
        <AppLayout>
            <Back to="/account" label="Account"/>
            <Heading text="API tokens"/>
            <p class="mt-2 max-w-136 text-ink-muted">
                "With an API token, a program uses your account without your password. It never has more rights than you have."
            </p>
            <div class="mt-7 grid max-w-192 gap-6">
                {live(move || match secret.get() {
                    Some(shown) => token_secret(shown),
                    None => ().into_any(),
                })}
                <section class="card">
                    <div class="facts-card">
                        <h2>"Your tokens"</h2>
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
        </AppLayout>
    }
    .into_any()
}

fn token_list(client: ClientState, form: FormState) -> FetchedList {
    let list = match use_context() {
        Some(PageData::ApiTokens(list)) => Some(list),
        _ => None,
    };
    FetchedList::new(list.as_deref().map(|list| own_list(list, client)), move || async move {
        let list = list_own_api_tokens().await.map_err(|error| form.reject(error)).ok()?;
        Some(own_list(&list, client))
    })
}

fn own_list(list: &[ApiTokenView], client: ClientState) -> String {
    list_html(list, "", client.now())
}
