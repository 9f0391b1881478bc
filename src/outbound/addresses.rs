//! Which addresses requests may go to: public ones, and those of the operator's networks. Somebody who chooses where this server
//! sends a request must not reach what only this server can reach.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Private addresses to which requests may go.
#[derive(Clone, Debug, Default)]
pub(super) struct Allowed(pub(super) Vec<IpNet>);

impl Allowed {
    /// Whether requests may go to this address.
    pub(super) fn contains(&self, address: SocketAddr) -> bool {
        let ip = plain(address.ip());
        is_public(ip) || self.is_listed(ip)
    }

    /// Whether the operator has listed this address: the way to it is within their network, so `http` is enough.
    pub(super) fn is_own(&self, address: SocketAddr) -> bool {
        self.is_listed(plain(address.ip()))
    }

    fn is_listed(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&ip))
    }
}

/// The IPv4 address that an IPv6 address stands for, because packets go there: `::ffff:10.0.0.1`, and `64:ff9b::10.0.0.1` (NAT64,
/// RFC 6052).
fn plain(ip: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = ip else { return ip };
    if let Some(v4) = v6.to_ipv4_mapped() {
        return v4.into();
    }
    match v6.octets() {
        [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d] => Ipv4Addr::new(a, b, c, d).into(),
        _ => ip,
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// Not one of those that IANA has registered for special purposes (RFC 6890).
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let is_special = match ip.octets() {
        // This network, private, loopback.
        [0 | 10 | 127, ..] => true,
        // Behind the NAT of a provider (RFC 6598).
        [100, second, ..] => (64..128).contains(&second),
        [169, 254, ..] => true,
        [172, second, ..] => (16..32).contains(&second),
        // Protocol assignments, documentation, 6to4 relays, private.
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [192, 168, ..] => true,
        // Benchmarks, documentation.
        [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        // Multicast, reserved, broadcast.
        [first, ..] => first >= 224,
    };
    !is_special
}

/// Only global unicast addresses (2000::/3), without those that are for special purposes or contain an IPv4 address. Others, such as
/// loopback, unique local, link-local and multicast addresses, are outside of it.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    let is_special = match first {
        // Protocol assignments, among them Teredo; documentation.
        0x2001 => second < 0x200 || second == 0xdb8,
        // 6to4.
        0x2002 => true,
        // Documentation.
        0x3fff => second < 0x1000,
        _ => false,
    };
    (0x2000..0x4000).contains(&first) && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PRIVATE: &str = "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.9.9.9 \
        169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 \
        198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: \
        ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::10.0.0.1 \
        64:ff9b::7f00:1 64:ff9b:1::1 100::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1 2001::1 \
        2001:10::1 2001:db8::1 2002:7f00:1::1 3fff::1 5f00::1";
    const PUBLIC: &str = "1.1.1.1 9.9.9.9 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 198.20.0.1 \
        223.255.255.255 ::ffff:1.1.1.1 64:ff9b::1.1.1.1 2001:4860:4860::8888 2606:4700::1111 2a00::1";

    fn at(ip: &str) -> SocketAddr {
        SocketAddr::new(ip.parse().unwrap(), 443)
    }

    #[test]
    fn only_public_addresses_are_allowed() {
        let allowed = Allowed::default();
        for ip in PRIVATE.split(' ') {
            assert!(!allowed.contains(at(ip)), "{ip}");
        }
        for ip in PUBLIC.split(' ') {
            assert!(allowed.contains(at(ip)), "{ip}");
        }
    }

    #[test]
    fn listed_networks_are_allowed_in_each_notation() {
        let allowed = Allowed(vec!["10.1.0.0/16".parse().unwrap(), "fd00::/8".parse().unwrap()]);
        for ip in ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "fd12::1"] {
            assert!(allowed.contains(at(ip)) && allowed.is_own(at(ip)), "{ip}");
        }
        for ip in ["10.2.0.1", "::ffff:10.2.0.1", "fc00::1", "127.0.0.1"] {
            assert!(!allowed.contains(at(ip)), "{ip}");
        }
        assert!(allowed.contains(at("1.1.1.1")) && !allowed.is_own(at("1.1.1.1")));
    }

    proptest! {
        /// An address that stands for an IPv4 address is judged as that one.
        #[test]
        fn a_mapped_address_is_as_public_as_its_ipv4_address(bits in any::<u32>()) {
            let v4 = Ipv4Addr::from_bits(bits);
            let allowed = Allowed::default();
            let expected = allowed.contains(SocketAddr::new(v4.into(), 1));
            let [a, b, c, d] = v4.octets();
            let nat64 = Ipv6Addr::from([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d]);
            for v6 in [v4.to_ipv6_mapped(), nat64] {
                prop_assert_eq!(allowed.contains(SocketAddr::new(v6.into(), 1)), expected, "{}", v6);
            }
        }
    }
}
