//! The picture. What moves and cuts it is a script of its own, `public/picture.js`; where that does not run, a plain form
//! sends the file, which the server cuts in the middle.

use crate::{
    shared::{
        error::AppError,
        json,
        views::{Answer, UserView},
        visit::{Form, Notice},
    },
    ui::{
        browser::{element, handler},
        components::{avatar::face, form_alert::FormAlert, toasts::Toaster},
        form::FormState,
        visitor::Visitor,
    },
};
use leptos::{ev::Event, prelude::*, web_sys::Element};

const EDITOR: &str = "picture-editor";
/// Where the script leaves what the server has answered.
const ANSWER: &str = "data-answer";
/// Always the same, so it need not be built part by part.
const CONTROLS: &str = include_str!("picture.html");
const FORM: &str = r#"<form id="picture-form" method="post" action="/actions/picture" enctype="multipart/form-data" novalidate></form>"#;

/// The form of the picture. It stands apart, for the picture is shown within the form of the profile.
pub fn picture_form() -> AnyView {
    view! { <div hidden inner_html=FORM></div> }.into_any()
}

#[component]
pub fn Picture() -> impl IntoView {
    let (visitor, toaster) = (Visitor::here(), Toaster::here());
    let form = FormState::new(Form::Picture);
    // Choosing a file is input, too; then there is no answer yet.
    let answered = move |event: Event| {
        let Some(answer) = element::<Element>(EDITOR).and_then(|editor| editor.get_attribute(ANSWER)) else { return };
        // Tells the script that it was heard.
        event.prevent_default();
        let Ok(Answer::Accepted(user)) = json::read::<Answer<UserView>>(answer.as_bytes()) else {
            let unanswered = |_| AppError::from_server_fn_error(ServerFnErrorErr::Request(String::new()));
            return form.refuse(json::read(answer.as_bytes()).unwrap_or_else(unanswered));
        };
        form.clear();
        let notice = if user.avatar_url.is_some() { Notice::PictureSaved } else { Notice::PictureRemoved };
        visitor.user.set(Some(user));
        toaster.good(notice.text());
    };
    let pictured = move || visitor.user.with(|user| user.as_ref()?.avatar_url.as_ref().map(|_| ""));
    view! {
        <div class="picture" data-pictured=pictured on:input=handler(answered)>
            <FormAlert form/>
            <div class="portrait">
                {move || match visitor.user.get() {
                    Some(user) => face(&user, "256").into_any(),
                    None => ().into_any(),
                }}
            </div>
            <div class="picture-controls" inner_html=CONTROLS></div>
        </div>
    }
}
