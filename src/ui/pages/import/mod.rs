//! `/users/import`: create accounts from a file. The script `public/import.js` uploads the file and shows the progress;
//! without it a plain form uploads the file.

mod report;

use crate::{
    shared::{error::AppError, import::ImportReport, json, next::LocalPath, views::Answer, visit::Form},
    ui::{
        browser::{element, focus, handler, live_text},
        client_state::ClientState,
        components::{
            form_alert::FormAlert,
            heading::Heading,
            layout::{AppLayout, Back},
        },
        form::FormState,
        navigation::{Navigator, login_url},
    },
};
use leptos::{ev::Event, prelude::*, web_sys::Element};

const SENDER: &str = "import-sender";
/// The attribute in which the script passes the server's response.
const RESPONSE: &str = "data-answer";
const REPORT: &str = "import-report";
const CONTROLS: &str = include_str!("controls.html");

#[component]
pub fn ImportPage() -> impl IntoView {
    let client = ClientState::current();
    if !client.is_signed_in() {
        Navigator::current().redirect(login_url(&LocalPath::users()));
        return ().into_any();
    }
    let form = FormState::new(Form::Import);
    let report_html = RwSignal::new(client.import().as_ref().map(report::html).unwrap_or_default());
    // Choosing a file also dispatches `input`, without a response.
    let on_response = move |event: Event| {
        let Some(response) = element::<Element>(SENDER).and_then(|sender| sender.get_attribute(RESPONSE)) else {
            return;
        };
        // Tells the script that the event was handled; otherwise it reloads the page.
        event.prevent_default();
        // Any other response is an error in JSON, or cannot be read because the connection failed.
        let Ok(Answer::Accepted(report)) = json::read::<Answer<ImportReport>>(response.as_bytes()) else {
            let no_response = |_| AppError::from_server_fn_error(ServerFnErrorErr::Request(String::new()));
            // The report of an earlier file must not look like the result of this one.
            report_html.set(String::new());
            return form.reject(json::read(response.as_bytes()).unwrap_or_else(no_response));
        };
        form.clear();
        report_html.set(report::html(&report));
        // The report is in the document only in the next frame.
        request_animation_frame(|| focus(REPORT));
    };
    view! {
        <AppLayout>
            <Back to="/users" label="Users"/>
            <Heading text="Import users"/>
            <div class="mt-7 grid max-w-192 gap-6" on:input=handler(on_response)>
                <FormAlert form/>
                <div inner_html=CONTROLS></div>
                <div id=REPORT role="status" tabindex="-1" inner_html=live_text(move || report_html.get())></div>
            </div>
        </AppLayout>
    }
    .into_any()
}
