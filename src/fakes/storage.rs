//! The stores and cookies of a browser in memory.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::ports::{Area, Storage};
use crate::value::Value;
use crate::words::Word;

use super::Fake;
use super::host::{FakeHost, text};

fn list(entries: impl Iterator<Item = String>) -> Fake {
    Fake::from(Json::from_iter(entries))
}

impl FakeHost {
    fn store(&self, area: Area) -> &RefCell<BTreeMap<String, String>> {
        match area {
            Area::Local => &self.local,
            Area::Session => &self.session,
            Area::Page => &self.page_memory,
        }
    }
}

impl Storage<Fake> for FakeHost {
    fn read(&self, area: Area, key: Fake) -> Fake {
        self.store(area)
            .borrow()
            .get(&key.to_rust())
            .map_or(Fake::Undefined, text)
    }
    fn write(&self, area: Area, key: Fake, text: Fake) -> bool {
        self.writes.set(self.writes.get() + 1);
        let is_taken = area == Area::Page || !self.is_full.get();
        if is_taken {
            self.store(area)
                .borrow_mut()
                .insert(key.to_rust(), text.to_rust());
        }
        is_taken
    }
    fn remove(&self, area: Area, key: Fake) {
        self.store(area).borrow_mut().remove(&key.to_rust());
    }
    fn keys(&self, area: Area, prefix: Fake) -> Fake {
        let store = self.store(area).borrow();
        let prefix = prefix.to_rust();
        list(store.keys().filter(|key| key.starts_with(&prefix)).cloned())
    }
    fn cookies(&self, name: Fake) -> Fake {
        let cookies = self.cookies.borrow();
        let values = cookies.iter().filter(|(known, _)| name.is(known));
        list(values.map(|(_, value)| value.clone()))
    }
    fn cookies_like(&self, prefix: Word) -> Fake {
        let cookies = self.cookies.borrow();
        let values = cookies
            .iter()
            .filter(|(known, _)| known.starts_with(prefix.0));
        list(values.map(|(_, value)| value.clone()))
    }
    fn write_cookie(&self, cookie: Fake) {
        let cookie = cookie.to_rust();
        let (pair, attributes) = cookie.split_once(';').unwrap_or((&cookie, ""));
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is_expired = attributes
            .to_ascii_lowercase()
            .replace(' ', "")
            .contains("max-age=0");
        let mut cookies = self.cookies.borrow_mut();
        cookies.retain(|(known, _)| known != name);
        if !is_expired {
            cookies.push((name.to_owned(), value.to_owned()));
        }
        self.written_cookies.borrow_mut().push(cookie);
    }
}
