//! Public addresses: the only ones that a link may lead to.
//!
//! Source: the IANA registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and its updates).
//! Addresses that are not clearly hosts of the public internet are refused, even if a registry calls them
//! globally reachable.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// IPv4 blocks that are not public: first address and prefix length.
const CLOSED_V4: [([u8; 4], u32); 15] = [
    ([0, 0, 0, 0], 8),       // "this network"
    ([10, 0, 0, 0], 8),      // private
    ([100, 64, 0, 0], 10),   // carrier-grade NAT
    ([127, 0, 0, 0], 8),     // loopback
    ([169, 254, 0, 0], 16),  // link-local; cloud metadata
    ([172, 16, 0, 0], 12),   // private
    ([192, 0, 0, 0], 24),    // IETF protocol assignments
    ([192, 0, 2, 0], 24),    // documentation
    ([192, 88, 99, 0], 24),  // 6to4 relays, deprecated
    ([192, 168, 0, 0], 16),  // private
    ([198, 18, 0, 0], 15),   // benchmarking
    ([198, 51, 100, 0], 24), // documentation
    ([203, 0, 113, 0], 24),  // documentation
    ([224, 0, 0, 0], 4),     // multicast
    ([240, 0, 0, 0], 4),     // reserved, broadcast
];

/// The only IPv6 block from which addresses are assigned to hosts (global unicast).
const OPEN_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Blocks within it that are not public.
const CLOSED_V6: [(Ipv6Addr, u32); 4] = [
    // IETF protocol assignments, including Teredo, which embeds an IPv4 address.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    // 6to4, which embeds an IPv4 address.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    // Documentation.
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// IPv6 blocks whose last 32 bits are the IPv4 address reached: mapped, and translated (NAT64, by which public
/// hosts are reached from a network without IPv4). The local-use prefix of NAT64, 64:ff9b:1::/48, is not
/// included.
const CARRIES_V4: [(Ipv6Addr, u32); 2] =
    [(Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96), (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96)];

/// True if an address is that of a host on the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// The address in a link that has an address instead of a name.
pub fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(v4) => Some(v4.into()),
        Host::Ipv6(v6) => Some(v6.into()),
        Host::Domain(_) => None,
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let within = |(block, bits): &([u8; 4], u32)| {
        (address.to_bits() ^ Ipv4Addr::from(*block).to_bits()).leading_zeros() >= *bits
    };
    !CLOSED_V4.iter().any(within)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let within =
        |(block, bits): &(Ipv6Addr, u32)| (address.to_bits() ^ block.to_bits()).leading_zeros() >= *bits;
    if CARRIES_V4.iter().any(within) {
        return is_public_v4(Ipv4Addr::from_bits(address.to_bits() as u32));
    }
    within(&OPEN_V6) && !CLOSED_V6.iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First and last address of each block, and their neighbours outside.
    const CLOSED: &str = "
        0.0.0.0 0.0.0.1 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.0
        127.0.0.1 127.255.255.255 169.254.0.0 169.254.169.254 169.254.255.255 172.16.0.0 172.31.255.255
        192.0.0.0 192.0.0.9 192.0.0.255 192.0.2.0 192.0.2.255 192.88.99.0 192.88.99.255 192.168.0.0
        192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.0 198.51.100.255 203.0.113.0 203.0.113.255
        224.0.0.0 239.255.255.255 240.0.0.0 255.255.255.254 255.255.255.255 :: ::1 ::2 ::7f00:1
        ::8.8.8.8 ::fffe:ffff:ffff ::1:0:0:0 ::ffff:0.0.0.0 ::ffff:10.0.0.1 ::ffff:127.0.0.1
        ::ffff:169.254.169.254 ::ffff:192.168.0.1 ::ffff:255.255.255.255 ::ffff:0:8.8.8.8
        64:ff9a:ffff:ffff:ffff:ffff:808:808 64:ff9b:: 64:ff9b::127.0.0.1 64:ff9b::10.1.2.3
        64:ff9b::1:808:808 64:ff9b:1:: 64:ff9b:1::8.8.8.8 64:ff9b:1:ffff:ffff:ffff:ffff:ffff
        64:ff9b:2::8.8.8.8 100:: 100:0:0:1:: 1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 2001::
        2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2:: 2001:10:: 2001:20::
        2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff 2001:db8:: 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff 2002::
        2002:7f00:1:: 2002:808:808:: 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff 3fff::
        3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff 4000:: 5f00:: fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        fc00:: fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff fe00:: fe7f:ffff::1 fe80::1
        febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff fec0::1 feff::1 ff00:: ff02::1
        ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
    ";
    const OPEN: &str = "
        1.0.0.0 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
        169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.1.255
        192.0.3.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0
        198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255 ::ffff:8.8.8.8
        ::ffff:9.255.255.255 ::ffff:11.0.0.0 64:ff9b::8.8.8.8 64:ff9b::9.255.255.255 2000::
        2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff 2001:200:: 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff
        2001:db9:: 2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff 2003:: 2606:4700::1111
        3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff 3fff:1000:: 3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
    ";

    #[test]
    fn every_block_and_its_neighbours() {
        for (cases, expected) in [(CLOSED, false), (OPEN, true)] {
            for case in cases.split_whitespace() {
                assert_eq!(is_public(case.parse().unwrap()), expected, "{case}");
            }
        }
    }

    #[test]
    fn attack_addresses_spelt_otherwise() {
        let spelt = [
            ("http://2130706433/", "127.0.0.1"),
            ("http://0x7f000001/", "127.0.0.1"),
            ("http://0x7f.1/", "127.0.0.1"),
            ("http://017700000001/", "127.0.0.1"),
            ("http://0177.0.0.1/", "127.0.0.1"),
            ("http://127.1/", "127.0.0.1"),
            ("http://127.0.1/", "127.0.0.1"),
            ("http://127.0.0.1./", "127.0.0.1"),
            ("http://0/", "0.0.0.0"),
            ("http://10.0x10.1/", "10.16.0.1"),
            ("http://%31%32%37.0.0.1/", "127.0.0.1"),
            ("http://１２７.０.０.１/", "127.0.0.1"),
            ("http://①②⑦。0。0。1/", "127.0.0.1"),
            ("http://8.8.8.8@169.254.43518/", "169.254.169.254"),
            ("http://[::1]/", "::1"),
            ("http://[::ffff:7f00:1]:8080/", "::ffff:127.0.0.1"),
            ("http://[0:0:0:0:0:ffff:127.0.0.1]/", "::ffff:127.0.0.1"),
            ("http://[64:ff9b::a00:1]/", "64:ff9b::10.0.0.1"),
        ];
        for (link, address) in spelt {
            let found = literal(&Url::parse(link).unwrap()).unwrap_or_else(|| panic!("{link} is a name"));
            assert_eq!(found, address.parse::<IpAddr>().unwrap(), "{link}");
            assert!(!is_public(found), "{link}");
        }
        for broken in
            ["http://127.0.0.1.1/", "http://256.0.0.1/", "http://0x100000000/", "http://[fe80::1%25eth0]/"]
        {
            assert!(Url::parse(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn names_are_no_addresses() {
        for name in ["https://localhost./", "https://127.0.0.1.example.org/", "https://1.example/"] {
            assert_eq!(literal(&Url::parse(name).unwrap()), None, "{name}");
        }
    }
}
