//! The form that downloads a file of links. The browser sends it, also with JavaScript: what it gets is a file, and the page stays.

use crate::{
    shared::visit::Form,
    ui::{
        browser::attributes,
        components::{form_alert::FormAlert, password_field::PasswordField},
        form::{FormState, spec},
    },
};
use leptos::prelude::*;

const FORM: [(&str, &str); 3] = [("class", "card"), ("method", "post"), ("action", "/actions/users/password-links")];

#[component]
pub fn LinksForm(
    /// The number of the import whose accounts get links, or an empty text for all.
    import: String,
) -> impl IntoView {
    let form = FormState::new(Form::PasswordLinks);
    let password = form.field(&spec::LINKS_PASSWORD);
    view! {
        <form {..attributes(&FORM)}>
            <div class="card-body">
                <h2>"Pass on links"</h2>
                <div class="fields">
                    <FormAlert form/>
                    <p>
                        "A CSV file with the username, the address and a link for each of these users. Anyone with a link can \
                         choose the password: pass each on to its user only, and delete the file afterwards."
                    </p>
                    <input type="hidden" name="import" value=import/>
                    <PasswordField field=password hint="Only needed if you signed in more than ten minutes ago"/>
                </div>
            </div>
            <div class="card-foot">
                <span>"Links are valid for 72 hours. A new file replaces those of an earlier one."</span>
                <button class="btn btn-secondary" type="submit">
                    "Download links"
                </button>
            </div>
        </form>
    }
}
