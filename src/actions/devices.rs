//! The server function of the page for devices without a browser (RFC 8628).

use crate::shared::device_codes::DeviceFields;
use crate::shared::{Answer, AppError, Json};
use leptos::prelude::*;

functions! {
    changes: DecideDevice;
    others: ;
}

/// Allows a device to sign in, or refuses it.
#[server(prefix = "/actions", endpoint = "device", output = Json)]
pub async fn decide_device(#[server(flatten)] fields: DeviceFields) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    // Anything else than the button that allows it is a refusal.
    let is_allowed = fields.decision == "allow";
    let decided = async {
        let caller = context.signed_in()?;
        context.accounts().openid().decide_device(&caller, &fields.user_code, is_allowed).await
    };
    let notice = if is_allowed { Notice::DeviceAllowed } else { Notice::DeviceRefused };
    let form = context.form(Form::Device, page_with("/device", "user_code", &fields.user_code));
    form.finish_at(&page("/device"), decided.await, notice)
}
