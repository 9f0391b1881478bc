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
        browser::{attributes, handler, run_script, when_mounted},
        components::{avatar::portrait, form_alert::FormAlert, toasts::Toaster},
        form::FormState,
        visitor::Visitor,
    },
};
use leptos::{ev::CustomEvent, prelude::*};

const EDITOR: &str = "picture-editor";
const FORM: [(&str, &str); 6] = [
    ("id", "picture-form"),
    ("method", "post"),
    ("action", "/actions/picture"),
    ("enctype", "multipart/form-data"),
    ("novalidate", ""),
    ("hidden", ""),
];
const FILE: [(&str, &str); 6] = [
    ("id", "picture-file"),
    ("type", "file"),
    ("name", "picture"),
    ("accept", "image/jpeg,image/png,image/webp"),
    ("form", "picture-form"),
    ("class", "picture-file"),
];
const SAVE: [(&str, &str); 3] =
    [("type", "submit"), ("form", "picture-form"), ("class", "btn btn-secondary picture-save")];
const REMOVE: [(&str, &str); 5] = [
    ("type", "submit"),
    ("form", "picture-form"),
    ("formaction", "/actions/picture/remove"),
    ("formenctype", "application/x-www-form-urlencoded"),
    ("class", "btn btn-quiet"),
];

/// The form of the picture. It stands apart, for the picture is shown within the form of the profile.
pub fn picture_form() -> AnyView {
    view! { <form {..attributes(&FORM)}></form> }.into_any()
}

#[component]
pub fn Picture() -> impl IntoView {
    let (visitor, toaster) = (Visitor::here(), Toaster::here());
    let form = FormState::new(Form::Picture);
    when_mounted(|| run_script("picture.js", EDITOR));

    // The script tells what the server has answered; that this is seen to, it is told in turn.
    let answered = move |event: CustomEvent| {
        event.prevent_default();
        let answer = event.detail().as_string().unwrap_or_default();
        let Ok(Answer::Accepted(user)) = json::read::<Answer<UserView>>(answer.as_bytes()) else {
            let unanswered = |_| AppError::from_server_fn_error(ServerFnErrorErr::Request(String::new()));
            return form.refuse(json::read(answer.as_bytes()).unwrap_or_else(unanswered));
        };
        form.clear();
        let notice = if user.avatar_url.is_some() { Notice::PictureSaved } else { Notice::PictureRemoved };
        visitor.user.set(Some(user));
        toaster.good(notice.text());
    };
    view! {
        <picture-editor id=EDITOR class="picture" on:picture=handler(answered)>
            <FormAlert form/>
            {move || visitor.user.get().map(|user| portrait(&user))}
            <div class="picture-choice">
                <label class="label" for="picture-file">"Change picture"</label>
                <input {..attributes(&FILE)}/>
                <button {..attributes(&SAVE)}>"Save picture"</button>
                {move || {
                    let pictured = visitor.user.with(|user| user.as_ref().is_some_and(|user| user.avatar_url.is_some()));
                    pictured.then(|| view! { <button {..attributes(&REMOVE)}>"Remove"</button> })
                }}
            </div>
            <p class="hint">"JPEG, PNG or WebP, up to 5 MB."</p>
        </picture-editor>
    }
}
