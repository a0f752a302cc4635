//! What the core needs of the world around it, as small traits. `src/browser/` fulfils them in a
//! page; the tests fulfil them with plain fakes.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::model::Fault;

/// A value of the page or of a service: text, number, object, list. Opaque to the core, which
/// reads ids out of it and passes the rest through untouched.
///
/// Reads see own properties only, so a polluted prototype supplies nothing.
pub trait Json: Clone + 'static {
    /// A new object without members.
    fn object() -> Self;
    /// A list of the given values.
    fn list(items: Vec<Self>) -> Self;
    /// A text.
    fn text(text: &str) -> Self;
    /// A number.
    fn number(number: f64) -> Self;
    /// Truth or falsehood.
    fn boolean(boolean: bool) -> Self;
    /// `null`.
    fn null() -> Self;

    /// The own member of that name; `None` where there is none, it is `undefined`, or this is no
    /// object.
    fn get(&self, name: &str) -> Option<Self>;
    /// Puts a member into an object, replacing one of the same name.
    fn set(&mut self, name: &str, value: Self);
    /// The names of an object's own members in their order; `None` for anything but an object.
    fn names(&self) -> Option<Vec<String>>;
    /// The entries of a list; `None` for anything but a list.
    fn items(&self) -> Option<Vec<Self>>;
    /// The text, if it is one.
    fn as_text(&self) -> Option<String>;
    /// The number, if it is one.
    fn as_number(&self) -> Option<f64>;
    /// The truth value, if it is one.
    fn as_boolean(&self) -> Option<bool>;
    /// Whether it is `null` or `undefined`.
    fn is_nothing(&self) -> bool;

    /// A new object or list with the same members; other values as they are.
    fn shallow_copy(&self) -> Self;
    /// JSON text.
    fn write(&self) -> String;
    /// The value of a JSON text, if it is one.
    fn read(text: &str) -> Option<Self>;

    /// The member of that name as text.
    fn text_at(&self, name: &str) -> Option<String> {
        self.get(name).and_then(|value| value.as_text())
    }
}

/// Reads of an optional value, so that a chain of members needs no ladder of matches.
pub trait Member<J: Json> {
    /// The own member of that name of the value, if there is a value.
    fn member(&self, name: &str) -> Option<J>;
}

impl<J: Json> Member<J> for Option<J> {
    fn member(&self, name: &str) -> Option<J> {
        self.as_ref().and_then(|value| value.get(name))
    }
}

/// One of the two stores of the browser.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Area {
    /// `localStorage`: outlives the visit, shared by the tabs of an origin.
    Local,
    /// `sessionStorage`: this tab's visit.
    Session,
}

/// Browser storage. Every failure (forbidden, full, absent) is an answer, never a panic.
pub trait Storage {
    /// The stored text; `None` if there is none or it cannot be read.
    fn read(&self, area: Area, key: &str) -> Option<String>;
    /// Stores a text; says whether it was stored.
    fn write(&self, area: Area, key: &str, text: &str) -> bool;
    /// Removes a text, if it is there.
    fn remove(&self, area: Area, key: &str);
    /// The keys that begin with a prefix, in no order.
    fn keys(&self, area: Area, prefix: &str) -> Vec<String>;
    /// The page's cookies in the form of `document.cookie`.
    fn cookies(&self) -> String;
    /// Writes one cookie in the form `document.cookie` takes.
    fn write_cookie(&self, cookie: &str);
}

/// Time.
pub trait Clock {
    /// Milliseconds since 1970 by the wall clock, which may step.
    fn now(&self) -> f64;
    /// ISO 8601 in UTC with milliseconds and a `Z`, of a time of [`Clock::now`].
    fn iso(&self, time: f64) -> String;
}

/// Chance good enough for ids.
pub trait Random {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// The page the visitor looks at.
pub trait Page {
    /// The page's address.
    fn address(&self) -> String;
    /// The page's address without fragment and credentials, with parameters appended to its query.
    fn address_with(&self, parameters: &[(String, String)]) -> String;
    /// The path of the page's address.
    fn path(&self) -> String;
    /// The address the visitor came from; empty if there is none.
    fn referrer(&self) -> String;
    /// The host name of an address; empty if it has none.
    fn host_of(&self, address: &str) -> String;
    /// The query of the page's address as name and value pairs, each decoded exactly once by the
    /// browser's own rules (`URLSearchParams`).
    fn query(&self) -> Vec<(String, String)>;
    /// The page's language tag: `<html lang>`, else the browser's; empty if neither is known.
    fn language(&self) -> String;
    /// Whether the page was loaded over https.
    fn is_secure(&self) -> bool;
}

/// A request on its way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// The whole address.
    pub url: String,
    /// The body of a POST; `None` makes it a GET.
    pub body: Option<String>,
    /// The media type of the body.
    pub media: Media,
    /// Further headers; names and values are known to be legal.
    pub headers: Vec<(&'static str, String)>,
    /// Whether the request must outlive the page.
    pub keepalive: bool,
}

/// What a body is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json`
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
}

/// What a service answered.
#[derive(Clone, Debug)]
pub struct Reply<J> {
    /// The HTTP status.
    pub status: u16,
    /// The `Retry-After` header, where the page may read it.
    pub retry_after: Option<String>,
    /// The body.
    pub body: Body<J>,
}

impl<J> Reply<J> {
    /// Whether the status is one of success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// The body of an answer.
#[derive(Clone, Debug)]
pub enum Body<J> {
    /// None, or only white space.
    Empty,
    /// JSON, parsed.
    Json(J),
    /// Text of a `text/*` type that is not JSON.
    Text(J),
    /// It says it is JSON and is not, is of an unusable type, or is too large.
    Broken,
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// Nothing was received: name not found, refused, blocked, offline.
    NothingReceived,
    /// The answer broke off after its headers.
    BrokenOff,
}

/// An exchange under way.
pub type Exchange<J> = Pin<Box<dyn Future<Output = Result<Reply<J>, Silence>>>>;

/// The network.
pub trait Http<J: Json> {
    /// Sends a request. The second value gives the exchange up.
    fn exchange(&self, request: Outgoing) -> (Exchange<J>, Rc<dyn Fn()>);
    /// Runs a future to its end, a piece at a time, whenever it can go on.
    fn spawn(&self, future: Pin<Box<dyn Future<Output = ()>>>);
    /// Asks for `tick(id)` after so many milliseconds; a negative number takes the request back.
    fn timer(&self, id: u32, milliseconds: f64);
    /// Asks for `turn_ended` in the next turn of the event loop.
    fn soon(&self);
}

/// Where effects go: they are carried out by JavaScript once the core has returned.
pub trait Outbox<J: Json> {
    /// A function of the page.
    type Callback: Clone + PartialEq + 'static;
    /// Resolves the page's promise of that number.
    fn settle(&self, call: u32, value: J);
    /// Rejects it.
    fn fail(&self, call: u32, fault: &Fault);
    /// Calls page code.
    fn invoke(&self, callback: &Self::Callback, arguments: Vec<J>);
    /// One line for the console, if the page wants such lines.
    fn log(&self, level: Level, text: &str);
}

/// How grave a line for the console is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Something does not work.
    Error = 1,
    /// Something was left out or replaced.
    Warn = 2,
}

/// Everything the core needs, in one value that is cheap to clone.
pub trait Host<J: Json>:
    Storage + Clock + Random + Page + Http<J> + Outbox<J> + Clone + 'static
{
}
