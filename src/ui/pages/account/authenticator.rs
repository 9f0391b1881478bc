//! `/account/security/authenticator`: adds an authenticator app.

use super::AccountLayout;
use crate::actions::factors::{begin_authenticator, confirm_authenticator};
use crate::language::say;
use crate::shared::factor_kinds::in_groups;
use crate::shared::{ConfirmAuthenticatorRequest, Form, NewAuthenticatorView, Notice};
use crate::ui::browser::value_of;
use crate::ui::components::copy_field::copying;
use crate::ui::components::{Field, FormAlert, PostForm, submit_button};
use crate::ui::journey::handle;
use crate::ui::{FetchedList, FormState, JourneyField, Markup, html, page_data, spec, write_markup};
use leptos::prelude::*;

/// The id and the name of the hidden field with the sealed secret.
const SETUP: &str = "setup";

#[component]
pub fn AuthenticatorPage() -> impl IntoView {
    let form = FormState::new(Form::Authenticator);
    let code = form.field(&spec::CODE);
    // After a rejected form without JavaScript, the app has the secret of that form: the page shows no other one.
    let before = form.typed(SETUP).filter(|setup| !setup.is_empty());
    let rendered = match before {
        Some(setup) => Some(html(|out| write_again(out, &setup))),
        None => page_data!(NewAuthenticator).map(|new| html(|out| write_setup(out, &new))),
    };
    let failed = move |error| form.reject(error);
    let shown = FetchedList::of_html(rendered, failed, || async {
        let new = begin_authenticator().await?;
        Ok(html(|out| write_setup(out, &new)))
    });
    // Where the user wants to go on once the app is added, which the page about security says.
    let next = handle();
    let back = next.at_security().to_string();
    let (sent, after) = (next.clone(), back.clone());
    let call = move || {
        let (setup, code) = (value_of(SETUP).into(), code.value().into());
        let request = ConfirmAuthenticatorRequest { setup, code, ..ConfirmAuthenticatorRequest::default() };
        confirm_authenticator(request, sent.clone())
    };
    let submit = form.on_submit(call, move |()| form.leave(Notice::AuthenticatorAdded, &after));
    view! {
        <AccountLayout heading=say::title_authenticator()>
            <p class="mt-2 max-w-136 text-ink-muted">{say::authenticator_about()}</p>
            <PostForm action="/actions/authenticator/confirm" class="card mt-7 max-w-176" submit>
                <div class="facts-card">
                    <FormAlert form/>
                    <JourneyField next/>
                    <div class="setup" inner_html=shown.live() on:click=copying()></div>
                    <div class="max-w-form">
                        <Field form field=code hint=say::authenticator_code_hint()/>
                    </div>
                </div>
                <div class="card-foot">
                    <a href=back>{say::cancel()}</a>
                    {submit_button(form, [say::authenticator_add(), say::saving()], "btn btn-primary")}
                </div>
            </PostForm>
        </AccountLayout>
    }
}

/// The secret as a picture and as text.
fn write_setup(out: &mut Markup, new: &NewAuthenticatorView) {
    // The text before the button is what it copies.
    write_markup!(out;
        "<h2>" (say::authenticator_scan()) "</h2><div class=\"qr\" role=\"img\" aria-label=\"" (say::authenticator_qr()) "\">");
    // Written by the server.
    out.written(&new.qr_svg);
    write_markup!(out;
        "</div><p class=\"hint\">" (say::authenticator_type()) "</p><div class=\"codes-line\"><code>" (&in_groups(&new.secret, " "))
        "</code><button class=\"btn btn-secondary btn-small with-script\" type=\"button\" data-copy aria-label=\""
        (&say::copy_what(say::authenticator_secret())) "\">" (say::copy())
        "</button></div><p class=\"hint\"><a rel=\"external\" href=\"" (&new.uri) "\">" (say::authenticator_open())
        "</a></p>");
    write_hidden(out, &new.setup);
}

/// The code was wrong: the next one is for the same secret.
fn write_again(out: &mut Markup, setup: &str) {
    write_markup!(out;
        "<p>" (say::authenticator_again()) " <a rel=\"external\" href=\"/account/security/authenticator\">"
        (say::authenticator_new_secret()) "</a></p>");
    write_hidden(out, setup);
}

fn write_hidden(out: &mut Markup, setup: &str) {
    write_markup!(out;
        "<input type=\"hidden\" id=\"" (SETUP) "\" name=\"" (SETUP) "\" value=\"" (setup) "\">");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_shown_as_picture_and_text_and_is_sent_sealed() {
        let new = NewAuthenticatorView {
            secret: "ABCDEFGH".to_owned(),
            uri: "otpauth://totp/a?b=c&d=\"".to_owned(),
            qr_svg: "<svg></svg>".to_owned(),
            setup: "\"sealed".to_owned(),
        };
        let html = html(|out| write_setup(out, &new));
        for part in
            ["<svg></svg>", "<code>ABCD EFGH</code>", "otpauth://totp/a?b=c&amp;d=&quot;", "value=\"&quot;sealed\""]
        {
            assert!(html.contains(part), "{part}: {html}");
        }
    }
}
