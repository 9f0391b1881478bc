//! `/login/recovery`: sign in with a recovery code, to an account without a password whose owner has lost the passkeys.

use crate::actions::proof::sign_in_with_recovery_code;
use crate::language::say;
use crate::shared::form_bodies::RecoveryFields;
use crate::shared::forms::{Form, Notice};
use crate::ui::browser::handler;
use crate::ui::components::form_parts::{Field, FormAlert, PostForm, SubmitButton};
use crate::ui::components::going_to::going_to;
use crate::ui::components::{FormLayout, Heading};
use crate::ui::form::{FormState, spec};
use crate::ui::journey::{JourneyField, handle};
use crate::ui::navigation::Navigator;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

#[component]
pub fn RecoveryPage() -> impl IntoView {
    let (form, navigator) = (FormState::new(Form::RecoverySignIn), Navigator::current());
    let name = form.field(&spec::LOGIN);
    let code = form.field(&spec::RECOVERY_SIGN_IN);
    let next = handle();
    let (login, sent) = (next.link("/login"), next.clone());
    let submit = move |event: SubmitEvent| {
        let fields = || RecoveryFields { login: name.value(), recovery_code: code.value().into(), next: sent.clone() };
        let accepted = move |signed_in| navigator.sign_in(signed_in, Some(Notice::RecoveryCodeUsed));
        form.submit(&event, || Box::pin(sign_in_with_recovery_code(fields())), accepted);
    };
    view! {
        <FormLayout line=say::sign_in_line()>
            <div>
                <Heading text=say::title_recovery()/>
                <p class="mt-2 text-ink-muted">{say::recovery_about()}</p>
            </div>
            {going_to()}
            <PostForm action="/actions/recovery-sign-in" class="fields" submit=handler(submit)>
                <FormAlert form/>
                <JourneyField next/>
                <Field form field=name/>
                <Field form field=code hint=say::field_recovery_code_hint()/>
                <SubmitButton form label=say::sign_in() busy=say::sign_in_busy() class="btn btn-primary btn-large"/>
            </PostForm>
            <p class="hint">
                <a class="inline-block py-0.5" href=login>
                    {say::sign_in_back()}
                </a>
            </p>
        </FormLayout>
    }
}
