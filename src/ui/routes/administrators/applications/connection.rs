//! How an application is connected: a card with the configurations of its proxy, and a card with what has arrived from it.

use crate::actions::applications::show_connection;
use crate::shared::connections::ArrivalView;
use crate::shared::{
    ApplicationName, ApplicationView, ConfigurationView, ConnectionView, LocalPath, ProxyKind, Timestamp,
};
use crate::ui::browser::{attributes, handler};
use crate::ui::components::copy_field::copying;
use crate::ui::components::{CopyField, Shape, SmallIcon, Toaster, card};
use crate::ui::routes::administrators::say;
use crate::ui::{
    ClientState, Markup, Navigator, Pending, html, live_flag, live_text, page_data, write_markup, write_time,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The id of the card that the test leads to without JavaScript.
const TEST: &str = "connection";
/// How many arrivals are shown before the others are opened.
const FIRST: usize = 2;

/// What is known of the connection of an application, as HTML. Empty until the browser replaces that of the server.
#[derive(Clone, Copy)]
pub struct Connection {
    /// The name of the application.
    name: StoredValue<String>,
    configurations: RwSignal<String>,
    verdict: RwSignal<String>,
    arrivals: RwSignal<String>,
    pending: Pending,
    client: ClientState,
    navigator: Navigator,
    toaster: Toaster,
}

impl Connection {
    pub fn new(name: String) -> Self {
        let client = ClientState::current();
        let (rendered, now) = (page_data!(Application).map(|data| data.connection), client.now());
        let rendered = |write: fn(&ConnectionView, Timestamp) -> String| {
            RwSignal::new(rendered.as_ref().map(|view| write(view, now)).unwrap_or_default())
        };
        Self {
            name: StoredValue::new(name),
            configurations: rendered(|view, _| configurations_html(&view.configurations)),
            verdict: rendered(verdict_html),
            arrivals: rendered(arrivals_html),
            pending: Pending::default(),
            client,
            navigator: Navigator::current(),
            toaster: Toaster::current(),
        }
    }

    /// Asks the server, unless it is being asked. `is_first`: after client-side navigation. Later the configurations stay as they
    /// are, because one of them may be open.
    pub fn fetch(self, is_first: bool) {
        let Some(name) = self.name.try_get_value() else { return };
        if !self.pending.begin() {
            return;
        }
        spawn_local(async move {
            match show_connection(name.clone()).await {
                Ok(view) => {
                    let now = self.client.now();
                    if is_first {
                        self.configurations.try_set(configurations_html(&view.configurations));
                    }
                    self.verdict.try_set(verdict_html(&view, now));
                    self.arrivals.try_set(arrivals_html(&view, now));
                }
                Err(error) if error.code.is_signed_out() => self.navigator.sign_in_again(&page_of(name), error),
                Err(error) => self.toaster.bad(error.detail.say()),
            }
            self.pending.end();
        });
    }

    /// The card with what the proxy needs.
    pub fn configuration_card(self, name: &str, base_url: &str) -> AnyView {
        let value = |id: &'static str, label: &'static str, value: String| {
            view! {
                <div class="field">
                    <span class="label">{label}</span>
                    <CopyField id label value/>
                </div>
            }
            .into_any()
        };
        let (forward, request) = (format!("{base_url}/auth/forward"), format!("{base_url}/auth/request"));
        let content = view! {
            <p class="hint">
                {say::connection_about()}
            </p>
            <div class="proxies">
                <div inner_html=live_text(move || self.configurations.get()) on:click=copying()></div>
                <details class="group">
                    <summary><SmallIcon shape=Shape::RIGHT/> {say::connection_another_proxy()}</summary>
                    <div class="block">
                        <p class="hint">
                            {say::connection_answer()}
                        </p>
                        {value("forward-url", say::connection_forward_url(), forward)}
                        {value("request-url", say::connection_request_url(), request)}
                        {value("audience", say::connection_audience(), name.to_owned())}
                    </div>
                </details>
            </div>
        };
        card(say::connection_connect(), content.into_any())
    }

    /// The card with what has arrived. Without JavaScript, its button loads the page again.
    pub fn test_card(self, application: &ApplicationView) -> AnyView {
        let page = LocalPath::application(&application.name);
        let how = application.locations.first().map(|entrance| how_to_test(entrance));
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            self.fetch(false);
        };
        view! {
            <section id=TEST class="card">
                <div class="facts-card">
                    <div class="flex flex-wrap items-center justify-between gap-3">
                        <h2>{say::connection_arrivals()}</h2>
                        <form method="get" action=format!("{page}#{TEST}") on:submit=handler(submit)>
                            <button
                                {..attributes(&[("class", "btn btn-secondary"), ("type", "submit")])}
                                {..live_flag("aria-busy", move || self.pending.get())}
                            >
                                {say::connection_test()}
                            </button>
                        </form>
                    </div>
                    {how}
                    <p role="status" inner_html=live_text(move || self.verdict.get())></p>
                    <div class="arrivals" inner_html=live_text(move || self.arrivals.get())></div>
                </div>
            </section>
        }
        .into_any()
    }
}

/// `entrance`: the address of the application.
fn how_to_test(entrance: &str) -> AnyView {
    let (href, address) = (entrance.to_owned(), entrance.to_owned());
    view! {
        <p class="hint">
            {say::connection_open()} " " <a href=href rel="external" target="_blank">{address}</a> " "
            {say::connection_open_and_test()}
        </p>
    }
    .into_any()
}

fn page_of(name: String) -> LocalPath {
    LocalPath::application(&ApplicationName::from_stored(name))
}

fn configurations_html(configurations: &[ConfigurationView]) -> String {
    html(|out| {
        for proxy in ProxyKind::ALL {
            out.add("<details class=\"group\" name=\"proxy\"><summary>");
            Shape::RIGHT.write(out, "icon icon-small");
            write_markup!(out; (proxy.title()) "</summary>");
            let of_proxy = configurations.iter().filter(|configuration| configuration.proxy == proxy);
            of_proxy.for_each(|configuration| write_configuration(out, configuration));
            write_markup!(out;
                "<p class=\"hint pb-5\"><a class=\"inline-block py-0.5\" rel=\"external\" href=\"" (&proxy.guide())
                "\">" (&say::connection_guide(proxy.title())) "</a></p></details>");
        }
    })
}

fn write_configuration(out: &mut Markup, configuration: &ConfigurationView) {
    let ConfigurationView { proxy, address, about, text } = configuration;
    let label = say::connection_configuration(address, proxy.title());
    let copy = say::connection_copy_configuration(address, proxy.title());
    write_markup!(out;
        "<div class=\"block\"><p class=\"hint\">" (&about.say())
        "</p><textarea class=\"input\" readonly spellcheck=\"false\" aria-label=\"" (&label) "\">" (text)
        "</textarea><button class=\"btn btn-secondary btn-small with-script justify-self-start\" type=\"button\" data-copy"
        " aria-label=\"" (&copy) "\">" (say::copy()) "</button></div>");
}

fn verdict_html(view: &ConnectionView, now: Timestamp) -> String {
    let time = now.to_string();
    html(|out| {
        write_markup!(out; "<b>" (view.state.words()) "</b> <small>" (say::connection_as_of()) " ");
        write_time(out, now, &format!("{} UTC", time.get(11..19).unwrap_or_default()));
        out.add(".</small>");
    })
}

fn arrivals_html(view: &ConnectionView, now: Timestamp) -> String {
    html(|out| {
        if !view.advice.is_empty() {
            out.add("<ul class=\"advice\">");
            view.advice.iter().for_each(|sentence| write_markup!(out; "<li>" (&sentence.say()) "</li>"));
            out.add("</ul>");
        }
        let (first, others) = view.arrivals.split_at(view.arrivals.len().min(FIRST));
        first.iter().for_each(|arrival| write_arrival(out, arrival, now));
        if !others.is_empty() {
            write_markup!(out;
                "<details><summary class=\"btn btn-quiet btn-small\">" (&say::list_more(others.len() as u64)) "</summary>");
            others.iter().for_each(|arrival| write_arrival(out, arrival, now));
            out.add("</details>");
        }
        write_markup!(out; "<p class=\"hint\">" (&say::connection_server(&view.server)) "</p>");
    })
}

fn write_arrival(out: &mut Markup, arrival: &ArrivalView, now: Timestamp) {
    write_markup!(out; "<section><h3>" (arrival.kind.title()) " · ");
    write_time(out, arrival.at, &arrival.at.ago(now));
    out.add("</h3><dl class=\"facts\">");
    let (badge, trusted) = if arrival.trusted {
        ("badge badge-good", say::connection_trusted())
    } else {
        ("badge badge-warning", say::connection_not_trusted())
    };
    let peer = arrival.peer.as_deref().unwrap_or(say::connection_unknown_address());
    let origin = arrival.origin.as_deref().unwrap_or(say::connection_unreadable_address());
    write_markup!(out;
        "<dt>" (say::connection_from()) "</dt><dd>" (peer) " <span class=\"" (badge) "\"><i></i>" (trusted)
        "</span></dd><dt>" (say::connection_of()) "</dt><dd>" (origin)
        "</dd><dt>" (say::connection_headers()) "</dt><dd>" (&listed(&arrival.headers))
        "</dd><dt>" (say::connection_missing()) "</dt><dd>" (&listed(&arrival.missing))
        "</dd><dt>" (say::result()) "</dt><dd>" (arrival.result.words()));
    if let Some(detail) = &arrival.detail {
        write_markup!(out; " " (&detail.say()));
    }
    out.add("</dd></dl></section>");
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { say::connection_none().to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Message;
    use crate::shared::{ArrivalKind, ArrivalResult, ConnectionState};

    #[test]
    fn configurations_are_escaped_and_each_button_copies_its_own() {
        let configuration = |address: &str| ConfigurationView {
            proxy: ProxyKind::Nginx,
            address: address.to_owned(),
            about: Message::written("Save <it>."),
            text: "\"~^(?<before>.*</textarea>\"".to_owned(),
        };
        let html = configurations_html(&[configuration("https://a.example"), configuration("https://b.example")]);
        for part in [
            "Save &lt;it&gt;.",
            "(?&lt;before&gt;.*&lt;/textarea&gt;",
            "</textarea><button ",
            " data-copy aria-label=\"Copy the configuration of nginx for https://b.example\"",
            "/docs/guides/applications/traefik\">Guide for Traefik</a>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn what_has_arrived_is_shown_with_what_is_missing() {
        let arrival = ArrivalView {
            at: Timestamp(0),
            kind: ArrivalKind::Forward,
            peer: None,
            trusted: false,
            origin: Some("https://<b>".to_owned()),
            headers: vec!["X-Forwarded-Host".to_owned()],
            missing: Vec::new(),
            result: ArrivalResult::Refused,
            detail: Some(Message::written("It is <no> proxy.")),
        };
        let view = ConnectionView {
            server: "web-1:3000".to_owned(),
            state: ConnectionState::Incomplete,
            advice: vec![Message::written("Add <it>.")],
            arrivals: vec![arrival],
            configurations: Vec::new(),
        };
        let html = arrivals_html(&view, Timestamp(120_000));
        for part in [
            "<li>Add &lt;it&gt;.</li>",
            ">2 minutes ago<",
            "An unknown address",
            "No trusted proxy<",
            "https://&lt;b&gt;",
            "<dt>Missing</dt><dd>None</dd>",
            "Refused. It is &lt;no&gt; proxy.",
            "web-1:3000",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        let verdict = verdict_html(&view, Timestamp(45_000_000));
        assert!(
            verdict.starts_with("<b>Not connected yet: something is missing.</b> <small>As of <time "),
            "{verdict}"
        );
        assert!(verdict.ends_with("\">12:30:00 UTC</time>.</small>"), "{verdict}");
    }
}
