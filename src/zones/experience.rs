//! Experience configs, as the visual editor exports them (salesforce.md 9.4): here, those whose
//! content goes to a content zone handler.

use crate::ports::{Json, Member};

/// An experience that hands a point's content to the handler of a zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Experience {
    pub zone: String,
    pub point: String,
    /// Hand over a decision without content too.
    pub renders_if_empty: bool,
    /// Addresses the experience is meant for, `*` standing for anything; none means every page.
    pub addresses: Vec<String>,
}

impl Experience {
    /// Whether the experience is meant for the page of this address.
    pub fn is_for(&self, address: &str) -> bool {
        self.addresses.is_empty()
            || self
                .addresses
                .iter()
                .any(|pattern| matches(pattern, address))
    }
}

/// Reads the experiences of a `PersonalizationConfig`, in either outer form. Those that are
/// switched off, need a page type (there is no sitemap here), name a transformer, or lack a zone
/// or a point are left out: the page stays as it is.
pub fn read_experiences<J: Json>(config: &J) -> Vec<Experience> {
    let configs = config.get("personalizationExperienceConfigs");
    let list = configs.member("list").or(configs);
    let entries = list.and_then(|list| list.items()).unwrap_or_default();
    entries.iter().filter_map(read_experience).collect()
}

fn read_experience<J: Json>(entry: &J) -> Option<Experience> {
    let transformation = entry.get("transformationConfig")?;
    let is_enabled = entry
        .get("isEnabled")
        .and_then(|flag| flag.as_boolean())
        .unwrap_or(true);
    if !is_enabled || transformation.text_at("method")? != "ContentZoneHandler" {
        return None;
    }
    let matchers = entry
        .get("sourceMatchers")
        .and_then(|list| list.items())
        .unwrap_or_default();
    let of_type = |kind: &str| -> Vec<String> {
        let matching = matchers
            .iter()
            .filter(|matcher| matcher.text_at("type").as_deref() == Some(kind));
        matching
            .filter_map(|matcher| matcher.text_at("value"))
            .collect()
    };
    if !of_type("PageType").is_empty() {
        return None;
    }
    let first = transformation
        .get("transformations")
        .and_then(|list| list.items()?.into_iter().next());
    if first
        .member("transformerName")
        .is_some_and(|name| name.as_text().is_some_and(|name| !name.is_empty()))
    {
        return None;
    }
    let named = of_type("ContentZone").into_iter().next();
    Some(Experience {
        zone: named.or_else(|| first.member("path")?.as_text())?,
        point: entry.get("dataProvider")?.text_at("value")?,
        renders_if_empty: transformation
            .get("renderIfEmpty")
            .and_then(|flag| flag.as_boolean())
            .unwrap_or(false),
        addresses: of_type("PageUrlMatcher"),
    })
}

/// Matches an address against a pattern in which `*` stands for any text.
fn matches(pattern: &str, address: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == address;
    };
    let Some(mut rest) = address.strip_prefix(head) else {
        return false;
    };
    let mut pieces = tail.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        let Some((_, after)) = rest.split_once(piece) else {
            return false;
        };
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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
            ("a*a", "a", false),
        ] {
            assert_eq!(matches(pattern, address), expected, "{pattern} {address}");
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

    #[test]
    fn both_outer_forms_and_both_ways_to_name_a_zone() {
        let named = entry(json!({ "type": "ContentZone", "value": "hero" }));
        let plain = json!({ "personalizationExperienceConfigs": [named] });
        let listed = json!({ "personalizationExperienceConfigs": {
            "lastModifiedDate": "x", "list": [entry(json!({ "type": "PageUrlMatcher", "value": "*" }))] } });
        assert_eq!(read_experiences(&plain)[0].zone, "hero");
        assert_eq!(read_experiences(&listed)[0].zone, "fallback_zone");
        assert_eq!(read_experiences(&listed)[0].addresses, ["*"]);
    }

    #[test]
    fn what_cannot_be_shown_is_left_out() {
        let mut disabled = entry(json!({ "type": "ContentZone", "value": "hero" }));
        disabled["isEnabled"] = json!(false);
        let typed = entry(json!({ "type": "PageType", "value": "home" }));
        let mut transformed = entry(json!({ "type": "ContentZone", "value": "hero" }));
        transformed["transformationConfig"]["transformations"][0]["transformerName"] =
            json!("Card");
        let config =
            json!({ "personalizationExperienceConfigs": [disabled, typed, transformed, 1, null] });
        assert!(read_experiences(&config).is_empty());
    }
}
