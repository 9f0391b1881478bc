//! The HTML of the pages. `html!` escapes everything in parentheses.

use crate::{
    authors::{Article, Author, Status},
    draft::{Draft, FieldError},
    pages::Notice,
    pagination::{Step, steps},
    person::Person,
    posts::{Listing, Post},
    problem::Problem,
};
use maud::{DOCTYPE, Markup, html};
use std::sync::Arc;
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339, macros::format_description};

/// What all pages need to know of a request: who reads them, and what is in the query.
pub(crate) struct Frame {
    pub person: Person,
    /// The page of a list, from 1.
    pub page: u32,
    pub notice: Option<Notice>,
    pub vestibule_url: Arc<str>,
}

/// The form of a post.
pub(crate) struct Editor<'a> {
    /// The post that is changed; none for a new one.
    pub post: Option<i64>,
    pub draft: &'a Draft,
    pub errors: &'a [FieldError],
}

pub(crate) fn home(frame: &Frame, list: &Listing<Article>) -> Markup {
    let content = html! {
        h1 { "Journal" }
        (articles_of(list, "Nobody has written anything yet."))
        (page_links("/", list))
    };
    frame.render("All posts", &content)
}

pub(crate) fn author(frame: &Frame, author: &Author, list: &Listing<Article>) -> Markup {
    let content = html! {
        h1 { (picture(author)) " " (author.name) }
        (articles_of(list, "Nothing is written here yet."))
        (page_links(&format!("/authors/{}", author.id), list))
    };
    frame.render(&author.name, &content)
}

pub(crate) fn article(frame: &Frame, article: &Article) -> Markup {
    let post = &article.post;
    let content = html! {
        article {
            h1 { (post.title) }
            (byline(article))
            div.text { (post.text) }
        }
        @if post.author_id == frame.person.id {
            p.actions {
                a href=(format!("/posts/{}/edit", post.id)) { "Change" }
                " "
                // With JavaScript it opens the dialog below.
                a href=(format!("/posts/{}/delete", post.id)) data-opens="deletion" { "Delete" }
            }
            dialog #deletion aria-labelledby="question" {
                (deletion_form(post, html! { h2 #question { "Delete this post?" } }))
            }
        }
    };
    frame.render(&post.title, &content)
}

pub(crate) fn editor(frame: &Frame, editor: &Editor) -> Markup {
    let (title, action, api, method, next) = match editor.post {
        None => ("Write a post", "/posts".to_owned(), "/api/posts".to_owned(), "POST", "/posts/{id}?notice=published"),
        Some(id) => (
            "Change the post",
            format!("/posts/{id}/edit"),
            format!("/api/posts/{id}"),
            "PUT",
            "/posts/{id}?notice=changed",
        ),
    };
    let summary = if editor.errors.is_empty() { "" } else { "Nothing is saved yet. Correct the fields below." };
    let content = html! {
        h1 { (title) }
        form method="post" action=(action) data-api=(api) data-method=(method) data-next=(next) {
            p.error role="alert" data-summary { (summary) }
            (field(editor, "title", "Title", "1 to 120 characters", html! {
                input #title name="title" value=(editor.draft.title) aria-describedby="title-hint title-error"
                    aria-invalid=[invalid(editor, "title")] autofocus[editor.errors.is_empty()];
            }))
            (field(editor, "text", "Text", "1 to 20,000 characters", html! {
                // A browser ignores a line break at the start, so that one in the text is kept.
                textarea #text name="text" rows="16" aria-describedby="text-hint text-error"
                    aria-invalid=[invalid(editor, "text")] { "\n" (editor.draft.text) }
            }))
            button { "Save" }
        }
    };
    frame.render(title, &content)
}

/// The question that is asked without JavaScript.
pub(crate) fn deletion(frame: &Frame, post: &Post) -> Markup {
    frame.render("Delete this post?", &deletion_form(post, html! { h1 { "Delete this post?" } }))
}

/// For requests without a known person, too.
pub(crate) fn problem(problem: &Problem) -> Markup {
    let content = html! {
        h1 { (problem.title()) }
        p { (problem.to_string()) }
        p { a href="/" { "All posts" } }
    };
    document(problem.title(), &html! {}, &content)
}

impl Frame {
    fn render(&self, title: &str, content: &Markup) -> Markup {
        let header = html! {
            nav aria-label="Journal" {
                a href="/" { "All posts" }
                a href=(format!("/authors/{}", self.person.id)) { "My posts" }
                a href="/posts/new" { "Write a post" }
                a href=(format!("{}/account", self.vestibule_url)) {
                    (self.person.name)
                }
                // The proxy passes this path on to Vestibule, which ends the session everywhere.
                form method="post" action="/.vestibule/logout" { button { "Sign out" } }
            }
            @if let Some(notice) = self.notice {
                p.notice role="status" {
                    (match notice {
                        Notice::Published => "The post is published.",
                        Notice::Changed => "The post is changed.",
                        Notice::Deleted => "The post is deleted.",
                    })
                }
            }
        };
        document(title, &header, content)
    }
}

fn document(title: &str, header: &Markup, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – Journal" }
                link rel="icon" href="/static/icon.svg";
                link rel="stylesheet" href="/static/journal.css";
                script src="/static/journal.js" type="module" {}
            }
            body {
                header { (header) }
                main { (content) }
            }
        }
    }
}

fn articles_of(list: &Listing<Article>, nothing: &str) -> Markup {
    html! {
        @if list.posts.is_empty() { p { (nothing) } }
        @for article in &list.posts {
            article {
                h2 { a href=(format!("/posts/{}", article.post.id)) { (article.post.title) } }
                (byline(article))
            }
        }
    }
}

fn byline(Article { post, author }: &Article) -> Markup {
    html! {
        p.byline {
            (picture(author)) " "
            a href=(format!("/authors/{}", author.id)) { (author.name) }
            ", " (moment(post.created_at))
            @if post.updated_at != post.created_at { ", changed " (moment(post.updated_at)) }
        }
    }
}

/// The picture, or the first letter of the name. It is decoration, because the name is beside it.
fn picture(author: &Author) -> Markup {
    let initial = author.name.chars().next().filter(|_| author.status == Status::Member).unwrap_or('?');
    html! {
        @match &author.avatar_url {
            Some(url) => { img.picture src=(url) alt="" width="32" height="32"; }
            None => { span.picture aria-hidden="true" { (initial) } }
        }
    }
}

fn moment(at: OffsetDateTime) -> Markup {
    let at = at.to_offset(UtcOffset::UTC);
    let shown = at.format(format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC"));
    html! { time datetime=(at.format(&Rfc3339).unwrap_or_default()) { (shown.unwrap_or_default()) } }
}

fn page_links(path: &str, list: &Listing<Article>) -> Markup {
    html! {
        @if list.pages > 1 {
            nav.pages aria-label="Pages" {
                @for step in steps(list.page, list.pages) {
                    @match step {
                        Step::Gap => { span { "…" } }
                        Step::Page(page) if page == list.page => { a aria-current="page" { (page) } }
                        Step::Page(page) => { a href=(format!("{path}?page={page}")) { (page) } }
                    }
                }
            }
        }
    }
}

fn field(editor: &Editor, name: &str, label: &str, hint: &str, control: Markup) -> Markup {
    let error = error_of(editor, name).map_or("", |error| error.message.as_str());
    html! {
        div.field {
            label for=(name) { (label) }
            small id=(format!("{name}-hint")) { (hint) }
            (control)
            p.error id=(format!("{name}-error")) { (error) }
        }
    }
}

fn error_of<'a>(editor: &Editor<'a>, field: &str) -> Option<&'a FieldError> {
    editor.errors.iter().find(|error| error.field == field)
}

fn invalid(editor: &Editor, field: &str) -> Option<&'static str> {
    error_of(editor, field).map(|_| "true")
}

fn deletion_form(post: &Post, question: Markup) -> Markup {
    let (page, api) = (format!("/posts/{}", post.id), format!("/api/posts/{}", post.id));
    html! {
        form method="post" action=(format!("{page}/delete")) data-api=(api) data-method="DELETE"
            data-next="/?notice=deleted" {
            (question)
            p { "“" (post.title) "” cannot be restored." }
            p.error role="alert" data-summary {}
            p.actions { button { "Delete" } " " a href=(page) data-closes { "Keep" } }
        }
    }
}
