//! Handlers that do nothing but call a use case.

/// Declares handlers of signed-in callers: what each takes from the request, and the use case of a noun that it calls, with what it passes on
/// beside the caller. With `->`, the result is the JSON of the response, or a field of it; otherwise the response has no body.
macro_rules! handlers {
    (@body) => { () };
    (@body $view:ident) => { $crate::http::api::json::Json<$view> };
    (@answer) => { drop };
    (@answer $view:ident) => { $crate::http::api::json::Json };
    (@answer $view:ident $field:ident) => { |$field| $crate::http::api::json::Json($view { $field }) };
    ($(
        $name:ident($who:ident $($arguments:tt)*) $(-> $view:ident $({ $field:ident })?)?
            = $noun:ident.$use_case:ident($($given:expr),*);
    )*) => {
        $(
            async fn $name(
                $who: $crate::http::api::extract::Bearer $($arguments)*
            ) -> Result<handlers!(@body $($view)?), $crate::shared::error::AppError> {
                let answer = $who.accounts.$noun().$use_case(&$who.caller, $($given),*).await;
                answer.map(handlers!(@answer $($view $($field)?)?))
            }
        )*
    };
}
