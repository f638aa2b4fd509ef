//! After the authentication: the old session back (XEP-0198 §5), or a new address (RFC 6120 §7) with
//! stream management (XEP-0198 §3).

use jid::BareJid;
use minidom::Element;

use super::config::{Bound, Credential, ManagementOffer, Session};
use super::offer::Inline;
use super::remembered::Remembered;
use super::{Login, LoginError, State, Step, wire};
use crate::management::element as sm;
use crate::stream::STREAMS;

/// Stanzas kept that came between binding and `<enabled/>`. Nobody knows our address yet, so there
/// are none; a server that floods us here is not worth logging in to.
pub(super) const EARLY_STANZAS: usize = 64;

/// Who we are is known.
#[derive(Debug)]
pub(super) struct Authenticated {
    pub(super) mechanism: &'static str,
    pub(super) binding: Bound,
    pub(super) remembered: Remembered,
    pub(super) shortcut: Option<Inline>,
    pub(super) features: Element,
    pub(super) refused_resume_h: Option<u32>,
}

/// We have an address.
#[derive(Debug)]
pub(super) struct Addressed {
    pub(super) authenticated: Authenticated,
    pub(super) jid: String,
    pub(super) management: Option<ManagementOffer>,
    pub(super) early: Vec<Element>,
}

impl Login {
    pub(super) fn authenticated(
        &mut self,
        mut authenticated: Authenticated,
        features: Element,
    ) -> Result<State, LoginError> {
        if !features.is("features", STREAMS) {
            return Err(LoginError::unexpected_element("features", &features));
        }
        self.step(Step::Bind);
        authenticated.features = features;
        match &self.config.resume {
            Some(resume) if sm::offered(&authenticated.features) => {
                let request = sm::resume(&resume.id, resume.h);
                self.send(request);
                Ok(State::Resuming(Box::new(authenticated)))
            }
            _ => self.bind(authenticated),
        }
    }

    pub(super) fn resumed(
        &mut self,
        mut authenticated: Authenticated,
        element: &Element,
    ) -> Result<State, LoginError> {
        match sm::Reply::parse(element) {
            Some(reply @ sm::Reply::Resumed { .. }) => self.take_up(authenticated, reply),
            Some(sm::Reply::Failed { h, .. }) => {
                self.config.resume = None;
                authenticated.refused_resume_h = h;
                self.bind(authenticated)
            }
            _ => Err(LoginError::unexpected_element("the old session", element)),
        }
    }

    /// `<resumed/>`, which must be of the session that was asked for.
    pub(super) fn take_up(
        &mut self,
        authenticated: Authenticated,
        reply: sm::Reply,
    ) -> Result<State, LoginError> {
        let other = || LoginError::unexpected("the old session", "another one");
        let sm::Reply::Resumed { h, previd } = reply else {
            return Err(other());
        };
        let resume = self.config.resume.take();
        let resume = resume
            .filter(|resume| resume.id == previd)
            .ok_or_else(other)?;
        let offer = ManagementOffer {
            id: Some(resume.id),
            max: None,
            location: None,
        };
        let session = Session::new(authenticated, resume.jid, Some(offer));
        Ok(self.done(Session {
            resumed: Some(h),
            ..session
        }))
    }

    fn bind(&mut self, authenticated: Authenticated) -> Result<State, LoginError> {
        if !wire::offers_bind(&authenticated.features) {
            return Err(LoginError::NoBind);
        }
        self.send(wire::bind(self.config.resource.as_deref()));
        Ok(State::Binding(Box::new(authenticated)))
    }

    pub(super) fn bound(
        &mut self,
        authenticated: Authenticated,
        element: &Element,
    ) -> Result<State, LoginError> {
        let answer = wire::answer(wire::BIND_ID, element)
            .ok_or_else(|| LoginError::unexpected_element("an address", element))??;
        let jid = wire::bound_jid(answer)
            .ok_or_else(|| LoginError::unexpected("an address", "something else"))?;
        self.check_account(&jid)?;
        let addressed = Addressed {
            authenticated,
            jid,
            management: None,
            early: Vec::new(),
        };
        if wire::wants_session(&addressed.authenticated.features) {
            self.send(wire::session());
            return Ok(State::Opening(Box::new(addressed)));
        }
        Ok(self.enable(addressed))
    }

    /// Another account's messages must not end up in this one.
    pub(super) fn check_account(&self, jid: &str) -> Result<(), LoginError> {
        let bare = jid.split('/').next().unwrap_or_default();
        let ours = match &self.config.credential {
            Credential::Account { .. } => BareJid::new(bare).is_ok_and(|is| is == self.config.jid),
            Credential::Anonymous => true,
        };
        match ours {
            true => Ok(()),
            false => Err(LoginError::OtherAccount(bare.to_owned())),
        }
    }

    pub(super) fn opened(
        &mut self,
        mut addressed: Addressed,
        element: Element,
    ) -> Result<State, LoginError> {
        match wire::answer(wire::SESSION_ID, &element) {
            Some(answer) => answer
                .map(|_| self.enable(addressed))
                .map_err(LoginError::from),
            None => addressed
                .keep(element, "the session")
                .map(|()| State::Opening(Box::new(addressed))),
        }
    }

    fn enable(&mut self, addressed: Addressed) -> State {
        if !sm::offered(&addressed.authenticated.features) {
            return self.done(addressed.session());
        }
        self.send(sm::enable());
        State::Enabling(Box::new(addressed))
    }

    pub(super) fn enabled(
        &mut self,
        mut addressed: Addressed,
        element: Element,
    ) -> Result<State, LoginError> {
        match sm::Reply::parse(&element) {
            Some(sm::Reply::Enabled { id, max, location }) => {
                addressed.management = Some(ManagementOffer { id, max, location });
                Ok(self.done(addressed.session()))
            }
            Some(sm::Reply::Failed { .. }) => Ok(self.done(addressed.session())),
            _ => addressed
                .keep(element, "stream management")
                .map(|()| State::Enabling(Box::new(addressed))),
        }
    }

    /// The features that follow a session of the second profile (XEP-0388 §2.6.1). Where stream
    /// management could not be had along with it, it is asked for now.
    pub(super) fn settled(
        &mut self,
        mut addressed: Addressed,
        element: Element,
    ) -> Result<State, LoginError> {
        if !element.is("features", STREAMS) {
            return addressed
                .keep(element, "features")
                .map(|()| State::Settled(Box::new(addressed)));
        }
        addressed.authenticated.features = element;
        Ok(match addressed.management {
            Some(_) => self.done(addressed.session()),
            None => self.enable(addressed),
        })
    }
}

impl Addressed {
    /// Keeps a stanza that came before the session was complete.
    fn keep(&mut self, element: Element, expected: &'static str) -> Result<(), LoginError> {
        let stanza = crate::management::Management::counts(&element);
        if !stanza || self.early.len() >= EARLY_STANZAS {
            return Err(LoginError::unexpected_element(expected, &element));
        }
        self.early.push(element);
        Ok(())
    }

    fn session(self) -> Session {
        Session {
            early: self.early,
            ..Session::new(self.authenticated, self.jid, self.management)
        }
    }
}

impl Session {
    fn new(from: Authenticated, jid: String, management: Option<ManagementOffer>) -> Self {
        Self {
            jid,
            mechanism: from.mechanism,
            binding: from.binding,
            remembered: from.remembered,
            shortcut: from.shortcut,
            management,
            resumed: None,
            refused_resume_h: from.refused_resume_h,
            features: from.features,
            early: Vec::new(),
        }
    }
}
