//! The page: its address, referrer and language.

use js_sys::{Array, try_iter};
use wasm_bindgen::JsValue;
use web_sys::{Url, UrlSearchParams, window};

use crate::ports::Page;

use super::Browser;

fn url() -> Option<Url> {
    Url::new(&window()?.location().href().ok()?).ok()
}

impl Page for Browser {
    fn address(&self) -> String {
        url().map(|url| url.href()).unwrap_or_default()
    }

    fn address_with(&self, parameters: &[(String, String)]) -> String {
        let Some(url) = url() else {
            return String::new();
        };
        url.set_hash("");
        url.set_username("");
        url.set_password("");
        // Touching the parameters writes the whole query anew, so it is left alone without need.
        if !parameters.is_empty() {
            let query = url.search_params();
            parameters
                .iter()
                .for_each(|(name, value)| query.append(name, value));
        }
        url.href()
    }

    fn path(&self) -> String {
        url().map(|url| url.pathname()).unwrap_or_default()
    }

    fn referrer(&self) -> String {
        let document = window().and_then(|window| window.document());
        document
            .map(|document| document.referrer())
            .unwrap_or_default()
    }

    fn host_of(&self, address: &str) -> String {
        Url::new(address)
            .map(|url| url.hostname())
            .unwrap_or_default()
    }

    fn query(&self) -> Vec<(String, String)> {
        let search = window()
            .and_then(|window| window.location().search().ok())
            .unwrap_or_default();
        let Ok(parameters) = UrlSearchParams::new_with_str(&search) else {
            return vec![];
        };
        let Ok(Some(pairs)) = try_iter(&JsValue::from(parameters)) else {
            return vec![];
        };
        pairs.filter_map(|pair| read_pair(&pair.ok()?)).collect()
    }

    fn language(&self) -> String {
        let Some(window) = window() else {
            return String::new();
        };
        let root = window
            .document()
            .and_then(|document| document.document_element());
        let tag = root
            .and_then(|root| root.get_attribute("lang"))
            .filter(|tag| !tag.is_empty());
        tag.or_else(|| window.navigator().language())
            .unwrap_or_default()
    }

    fn is_secure(&self) -> bool {
        window()
            .and_then(|window| window.location().protocol().ok())
            .is_some_and(|scheme| scheme == "https:")
    }
}

fn read_pair(pair: &JsValue) -> Option<(String, String)> {
    let pair = Array::from(pair);
    Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
}
