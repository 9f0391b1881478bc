//! The list of people, as an answer of the server.

use super::{
    asked::Asked,
    blank, pager,
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
pub fn read(asked: &Asked, visitor: Visitor) -> Option<Written> {
    let PageData::Directory(list) = use_context()? else { return None };
    Some(match list.as_ref() {
        Ok(list) => written(asked, list, visitor),
        Err(error) => asked.write_failure(error),
    })
}

impl Question for Asked {
    fn address(&self) -> String {
        Asked::address(self)
    }

    fn ask(&self, visitor: Visitor) -> Pin<Box<dyn Future<Output = Result<Written, AppError>>>> {
        let asked = self.clone();
        Box::pin(async move {
            let list = list_users(asked.clone()).await?;
            Ok(written(&asked, &list, visitor))
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

fn written(asked: &Asked, found: &UserList, visitor: Visitor) -> Written {
    let mut list = Markup::default();
    if found.users.is_empty() {
        blank::write_nobody(&mut list, asked);
        return Written { list: list.into_html(), said: blank::nobody_title(asked), ..Written::default() };
    }
    let look = Look { here: asked.address(), who: visitor.id(), now: visitor.now() };
    table::write(&mut list, asked, found, &look);
    if found.pagination.total == 1 && !asked.is_filtered() {
        blank::write_first(&mut list);
    }
    let mut pages = Markup::default();
    pager::write(&mut pages, asked, found);
    Written {
        list: list.into_html(),
        pages: pages.into_html(),
        total: pager::total(&found.pagination),
        said: format!("Users {}", pager::range(found)),
    }
}
