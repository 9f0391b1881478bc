//! `/account/tokens`: the user's own API tokens.

use crate::{
    actions::api_tokens::list_own_api_tokens,
    shared::{api_tokens::ApiTokenView, next::LocalPath, page::PageData, visit::Form},
    ui::{
        browser::{live, live_text, when_mounted},
        client_state::ClientState,
        components::{
            api_tokens::{Created, TokenForm, TokenList, list_html, token_secret},
            heading::Heading,
            layout::{AppLayout, Back},
        },
        embedded::embedded,
        form::FormState,
        navigation::{Navigator, login_url},
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

const PATH: &str = "/account/tokens";

/// The list as embedded by the server, and the changes since.
#[derive(Clone, Copy)]
struct Tokens {
    /// Empty until the browser replaces the server's HTML.
    html: RwSignal<String>,
    /// Shows errors of the list.
    form: FormState,
    client: ClientState,
}

#[component]
pub fn ApiTokensPage() -> impl IntoView {
    let client = ClientState::current();
    if !client.is_signed_in() {
        Navigator::current().redirect(login_url(&LocalPath::or_account(PATH)));
        return ().into_any();
    }
    let tokens = Tokens::new(client);
    let secret = RwSignal::new(client.secret_for(PATH));
    let created: Created = Arc::new(move |shown| {
        secret.try_set(Some(shown));
        tokens.load();
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
                            form=tokens.form
                            revoked=Arc::new(move || tokens.load())
                        />
                    </div>
                </section>
                <TokenForm account=String::new() is_administrator=client.is_administrator() created/>
            </div>
        </AppLayout>
    }
    .into_any()
}

impl Tokens {
    fn new(client: ClientState) -> Self {
        let list = match use_context() {
            Some(PageData::ApiTokens(list)) => Some(list),
            _ => None,
        };
        let html = list.as_deref().map(|list| own_list(list, client)).unwrap_or_default();
        let tokens = Self { html: RwSignal::new(html), form: FormState::new(Form::ApiTokens), client };
        // After client-side navigation nothing is embedded, so the browser fetches the list.
        if !embedded(|| list.is_some()) {
            when_mounted(move || tokens.load());
        }
        tokens
    }

    fn load(self) {
        spawn_local(async move {
            match list_own_api_tokens().await {
                Ok(list) => _ = self.html.try_set(own_list(&list, self.client)),
                Err(error) => self.form.reject(error),
            }
        });
    }
}

fn own_list(list: &[ApiTokenView], client: ClientState) -> String {
    list_html(list, "", client.now())
}
