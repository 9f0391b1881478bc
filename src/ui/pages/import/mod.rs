//! `/users/import`: many accounts from a file. What shows how far it is is a script of its own, `public/import.js`; where
//! that does not run, a plain form sends the file.

mod report;

use crate::{
    shared::{error::AppError, import::ImportReport, json, next::LocalPath, views::Answer, visit::Form},
    ui::{
        browser::{element, focus, handler, live_text},
        components::{
            form_alert::FormAlert,
            heading::Heading,
            layout::{Back, House},
        },
        form::FormState,
        journey::{Journey, login_and_then},
        visitor::Visitor,
    },
};
use leptos::{ev::Event, prelude::*, web_sys::Element};

/// Where the script leaves what the server has answered.
const SENDER: &str = "import-sender";
const ANSWER: &str = "data-answer";
/// Where what came of it is told.
const REPORT: &str = "import-report";
/// Always the same, so it need not be built part by part.
const CONTROLS: &str = include_str!("controls.html");

#[component]
pub fn ImportPage() -> impl IntoView {
    let visitor = Visitor::here();
    if !visitor.is_signed_in() {
        Journey::here().go_at_once(login_and_then(&LocalPath::users()));
        return ().into_any();
    }
    let form = FormState::new(Form::Import);
    let told = RwSignal::new(visitor.import().as_ref().map(report::html).unwrap_or_default());
    // Choosing a file is input, too; then there is no answer yet.
    let answered = move |event: Event| {
        let Some(answer) = element::<Element>(SENDER).and_then(|sender| sender.get_attribute(ANSWER)) else { return };
        // Tells the script that it was heard.
        event.prevent_default();
        let Ok(Answer::Accepted(report)) = json::read::<Answer<ImportReport>>(answer.as_bytes()) else {
            let unanswered = |_| AppError::from_server_fn_error(ServerFnErrorErr::Request(String::new()));
            told.set(String::new());
            return form.refuse(json::read(answer.as_bytes()).unwrap_or_else(unanswered));
        };
        form.clear();
        told.set(report::html(&report));
        request_animation_frame(|| focus(REPORT));
    };
    view! {
        <House>
            <Back to="/users" words="Users"/>
            <Heading text="Import people"/>
            <div class="mt-7 grid max-w-192 gap-6" on:input=handler(answered)>
                <FormAlert form/>
                <div inner_html=CONTROLS></div>
                <div id=REPORT role="status" tabindex="-1" inner_html=live_text(move || told.get())></div>
            </div>
        </House>
    }
    .into_any()
}
