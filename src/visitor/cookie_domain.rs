//! Which cookie domains are worth a try on a host.

use crate::value::Value;

/// The domains from the shortest that can be registrable to the host itself, eight at most. None
/// for addresses and for hosts of one label, where only a host-only cookie works.
pub fn domain_candidates<V: Value>(host: V) -> V {
    let candidates = V::list();
    let labels = host.split(t!("."));
    let count = labels.len();
    let last = labels.item(count.wrapping_sub(1));
    // An IPv4 address ends in a number, an IPv6 address in a bracket; a trailing dot leaves an
    // empty label, and browsers take no cookie domain from such a host.
    if count < 2 || !last.fits(t!(r"\d*[a-zA-Z-][a-zA-Z\d-]*")) {
        return candidates;
    }
    let mut domain = last;
    for place in (0..count - 1).rev().take(8) {
        domain = V::concat(&[labels.item(place), V::text(t!(".")), domain]);
        candidates.push(domain);
    }
    candidates
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::fakes::Fake;

    #[test]
    fn shortest_first() {
        assert_eq!(
            domain_candidates(Fake::text("www.shop.example.co.uk")).json(),
            json!([
                "co.uk",
                "example.co.uk",
                "shop.example.co.uk",
                "www.shop.example.co.uk"
            ])
        );
    }

    #[test]
    fn none_for_addresses_and_single_labels() {
        for host in [
            "localhost",
            "127.0.0.1",
            "[::1]",
            "[::ffff:10.0.0.1]",
            "10.0.0.1.",
            "",
            "shop.example.",
        ] {
            assert_eq!(domain_candidates(Fake::text(host)).len(), 0, "{host}");
        }
    }

    proptest! {
        #[test]
        fn at_most_eight_and_each_a_suffix(host in any::<String>()) {
            let candidates = domain_candidates(Fake::text(&host));
            prop_assert!(candidates.len() <= 8);
            for candidate in candidates.entries() {
                prop_assert!(host.ends_with(&candidate.to_rust()));
            }
        }
    }
}
