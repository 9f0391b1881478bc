//! `/account`: one's profile, password, what happened last, one's data, and the end of it.

mod activity;
mod data;
mod delete;
mod password;
mod picture;
mod profile;

use crate::{
    shared::next::LocalPath,
    ui::{
        components::{heading::Heading, layout::House},
        journey::{Journey, login_and_then},
        visitor::Visitor,
    },
};
use activity::ActivitySection;
use data::data_section;
use delete::DeleteSection;
use leptos::prelude::*;
use password::PasswordSection;
use profile::ProfileSection;

#[component]
pub fn AccountPage() -> impl IntoView {
    let Some(user) = Visitor::here().user.get_untracked() else {
        Journey::here().go_at_once(login_and_then(&LocalPath::account()));
        return ().into_any();
    };
    view! {
        <House>
            <Heading text="Your account"/>
            <div class="mt-7">
                <ProfileSection user=user.clone()/>
                <PasswordSection username=user.username.clone()/>
                <ActivitySection id=user.id/>
                {data_section()}
                <DeleteSection username=user.username/>
            </div>
        </House>
    }
    .into_any()
}
