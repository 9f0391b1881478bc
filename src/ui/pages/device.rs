//! `/device`: somebody enters the letters that a device shows, sees which client on which device asks, and decides (RFC 8628).
//!
//! Both forms are plain ones, with JavaScript too: the page opens once in a while, and only the server knows the device.

use crate::language::{current, say};
use crate::shared::own_fields::words;
use crate::shared::{DeviceData, DeviceView, Form};
use crate::ui::browser::attributes;
use crate::ui::components::{Field, FormAlert, FormLayout, Intro, write_logo};
use crate::ui::markup::{element, write_fact};
use crate::ui::{ClientState, FormState, Markup, embedded_only, page_data, spec, write_markup, write_time};
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

#[component]
pub fn DevicePage() -> impl IntoView {
    // None after signing in.
    let content = embedded_only(|| page_data!(Device).map(|data| *data)).map(|data| match data {
        DeviceData { device: Some(device), .. } => decision(&device),
        data => letters(data),
    });
    view! {
        <FormLayout line=say::device_line()>
            <Intro heading=say::title_device() about=say::device_about()/>
            {content}
        </FormLayout>
    }
}

/// The form for the letters.
fn letters(data: DeviceData) -> AnyView {
    let form = FormState::new(Form::Device);
    if let Some(problem) = data.problem {
        form.error.set(Some(problem));
    }
    let field = form.field(&spec::clients::USER_CODE);
    view! {
        <form {..attributes(&[("method", "get"), ("action", "/device"), ("class", "fields"), ("novalidate", "")])}>
            <FormAlert form/>
            <Field form field value=data.typed hint=say::field_user_code_hint()/>
            <button class="btn btn-primary btn-large" type="submit">
                {say::device_look_up()}
            </button>
        </form>
    }
    .into_any()
}

/// What asks, and the buttons that decide.
fn decision(device: &DeviceView) -> AnyView {
    let form = FormState::new(Form::Device);
    let own = [("method", "post"), ("action", "/actions/device"), ("class", "fields")];
    let code = device.user_code.to_string();
    let logo = device.logo.as_deref().map(|logo| element(|out| write_logo(out, logo)).into_any());
    view! {
        {logo}
        {facts(device, &ClientState::current())}
        <p>{say::device_warning()}</p>
        <FormAlert form/>
        <form {..attributes(&own)}>
            <input type="hidden" name="user_code" value=code/>
            {buttons()}
        </form>
    }
    .into_any()
}

fn buttons() -> InertElement {
    element(|out| {
        write_markup!(out;
            "<div class=\"flex flex-wrap gap-2\"><button class=\"btn btn-primary btn-large\" type=\"submit\" "
            "name=\"decision\" value=\"allow\">" (say::device_allow()) "</button><button "
            "class=\"btn btn-secondary btn-large\" type=\"submit\" name=\"decision\" value=\"refuse\">"
            (say::device_refuse()) "</button></div>");
    })
}

fn facts(device: &DeviceView, client: &ClientState) -> InertElement {
    let now = client.now();
    element(|out| {
        out.add("<dl class=\"card facts p-4 wrap-anywhere\">");
        write_fact(out, say::field_user_code(), device.user_code.as_str());
        write_fact(out, say::application(), &device.application);
        write_fact(out, say::device_client(), device.client.as_str());
        write_fact(out, say::device_where(), &place(device));
        write_markup!(out; "<dt>" (say::device_asked()) "</dt><dd>");
        write_time(out, device.asked_at, &device.asked_at.ago(now));
        out.add("</dd>");
        let fields = device.fields.iter().filter_map(|lines| words(lines, current()));
        write_facts(out, say::device_gets(), device.parts.iter().map(|part| part.words()).chain(fields));
        write_facts(out, say::device_resources(), device.resources.iter().map(String::as_str));
        out.add("</dl>");
    })
}

/// Nothing if there are no values.
fn write_facts<'a>(out: &mut Markup, name: &str, values: impl Iterator<Item = &'a str>) {
    for (at, value) in values.enumerate() {
        if at == 0 {
            write_markup!(out; "<dt>" (name) "</dt>");
        }
        write_markup!(out; "<dd>" (value) "</dd>");
    }
}

/// The kind of the device, and its address.
fn place(device: &DeviceView) -> String {
    let address = device.address.iter().cloned();
    [device.device.say()].into_iter().chain(address).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Message;
    use crate::shared::{ClientId, ConsentPart, Timestamp, UserCode};

    #[test]
    fn a_device_is_described_by_its_kind_and_its_address() {
        let device = DeviceView {
            user_code: UserCode::parse("BCDFGHJK").unwrap(),
            client: ClientId::parse("tv").unwrap(),
            application: "Films".to_owned(),
            logo: None,
            parts: vec![ConsentPart::Account, ConsentPart::Offline],
            fields: Vec::new(),
            resources: vec!["https://api.example".to_owned()],
            device: Message::written("curl"),
            address: Some("192.0.2.1".to_owned()),
            asked_at: Timestamp(0),
        };
        assert_eq!(place(&device), "curl · 192.0.2.1");
        assert_eq!(place(&DeviceView { address: None, ..device.clone() }), "curl");
    }
}
