//! A value of the page, played natively: what it is, and how it comes from JSON and becomes it.

use std::cell::{Cell, RefCell};

use serde_json::Value as Json;

use crate::value::Value;

type Members = Vec<(String, Fake)>;

/// A value with JavaScript's sharing: copied handles see each other's writes. Values are never
/// freed, as a handle that can be copied demands; a test process is short.
#[derive(Clone, Copy, Debug)]
pub enum Fake {
    Undefined,
    Plain(&'static Json),
    List(&'static RefCell<Vec<Fake>>),
    Object(&'static RefCell<Members>),
}

/// Where a new member stands: numbers come before other names, in their order, as in JavaScript.
fn place_of(name: &str, members: &Members) -> usize {
    let number = |name: &str| {
        let number = name.parse::<u32>().ok()?;
        (number.to_string() == name).then_some(number)
    };
    let Some(new) = number(name) else {
        return members.len();
    };
    let smaller = |known: &&(String, Fake)| number(&known.0).is_some_and(|known| known < new);
    members.iter().take_while(smaller).count()
}

pub(super) fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub(super) fn plain(json: Json) -> Fake {
    Fake::Plain(leak(json))
}

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

impl Fake {
    /// How many times members and entries of values were read and written in this thread: in a page,
    /// each of them goes from the core to JavaScript and back.
    pub fn calls() -> u32 {
        CALLS.get()
    }

    pub(super) fn count_call() {
        CALLS.set(CALLS.get() + 1);
    }

    /// What JSON would make of it; `undefined` becomes `null`.
    pub fn json(&self) -> Json {
        match self {
            Fake::Undefined => Json::Null,
            Fake::Plain(plain) => (*plain).clone(),
            Fake::List(list) => list.borrow().iter().map(Fake::json).collect(),
            Fake::Object(members) => {
                let members = members.borrow();
                Json::Object(
                    members
                        .iter()
                        .map(|(name, value)| (name.clone(), value.json()))
                        .collect(),
                )
            }
        }
    }

    pub(super) fn member(&self, name: &str) -> Fake {
        Fake::count_call();
        let Fake::Object(members) = self else {
            return Fake::Undefined;
        };
        let members = members.borrow();
        let member = members.iter().find(|(known, _)| known == name);
        member.map_or(Fake::Undefined, |(_, value)| *value)
    }

    pub(super) fn define(&self, name: &str, value: Fake) {
        Fake::count_call();
        let (Fake::Object(members), false) = (self, matches!(value, Fake::Undefined)) else {
            return;
        };
        let mut members = members.borrow_mut();
        match members.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => {
                let place = place_of(name, &members);
                members.insert(place, (name.to_owned(), value));
            }
        }
    }

    /// The text; empty if it is none.
    pub fn to_rust(self) -> String {
        if self.is_text() {
            self.texted()
        } else {
            String::new()
        }
    }

    pub(super) fn texted(&self) -> String {
        match self {
            Fake::Plain(Json::String(text)) => text.clone(),
            Fake::Plain(Json::Null) => String::new(),
            Fake::Plain(plain) => plain.to_string(),
            _ => String::new(),
        }
    }
}

impl From<Json> for Fake {
    fn from(json: Json) -> Self {
        match json {
            Json::Array(entries) => Fake::List(leak(RefCell::new(
                entries.into_iter().map(Fake::from).collect(),
            ))),
            Json::Object(members) => {
                let members = members
                    .into_iter()
                    .map(|(name, value)| (name, Fake::from(value)));
                Fake::Object(leak(RefCell::new(members.collect())))
            }
            other => plain(other),
        }
    }
}

/// JavaScript writes -0 as 0; other numbers that JSON has no text for, this has none for either.
pub(super) fn is_lasting(json: &Json) -> bool {
    match json {
        Json::Number(number) => number
            .as_f64()
            .is_none_or(|number| !(number == 0.0 && number.is_sign_negative())),
        Json::Array(entries) => entries.iter().all(is_lasting),
        Json::Object(members) => members.values().all(is_lasting),
        _ => true,
    }
}

pub(super) fn text(text: String) -> Fake {
    plain(Json::String(text))
}
