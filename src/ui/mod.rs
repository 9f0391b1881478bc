//! Pages and components.

use leptos::prelude::*;

#[component]
pub fn App() -> impl IntoView {}
