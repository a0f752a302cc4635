//! Finding or making the visitor's id. Salesforce's is made here; Sitecore's is created by the
//! service, by one call at a time however many wait for it (sitecore.md 5).

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use crate::attune::Attune;
use crate::engagement::not_initialized;
use crate::model::{Config, Fault, Identity, Provider, Sitecore};
use crate::ports::{Host, Json};
use crate::providers::{create_request, guest_request, read_created, read_guest, silence_fault};

use super::browser_id::{fresh_hex, is_browser_id};

/// The browser id, and at Sitecore's Edge the guest id (else empty).
pub type Ids = (String, String);

/// A creation under way, shared by all who wait for it.
#[derive(Default)]
pub struct Creation {
    result: RefCell<Option<Result<Ids, Fault>>>,
    waiting: RefCell<Vec<Waker>>,
}

impl Creation {
    async fn wait(&self) -> Result<Ids, Fault> {
        poll_fn(|context| match self.result.borrow().as_ref() {
            Some(result) => Poll::Ready(result.clone()),
            None => {
                self.waiting.borrow_mut().push(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }

    fn end(&self, result: Result<Ids, Fault>) {
        self.result.replace(Some(result));
        self.waiting.take().into_iter().for_each(Waker::wake);
    }
}

impl<J: Json, H: Host<J>> Attune<J, H> {
    /// The visitor's ids, found or made. Only with consent: they are stored.
    pub(crate) async fn identify(self: &Rc<Self>) -> Result<Ids, Fault> {
        let Some(config) = self.config() else {
            return Err(not_initialized());
        };
        if let Some(ids) = self.ids_at_hand(&config) {
            return Ok(ids);
        }
        let running = self.creation.borrow().clone();
        match running {
            Some(creation) => creation.wait().await,
            None => self.start_creation(&config).wait().await,
        }
    }

    /// The service does not know the id any more: another is made, unless that has happened since.
    pub(crate) async fn identify_anew(
        self: &Rc<Self>,
        config: &Config,
        stale: &Identity,
    ) -> Result<Ids, Fault> {
        let known = self.browser_id.find::<J, H>(&self.host, config);
        if known.is_some_and(|id| *stale == Identity::Browser(id)) {
            self.browser_id.forget(&self.host, config);
        }
        self.identify().await
    }

    pub(super) fn ids_at_hand(&self, config: &Config) -> Option<Ids> {
        let found = self.browser_id.find::<J, H>(&self.host, config);
        match &config.provider {
            Provider::Salesforce(_) => {
                Some((found.unwrap_or_else(|| self.make_id(config)), String::new()))
            }
            Provider::Sitecore(Sitecore { edge: None, .. }) => Some((found?, String::new())),
            Provider::Sitecore(_) => Some((found?, self.browser_id.guest(&self.host)?)),
        }
    }

    fn make_id(&self, config: &Config) -> String {
        let id = fresh_hex(&self.host);
        self.browser_id.keep(&self.host, config, &id);
        self.is_new_id.set(true);
        id
    }

    fn start_creation(self: &Rc<Self>, config: &Rc<Config>) -> Rc<Creation> {
        let creation = Rc::new(Creation::default());
        self.creation.replace(Some(creation.clone()));
        let (this, config, shared) = (self.clone(), config.clone(), creation.clone());
        self.host.spawn(Box::pin(async move {
            let epoch = this.epoch.get();
            let result = this.create(&config).await;
            if epoch == this.epoch.get() {
                this.creation.take();
                if let Ok((id, guest)) = &result {
                    this.browser_id.keep(&this.host, &config, id);
                    this.browser_id.keep_guest(&this.host, &config, guest);
                }
            }
            shared.end(result);
        }));
        creation
    }

    async fn create(self: &Rc<Self>, config: &Config) -> Result<Ids, Fault> {
        let Provider::Sitecore(sitecore) = &config.provider else {
            return Err(not_initialized());
        };
        if let Some(id) = self.browser_id.find::<J, H>(&self.host, config) {
            let reply = self.host.exchange(guest_request(sitecore, &id)).0.await;
            let guest = reply
                .map_err(silence_fault)
                .and_then(|reply| read_guest(reply));
            // The service answers a decision without a guest id too; it is found again next time.
            return Ok((id, guest.unwrap_or_default()));
        }
        let reply = self
            .host
            .exchange(create_request(sitecore))
            .0
            .await
            .map_err(silence_fault)?;
        let created = read_created(reply)?;
        if !is_browser_id(config, &created.browser_id) {
            return Err(Fault::new(
                crate::model::Code::BadResponse,
                "The service answered with a browser id of an unknown form.",
            ));
        }
        Ok((created.browser_id, created.guest.unwrap_or_default()))
    }
}
