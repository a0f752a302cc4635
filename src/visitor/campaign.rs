//! The campaign of the visit: what the landing address said in its `utm_` parameters
//! (sitecore.md 7), without personal data.

use crate::ports::{Area, Host};
use crate::value::{Slot, Value};
use crate::words::Word;

const KEY: Word = t!("attune.campaign");

/// No service makes use of more, and an address can hold a book (delivery-and-security.md 4.4).
const LONGEST: u32 = 256;

/// Picks the campaign out of an address's decoded query: every `utm_` key in any case, without the
/// prefix and in lower case; the last duplicate wins. A key named `__proto__` is left out.
pub fn capture_campaign<V: Value>(host: &impl Host<V>, address: V, kinds: V) -> V {
    let campaign = V::object();
    for pair in host.query(address).entries() {
        let name = pair.item(0).lower();
        let rest = name.slice(4, u32::MAX);
        if name.slice(0, 4).is(t!("utm_")) && !rest.is(t!("__proto__")) {
            campaign.put_of(clean(host, rest, kinds), clean(host, pair.item(1), kinds));
        }
    }
    campaign
}

/// Redacted while it is whole: half of an e-mail address no longer looks like one. What is cut off
/// leaves no half of a character behind.
fn clean<V: Value>(host: &impl Host<V>, text: V, kinds: V) -> V {
    let text = host.redacted(text, kinds);
    if text.len() > LONGEST {
        return text.found(t!(r"^[^]{0,255}[^\ud800-\udbff]")).item(0);
    }
    text
}

/// An address in the parts an event carries: `{ at, address, campaign }`, without personal data but
/// for `at`, which is the address as it stands.
pub fn place_at<V: Value>(host: &impl Host<V>, config: V, at: V) -> V {
    let kinds = config.at(t!("redaction"));
    let place = V::object();
    place.put(t!("at"), at);
    let address = host.address_with(at, V::object());
    place.put(t!("address"), host.redacted(address, kinds));
    place.put(t!("campaign"), capture_campaign(host, at, kinds));
    place
}

/// The campaign in force, kept for the visit.
pub struct Campaign<V> {
    landed: Slot<V>,
    place: Slot<V>,
}

impl<V: Value> Campaign<V> {
    /// None yet.
    pub fn new() -> Self {
        Campaign {
            landed: Slot::new(V::object()),
            place: Slot::new(V::undefined()),
        }
    }

    /// Where the visitor was when the campaign was last asked for ([`place_at`]). What else follows
    /// from that can be kept there too.
    pub fn place(&self) -> V {
        self.place.get()
    }

    /// The place is made anew when the address changes, so a virtual navigation needs no call.
    fn look_around(&self, host: &impl Host<V>, config: V) -> V {
        let at = host.address();
        let known = self.place.get();
        if known.at(t!("at")).same(at) {
            return known;
        }
        self.land(host, config, at);
        let place = place_at(host, config, at);
        self.place.replace(place);
        place
    }

    /// The visitor has come by an address; what it says is the campaign from here on.
    pub fn land(&self, host: &impl Host<V>, config: V, address: V) {
        let campaign = capture_campaign(host, address, config.at(t!("redaction")));
        if campaign.names().len() > 0 {
            self.landed.replace(campaign);
        }
    }

    /// Takes up what an earlier page of this visit stored; anything but texts is not ours.
    pub fn remember(&self, host: &impl Host<V>, config: V) {
        let stored = host.read(Area::Session, V::text(KEY)).read();
        let kept = V::object();
        for name in stored.members() {
            let value = stored.of(name);
            if value.is_text() {
                kept.put_of(name, clean(host, value, config.at(t!("redaction"))));
            }
        }
        self.landed.replace(kept);
        self.place.replace(V::undefined());
    }

    /// The campaign of the page's address; where that has none and `keepCampaign` allows it, the one
    /// the visitor landed with.
    pub fn current(&self, host: &impl Host<V>, config: V) -> V {
        self.in_force(config, self.look_around(host, config))
    }

    /// The same, of a place.
    pub fn in_force(&self, config: V, place: V) -> V {
        let here = place.at(t!("campaign"));
        if config.at(t!("keepCampaign")).is_true() && here.names().len() == 0 {
            self.landed.get()
        } else {
            here
        }
    }

    /// Writes the campaign down for the visit's further pages; only an open gate allows that.
    pub fn store(&self, host: &impl Host<V>) {
        let landed = self.landed.get();
        if landed.names().len() == 0 {
            return;
        }
        let (key, text) = (V::text(KEY), landed.write());
        if !host.read(Area::Session, key).same(text) {
            host.write(Area::Session, key, text);
        }
    }

    /// Forgets the landing campaign; the address in view still counts.
    pub fn forget(&self) {
        self.landed.replace(V::object());
        self.place.replace(V::undefined());
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::fakes::{Fake, FakeHost};
    use crate::ports::{Page, Storage};

    /// A page with these parameters.
    fn page_with(query: &serde_json::Value) -> FakeHost {
        let host = FakeHost::new();
        let pairs = query.as_array().expect("a list").iter().map(|pair| {
            let [name, value] = [0, 1].map(|place| Fake::from(pair[place].clone()).encode());
            format!("{}={}", name.to_rust(), value.to_rust())
        });
        let query = pairs.collect::<Vec<_>>().join("&");
        host.address
            .replace(format!("https://shop.example/?{query}"));
        host
    }

    fn campaign_of(host: &FakeHost, kinds: serde_json::Value) -> Fake {
        capture_campaign(host, host.address(), Fake::from(kinds))
    }

    fn captured(query: serde_json::Value) -> serde_json::Value {
        campaign_of(&page_with(&query), json!([])).json()
    }

    #[test]
    fn what_is_personal_is_kept_nowhere() {
        let host = page_with(&json!([
            ["utm_source", "letter"],
            ["utm_content", "jo@mail.example"],
            ["utm_jo@mail.example", "x"]
        ]));
        let campaign = Campaign::new();
        let config = Fake::from(json!({ "keepCampaign": true }));
        let expected = json!({ "source": "letter", "content": "redacted", "redacted": "x" });
        assert_eq!(campaign.current(&host, config).json(), expected);
        campaign.store(&host);
        let stored = host.read(Area::Session, Fake::text(KEY)).to_rust();
        assert!(!stored.contains('@'), "{stored}");
    }

    #[test]
    fn the_page_says_which_kinds() {
        let query = json!([["utm_content", "jo@mail.example"]]);
        for (kinds, expected) in [
            (json!([]), "jo@mail.example"),
            (json!(["phones"]), "jo@mail.example"),
            (json!(["phones", "emails"]), "redacted"),
        ] {
            let campaign = campaign_of(&page_with(&query), kinds);
            assert!(campaign.at("content").is(expected));
        }
    }

    #[test]
    fn what_an_earlier_page_stored_is_redacted_as_well() {
        let host = FakeHost::new();
        let text = Fake::text(r#"{"content":"jo@mail.example"}"#);
        host.write(Area::Session, Fake::text(KEY), text);
        let config = Fake::from(json!({ "keepCampaign": true }));
        let campaign = Campaign::new();
        campaign.remember(&host, config);
        assert!(campaign.current(&host, config).at("content").is("redacted"));
    }

    #[test]
    fn the_visitor_may_have_come_by_addresses_that_are_not_in_view_any_more() {
        let config = json!({ "keepCampaign": true });
        let came_by = |addresses: &[&str]| {
            let (host, campaign) = (FakeHost::new(), Campaign::new());
            for address in addresses {
                campaign.land(&host, Fake::from(config.clone()), Fake::text(address));
            }
            campaign.current(&host, Fake::from(config.clone())).json()
        };
        let [a, b, none] = [
            "https://a/?utm_source=a",
            "https://a/?utm_id=b",
            "https://a/",
        ];
        assert_eq!(came_by(&[a, none]), json!({ "source": "a" }));
        assert_eq!(came_by(&[a, b, none]), json!({ "id": "b" }));
        assert_eq!(came_by(&[none]), json!({}));
    }

    #[test]
    fn long_values_are_cut_once_they_are_redacted() {
        let long = "x".repeat(250);
        let query = json!([
            ["utm_term", format!("{long} jo@mail.example")],
            ["utm_id", long.repeat(2)]
        ]);
        let campaign = campaign_of(&page_with(&query), serde_json::Value::Null);
        assert!(campaign.at("term").is(&format!("{long} redac")));
        assert_eq!(campaign.at("id").len(), LONGEST);
    }

    #[test]
    fn any_case_any_remainder_last_duplicate() {
        let query = json!([
            ["Utm_Medium", "mail"],
            ["ref", "my_utm_list"],
            ["utm_id", "9"],
            ["UTM_ID", "10"],
            ["utm_", ""]
        ]);
        assert_eq!(
            captured(query),
            json!({ "medium": "mail", "id": "10", "": "" })
        );
    }

    #[test]
    fn prototype_names_are_inert() {
        let query = json!([
            ["utm___proto__", "x"],
            ["utm_constructor", "y"],
            ["__proto__", "z"]
        ]);
        assert_eq!(captured(query), json!({ "constructor": "y" }));
    }

    proptest! {
        #[test]
        fn every_query_gives_the_last_value_of_each_lower_case_name(
            query in proptest::collection::vec(("(?i)(utm_)?[a-z_\\PC]{0,6}", any::<String>()), 0..40)
        ) {
            let campaign = captured(json!(query));
            for (name, value) in campaign.as_object().expect("an object") {
                let last = query.iter().rev().find(|(key, _)| key.to_lowercase() == format!("utm_{name}"));
                prop_assert_eq!(value.as_str(), last.map(|(_, value)| value.as_str()));
            }
        }
    }
}
