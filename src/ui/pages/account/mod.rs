//! `/account`: profile, password, sessions, recent activity, a link to the API tokens, data download and deletion of the
//! own account.

mod activity;
mod data;
mod delete;
mod password;
mod pending_email;
mod picture;
mod profile;
mod sessions;
mod tokens;
mod unconfirmed;

use crate::{
    shared::next::LocalPath,
    ui::{
        client_state::ClientState,
        components::{heading::Heading, layout::AppLayout},
        navigation::{Navigator, login_url},
    },
};
use activity::ActivitySection;
use data::data_section;
use delete::DeleteSection;
use leptos::prelude::*;
use password::PasswordSection;
use profile::ProfileSection;
use sessions::SessionsSection;
use tokens::tokens_section;

#[component]
pub fn AccountPage() -> impl IntoView {
    let Some(user) = ClientState::current().user.get_untracked() else {
        Navigator::current().redirect(login_url(&LocalPath::account()));
        return ().into_any();
    };
    view! {
        <AppLayout>
            <Heading text="Your account"/>
            <div class="mt-7">
                <ProfileSection user=user.clone()/>
                <PasswordSection username=user.username.clone()/>
                <SessionsSection/>
                <ActivitySection id=user.id/>
                {tokens_section()}
                {data_section()}
                <DeleteSection username=user.username/>
            </div>
        </AppLayout>
    }
    .into_any()
}
