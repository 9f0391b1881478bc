//! The list of applications: where each is, who may enter it, and whether it is well; or where to begin, if there are none.

use super::may_enter;
use crate::language::Message;
use crate::shared::programs::{ANOTHER, ConnectWay};
use crate::shared::{ApplicationSource, ApplicationView, ClientId, LocalPath, Timestamp};
use crate::ui::components::Shape;
use crate::ui::components::drawings::EMPTY_DOORWAY;
use crate::ui::components::program_pictures::write_program;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, html, words, write_lines, write_markup, write_time};

/// From how many on they can be searched.
const SEARCHED: usize = 12;
/// How many rows are seen before a press.
const SHOWN: usize = 25;

/// All of them, or those that `search` finds.
pub fn list_html(applications: &[ApplicationView], search: &str, now: Timestamp) -> String {
    html(|out| {
        if applications.is_empty() {
            return write_beginning(out);
        }
        if applications.len() >= SEARCHED || !search.is_empty() {
            write_search(out, search);
        }
        let found: Vec<_> = applications.iter().filter(|application| matches(application, search)).collect();
        if found.is_empty() {
            return write_markup!(out;
                "<p class=\"hint\" role=\"status\">" (say::applications_not_found()) " <a href=\"/applications\" rel=\"external\">"
                (say::group_applications_all()) "</a></p>");
        }
        let (first, rest) = found.split_at(found.len().min(SHOWN));
        write_table(out, first, now);
        if !rest.is_empty() {
            write_markup!(out;
                "<details class=\"mt-4\"><summary class=\"btn btn-quiet btn-small\">"
                (&say::list_more(rest.len() as u64)) "</summary>");
            write_table(out, rest, now);
            out.add("</details>");
        }
    })
}

/// Whether all words of a search are in what an application is called, or where it is.
fn matches(application: &ApplicationView, search: &str) -> bool {
    let all = format!("{} {} {}", application.name, application.title, place_of(application)).to_lowercase();
    search.to_lowercase().split_whitespace().all(|word| all.contains(word))
}

/// A plain form, whose answer is the page again.
fn write_search(out: &mut Markup, search: &str) {
    write_markup!(out;
        "<form class=\"apps-search\" method=\"get\" action=\"/applications\" role=\"search\"><input class=\"input\" type=\"search\" \
         name=\"search\" autocomplete=\"off\" spellcheck=\"false\" aria-label=\"" (say::applications_search())
        "\" placeholder=\"" (say::applications_search()) "\" value=\"" (search)
        "\"><button class=\"btn btn-secondary\" type=\"submit\">" (say::connect_find()) "</button></form>");
}

fn write_table(out: &mut Markup, applications: &[&ApplicationView], now: Timestamp) {
    let columns = [
        ("c-app", say::application()),
        ("c-kind", say::application_kind()),
        ("c-who", say::application_who_may_enter()),
        ("c-used", say::application_last_used()),
        ("c-state", say::application_state()),
    ];
    write_markup!(out;
        "<div class=\"card\"><table class=\"apps\" role=\"table\"><caption class=\"sr-only\">" (say::applications())
        "</caption><thead role=\"rowgroup\"><tr role=\"row\">");
    for (class, heading) in columns {
        write_markup!(out; "<th scope=\"col\" role=\"columnheader\" class=\"" (class) "\">" (heading) "</th>");
    }
    out.add("</tr></thead><tbody role=\"rowgroup\">");
    applications.iter().for_each(|application| write_row(out, application, now));
    out.add("</tbody></table></div>");
}

fn write_row(out: &mut Markup, application: &ApplicationView, now: Timestamp) {
    let (page, state) = (LocalPath::application(&application.name), State::of(application));
    out.add("<tr role=\"row\"><td role=\"cell\" class=\"c-app\"><div>");
    write_program(out, application.name.as_str(), &application.title);
    write_markup!(out;
        "<div><p><a href=\"" (page.as_str()) "\">" (&application.title) "</a></p><small>" (&place_of(application)) "</small>");
    write_lines(out, application.problems.iter().map(Message::say));
    write_markup!(out; "</div></div></td><td role=\"cell\" class=\"c-kind\">" (kind_of(application)));
    write_lines(out, (application.source == ApplicationSource::File).then(say::application_of_file));
    out.add("</td><td role=\"cell\" class=\"c-who\">");
    write_who(out, application, &state);
    out.add("</td><td role=\"cell\" class=\"c-used\">");
    match last_used(application) {
        Some(at) => write_time(out, at, &at.ago(now)),
        None if is_tile(application) => out.text(say::application_not_counted()),
        None => out.text(say::application_never_used()),
    }
    out.add("</td><td role=\"cell\" class=\"c-state\">");
    write_state(out, &state, &page);
    out.add("</td></tr>");
}

/// Its host, with the path if it is a part of a site; or its name, if it is nowhere yet.
fn place_of(application: &ApplicationView) -> String {
    let clients = application.clients.as_ref();
    let address = application.locations.first().or_else(|| clients.and_then(|clients| clients.address.as_ref()));
    let address = address.or(application.link.as_ref());
    let address = address.map_or(application.name.as_str(), String::as_str);
    let place = words::without_scheme(address).unwrap_or(address);
    place.trim_end_matches('/').to_owned()
}

/// Whether it is only linked.
fn is_tile(application: &ApplicationView) -> bool {
    application.link.is_some() && application.locations.is_empty() && application.clients.is_none()
}

/// How it signs people in.
fn kind_of(application: &ApplicationView) -> &'static str {
    if is_tile(application) {
        return say::application_kind_tile();
    }
    match (application.clients.is_some(), application.locations.is_empty()) {
        (true, true) => say::application_kind_openid(),
        (false, false) => say::application_kind_proxy(),
        (true, false) => say::application_kind_both(),
        (false, true) => say::application_kind_none(),
    }
}

fn write_who(out: &mut Markup, application: &ApplicationView, state: &State) {
    if matches!(state, State::Closed) {
        return write_markup!(out;
            "<p>" (say::application_nobody()) "</p><small>" (say::application_while_closed()) "</small>");
    }
    let who = may_enter(application);
    write_markup!(out; "<p title=\"" (&who) "\">" (&who) "</p>");
    let is_nobody = !application.everyone && application.groups.is_empty();
    let count = application.people.filter(|_| !is_nobody);
    // Who is in two groups has been counted twice.
    let words = if application.groups.len() > 1 && !application.everyone {
        say::application_people_at_most
    } else {
        say::application_people_count
    };
    write_lines(out, count.map(words));
}

/// When somebody has signed in there last, as far as is known.
fn last_used(application: &ApplicationView) -> Option<Timestamp> {
    let by_client = application.clients.as_ref().and_then(|clients| clients.last_used_at);
    by_client.max(application.entered_at)
}

/// Whether an application is well: the first that is true.
enum State {
    /// All of its clients are closed for a while, and no proxy is in front of it.
    Closed,
    NeedsChange,
    /// How many requests were refused today, and a client of which one was.
    Refused(u64, Option<ClientId>),
    /// A client does not ask who has signed in.
    Nameless(Option<ClientId>),
    /// It is only linked.
    Shown,
    Unused,
    Works,
}

impl State {
    fn of(application: &ApplicationView) -> Self {
        let clients = application.clients.clone().unwrap_or_default();
        let is_closed = clients.count > 0 && clients.closed == clients.count && application.locations.is_empty();
        match () {
            () if is_closed => Self::Closed,
            () if !application.problems.is_empty() => Self::NeedsChange,
            () if clients.refused > 0 => Self::Refused(clients.refused, clients.refused_client),
            () if clients.nameless => Self::Nameless(clients.refused_client),
            () if is_tile(application) => Self::Shown,
            () if last_used(application).is_none() => Self::Unused,
            () => Self::Works,
        }
    }
}

/// A badge; where something should be done, it leads there. `page`: of the application.
fn write_state(out: &mut Markup, state: &State, page: &LocalPath) {
    let to_client = |client: Option<&ClientId>| client.map_or_else(|| page.clone(), LocalPath::client);
    let (words, mend) = match state {
        State::Closed => (say::client_closed().to_owned(), None),
        State::NeedsChange => (say::application_needs_change().to_owned(), Some(page.clone())),
        State::Refused(count, client) => (say::application_refused_today(*count), Some(to_client(client.as_ref()))),
        State::Nameless(client) => (say::application_needs_change().to_owned(), Some(to_client(client.as_ref()))),
        State::Unused => (say::application_row_unused().to_owned(), None),
        State::Shown | State::Works => {
            let words = if matches!(state, State::Shown) { say::application_shown() } else { say::application_works() };
            return write_markup!(out; "<span class=\"badge badge-good\"><i></i>" (words) "</span>");
        }
    };
    match mend {
        Some(mend) => write_markup!(out;
            "<a class=\"badge badge-warning\" href=\"" (mend.as_str()) "\"><i></i>" (&words) "</a>"),
        None => write_markup!(out; "<span class=\"badge\"><i></i>" (&words) "</span>"),
    }
}

/// Where the first one begins: with its program, which decides the rest, or else with how it signs people in.
fn write_beginning(out: &mut Markup) {
    out.add("<div class=\"card\"><div class=\"blank\">");
    out.add(EMPTY_DOORWAY);
    write_markup!(out;
        "<h2>" (say::applications_first()) "</h2><p>" (say::applications_first_about())
        "</p><form class=\"apps-search\" method=\"get\" action=\"/connect\" role=\"search\"><input class=\"input\" type=\"search\" \
         name=\"search\" autocomplete=\"off\" spellcheck=\"false\" aria-label=\"" (say::connect_which()) "\" placeholder=\""
        (say::connect_which()) "\"><button class=\"btn btn-primary\" type=\"submit\">" (say::connect_find())
        "</button></form><p>" (say::applications_known()) " <a href=\"/connect\">" (say::applications_see_all())
        "</a></p></div><div class=\"part\"><p class=\"hint or-kind\">" (say::applications_or_kind()) "</p><div class=\"sign-in-kinds\">");
    for way in ConnectWay::ALL {
        let (shape, title, about) = match way {
            ConnectWay::OpenId => (Shape::KEY, say::connect_own(), say::connect_own_about()),
            ConnectWay::Proxy => (Shape::LOCK, say::connect_proxy(), say::connect_proxy_about()),
            ConnectWay::Tile => (Shape::TILES, say::connect_tile(), say::connect_tile_about()),
        };
        // `rel=external`: only the server reads what is in the address.
        write_markup!(out;
            "<a class=\"way\" rel=\"external\" href=\"/connect?program=" (ANOTHER) "&amp;way=" (way.as_str()) "\">");
        shape.write(out, "icon");
        write_markup!(out; "<span><b>" (title) "</b><small>" (about) "</small></span></a>");
    }
    out.add("</div></div></div>");
}

#[cfg(test)]
mod tests;
