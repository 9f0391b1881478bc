//! The secret of a new token. It is shown once.

use crate::{shared::visit::TokenSecret, ui::components::copy_field::CopyField};
use leptos::prelude::*;

/// The id of the field with the secret.
pub const SECRET: &str = "api-token";

pub fn token_secret(shown: TokenSecret) -> AnyView {
    view! {
        <section class="card password-link">
            <h2 class="wrap-anywhere">"New token: " {shown.name}</h2>
            <p class="hint">"Copy the token now. Anyone who has it can use its scopes. It is not shown again."</p>
            <CopyField id=SECRET label="API token" value=shown.secret/>
        </section>
    }
    .into_any()
}
