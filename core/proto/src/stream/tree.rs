//! Tokens to elements: namespaces (Namespaces in XML 1.0) and the bounds on the tree.
//!
//! Nothing here recurses, and what an element will cost in memory is charged before it is built.
//!
//! A stanza that is too much does not end the stream: an archive would hand it out again with the next
//! one, for ever. An element that nests too deep or has too much in its start tag is left out. Of a stanza
//! that is too large as a whole, or whose own start tag is too much, an error without contents is left: it
//! is counted (XEP-0198), answers whoever asked for it, and says nothing in anybody's name.

use minidom::Element;
use rxml::{Namespace, NcName, RawEvent, RawQName, xml_ncname};

use super::{CLIENT, Frame, Header, Limits, ReadError, STREAMS};

/// So deep may be what is left out; more is no message but an attack by the server itself.
const MOST_SKIPPED: usize = 200_000;

/// Memory of an element without attributes: its struct, its place in the parent's list (which
/// doubles as it grows), its strings' headers.
const ELEMENT_COST: usize = 384;

/// Memory of the map that holds an element's attributes of one namespace: two B-tree leaves.
const ATTRIBUTES_COST: usize = 1280;

/// Builds the children of the stream one after another.
#[derive(Debug)]
pub(super) struct Tree {
    limits: Limits,
    /// The start tag being read.
    head: Option<Head>,
    scope: Scope,
    /// Whether the stream's own start tag was read.
    open: bool,
    /// The open elements of the stanza being read, outermost first.
    stack: Vec<Element>,
    /// Estimated memory of the stanza so far.
    cost: usize,
    /// How many elements are open inside one that is left out, itself included.
    skipped: usize,
    /// Nothing more of this stanza is wanted.
    spoiled: bool,
    /// The bound for which something was left out last.
    left_out: Option<&'static str>,
}

#[derive(Debug)]
struct Head {
    name: RawQName,
    attributes: Vec<(RawQName, String)>,
    declarations: usize,
    /// There is too much in it.
    refused: bool,
}

impl Tree {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            head: None,
            scope: Scope::default(),
            open: false,
            stack: Vec::new(),
            cost: 0,
            skipped: 0,
            spoiled: false,
            left_out: None,
        }
    }

    /// Whether the stream is open and no stanza has begun.
    pub(super) fn is_between_stanzas(&self) -> bool {
        self.open && self.stack.is_empty() && self.head.is_none()
    }

    /// The bound for which something was left out since this was asked last.
    pub(super) fn take_left_out(&mut self) -> Option<&'static str> {
        self.left_out.take()
    }

    pub(super) fn clear(&mut self) {
        *self = Self::new(self.limits);
    }

    pub(super) fn handle(&mut self, event: RawEvent) -> Result<Option<Frame>, ReadError> {
        match event {
            RawEvent::XmlDeclaration(..) => Ok(None),
            RawEvent::ElementHeadOpen(_, name) => self.start(name).map(|()| None),
            RawEvent::Attribute(_, name, value) => self.attribute(name, value).map(|()| None),
            RawEvent::ElementHeadClose(_) => self.finish_head(),
            RawEvent::ElementFoot(_) => Ok(self.finish()),
            RawEvent::Text(_, text) => self.text(text).map(|()| None),
        }
    }

    fn start(&mut self, name: RawQName) -> Result<(), ReadError> {
        if self.skipped > 0 || self.spoiled {
            self.skipped += 1;
            // The tokenizer keeps the name of each.
            return match self.skipped > MOST_SKIPPED {
                true => Err(ReadError::Limit("depth")),
                false => Ok(()),
            };
        }
        if self.stack.len() >= self.limits.depth {
            self.left_out = Some("depth");
            self.skipped = 1;
            return Ok(());
        }
        match self.check_name(&name) {
            Err(_) if !self.stack.is_empty() => {
                self.left_out = Some("name_bytes");
                self.skipped = 1;
                return Ok(());
            }
            checked => checked?,
        }
        self.head = Some(Head {
            name,
            attributes: Vec::new(),
            declarations: 0,
            refused: false,
        });
        Ok(())
    }

    fn check_name(&self, (prefix, local): &RawQName) -> Result<(), ReadError> {
        let prefix = prefix.as_ref().map_or(0, |prefix| prefix.len());
        if prefix + local.len() > self.limits.name_bytes {
            return Err(ReadError::Limit("name_bytes"));
        }
        Ok(())
    }

    fn attribute(&mut self, name: RawQName, value: String) -> Result<(), ReadError> {
        if self.head.as_ref().is_none_or(|head| head.refused) {
            return Ok(());
        }
        match self.keep_attribute(name, value) {
            Err(ReadError::Limit("tree_bytes")) if !self.stack.is_empty() => {
                if let Some(head) = self.head.take() {
                    self.scope.undo(head.declarations);
                }
                self.spoil(1);
                Ok(())
            }
            Err(ReadError::Limit(which)) if self.open => {
                self.left_out = Some(which);
                if let Some(head) = &mut self.head {
                    head.refused = true;
                }
                Ok(())
            }
            kept => kept,
        }
    }

    fn keep_attribute(&mut self, name: RawQName, value: String) -> Result<(), ReadError> {
        self.check_name(&name)?;
        if value.len() > self.limits.attribute_bytes {
            return Err(ReadError::Limit("attribute_bytes"));
        }
        // The parser tells of attributes only inside a start tag.
        let Some(head) = &mut self.head else {
            return Ok(());
        };
        if head.attributes.len() >= self.limits.attributes {
            return Err(ReadError::Limit("attributes"));
        }
        let declared = match name {
            (None, ref local) if *local == "xmlns" => None,
            (Some(ref prefix), ref local) if *prefix == "xmlns" => Some(local.clone()),
            _ => {
                let prefix = name.0.as_ref().map_or(0, |_| ATTRIBUTES_COST);
                self.cost += 64 + prefix + name.1.len() + value.len();
                head.attributes.push((name, value));
                return self.check_cost();
            }
        };
        self.scope
            .declare(declared, value, head.declarations, &self.limits)?;
        head.declarations += 1;
        Ok(())
    }

    fn finish_head(&mut self) -> Result<Option<Frame>, ReadError> {
        let Some(head) = self.head.take() else {
            return Ok(None);
        };
        if head.refused {
            return self.leave_out(head);
        }
        self.scope.enter(head.declarations);
        let namespace = self
            .scope
            .resolve(head.name.0.as_ref().map(NcName::as_str))?;
        self.cost += ELEMENT_COST + namespace.len() + head.name.1.len();
        if !head.attributes.is_empty() {
            self.cost += ATTRIBUTES_COST;
        }
        if self.is_too_much()? {
            self.scope.leave();
            self.spoil(1);
            return Ok(None);
        }
        let mut element = Element::bare(String::from(head.name.1), namespace);
        for ((prefix, local), value) in head.attributes {
            let namespace = match prefix {
                None => Namespace::NONE,
                Some(prefix) => {
                    Namespace::from(self.scope.resolve(Some(prefix.as_str()))?.to_owned())
                }
            };
            self.cost += namespace.len();
            if element
                .attrs_mut()
                .insert(namespace, local, value)
                .is_some()
            {
                return Err(ReadError::NotWellFormed("attribute twice".to_owned()));
            }
        }
        if self.is_too_much()? {
            self.scope.leave();
            self.spoil(1);
            return Ok(None);
        }
        if self.open {
            self.stack.push(element);
            return Ok(None);
        }
        self.open = true;
        self.cost = 0;
        if !element.is("stream", STREAMS) || self.scope.resolve(None)? != CLIENT {
            return Err(ReadError::Namespace);
        }
        Ok(Some(Frame::Open(Header::parse(&element))))
    }

    /// An element with too much in its start tag.
    fn leave_out(&mut self, head: Head) -> Result<Option<Frame>, ReadError> {
        if !self.stack.is_empty() {
            self.scope.undo(head.declarations);
            self.skipped = 1;
            return Ok(None);
        }
        let prefix = head.name.0.as_ref().map(NcName::as_str);
        let namespace = self.scope.resolve(prefix)?.to_owned();
        self.scope.undo(head.declarations);
        let element = Element::bare(String::from(head.name.1), namespace);
        self.scope.enter(0);
        self.stack.push(remains(&element));
        self.spoiled = true;
        Ok(None)
    }

    /// The stanza is too large as a whole: nothing of it is kept. So many elements are open that are not
    /// among those that were kept.
    fn spoil(&mut self, beside: usize) {
        let kept = self.stack.len().saturating_sub(1);
        for _ in 0..kept {
            self.scope.leave();
        }
        self.stack.truncate(1);
        if let Some(stanza) = self.stack.first_mut() {
            *stanza = remains(stanza);
        }
        self.left_out = Some("tree_bytes");
        self.skipped = kept + beside;
        self.spoiled = true;
        self.cost = 0;
    }

    /// Whether the stanza costs too much; an error where it has not begun.
    fn is_too_much(&self) -> Result<bool, ReadError> {
        match self.check_cost() {
            Err(_) if !self.stack.is_empty() => Ok(true),
            checked => checked.map(|()| false),
        }
    }

    fn finish(&mut self) -> Option<Frame> {
        if let Some(left) = self.skipped.checked_sub(1) {
            self.skipped = left;
            return None;
        }
        self.scope.leave();
        let Some(element) = self.stack.pop() else {
            return Some(Frame::Close);
        };
        if let Some(parent) = self.stack.last_mut() {
            parent.append_child(element);
            return None;
        }
        self.cost = 0;
        self.spoiled = false;
        Some(Frame::Element(element))
    }

    fn text(&mut self, text: String) -> Result<(), ReadError> {
        if self.skipped > 0 || self.spoiled {
            return Ok(());
        }
        let Some(parent) = self.stack.last_mut() else {
            let blank = text.bytes().all(|byte| b" \t\r\n".contains(&byte));
            return if blank { Ok(()) } else { Err(ReadError::Text) };
        };
        // A string grows by doubling; a new one between two children needs a place in the list.
        let alone = parent
            .nodes()
            .next_back()
            .is_none_or(|node| node.as_text().is_none());
        self.cost += 2 * text.len() + if alone { ELEMENT_COST } else { 0 };
        parent.append_text(text);
        if self.is_too_much()? {
            self.spoil(0);
        }
        Ok(())
    }

    fn check_cost(&self) -> Result<(), ReadError> {
        if self.cost > self.limits.tree_bytes {
            return Err(ReadError::Limit("tree_bytes"));
        }
        Ok(())
    }
}

/// What is left of a stanza that is too much. An answer stays one to its question.
fn remains(stanza: &Element) -> Element {
    let answers = stanza.name() == "iq" && stanza.attr("type") == Some("result");
    let names = [xml_ncname!("id"), xml_ncname!("from"), xml_ncname!("to")];
    let mut left =
        Element::builder(stanza.name(), stanza.ns()).attr(xml_ncname!("type").to_owned(), "error");
    for name in names.into_iter().filter(|_| answers) {
        left = left.attr(name.to_owned(), stanza.attr(name));
    }
    left.build()
}

/// The namespace declarations in force, innermost last.
#[derive(Debug, Default)]
struct Scope {
    declarations: Vec<(Option<NcName>, String)>,
    /// How many of them each open element made.
    entered: Vec<usize>,
}

impl Scope {
    /// Adds a declaration of the start tag being read, which has made `already` before.
    fn declare(
        &mut self,
        prefix: Option<NcName>,
        namespace: String,
        already: usize,
        limits: &Limits,
    ) -> Result<(), ReadError> {
        if namespace.len() > limits.name_bytes {
            return Err(ReadError::Limit("name_bytes"));
        }
        if self.declarations.len() >= limits.attributes {
            return Err(ReadError::Limit("attributes"));
        }
        if namespace == rxml::XMLNS_XMLNS {
            return Err(ReadError::NotWellFormed(
                "the prefix of xmlns can't be bound".to_owned(),
            ));
        }
        let mut own = self.declarations.iter().rev().take(already);
        if own.any(|(other, _)| *other == prefix) {
            return Err(ReadError::NotWellFormed("declaration twice".to_owned()));
        }
        self.declarations.push((prefix, namespace));
        Ok(())
    }

    /// Takes back what the start tag being read has declared.
    fn undo(&mut self, declarations: usize) {
        let left = self.declarations.len().saturating_sub(declarations);
        self.declarations.truncate(left);
    }

    fn enter(&mut self, declarations: usize) {
        self.entered.push(declarations);
    }

    fn leave(&mut self) {
        let gone = self.entered.pop().unwrap_or(0);
        let left = self.declarations.len().saturating_sub(gone);
        self.declarations.truncate(left);
    }

    fn resolve(&self, prefix: Option<&str>) -> Result<&str, ReadError> {
        if prefix == Some("xml") {
            return Ok(rxml::XMLNS_XML);
        }
        let mut inner = self.declarations.iter().rev();
        let found = inner.find(|(declared, _)| declared.as_ref().map(NcName::as_str) == prefix);
        match (found, prefix) {
            (Some((_, namespace)), _) => Ok(namespace),
            (None, None) => Ok(""),
            (None, Some(_)) => Err(ReadError::NotWellFormed("undeclared prefix".to_owned())),
        }
    }
}
