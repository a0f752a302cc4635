//! Browser storage and cookies. Each access may be forbidden, and none of them throws from here.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, window};

use crate::ports::{Area, Storage};

use super::Browser;

fn area(area: Area) -> Option<web_sys::Storage> {
    let window = window()?;
    // Reading the property itself throws where storage is forbidden.
    match area {
        Area::Local => window.local_storage(),
        Area::Session => window.session_storage(),
    }
    .ok()?
}

fn document() -> Option<HtmlDocument> {
    window()?.document().map(JsCast::unchecked_into)
}

impl Storage for Browser {
    fn read(&self, place: Area, key: &str) -> Option<String> {
        area(place)?.get_item(key).ok()?
    }

    fn write(&self, place: Area, key: &str, text: &str) -> bool {
        area(place).is_some_and(|storage| storage.set_item(key, text).is_ok())
    }

    fn remove(&self, place: Area, key: &str) {
        area(place).map(|storage| storage.remove_item(key));
    }

    fn keys(&self, place: Area, prefix: &str) -> Vec<String> {
        let Some(storage) = area(place) else {
            return vec![];
        };
        let count = storage.length().unwrap_or_default();
        let keys = (0..count).filter_map(|index| storage.key(index).ok()?);
        keys.filter(|key| key.starts_with(prefix)).collect()
    }

    fn cookies(&self) -> String {
        document()
            .and_then(|document| document.cookie().ok())
            .unwrap_or_default()
    }

    fn write_cookie(&self, cookie: &str) {
        document().map(|document| document.set_cookie(cookie));
    }
}
