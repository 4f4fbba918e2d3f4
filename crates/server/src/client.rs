//! Where a request comes from: the address that limits count by.
//!
//! A proxy stands between many a server and its visitors, and names them in `X-Forwarded-For`. Anyone can write that
//! header, so it is believed only as far as proxies that the operator named wrote it.

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use ipnet::IpNet;
use std::{
    convert::Infallible,
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

use crate::app::App;

/// The client of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Client(IpAddr);

/// Proxies whose word is taken for where a request comes from.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrustedProxies(Vec<IpNet>);

/// Not a network. Says what one looks like.
#[derive(Debug)]
pub(crate) struct NotANetwork(String);

impl fmt::Display for NotANetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is not an address or a network. Write it like 10.0.0.1, 10.0.0.0/8 or fd00::/8", self.0)
    }
}

impl TrustedProxies {
    /// From addresses and networks such as `10.0.0.0/8`.
    pub(crate) fn new(networks: &[String]) -> Result<Self, NotANetwork> {
        let read = |text: &String| {
            let text = text.trim();
            let network = IpNet::from_str(text).or_else(|_| IpAddr::from_str(text).map(IpNet::from));
            network.map_err(|_| NotANetwork(text.to_owned()))
        };
        Ok(Self(networks.iter().map(read).collect::<Result<_, _>>()?))
    }

    /// Whether an address is one of theirs.
    pub(crate) fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address.to_canonical()))
    }

    /// Who is behind a connection: the peer, or the right-most address of `X-Forwarded-For` that is no trusted proxy.
    /// Each proxy adds on the right whom it speaks with; what stands left of an address that is not trusted was written
    /// by that client, and may be anything.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        let mut client = peer.to_canonical();
        let lines = headers.get_all("x-forwarded-for").iter();
        let written: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).collect();
        let mut hops = written.iter().rev();
        while self.trust(client) {
            // What can't be read was not written by a proxy that is worth its trust: the last who is known counts.
            let Some(hop) = hops.next().and_then(|hop| read_hop(hop.trim())) else { break };
            client = hop;
        }
        Client(client)
    }
}

/// An address as proxies write it, with a port or without.
fn read_hop(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse().ok().map(|address: SocketAddr| address.ip()))?;
    Some(IpAddr::to_canonical(&address))
}

impl Client {
    /// What limits count by: an IPv4 address, or the /64 network of an IPv6 address, since whoever has one address of
    /// such a network has all of them.
    pub(crate) fn key(self) -> String {
        match self.0 {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let network = address.to_bits() & !u128::from(u64::MAX);
                [&Ipv6Addr::from_bits(network).to_string(), "/64"].concat()
            }
        }
    }
}

impl FromRequestParts<App> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        // Only a router without a listener knows no peer: such calls are all of one client.
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
        Ok(app.proxies.client(peer, &parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn proxies(networks: &[&str]) -> TrustedProxies {
        let networks: Vec<_> = networks.iter().map(|&network| network.to_owned()).collect();
        TrustedProxies::new(&networks).expect("networks")
    }

    #[test]
    fn the_table_of_forwarded_requests() {
        let trusted = proxies(&["10.0.0.0/8", " 192.0.2.7", "fd00::/8"]);
        // Peer, lines of the header, the client's key.
        let table: [(&str, &[&str], &str); 19] = [
            ("203.0.113.9", &[], "203.0.113.9"),
            ("203.0.113.9", &["198.51.100.1"], "203.0.113.9"),
            ("203.0.113.9", &["10.0.0.1"], "203.0.113.9"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("192.0.2.7", &["198.51.100.1"], "198.51.100.1"),
            ("192.0.2.8", &["198.51.100.1"], "192.0.2.8"),
            // What the client wrote itself stands on the left.
            ("10.0.0.1", &["1.2.3.4, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.2.3.4", "198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["10.0.0.5, 198.51.100.1"], "198.51.100.1"),
            // A chain of proxies.
            ("10.0.0.1", &["1.2.3.4, 198.51.100.1,10.9.9.9, 192.0.2.7"], "198.51.100.1"),
            ("10.0.0.1", &["10.0.0.2, 10.0.0.3"], "10.0.0.2"),
            ("10.0.0.1", &["198.51.100.1, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1, unknown, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &["198.51.100.1:50000"], "198.51.100.1"),
            ("10.0.0.1", &["[2001:db8:1:2:3::4]:50000"], "2001:db8:1:2::/64"),
            ("10.0.0.1", &["2001:db8:1:2:ffff::4"], "2001:db8:1:2::/64"),
            // IPv4 in the clothes of IPv6 is IPv4, for trust and for counting.
            ("::ffff:10.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1"),
            ("fd00::1", &["2001:db8:1:3::4"], "2001:db8:1:3::/64"),
        ];
        for (peer, lines, key) in table {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            let client = trusted.client(peer.parse().expect("an address"), &headers);
            assert_eq!(client.key(), key, "peer {peer}, header {lines:?}");
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for bad in ["", "10.0.0.0/33", "proxy.example.com", "10.0.0", "*"] {
            assert!(TrustedProxies::new(&[bad.to_owned()]).is_err(), "{bad}");
        }
    }
}
