//! The browser id: found in a cookie or its spare copy in local storage, each healing the other;
//! adopted from the vendor's older places; never trusted unless it has the exact form
//! (salesforce.md 5, sitecore.md 5).

use crate::ports::{Area, Host};
use crate::value::{Slot, Value};
use crate::words::Word;

use super::cookie::{expire_cookie, write_cookie};

const GUEST_COOKIE: Word = t!("sc_cid_personalize");
/// Sixteen lower-case hexadecimal digits.
pub const HEX_ID: Word = t!("[0-9a-f]{16}");
const UUID: Word = t!(r"[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}");

/// The visitor's id of this page view; once found it does not change until it is forgotten.
pub struct BrowserId<V> {
    known: Slot<V>,
    guest: Slot<V>,
}

impl<V: Value> BrowserId<V> {
    /// Not looked for yet.
    pub fn new() -> Self {
        BrowserId {
            known: Slot::new(V::undefined()),
            guest: Slot::new(V::undefined()),
        }
    }

    /// The id, if one is known or stored; else `undefined`. Writes it to the place that had lost
    /// it. Of tabs that made one each, all end up with the one the cookie holds.
    pub fn find(&self, host: &impl Host<V>, config: V) -> V {
        let known = self.known.get();
        let cookies = host.cookies(cookie_name(config, host.is_secure()));
        if cookies.item(0).same(known) && !known.is_nothing() {
            return known;
        }
        let mut id = first_id(cookies, form(config)).or(known);
        if id.is_nothing() {
            id = stored_id(host, config);
        }
        if !id.same(known) {
            self.keep(host, config, id);
        }
        id
    }

    /// Takes an id into use and stores it in both places.
    pub fn keep(&self, host: &impl Host<V>, config: V, id: V) {
        self.known.replace(id);
        let name = cookie_name(config, host.is_secure());
        if !host.cookies(name).holds(id) {
            write_cookie(host, config, name, id);
        }
        let spare = spare_key(config);
        if !host.read(Area::Local, spare).same(id) {
            host.write(Area::Local, spare, id);
        }
    }

    /// Whether no place holds an id to take into use.
    pub fn is_missing(&self, host: &impl Host<V>, config: V) -> bool {
        self.known.get().is_nothing() && stored_id(host, config).is_nothing()
    }

    /// Whether something is stored in one of our own places.
    pub fn is_stored(&self, host: &impl Host<V>, config: V) -> bool {
        let spare = host.read(Area::Local, spare_key(config));
        let name = cookie_name(config, host.is_secure());
        !spare.is_nothing() || host.cookies(name).len() > 0
    }

    /// The guest id behind the browser id (Sitecore Edge), if it is known; else `undefined`.
    pub fn guest(&self, host: &impl Host<V>) -> V {
        let known = self.guest.get();
        if !known.is_nothing() {
            return known;
        }
        first_id(host.cookies(V::text(GUEST_COOKIE)), UUID)
    }

    /// Takes a guest id into use.
    pub fn keep_guest(&self, host: &impl Host<V>, config: V, guest: V) {
        self.guest.replace(guest);
        let name = V::text(GUEST_COOKIE);
        if guest.fits(UUID) && !host.cookies(name).holds(guest) {
            write_cookie(host, config, name, guest);
        }
    }

    /// Drops the id here and in storage.
    pub fn forget(&self, host: &impl Host<V>, config: V) {
        self.known.replace(V::undefined());
        self.guest.replace(V::undefined());
        expire_cookie(host, config, cookie_name(config, host.is_secure()));
        if is_edge(config) {
            expire_cookie(host, config, V::text(GUEST_COOKIE));
        }
        // Last: it is what the other tabs are told of, and then they look for the cookie.
        host.remove(Area::Local, spare_key(config));
    }
}

/// Whether a text has the exact form of the service's browser ids.
pub fn is_browser_id<V: Value>(config: V, id: V) -> bool {
    id.fits(form(config))
}

fn form<V: Value>(config: V) -> Word {
    if is_salesforce(config) { HEX_ID } else { UUID }
}

fn is_salesforce<V: Value>(config: V) -> bool {
    config.at(t!("service")).is(t!("salesforce"))
}

fn is_edge<V: Value>(config: V) -> bool {
    config.at(t!("contextId")).is_text()
}

fn first_id<V: Value>(values: V, form: Word) -> V {
    for value in values.entries() {
        if value.fits(form) {
            return value;
        }
    }
    V::undefined()
}

fn stored_id<V: Value>(host: &impl Host<V>, config: V) -> V {
    let form = form(config);
    let places = host.cookies(cookie_name(config, host.is_secure())).copy();
    places.push(host.read(Area::Local, spare_key(config)));
    if is_salesforce(config) {
        // The vendor's SDK names its cookie either way. A site that moves to Attune keeps its
        // visitors; the cookie itself is left alone.
        for prefix in [t!("_sfid_"), t!("__sfid_")] {
            for cookie in host.cookies_like(prefix).entries() {
                places.push(cookie.decode().read().at(t!("anonymousId")));
            }
        }
        return first_id(places, form);
    }
    let (prefix, key) = if is_edge(config) {
        (t!("sc_"), t!("contextId"))
    } else {
        (t!("BID_"), t!("clientKey"))
    };
    for cookie in host.cookies(V::text(prefix).then(config.at(key))).entries() {
        places.push(cookie);
    }
    first_id(places, form)
}

/// The vendor's name for Sitecore, so that a server that sets the cookie is honoured; a name of
/// our own for Salesforce, whose cookie is never written.
fn cookie_name<V: Value>(config: V, is_secure: bool) -> V {
    if is_salesforce(config) {
        return V::text(if is_secure {
            t!("__Secure-attune_id")
        } else {
            t!("attune_id")
        });
    }
    if is_edge(config) {
        return V::text(t!("sc_cid"));
    }
    V::text(t!("bid_")).then(config.at(t!("clientKey")))
}

fn spare_key<V: Value>(config: V) -> V {
    V::text(t!("attune.id.")).then(config.at(t!("scope")))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::fakes::{Fake, FakeHost};

    proptest! {
        #[test]
        fn only_exact_forms_are_ids(text in any::<String>()) {
            if Fake::text(&text).fits(HEX_ID) {
                prop_assert!(text.len() == 16 && u64::from_str_radix(&text, 16).is_ok());
            }
            if Fake::text(&text).fits(UUID) {
                prop_assert_eq!(text.matches('-').count(), 4);
            }
        }
    }

    fn config(service: &str) -> Fake {
        Fake::from(json!({ "service": service, "scope": "s", "clientKey": "key" }))
    }

    proptest! {
        #[test]
        fn whatever_is_stored_only_an_exact_id_is_taken(
            cookie in any::<String>(),
            spare in any::<String>(),
            vendors in prop_oneof![any::<String>(), "[0-9a-f]{14,18}".prop_map(|id| format!("%7B%22anonymousId%22%3A%22{id}%22%7D"))],
        ) {
            for (service, name) in [("salesforce", "attune_id"), ("sitecore", "bid_key")] {
                let host = FakeHost::new();
                host.cookies.borrow_mut().push((name.to_owned(), cookie.clone()));
                host.cookies.borrow_mut().push(("_sfid_a1b2".to_owned(), vendors.clone()));
                host.local.borrow_mut().insert("attune.id.s".to_owned(), spare.clone());
                let is_missing = BrowserId::new().is_missing(&host, config(service));
                prop_assert!(host.written_cookies.borrow().is_empty());
                let id = BrowserId::new().find(&host, config(service));
                prop_assert_eq!(is_missing, id.is_nothing());
                prop_assert!(id.is_nothing() || is_browser_id(config(service), id));
            }
        }
    }

    #[test]
    fn of_two_tabs_that_made_an_id_each_the_one_in_the_cookie_counts() {
        let (host, id) = (FakeHost::new(), BrowserId::new());
        let (ours, theirs) = ("00000000000000aa", "00000000000000bb");
        id.keep(&host, config("salesforce"), Fake::text(ours));
        let cookies = host.cookies.borrow()[0].0.clone();
        host.cookies.replace(vec![(cookies, theirs.to_owned())]);
        assert!(id.find(&host, config("salesforce")).is(theirs));
        assert_eq!(host.local.borrow()["attune.id.s"], theirs);
        host.cookies.borrow_mut().clear();
        assert!(id.find(&host, config("salesforce")).is(theirs));
    }

    #[test]
    fn forms() {
        for (text, hex, uuid) in [
            ("3f9c0d2b7a61e845", true, false),
            ("3F9C0D2B7A61E845", false, false),
            ("3f9c0d2b7a61e84", false, false),
            ("0c8f0f6e-52b1-4b0e-9a55-6d1f2c3b4a59", false, true),
            ("0c8f0f6e-52b1-4b0e-9a55-6d1f2c3b4a5<", false, false),
            ("", false, false),
        ] {
            assert_eq!(
                (Fake::text(text).fits(HEX_ID), Fake::text(text).fits(UUID)),
                (hex, uuid),
                "{text}"
            );
        }
    }
}
