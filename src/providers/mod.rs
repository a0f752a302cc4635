//! One file per service: how a question becomes a request, an answer a decision, an event a row.
//! Pure functions of their input.

mod base64;
mod faults;
mod flatten;
mod identity;
mod members;
mod percent_encode;
mod salesforce;
mod salesforce_delivery;
mod salesforce_events;
mod salesforce_rows;
mod salesforce_shop;
mod sitecore;
mod sitecore_cart;
mod sitecore_delivery;
mod sitecore_events;
mod sitecore_ext;
mod sitecore_guest;
mod sitecore_identity;

pub use faults::silence_fault;
pub use identity::read_identity;
pub use sitecore_identity::{Created, create_request, guest_request, read_created, read_guest};

use crate::model::{Answer, Config, Fault, Outcome, Provider, Question, Stamp, Tracked};
use crate::ports::{Json, Media, Member, Outgoing, Reply};

/// Why an event gave no rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be expressed to the service: the promise resolves, the event counts as dropped
    /// (`rejected`), and the sentence is a warning.
    Dropped(&'static str),
    /// The page must mend it: the promise rejects.
    Invalid(Fault),
}

/// The request for a question, and warnings about members of its context that were left out.
pub fn decision_request<J: Json>(
    config: &Config,
    question: &Question<J>,
) -> (Outgoing, Vec<String>) {
    match &config.provider {
        Provider::Salesforce(salesforce) => salesforce::decision_request(salesforce, question),
        Provider::Sitecore(sitecore) => sitecore::decision_request(sitecore, question),
    }
}

/// Whether the service is asked one point a request.
pub fn asks_one_point(config: &Config) -> bool {
    matches!(config.provider, Provider::Sitecore(_))
}

/// One answer for every point asked, in the order asked.
pub fn read_answer<J: Json>(
    config: &Config,
    question: &Question<J>,
    reply: Reply<J>,
    fresh_id: &mut dyn FnMut() -> String,
) -> Vec<Answer<J>> {
    match &config.provider {
        Provider::Salesforce(_) => salesforce::read_answer(question, reply, fresh_id),
        Provider::Sitecore(_) => match question.points.first() {
            Some(point) => vec![sitecore::read_answer(point, reply, fresh_id)],
            None => Vec::new(),
        },
    }
}

/// The same fault for every point.
pub fn fail_all<J: Json>(points: &[String], fault: &Fault) -> Vec<Answer<J>> {
    let mut answers = Vec::new();
    for point in points {
        let mut answer = unanswered(point);
        answer.outcome = Outcome::failed(fault.clone());
        answers.push(answer);
    }
    answers
}

/// An answer with nothing in it yet.
fn unanswered<J>(point: &str) -> Answer<J> {
    Answer {
        point: String::from(point),
        entries: Vec::new(),
        outcome: Outcome::empty(),
        request_id: None,
        diagnostics: None,
    }
}

/// A request that is answered in JSON.
fn ask(url: String, body: Option<String>) -> Outgoing {
    let headers = vec![("Accept", String::from("application/json"))];
    Outgoing {
        url,
        body,
        media: Media::Json,
        headers,
        keepalive: false,
    }
}

/// The rows in the JSON text of a list of them.
fn inside(item: &str) -> &str {
    item.get(1..item.len().saturating_sub(1))
        .unwrap_or_default()
}

/// The rows of an event in the service's form, grouped into what is queued and sent as one.
pub fn event_rows<J: Json>(
    config: &Config,
    tracked: &Tracked<J>,
    stamp: &Stamp,
    fresh_id: &mut dyn FnMut() -> String,
) -> Result<Vec<Vec<J>>, Refusal> {
    match &config.provider {
        Provider::Salesforce(_) => {
            salesforce_events::rows(tracked, stamp, fresh_id).map(|rows| vec![rows])
        }
        Provider::Sitecore(sitecore) => {
            let mut items = Vec::new();
            for event in sitecore_events::rows(sitecore, tracked, stamp, fresh_id)? {
                items.push(vec![event]);
            }
            Ok(items)
        }
    }
}

/// A warning about a part of an event that is accepted but has no place in the service's form.
pub fn unsent_part<J: Json>(config: &Config, tracked: &Tracked<J>) -> Option<&'static str> {
    let Tracked::Interaction(event) = tracked else {
        return None;
    };
    let user = event.get("user");
    if event.get("account").is_some() || user.member("identities").is_some() {
        return Some("event.account and user.identities are not sent: no event can carry them");
    }
    match &config.provider {
        Provider::Salesforce(_) => None,
        Provider::Sitecore(_) => sitecore_events::unsent_attributes(user.member("attributes")),
    }
}

/// The request that delivers queue items, each the JSON text of a list of rows.
///
/// `keepalive` is for a page that is being left: where the service has a form that needs no
/// preflight, that form is taken.
pub fn delivery_request(config: &Config, items: &[String], keepalive: bool) -> Outgoing {
    match &config.provider {
        Provider::Salesforce(salesforce) => {
            salesforce_delivery::delivery_request(salesforce, items, keepalive)
        }
        Provider::Sitecore(sitecore) => {
            sitecore_delivery::delivery_request(sitecore, items, keepalive)
        }
    }
}

/// How many queue items travel in one request.
pub fn items_per_request(config: &Config) -> usize {
    match config.provider {
        Provider::Salesforce(_) => 10,
        Provider::Sitecore(_) => 1,
    }
}

/// How many bytes the body of a delivery has.
pub fn delivery_size(config: &Config, items: &[String]) -> usize {
    delivery_request(config, items, false)
        .body
        .map_or(0, |body| body.len())
}

#[cfg(test)]
mod salesforce_events_tests;
#[cfg(test)]
mod salesforce_tests;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod sitecore_events_tests;
#[cfg(test)]
mod sitecore_tests;
