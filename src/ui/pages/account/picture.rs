//! The profile picture. The script `public/picture.js` lets the user position and crop it. Without the script a plain form
//! uploads the file, and the server crops it in the middle.

use crate::{
    shared::{
        error::AppError,
        json,
        views::{Answer, UserView},
        visit::{Form, Notice},
    },
    ui::{
        browser::{element, handler},
        client_state::ClientState,
        components::{avatar::face, form_alert::FormAlert, toasts::Toaster},
        form::FormState,
    },
};
use leptos::{ev::Event, prelude::*, web_sys::Element};

const EDITOR: &str = "picture-editor";
/// The attribute in which the script passes the server's response.
const RESPONSE: &str = "data-answer";
const CONTROLS: &str = include_str!("picture.html");
const FORM: &str = r#"<form id="picture-form" method="post" action="/actions/picture" enctype="multipart/form-data" novalidate></form>"#;

/// The form of the picture. It is outside the profile's form, because forms cannot be nested; the controls refer to it.
pub fn picture_form() -> AnyView {
    view! { <div hidden inner_html=FORM></div> }.into_any()
}

#[component]
pub fn Picture() -> impl IntoView {
    let (client, toaster) = (ClientState::current(), Toaster::current());
    let form = FormState::new(Form::Picture);
    // Choosing a file also dispatches `input`, without a response.
    let on_response = move |event: Event| {
        let Some(response) = element::<Element>(EDITOR).and_then(|editor| editor.get_attribute(RESPONSE)) else {
            return;
        };
        // Tells the script that the event was handled; otherwise it reloads the page.
        event.prevent_default();
        // Any other response is an error in JSON, or cannot be read because the connection failed.
        let Ok(Answer::Accepted(user)) = json::read::<Answer<UserView>>(response.as_bytes()) else {
            let no_response = |_| AppError::from_server_fn_error(ServerFnErrorErr::Request(String::new()));
            return form.reject(json::read(response.as_bytes()).unwrap_or_else(no_response));
        };
        form.clear();
        let notice = if user.avatar_url.is_some() { Notice::PictureSaved } else { Notice::PictureRemoved };
        client.user.set(Some(user));
        toaster.good(notice.text());
    };
    let has_picture = move || client.user.with(|user| user.as_ref()?.avatar_url.as_ref().map(|_| ""));
    view! {
        <div class="picture" data-pictured=has_picture on:input=handler(on_response)>
            <FormAlert form/>
            <div class="portrait">
                {move || match client.user.get() {
                    Some(user) => face(&user, "256").into_any(),
                    None => ().into_any(),
                }}
            </div>
            <div class="picture-controls" inner_html=CONTROLS></div>
        </div>
    }
}
