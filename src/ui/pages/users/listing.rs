//! A page of the list of users, rendered.

use super::{
    empty_state, pager,
    query::DirectoryQuery,
    table::{self, Look},
};
use crate::{
    actions::users::list_users,
    shared::{directory::UserList, error::AppError, page::PageData},
    ui::{
        client_state::ClientState,
        components::empty_state::failure_title,
        list_state::{ListQuery, RenderedList},
        markup::Markup,
    },
};
use leptos::prelude::use_context;
use std::{future::Future, pin::Pin};

/// The list that the server has read; none in the browser.
pub fn from_page_data(list_query: &DirectoryQuery, client: ClientState) -> Option<RenderedList> {
    let PageData::Directory(data) = use_context()? else { return None };
    Some(match &data.list {
        Ok(list) => render(list_query, list, client),
        Err(error) => list_query.write_failure(error),
    })
}

impl ListQuery for DirectoryQuery {
    fn address(&self) -> String {
        DirectoryQuery::address(self)
    }

    fn fetch(&self, client: ClientState) -> Pin<Box<dyn Future<Output = Result<RenderedList, AppError>>>> {
        let list_query = self.clone();
        Box::pin(async move {
            let list = list_users(list_query.clone()).await?;
            Ok(render(&list_query, &list, client))
        })
    }

    fn write_failure(&self, error: &AppError) -> RenderedList {
        let mut list = Markup::default();
        empty_state::write_failure(&mut list, self, error);
        RenderedList {
            list: list.into_html(),
            announcement: failure_title(error).to_owned(),
            ..RenderedList::default()
        }
    }

    fn write_skeleton(&self) -> String {
        let mut out = Markup::default();
        empty_state::write_skeleton(&mut out, self);
        out.into_html()
    }
}

fn render(list_query: &DirectoryQuery, page: &UserList, client: ClientState) -> RenderedList {
    let mut list = Markup::default();
    if page.users.is_empty() {
        empty_state::write_empty(&mut list, list_query);
        return RenderedList {
            list: list.into_html(),
            announcement: empty_state::empty_title(list_query),
            ..RenderedList::default()
        };
    }
    let look = Look { address: list_query.address(), who: client.id(), now: client.now() };
    table::write(&mut list, list_query, page, &look);
    // The only account is that of the administrator who reads the list.
    if page.pagination.total == 1 && !list_query.is_filtered() {
        empty_state::write_first_user(&mut list);
    }
    let mut pages = Markup::default();
    pager::write(&mut pages, list_query, page);
    RenderedList {
        list: list.into_html(),
        pages: pages.into_html(),
        total: pager::total(&page.pagination),
        announcement: format!("Users {}", pager::range(page)),
    }
}
