//! The campaign of the visit: what the landing address said in its `utm_` parameters
//! (sitecore.md 7).

use crate::ports::{Area, Host};
use crate::value::{Slot, Value};

const KEY: &str = "attune.campaign";

/// Picks the campaign out of a decoded query (a list of pairs): every `utm_` key in any case,
/// without the prefix and in lower case; the last duplicate wins. A key named `__proto__` is left
/// out.
pub fn capture_campaign<V: Value>(query: V) -> V {
    let campaign = V::object();
    for pair in query.entries() {
        let name = pair.item(0).lower();
        let rest = name.slice(4, u32::MAX);
        if name.slice(0, 4).is("utm_") && !rest.is("__proto__") {
            campaign.put_of(rest, pair.item(1));
        }
    }
    campaign
}

/// The campaign in force, kept for the visit.
pub struct Campaign<V> {
    landed: Slot<V>,
}

impl<V: Value> Campaign<V> {
    /// None yet.
    pub fn new() -> Self {
        Campaign {
            landed: Slot::new(V::object()),
        }
    }

    /// Takes up what an earlier page of this visit stored; anything but texts is not ours.
    pub fn remember(&self, host: &impl Host<V>) {
        let stored = host.read(Area::Session, V::text(KEY)).read();
        let kept = V::object();
        for name in stored.names().entries() {
            let value = stored.of(name);
            if value.is_text() {
                kept.put_of(name, value);
            }
        }
        self.landed.replace(kept);
    }

    /// The campaign of the page's address; where that has none and `keep` allows it, the one the
    /// visitor landed with. Read anew each time, so a virtual navigation needs no call.
    pub fn current(&self, host: &impl Host<V>, keep: bool) -> V {
        let here = capture_campaign(host.query());
        if !keep {
            return here;
        }
        if here.names().len() > 0 {
            self.landed.replace(here);
        }
        self.landed.get()
    }

    /// Writes the campaign down for the visit's further pages; only an open gate allows that.
    pub fn store(&self, host: &impl Host<V>) {
        let landed = self.landed.get();
        let key = V::text(KEY);
        let text = landed.write();
        if landed.names().len() > 0 && !host.read(Area::Session, key).same(text) {
            host.write(Area::Session, key, text);
        }
    }

    /// Forgets the landing campaign; the address in view still counts.
    pub fn forget(&self) {
        self.landed.replace(V::object());
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::fakes::Fake;

    fn captured(query: serde_json::Value) -> serde_json::Value {
        capture_campaign(Fake::from(query)).json()
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
