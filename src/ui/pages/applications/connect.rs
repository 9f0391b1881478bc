//! What the proxy of an application and the application itself have to know.

use crate::ui::components::copy_field::CopyField;
use leptos::prelude::*;

pub fn connect(name: &str, base_url: &str) -> AnyView {
    let forward = format!("{base_url}/auth/forward");
    let nginx = format!("{base_url}/auth/request");
    let value = |id: &'static str, label: &'static str, value: String| {
        view! {
            <div class="field">
                <span class="label">{label}</span>
                <CopyField id label value/>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="card">
            <div class="facts-card">
                <h2>"Connect it"</h2>
                <p class="hint">
                    "The reverse proxy in front of the application asks Vestibule about each request (forward authentication), and passes the answer on: in the headers that begin with Remote-, and as a signed token in X-Vestibule-Token. An application that checks the token must require this audience."
                </p>
                {value("forward-url", "URL for Traefik and Caddy", forward)}
                {value("request-url", "URL for nginx", nginx)}
                {value("audience", "Audience of tokens", name.to_owned())}
            </div>
        </section>
    }
    .into_any()
}
