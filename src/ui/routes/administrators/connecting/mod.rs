//! `/connect`: which program, where it is, and who may enter; all the rest follows from the program. A plain form: the page after it
//! shows a new secret once.

mod tiles;

use super::applications::{AllGroups, ENTRY, entries};
use crate::actions::connecting::show_programs;
use crate::shared::fields::input::{Choice, choices};
use crate::shared::programs::{ConnectData, ConnectWay, ProgramView};
use crate::shared::{Form, GroupNames, LocalPath};
use crate::ui::browser::{attributes, handler, is_checked, value_of};
use crate::ui::components::form_parts::Note;
use crate::ui::components::{AppLayout, Field, FormAlert, Heading, PostForm, back_to, choice_group, submit_button};
use crate::ui::embedded::embedded;
use crate::ui::form::spec::applications as specs;
use crate::ui::routes::administrators::loaded::{loaded, shown};
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, Submit, live_text, page_data, when_mounted};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::web_sys::Event;
use std::sync::Arc;
use tiles::{facts_html, tile_id, tiles_html};

const WAY: &str = "way";

/// How a program signs people in, in words.
fn ways() -> Vec<Choice> {
    choices! {
        "way-openid" ConnectWay::OpenId.as_str() => connect_own, connect_own_about;
        "way-proxy" ConnectWay::Proxy.as_str() => connect_proxy, connect_proxy_about;
        "way-tile" ConnectWay::Tile.as_str() => connect_tile, connect_tile_about;
    }
}

#[component]
pub fn ConnectPage() -> impl IntoView {
    let data = embedded(|| page_data!(Connect).map(|data| *data));
    let loaded = loaded(data, LocalPath::connect(), show_programs);
    let words = [say::applications_connect(), say::connect_loading(), say::connect_not_loaded()];
    view! {
        <AppLayout>
            {back_to("/applications", say::applications())}
            {shown(loaded, words, content)}
        </AppLayout>
    }
}

/// What is searched for and chosen. The address of the page can have it, so that a search needs no script.
#[derive(Clone)]
struct Chosen {
    programs: Arc<Vec<ProgramView>>,
    search: RwSignal<String>,
    program: RwSignal<String>,
    url: RwSignal<String>,
    way: RwSignal<String>,
}

impl Chosen {
    /// Reads what was chosen and typed before hydration. The search comes last: it writes the programs again.
    fn read(&self) {
        if let Some(program) = self.programs.iter().find(|program| is_checked(&tile_id(&program.id))) {
            self.program.set(program.id.clone());
        }
        self.url.set(value_of(specs::PROGRAM_URL.id));
        if let Some(way) = ways().into_iter().find(|way| is_checked(way.id)) {
            self.way.set(way.value.to_owned());
        }
        let search = value_of(specs::PROGRAM.id);
        if search != self.search.get_untracked() {
            self.search.set(search);
        }
    }
}

fn content(data: &ConnectData) -> AnyView {
    let form = FormState::new(Form::Connect);
    let typed = |name: &str, known: &str| RwSignal::new(form.typed(name).unwrap_or_else(|| known.to_owned()));
    let chosen = Chosen {
        programs: Arc::new(data.programs.clone()),
        search: RwSignal::new(data.search.clone()),
        program: typed("program", &data.program),
        url: typed("url", &data.url),
        way: RwSignal::new(form.chosen(WAY, data.way.parse::<ConnectWay>().unwrap_or_default().as_str())),
    };
    let mounted = chosen.clone();
    when_mounted(move || mounted.read());
    let submit: Submit = Arc::new(|_: SubmitEvent| ());
    let Chosen { programs, program, url, way, .. } = chosen.clone();
    let facts = move || {
        let way = way.with(|way| way.parse::<ConnectWay>().unwrap_or_default());
        facts_html(&programs, &program.get(), way, &url.get())
    };
    let finder = finder(&chosen);
    let fields = [which(form, &chosen), place(form, &chosen), people(form, data.groups.clone())];
    view! {
        <Heading text=say::applications_connect()/>
        <p class="mt-2 max-w-136 text-ink-muted">{say::connect_about()}</p>
        <div class="two mt-7">
            <div class="card">
                {finder}
                <PostForm action="/actions/programs/connect" class="block" submit>
                    <div class="facts-card">
                        <FormAlert form/>
                        {fields.into_iter().collect::<Vec<_>>()}
                    </div>
                    <div class="card-foot">
                        <span>{say::connect_next()}</span>
                        {submit_button(form, [say::connect(), say::connecting()], "btn btn-primary")}
                        {show_filled_in()}
                    </div>
                </PostForm>
            </div>
            <aside>
                <div class="grid gap-4" inner_html=live_text(facts)></div>
            </aside>
        </div>
    }
    .into_any()
}

/// Without a script: the page again, with what is filled in for what was chosen and typed. It comes last, so that Enter connects.
fn show_filled_in() -> AnyView {
    let own = [
        ("class", "btn btn-secondary without-script"),
        ("type", "submit"),
        ("formmethod", "get"),
        ("formaction", "/connect"),
    ];
    view! { <button {..attributes(&own)}>{say::connect_show_filled_in()}</button> }.into_any()
}

/// The search: with a script as one types, otherwise with its button.
fn finder(chosen: &Chosen) -> AnyView {
    let search = chosen.search;
    let id = specs::PROGRAM.id;
    let own = [
        ("class", "input"),
        ("type", "search"),
        ("id", id),
        ("name", "search"),
        ("autocomplete", "off"),
        ("spellcheck", "false"),
    ];
    view! {
        <form class="finder" {..attributes(&[("method", "get"), ("action", "/connect")])}>
            <label class="label" for=id>
                {say::connect_search()}
            </label>
            <input
                {..attributes(&own)}
                value=search.get_untracked()
                on:input=handler(move |_| search.set(value_of(id)))
            />
            <button class="btn btn-secondary without-script" type="submit">
                {say::connect_find()}
            </button>
        </form>
    }
    .into_any()
}

/// The programs that the search finds, as radio buttons. They are written again with each search, so what is chosen is remembered.
fn which(form: FormState, chosen: &Chosen) -> AnyView {
    let Chosen { programs, search, program, .. } = chosen.clone();
    let field = form.field(&specs::PROGRAM);
    let tiles = move || tiles_html(&programs, &search.get(), &program.get_untracked());
    let choose = handler(move |event: Event| program.set(event_target_value(&event)));
    view! {
        <fieldset class="roles" aria-describedby=field.spec.note_id()>
            <legend class="label">{(field.spec.label)()}</legend>
            <div class="grid gap-4" inner_html=live_text(tiles) on:change=choose></div>
            <Note field hint=Box::new(String::new)/>
        </fieldset>
    }
    .into_any()
}

/// Where it is, and how it signs people in.
fn place(form: FormState, chosen: &Chosen) -> AnyView {
    let (url, way) = (chosen.url, chosen.way);
    let (field, redirect) = (form.field(&specs::PROGRAM_URL), form.field(&specs::PROGRAM_REDIRECT));
    let now = way.get_untracked();
    let is_way = |value: &str| value == now;
    let choose = handler(move |event: Event| way.set(event_target_value(&event)));
    view! {
        <div on:input=handler(move |_| url.set(value_of(specs::PROGRAM_URL.id)))>
            <Field form field value=url.get_untracked() hint=say::connect_where_hint()/>
        </div>
        <div on:change=choose>{choice_group("radio", say::connect_how(), WAY, &ways(), &is_way)}</div>
        <div class="of-another">
            <Field form field=redirect hint=say::connect_redirect_hint()/>
        </div>
    }
    .into_any()
}

/// Who may enter. Nothing is chosen at first: it is a decision.
fn people(form: FormState, groups: GroupNames) -> AnyView {
    let (entry, members) = (form.field(&specs::PROGRAM_ENTRY), form.field(&specs::GROUPS));
    let all_groups = AllGroups::new(Some(groups), form);
    let typed = form.typed(ENTRY).unwrap_or_default();
    let is_entry = |value: &str| value == typed;
    view! {
        <div>
            {choice_group("radio", (entry.spec.label)(), ENTRY, &entries(), &is_entry)}
            <Note field=entry hint=Box::new(String::new)/>
        </div>
        {all_groups.choice(form, members, GroupNames::default())}
    }
    .into_any()
}
