//! Which cookie domains are worth a try on a host.

/// The domains from the shortest that can be registrable to the host itself, eight at most. None
/// for addresses and for hosts of one label, where only a host-only cookie works.
pub fn domain_candidates(host: &str) -> Vec<String> {
    let host = host.trim_end_matches('.');
    let labels: Vec<&str> = host.split('.').collect();
    let is_address = host.contains(':') || labels.last().is_some_and(|label| is_number(label));
    if is_address || labels.len() < 2 || labels.iter().any(|label| label.is_empty()) {
        return Vec::new();
    }
    let shortest = 2..=labels.len();
    shortest
        .take(8)
        .map(|count| {
            labels
                .iter()
                .skip(labels.len() - count)
                .copied()
                .collect::<Vec<_>>()
                .join(".")
        })
        .collect()
}

fn is_number(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shortest_first() {
        assert_eq!(
            domain_candidates("www.shop.example.co.uk"),
            [
                "co.uk",
                "example.co.uk",
                "shop.example.co.uk",
                "www.shop.example.co.uk"
            ]
        );
        assert_eq!(domain_candidates("shop.example."), ["shop.example"]);
    }

    #[test]
    fn none_for_addresses_and_single_labels() {
        for host in ["localhost", "127.0.0.1", "[::1]", "10.0.0.1.", "", "a..b"] {
            assert!(domain_candidates(host).is_empty(), "{host}");
        }
    }

    proptest! {
        #[test]
        fn at_most_eight_and_each_a_suffix(host in any::<String>()) {
            let candidates = domain_candidates(&host);
            prop_assert!(candidates.len() <= 8);
            for candidate in candidates {
                prop_assert!(host.trim_end_matches('.').ends_with(&candidate));
            }
        }
    }
}
