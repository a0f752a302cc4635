//! Sitecore's own ids: the browser id the service creates, and its guest (sitecore.md 1, 5).

use crate::model::{Code, Fault, Sitecore};
use crate::ports::{Body, Json, Outgoing, Reply};

use super::ask;
use super::faults::{error_text, refusal_fault};
use super::percent_encode::encoded;

/// What the service made for a new visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    pub browser_id: String,
    pub guest: Option<String>,
}

/// Asks for a new browser id.
pub fn create_request(sitecore: &Sitecore) -> Outgoing {
    browser_request(sitecore, "create.json", "&message=%7B%7D", "")
}

/// Asks for the guest of a browser id.
pub fn guest_request(sitecore: &Sitecore, browser_id: &str) -> Outgoing {
    let path = [&encoded(browser_id), "/show.json"].concat();
    let token = ["&api_token=", &encoded(&sitecore.client_key)].concat();
    browser_request(sitecore, &path, &token, "&api_token=")
}

/// `direct` and `edge` end the query of the one and the other.
fn browser_request(sitecore: &Sitecore, path: &str, direct: &str, edge: &str) -> Outgoing {
    let endpoint = &sitecore.endpoint;
    let url = match &sitecore.edge {
        None => {
            let key = encoded(&sitecore.client_key);
            [
                endpoint,
                "/v1.2/browser/",
                path,
                "?client_key=",
                &key,
                direct,
            ]
            .concat()
        }
        Some(credentials) => {
            let context = encoded(&credentials.context_id);
            let browser = "/v1/events/v1.2/browser/";
            let query = "?sitecoreContextId=";
            [
                endpoint,
                browser,
                path,
                query,
                &context,
                "&client_key=",
                edge,
            ]
            .concat()
        }
    };
    ask(url, None)
}

/// The ids of a new visitor.
pub fn read_created<J: Json>(reply: Reply<J>) -> Result<Created, Fault> {
    let body = success_body(reply)?;
    match id_at(&body, "ref") {
        Some(browser_id) => Ok(Created {
            browser_id,
            guest: id_at(&body, "customer_ref"),
        }),
        None => Err(no_id(&body)),
    }
}

/// The guest of a browser id.
pub fn read_guest<J: Json>(reply: Reply<J>) -> Result<String, Fault> {
    let body = success_body(reply)?;
    let guest = body
        .get("customer")
        .and_then(|customer| id_at(&customer, "ref"));
    guest.ok_or_else(|| no_id(&body))
}

fn success_body<J: Json>(reply: Reply<J>) -> Result<J, Fault> {
    if !reply.is_success() {
        return Err(refusal_fault(&reply));
    }
    match reply.body {
        Body::Json(body) => Ok(body),
        _ => Err(no_id(&J::null())),
    }
}

/// An id as the service makes them. Anything else is not kept: it would end in cookies and URLs.
fn id_at<J: Json>(object: &J, name: &str) -> Option<String> {
    object.text_at(name).filter(|id| {
        (1..=64).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

fn no_id<J: Json>(body: &J) -> Fault {
    let said = error_text(body);
    let message = [
        "The service gave no id for this visitor: ask again later. ",
        &said,
    ]
    .concat();
    Fault::new(Code::Unavailable, message)
}
