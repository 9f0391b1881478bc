//! Pages and components.

pub mod pages;
pub mod shell;

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

#[component]
pub fn App() -> impl IntoView {
    use crate::shared::visit::Visit;
    provide_meta_context();
    let visit = use_context::<Visit>().unwrap_or_default();
    let text = format!("{visit:?}");
    let page = move || view! { <p>{text.clone()}</p> };
    view! {
        <Router>
            <Routes fallback=|| view! { <p>"Not found"</p> }>
                <Route path=path!("/") view=page.clone() />
                <Route path=path!("/login") view=page.clone() />
                <Route path=path!("/register") view=page.clone() />
                <Route path=path!("/account") view=page.clone() />
                <Route path=path!("/setup") view=page />
            </Routes>
        </Router>
    }
}
