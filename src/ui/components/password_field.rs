//! A password field with a button that reveals the password.

use super::{field::Label, note::Note, password_meter::Meter};
use crate::ui::{
    browser::{handler, when_mounted},
    client_state::ClientState,
    form::field::FieldState,
};
use leptos::prelude::*;

#[component]
pub fn PasswordField(
    field: FieldState,
    #[prop(optional)] hint: &'static str,
    /// For a new password.
    #[prop(optional)]
    meter: Option<&'static Meter>,
) -> impl IntoView {
    let spec = field.spec;
    let hydrated = ClientState::current().hydrated;
    let shown = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    // Only the meter needs the value as a signal; without a meter the password stays in the DOM.
    let measure = move || {
        if meter.is_some() {
            typed.set(field.value());
        }
    };
    // The password may have been typed before hydration.
    when_mounted(measure);

    let hint = Box::new(move || match meter {
        Some(meter) if typed.with(String::is_empty) => (meter.hint)(field.rules),
        // The meter replaces the hint as soon as something is typed.
        Some(_) => String::new(),
        None => hint.to_owned(),
    });
    view! {
        <div class="field">
            <Label field/>
            <div class="reveal">
                <input
                    type=move || if shown.get() { "text" } else { "password" }
                    aria-invalid=move || field.invalid()
                    aria-describedby=spec.note_id()
                    on:input=handler(move |_| {
                        field.on_input();
                        measure();
                    })
                    on:blur=handler(move |_| field.on_blur())
                    {..spec.attributes()}
                />
                {move || if hydrated.get() { reveal(shown) } else { ().into_any() }}
            </div>
            <Note field hint/>
            {move || typed.with(|password| match meter {
                Some(meter) if !password.is_empty() => (meter.show)(password, field.rules),
                _ => ().into_any(),
            })}
        </div>
    }
}

/// Shows and hides the password; rendered only after hydration, because it needs JavaScript.
///
/// Its name begins with the visible text, for users of speech control (WCAG 2.5.3), and does not contain the label of the field:
/// tests of applications find the field by a part of its label, and must find nothing else.
fn reveal(shown: RwSignal<bool>) -> AnyView {
    view! {
        <button
            type="button"
            aria-label=move || if shown.get() { "Hide what is typed" } else { "Show what is typed" }
            on:click=handler(move |_| shown.update(|shown| *shown = !*shown))
        >
            {move || if shown.get() { "Hide" } else { "Show" }}
        </button>
    }
    .into_any()
}
