//! `/auth/sign-in-first`: there is an account with the address that the visitor has at a provider. It is linked once its owner has
//! signed in and confirmed, because the provider does not vouch for the address, or because it was unlinked.

use super::{LINK, with_arrival};
use crate::language::say;
use crate::shared::Handle;
use crate::shared::arrivals::ArrivalView;
use crate::shared::next::with_parameter;
use crate::ui::components::{FormLayout, Intro, going_on_to, hint_link};
use leptos::prelude::*;

#[component]
pub fn SignInFirstPage() -> impl IntoView {
    with_arrival(page)
}

fn page(arrival: ArrivalView) -> AnyView {
    let ArrivalView { provider, email, is_vouched, next: goal, .. } = arrival;
    let about = if is_vouched { say::sign_in_first_unlinked } else { say::sign_in_first_about };
    let next = Handle::parse(LINK);
    let sign_in = with_parameter(&next.link("/login"), "login_hint", &email);
    view! {
        <FormLayout line=say::sign_in_line()>
            <Intro heading=say::title_sign_in_first() about=about(&email, &provider) with_names=true/>
            {going_on_to(goal.path())}
            <p>{say::sign_in_first_next(&provider)}</p>
            <a class="btn btn-primary btn-large" href=sign_in>
                {say::sign_in_first_go_on()}
            </a>
            {hint_link(&next.link("/forgot-password"), say::sign_in_forgot_password())}
        </FormLayout>
    }
    .into_any()
}
