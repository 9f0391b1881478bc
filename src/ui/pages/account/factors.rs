//! “How you sign in”: passkeys, the password, the authenticator app, recovery codes, browsers that skip the second factor, linked accounts
//! and the address, a row each.

use super::earlier_sessions::factors_html;
use super::email::email_row;
use super::factor_lists::BETWEEN;
use super::identities::identity_row;
use super::password::password_row;
use crate::actions::factors::{
    end_sessions_without_factor, forget_browser, list_own_factors, new_recovery_codes, remove_authenticator,
    remove_passkey, remove_password, rename_passkey,
};
use crate::language::say;
use crate::shared::{Form, Handle, Notice, PasskeyNameFields, PasswordFacts, TokenSecret};
use crate::ui::browser::{LiveText, attributes, focus, handler, live_text, pressed, value_of};
use crate::ui::components::{FormAlert, Toaster, copy_beside};
use crate::ui::{ClientState, FetchedList, FormState, Reply, html, live_option, page_data, write_markup};
use leptos::ev::{Event, MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;

/// The id of the element that holds the lists.
const LISTS: &str = "factors";
/// The id of the card with new recovery codes.
const CODES: &str = "new-recovery-codes";

/// The lists as embedded by the server, and the changes since.
#[derive(Clone, Copy)]
struct Factors {
    list: FetchedList,
    /// Sends changes, and shows errors. It has no fields.
    form: FormState,
    toaster: Toaster,
    /// New recovery codes, shown once.
    codes: RwSignal<Option<TokenSecret>>,
}

/// `next`: where the user wants to go on once a factor is added. `needs_factor`: until then, what changes anything else is closed.
#[component]
pub fn FactorRows(facts: RwSignal<PasswordFacts>, next: Handle, needs_factor: bool) -> impl IntoView {
    let client = ClientState::current();
    let form = FormState::new(Form::Factors);
    let rendered =
        page_data!(Security).map(|data| factors_html(&data.own, client.now(), &next, client.support().as_deref()));
    let failed = move |error| form.reject(error);
    let list = FetchedList::of_html(rendered, failed, move || {
        let next = next.clone();
        async move {
            let own = list_own_factors().await?;
            let now = PasswordFacts::from(&own.factors);
            // A form that is shown keeps what was typed.
            if facts.try_get_untracked() != Some(now) {
                facts.try_set(now);
            }
            Ok(factors_html(&own, client.now(), &next, client.support().as_deref()))
        }
    });
    let username =
        move || client.user.with_untracked(|user| user.as_ref().map_or_else(String::new, |user| user.username.clone()));
    let codes = RwSignal::new(client.secret_for("/account/security"));
    let factors = Factors { list, form, toaster: Toaster::current(), codes };
    let own = [("id", LISTS), ("tabindex", "-1")];
    view! {
        <div class="grid gap-4" on:click=handler(move |event: MouseEvent| factors.copy(&event))>
            <FormAlert form/>
            {live_option(move || {
                let html = codes_html(&codes.get()?, &client.installation_name(), &username());
                Some(InertElement::new(html).into_any())
            })}
        </div>
        <div
            {..attributes(&own)}
            on:submit=handler(move |event: SubmitEvent| factors.submit(&event))
            on:input=handler(move |event: Event| factors.added(&event))
        >
            <div inner_html=factors.part(0)></div>
            <div class="section own-ways">
                <header>
                    <h2>{say::ways_heading()}</h2>
                </header>
                <div class="card">
                    <div inner_html=factors.part(1)></div>
                    {(!needs_factor).then(|| password_row(username(), facts))}
                    <div inner_html=factors.part(2)></div>
                    {(!needs_factor).then(identity_row)}
                    {(!needs_factor).then(email_row)}
                </div>
            </div>
        </div>
    }
}

impl Factors {
    /// A part of what the server has written, or the browser has fetched.
    fn part(self, index: usize) -> LiveText {
        let html = self.list.html;
        live_text(move || html.with(|html| html.split(BETWEEN).nth(index).unwrap_or_default().to_owned()))
    }

    /// Sends the form of a row, or one below a list. If it cannot be read, the browser sends it as it does without JavaScript.
    fn submit(self, event: &SubmitEvent) {
        let action = || target(event)?.get_attribute("action");
        let (Some(action), Some(value)) = (action(), pressed(event)) else { return };
        let (reply, notice): (Reply<()>, Notice) = match action.as_str() {
            "/actions/recovery-codes" => {
                event.prevent_default();
                return self.make_codes();
            }
            "/actions/passkeys/rename" => {
                let name = value_of(&format!("name-{value}")).into();
                (Box::pin(rename_passkey(PasskeyNameFields { id: value, name })), Notice::PasskeyRenamed)
            }
            "/actions/passkeys/remove" => {
                let password = value_of(&format!("password-{value}"));
                (Box::pin(remove_passkey(value, password)), Notice::PasskeyRemoved)
            }
            "/actions/authenticator/remove" => {
                (Box::pin(remove_authenticator(value_of("password-app"))), Notice::AuthenticatorRemoved)
            }
            "/actions/password/remove" => (Box::pin(remove_password()), Notice::PasswordRemoved),
            "/actions/sessions/end-without-factor" => {
                (Box::pin(end_sessions_without_factor()), Notice::EarlierSessionsEnded)
            }
            "/actions/trusted-browsers/revoke" => (Box::pin(forget_browser(value)), Notice::BrowserForgotten),
            _ => return,
        };
        event.prevent_default();
        self.send(reply, move |()| {
            self.form.done(notice);
            // The button that has the focus is about to disappear.
            focus(LISTS);
            self.list.fetch();
        });
    }

    fn make_codes(self) {
        self.send(Box::pin(new_recovery_codes()), move |shown| {
            self.codes.try_set(Some(shown));
            self.list.fetch();
            // The card is in the document only in the next frame.
            request_animation_frame(|| focus(CODES));
        });
    }

    fn send<T: 'static>(self, reply: Reply<T>, accepted: impl FnOnce(T) + 'static) {
        self.form.error.try_set(None);
        let failed = move |error| {
            self.form.reject(error);
            // The error is above the lists.
            focus(LISTS);
        };
        self.form.pending.send(reply, Box::new(accepted), Box::new(failed));
    }

    /// The script has added a passkey.
    fn added(self, event: &Event) {
        if target(event).is_some_and(|part| part.matches("live-part") == Ok(true)) {
            // Tells the script that the page goes on by itself.
            event.prevent_default();
            self.form.done(Notice::PasskeyAdded);
            self.list.fetch();
        }
    }

    /// Copies or prints the new recovery codes.
    fn copy(self, event: &MouseEvent) {
        let is_print = target(event).is_some_and(|button| button.has_attribute("data-print"));
        if is_print {
            // Fails only in a frame that may not print.
            _ = window().print();
        } else {
            copy_beside(event, self.toaster);
        }
    }
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// New recovery codes: to copy, to print, and as a file, which is in the link itself.
fn codes_html(shown: &TokenSecret, site: &str, username: &str) -> String {
    let file = shown.secret.replace('\n', "%0D%0A");
    html(|out| {
        write_markup!(out;
            "<section class=\"card password-link recovery-codes\" id=\"" (CODES) "\" tabindex=\"-1\"><h2>"
            (say::recovery_codes_new()) "</h2><p class=\"hint\">" (say::recovery_codes_keep())
            "</p><div class=\"codes\"><pre>" (&shown.secret)
            "</pre><button class=\"btn btn-secondary btn-small with-script\" type=\"button\" data-copy>" (say::copy())
            "</button></div><p class=\"flex flex-wrap gap-2\"><a class=\"btn btn-secondary btn-small\" rel=\"external\" \
             download=\"" (&file_name(site, username)) "\" href=\"data:text/plain;charset=utf-8," (&file) "\">"
            (say::recovery_codes_download())
            "</a><button class=\"btn btn-secondary btn-small with-script\" type=\"button\" data-print>"
            (say::recovery_codes_print()) "</button></p></section>");
    })
}

/// The name of the file. It is kept among others for years, so it says what the codes are for.
fn file_name(site: &str, username: &str) -> String {
    let words = say::recovery_codes_file(site, username);
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' };
    format!("{}.txt", words.chars().map(plain).collect::<String>().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_codes_can_be_saved_without_a_script() {
        let shown = TokenSecret { name: String::new(), secret: "AAAA-BBBB\nCCCC-DDDD".to_owned() };
        let html = codes_html(&shown, "Söhne & Co", "maren");
        assert!(html.contains("download=\"söhne---co-maren-recovery-codes.txt\""), "{html}");
        assert!(html.contains("<pre>AAAA-BBBB\nCCCC-DDDD</pre>"), "{html}");
        assert!(html.contains("href=\"data:text/plain;charset=utf-8,AAAA-BBBB%0D%0ACCCC-DDDD\""), "{html}");
    }
}
