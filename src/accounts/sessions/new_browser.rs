//! Tells the owner of an account when somebody signs in with a browser that is new to it ([decision
//! 33](../../../docs/decisions/0033-new-browser.md)).

use super::{device, report::Reported};
use crate::{
    accounts::{Recipient, User, one_time::NewToken, unit_of_work::UnitOfWork},
    budgets::network,
    mail::Mail,
    shared::{ids::SessionId, timestamp::Timestamp},
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
/// session is stored: it is compared with the sessions before it, of which the last may be known by its time `last_login_at` only.
pub(super) async fn announce(
    tx: &mut UnitOfWork,
    user: &User,
    last_login_at: Timestamp,
    session: SessionId,
) -> Result<(), StoreError> {
    // The owner of a mistyped address could take over the account with the link.
    if !user.email_verified {
        return Ok(());
    }
    let (agent, address) = (tx.caller().device.clone(), tx.caller().address);
    let text = address.map(|address| address.to_string());
    let origin = Origin {
        device: agent.as_deref().unwrap_or_default(),
        address: text.as_deref().unwrap_or_default(),
        network: &patterns(address),
    };
    if !sessions::is_from_new_browser(tx, user.id, last_login_at, &origin).await? {
        return Ok(());
    }
    let words = device::describe(agent.as_deref()).words;
    let mail = Mail::NewSignIn { name: user.greeting(), device: Some(words), address: text, at: tx.now() };
    // Above the limit nothing is sent, because an error would keep the owner from signing in.
    if tx.accounts().charge_recipient(&mail, &user.email).is_err() {
        return Ok(());
    }
    let issued = tx.accounts().new_token(NewToken {
        with_digits: true,
        parameters: Some(Reported { session }.to_json()),
        ..NewToken::of(user.id, Purpose::ReportSignIn, REPORT_LIFETIME)
    });
    tx.store_token(&issued.stored).await?;
    tx.send(&mail, &Recipient::owner(user), Some(&issued.secret));
    Ok(())
}

/// Patterns for `LIKE` that match the addresses of one subscriber: an IPv4 address, or the /64 of an IPv6 address, of which
/// devices change the other half daily.
///
/// The text of an IPv6 address has `::` in place of its longest run of zeros, so the zeros at the end of a network are written or
/// not. Networks with zeros in the middle are rare, and their texts ambiguous: they match only where the zeros are written.
fn patterns(address: Option<IpAddr>) -> [String; 2] {
    match address.map(network) {
        Some(IpAddr::V4(address)) => [address.to_string(), String::new()],
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            let without_zeros = match (b, c, d) {
                (1.., 0, 0) => format!("{a:x}:{b:x}::%"),
                (_, 1.., 0) => format!("{a:x}:{b:x}:{c:x}::%"),
                _ => String::new(),
            };
            [format!("{a:x}:{b:x}:{c:x}:{d:x}:%"), without_zeros]
        }
        None => Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::net::Ipv6Addr;

    #[test]
    fn the_patterns_are_an_ipv4_address_or_the_beginnings_of_an_ipv6_address() {
        let of = |text: &str| patterns(Some(text.parse().unwrap()));
        assert_eq!(of("192.0.2.1"), ["192.0.2.1", ""]);
        assert_eq!(of("::ffff:192.0.2.1"), ["192.0.2.1", ""]);
        for (address, expected) in [
            ("2001:db8:1:2:3:4:5:6", ["2001:db8:1:2:%", ""]),
            ("2001:db8:1::5", ["2001:db8:1:0:%", "2001:db8:1::%"]),
            ("2001:db8::5", ["2001:db8:0:0:%", "2001:db8::%"]),
        ] {
            assert_eq!(of(address), expected);
        }
        assert_eq!(patterns(None), ["", ""]);
    }

    proptest! {
        /// Few values, so that runs of zeros and equal networks are frequent.
        #[test]
        fn the_addresses_of_a_network_and_no_others_are_matched(
            one in prop::array::uniform8(0..3_u16),
            other in prop::array::uniform8(0..3_u16),
        ) {
            let text = Ipv6Addr::from(other).to_string();
            let beginnings = patterns(Some(Ipv6Addr::from(one).into()));
            let is_matched = beginnings.iter().any(|pattern| pattern.strip_suffix('%').is_some_and(|p| text.starts_with(p)));
            let is_same = one[..4] == other[..4];
            prop_assert!(is_same || !is_matched, "{one:?} {text}");
            let has_zeros_within = one[..2] == [0, 0] || one[1..3] == [0, 0];
            prop_assert!(is_matched || !is_same || has_zeros_within, "{one:?} {text}");
        }
    }
}
