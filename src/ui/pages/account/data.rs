//! `/account/your-data`: download everything about the account, or delete it. The address `/account/data` is that of the download.

use super::AccountLayout;
use crate::actions::account::delete_account;
use crate::language::say;
use crate::shared::{Form, Notice};
use crate::ui::components::dialog::Confirmation;
use crate::ui::components::{PasswordField, Question, Section, danger_card};
use crate::ui::{ClientState, FormState, Navigator, html, spec, write_markup};
use leptos::prelude::*;

#[component]
pub fn DataPage() -> impl IntoView {
    // The router admits signed-in users only.
    let Some(user) = ClientState::current().user.get_untracked() else { return ().into_any() };
    view! {
        <AccountLayout heading=say::title_own_data()>
            <section class="section" inner_html=download()></section>
            <DeleteSection username=user.username/>
        </AccountLayout>
    }
    .into_any()
}

fn download() -> String {
    // The link is `rel=external` because it loads a file, or the sign-in page if the session has ended.
    html(|out| {
        write_markup!(out;
            "<header><h2>" (say::data_copy()) "</h2><p>" (say::data_copy_about()) "</p></header><div class=\"card\">"
            "<div class=\"flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5 sm:p-6\">"
            "<p class=\"hint max-w-136 grow basis-72\">" (say::data_copy_contents()) "</p>"
            "<a class=\"btn btn-secondary\" href=\"/account/data\" rel=\"external\">" (say::data_download())
            "</a></div></div>");
    })
}

#[component]
fn DeleteSection(username: String) -> impl IntoView {
    let (form, navigator) = (FormState::new(Form::DeleteAccount), Navigator::current());
    let password = form.field(&spec::DELETION_PASSWORD);
    let question = Question {
        opener: say::data_delete_opener(),
        title: say::data_delete_question(&username),
        about: say::data_delete_question_more().into(),
        keep: say::keep_account(),
        confirm: say::data_delete(),
        action: "/actions/delete-account",
        hidden: Vec::new(),
    };
    let call = move || delete_account(password.value());
    let submit = form.on_submit(call, move |()| navigator.sign_out(Notice::AccountDeleted));
    let typed = move || view! { <PasswordField field=password/> }.into_any();
    let confirmation = view! { <Confirmation form question field=Box::new(typed) submit/> };
    view! {
        <Section heading=say::data_delete() about=say::data_delete_about().into_any()>
            {danger_card(say::delete_name(&username), say::data_delete_card().to_owned(), confirmation.into_any())}
        </Section>
    }
}
