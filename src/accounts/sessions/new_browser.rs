//! Tells the owner of an account when somebody signs in with a browser that is new to it ([decision
//! 33](../../../docs/decisions/0033-new-browser.md)).

use super::{device, report::Reported};
use crate::{
    accounts::{Recipient, User, one_time::NewToken, unit_of_work::UnitOfWork},
    budgets::{Budget, RateLimitKey, network},
    identity,
    mail::Mail,
    shared::ids::SessionId,
    store::{
        StoreError,
        one_time_tokens::Purpose,
        sessions::{self, Origin},
    },
};
use std::{net::IpAddr, time::Duration};

/// How long a sign-in can be reported.
const REPORT_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Sends the notice, if the browser is new. To be called for a browser without the cookie of an earlier sign-in, and before the
/// session is stored: it is compared with the sessions before it.
pub(super) async fn announce(tx: &mut UnitOfWork, user: &User, session: SessionId) -> Result<(), StoreError> {
    // The owner of a mistyped address could take over the account with the link.
    if !user.email_verified {
        return Ok(());
    }
    let (agent, address) = (tx.caller().device.clone(), tx.caller().address);
    let text = address.map(|address| address.to_string());
    let origin = Origin {
        device: agent.as_deref().unwrap_or_default(),
        address: text.as_deref().unwrap_or_default(),
        network: &pattern(address),
    };
    let is_new = sessions::is_from_new_browser(tx, user.id, &origin).await?;
    // A counter of its own: otherwise a thief of the password could use up the messages of the address first, by asking for
    // password links. Above the limit nothing is sent, because an error would keep the owner from signing in.
    let key = RateLimitKey::email(&format!("sign-in {}", identity::key(&user.email)));
    if !is_new || tx.accounts().spend(Budget::Mail, key).is_err() {
        return Ok(());
    }
    let issued = tx.accounts().new_token(NewToken {
        with_digits: true,
        parameters: Some(Reported { session }.to_json()),
        ..NewToken::of(user.id, Purpose::ReportSignIn, REPORT_LIFETIME)
    });
    tx.store_token(&issued.stored).await?;
    let words = device::describe(agent.as_deref()).words;
    let mail = Mail::NewSignIn { name: user.greeting(), device: Some(words), address: text, at: tx.now() };
    tx.send(&mail, &Recipient::owner(user), Some(&issued.secret)).await
}

/// A pattern for `LIKE` that matches the addresses of one subscriber: an IPv4 address, or the /64 of an IPv6 address, of which
/// devices change the other half daily. Of networks that are written with `::`, it matches nothing.
fn pattern(address: Option<IpAddr>) -> String {
    match address.map(network) {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}:%")
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_is_an_ipv4_address_or_the_beginning_of_an_ipv6_address() {
        let of = |text: &str| pattern(Some(text.parse().unwrap()));
        assert_eq!(of("192.0.2.1"), "192.0.2.1");
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1");
        for (address, expected) in [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:%"),
            ("2001:db8:1:2::1", "2001:db8:1:2:%"),
            ("2001:db8::1", "2001:db8:0:0:%"),
        ] {
            assert_eq!(of(address), expected);
        }
        assert_eq!(pattern(None), "");
    }
}
