//! The list of people, as an answer of the server.

use super::{
    blank, pager,
    query::DirectoryQuery,
    table::{self, Look},
};
use crate::{
    actions::directory::list_users,
    shared::{directory::UserList, error::AppError, page::PageData},
    ui::{
        components::blank::failure_title,
        listing::{Question, Written},
        markup::Markup,
        visitor::Visitor,
    },
};
use leptos::prelude::use_context;
use std::{future::Future, pin::Pin};

/// That list, written; none in a browser.
pub fn read(list_query: &DirectoryQuery, visitor: Visitor) -> Option<Written> {
    let PageData::Directory(list) = use_context()? else { return None };
    Some(match list.as_ref() {
        Ok(list) => written(list_query, list, visitor),
        Err(error) => list_query.write_failure(error),
    })
}

impl Question for DirectoryQuery {
    fn address(&self) -> String {
        DirectoryQuery::address(self)
    }

    fn ask(&self, visitor: Visitor) -> Pin<Box<dyn Future<Output = Result<Written, AppError>>>> {
        let list_query = self.clone();
        Box::pin(async move {
            let list = list_users(list_query.clone()).await?;
            Ok(written(&list_query, &list, visitor))
        })
    }

    fn write_failure(&self, error: &AppError) -> Written {
        let mut list = Markup::default();
        blank::write_failure(&mut list, self, error);
        Written { list: list.into_html(), said: failure_title(error).to_owned(), ..Written::default() }
    }

    fn write_skeleton(&self) -> String {
        let mut out = Markup::default();
        blank::write_skeleton(&mut out, self);
        out.into_html()
    }
}

fn written(list_query: &DirectoryQuery, found: &UserList, visitor: Visitor) -> Written {
    let mut list = Markup::default();
    if found.users.is_empty() {
        blank::write_nobody(&mut list, list_query);
        return Written { list: list.into_html(), said: blank::nobody_title(list_query), ..Written::default() };
    }
    let look = Look { here: list_query.address(), who: visitor.id(), now: visitor.now() };
    table::write(&mut list, list_query, found, &look);
    if found.pagination.total == 1 && !list_query.is_filtered() {
        blank::write_first(&mut list);
    }
    let mut pages = Markup::default();
    pager::write(&mut pages, list_query, found);
    Written {
        list: list.into_html(),
        pages: pages.into_html(),
        total: pager::total(&found.pagination),
        said: format!("Users {}", pager::range(found)),
    }
}
