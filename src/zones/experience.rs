//! Experience configs, as the visual editor exports them (salesforce.md 9.4): here, those whose
//! content goes to a content zone handler.

use crate::value::Value;
use crate::words::Word;

/// Reads the experiences of a `PersonalizationConfig`, in either outer form, as a list of
/// `{ zone, point, renderIfEmpty, addresses }`. Those that are switched off, name a transformer, or
/// lack a zone or a point are left out: the page stays as it is. So are those that need a page type
/// (there is no sitemap here), which is told in `warnings`.
pub fn read_experiences<V: Value>(config: V, warnings: V) -> V {
    let configs = config.at(t!("personalizationExperienceConfigs"));
    let experiences = V::list();
    for entry in configs.at(t!("list")).or(configs).entries() {
        let experience = read_experience(entry, warnings);
        if !experience.is_nothing() {
            experiences.push(experience);
        }
    }
    experiences
}

fn read_experience<V: Value>(entry: V, warnings: V) -> V {
    let transformation = entry.at(t!("transformationConfig"));
    let first = transformation.at(t!("transformations")).item(0);
    let point = entry.at(t!("dataProvider")).at(t!("value"));
    let matchers = entry.at(t!("sourceMatchers"));
    let zone = matched(matchers, t!("ContentZone"))
        .item(0)
        .or(first.at(t!("path")));
    let is_switched_off = entry.at(t!("isEnabled")).same(V::boolean(false));
    let is_fit = transformation.at(t!("method")).is(t!("ContentZoneHandler"))
        && first.at(t!("transformerName")).is_blank();
    if is_switched_off || !is_fit || !zone.is_text() || !point.is_text() {
        return V::undefined();
    }
    if matched(matchers, t!("PageType")).len() > 0 {
        warnings.push(V::text(t!(
            "experiences with a PageType are not asked for: no page type is known here"
        )));
        return V::undefined();
    }
    let experience = V::object();
    experience.put(t!("zone"), zone);
    experience.put(t!("point"), point);
    experience.put(t!("renderIfEmpty"), transformation.at(t!("renderIfEmpty")));
    experience.put(t!("addresses"), matched(matchers, t!("PageUrlMatcher")));
    experience
}

fn matched<V: Value>(matchers: V, kind: Word) -> V {
    let values = V::list();
    for matcher in matchers.entries() {
        if matcher.at(t!("type")).is(kind) && matcher.at(t!("value")).is_text() {
            values.push(matcher.at(t!("value")));
        }
    }
    values
}

/// Whether an experience is meant for the page of this address: one of its addresses matches, or
/// it names none.
pub fn is_for<V: Value>(experience: V, address: V) -> bool {
    let addresses = experience.at(t!("addresses"));
    for pattern in addresses.entries() {
        if matches(pattern, address) {
            return true;
        }
    }
    addresses.len() == 0
}

/// Matches an address against a pattern in which `*` stands for any text. What is between two stars
/// is looked for from the left, so the time grows with the product of both lengths and no further.
fn matches<V: Value>(pattern: V, address: V) -> bool {
    let pieces = pattern.split(t!("*"));
    let last = pieces.len() - 1;
    if last == 0 {
        return address.same(pattern);
    }
    let first = pieces.item(0);
    let mut rest = address.slice(first.len(), u32::MAX);
    for place in 1..last {
        let piece = pieces.item(place);
        let parts = rest.split_by(piece);
        if piece.len() > 0 && parts.len() < 2 {
            return false;
        }
        if piece.len() > 0 {
            rest = rest.slice(parts.item(0).len() + piece.len(), u32::MAX);
        }
    }
    let end = pieces.item(last);
    let from = rest.len().checked_sub(end.len());
    address.slice(0, first.len()).same(first)
        && from.is_some_and(|from| rest.slice(from, u32::MAX).same(end))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::fakes::Fake;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, address, expected) in [
            ("https://a/*", "https://a/b/c", true),
            ("*/sale", "https://a/sale", true),
            ("*/sale", "https://a/sale/x", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b", "ab ab", true),
            ("exact", "exact", true),
            ("exact", "exactly", false),
            ("exactly", "exact", false),
            ("a*a", "a", false),
            ("", "", true),
            ("*", "", true),
        ] {
            assert_eq!(
                matches(Fake::text(pattern), Fake::text(address)),
                expected,
                "{pattern} {address}"
            );
        }
    }

    proptest! {
        #[test]
        fn stars_between_the_pieces_of_a_text_match_it(pieces in proptest::collection::vec("[a-c]{0,3}", 1..6), filling in "[a-c]{0,4}") {
            let pattern = pieces.join("*");
            let address = pieces.join(&filling);
            prop_assert!(matches(Fake::text(&pattern), Fake::text(&address)));
        }
    }

    fn entry(zone: serde_json::Value) -> serde_json::Value {
        json!({
            "dataProvider": { "type": "PersonalizationPoint", "value": "home_hero" },
            "sourceMatchers": [zone],
            "transformationConfig": {
                "method": "ContentZoneHandler",
                "transformations": [{ "path": "fallback_zone" }]
            }
        })
    }

    fn read(configs: serde_json::Value) -> serde_json::Value {
        read_with_warnings(configs).0
    }

    fn read_with_warnings(configs: serde_json::Value) -> (serde_json::Value, u32) {
        let config = json!({ "personalizationExperienceConfigs": configs });
        let warnings = Fake::list();
        let read = read_experiences(Fake::from(config), warnings).json();
        (read, warnings.len())
    }

    #[test]
    fn both_outer_forms_and_both_ways_to_name_a_zone() {
        let plain = read(json!([entry(
            json!({ "type": "ContentZone", "value": "hero" })
        )]));
        assert_eq!(
            (&plain[0]["zone"], &plain[0]["point"]),
            (&json!("hero"), &json!("home_hero"))
        );
        let matcher = json!({ "type": "PageUrlMatcher", "value": "*" });
        let listed = read(json!({ "lastModifiedDate": "x", "list": [entry(matcher)] }));
        assert_eq!(
            (&listed[0]["zone"], &listed[0]["addresses"]),
            (&json!("fallback_zone"), &json!(["*"]))
        );
    }

    #[test]
    fn what_cannot_be_shown_is_left_out() {
        let mut disabled = entry(json!({ "type": "ContentZone", "value": "hero" }));
        disabled["isEnabled"] = json!(false);
        let typed = entry(json!({ "type": "PageType", "value": "home" }));
        let mut transformed = entry(json!({ "type": "ContentZone", "value": "hero" }));
        transformed["transformationConfig"]["transformations"][0]["transformerName"] =
            json!("Card");
        assert_eq!(
            read_with_warnings(json!([disabled, transformed, 1, null])),
            (json!([]), 0)
        );
        assert_eq!(read_with_warnings(json!([typed])), (json!([]), 1));
    }
}
