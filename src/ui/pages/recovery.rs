//! `/login/recovery`: sign in with a recovery code, to an account without a password whose owner has lost the passkeys.

use crate::actions::proof::sign_in_with_recovery_code;
use crate::language::say;
use crate::shared::{Form, Notice, RecoveryFields};
use crate::ui::components::going_to::going_to;
use crate::ui::components::{Field, FormLayout, Intro, PageForm, hint_link};
use crate::ui::journey::handle;
use crate::ui::{FormState, JourneyField, Navigator, spec};
use leptos::prelude::*;

#[component]
pub fn RecoveryPage() -> impl IntoView {
    let (form, navigator) = (FormState::new(Form::RecoverySignIn), Navigator::current());
    let name = form.field(&spec::LOGIN);
    let code = form.field(&spec::RECOVERY_SIGN_IN);
    let next = handle();
    let (login, sent) = (next.link("/login"), next.clone());
    let call = move || {
        let (login, recovery_code) = (name.value(), code.value().into());
        sign_in_with_recovery_code(RecoveryFields { login, recovery_code, next: sent.clone() })
    };
    let submit = form.on_submit(call, move |signed_in| navigator.sign_in(signed_in, Some(Notice::RecoveryCodeUsed)));
    let words = [say::sign_in(), say::sign_in_busy()];
    view! {
        <FormLayout line=say::sign_in_line()>
            <Intro heading=say::title_recovery() about=say::recovery_about()/>
            {going_to()}
            <PageForm form action="/actions/recovery-sign-in" words submit>
                <JourneyField next/>
                <Field form field=name/>
                <Field form field=code hint=say::field_recovery_code_hint()/>
            </PageForm>
            {hint_link(&login, say::sign_in_back())}
        </FormLayout>
    }
}
