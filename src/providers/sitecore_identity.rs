//! Sitecore's own ids: the browser id the service creates, and its guest (sitecore.md 1, 5).

use crate::model::{Code, Fault, Sitecore};
use crate::ports::{Body, Json, Media, Outgoing, Reply};

use super::faults::{error_text, refusal_fault};
use super::percent_encode::push_encoded;

/// What the service made for a new visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    pub browser_id: String,
    pub guest: Option<String>,
}

/// Asks for a new browser id.
pub fn create_request(sitecore: &Sitecore) -> Outgoing {
    let mut url = browser_url(sitecore);
    url.push_str("create.json?");
    match sitecore.edge.is_some() {
        true => push_context(&mut url, sitecore),
        false => push_key(&mut url, "client_key=", sitecore),
    }
    url.push_str(if sitecore.edge.is_some() {
        "&client_key="
    } else {
        "&message=%7B%7D"
    });
    get(url)
}

/// Asks for the guest of a browser id.
pub fn guest_request(sitecore: &Sitecore, browser_id: &str) -> Outgoing {
    let mut url = browser_url(sitecore);
    push_encoded(&mut url, browser_id);
    url.push_str("/show.json?");
    if sitecore.edge.is_some() {
        push_context(&mut url, sitecore);
        url.push_str("&client_key=&api_token=");
    } else {
        push_key(&mut url, "client_key=", sitecore);
        push_key(&mut url, "&api_token=", sitecore);
    }
    get(url)
}

fn browser_url(sitecore: &Sitecore) -> String {
    let prefix = if sitecore.edge.is_some() {
        "/v1/events"
    } else {
        ""
    };
    [&sitecore.endpoint, prefix, "/v1.2/browser/"].concat()
}

/// Appends the Edge proxy's credential.
pub fn push_context(url: &mut String, sitecore: &Sitecore) {
    url.push_str("sitecoreContextId=");
    if let Some(edge) = &sitecore.edge {
        push_encoded(url, &edge.context_id);
    }
}

fn push_key(url: &mut String, parameter: &str, sitecore: &Sitecore) {
    url.push_str(parameter);
    push_encoded(url, &sitecore.client_key);
}

fn get(url: String) -> Outgoing {
    let headers = vec![("Accept", String::from("application/json"))];
    Outgoing {
        url,
        body: None,
        media: Media::Json,
        headers,
        keepalive: false,
    }
}

/// The ids of a new visitor.
pub fn read_created<J: Json>(reply: Reply<J>) -> Result<Created, Fault> {
    let body = success_body(reply)?;
    let browser_id = id_at(&body, "ref").ok_or_else(|| no_id(&body))?;
    Ok(Created {
        browser_id,
        guest: id_at(&body, "customer_ref"),
    })
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
        _ => Err(Fault::new(Code::Unavailable, NO_ID)),
    }
}

/// An id as the service makes them. Anything else is not kept: it would end in cookies and URLs.
fn id_at<J: Json>(object: &J, name: &str) -> Option<String> {
    let is_id = |id: &String| {
        (1..=64).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    object.text_at(name).filter(is_id)
}

const NO_ID: &str = "The service gave no id for this visitor: ask again later.";

fn no_id<J: Json>(body: &J) -> Fault {
    match error_text(body) {
        Some(text) => Fault::new(Code::Unavailable, [NO_ID, " (", &text, ")"].concat()),
        None => Fault::new(Code::Unavailable, NO_ID),
    }
}
