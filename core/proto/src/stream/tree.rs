//! Tokens to elements: namespaces (Namespaces in XML 1.0) and the bounds on the tree.
//!
//! Nothing here recurses, and what an element will cost in memory is charged before it is built.

use minidom::Element;
use rxml::{Namespace, NcName, RawEvent, RawQName};

use super::{CLIENT, Frame, Header, Limits, ReadError, STREAMS};

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
}

#[derive(Debug)]
struct Head {
    name: RawQName,
    attributes: Vec<(RawQName, String)>,
    declarations: usize,
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
        }
    }

    /// Whether the stream is open and no stanza has begun.
    pub(super) fn is_between_stanzas(&self) -> bool {
        self.open && self.stack.is_empty() && self.head.is_none()
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
        if self.stack.len() >= self.limits.depth {
            return Err(ReadError::Limit("depth"));
        }
        self.check_name(&name)?;
        self.head = Some(Head {
            name,
            attributes: Vec::new(),
            declarations: 0,
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
        self.scope.enter(head.declarations);
        let namespace = self
            .scope
            .resolve(head.name.0.as_ref().map(NcName::as_str))?;
        self.cost += ELEMENT_COST + namespace.len() + head.name.1.len();
        if !head.attributes.is_empty() {
            self.cost += ATTRIBUTES_COST;
        }
        self.check_cost()?;
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
        self.check_cost()?;
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

    fn finish(&mut self) -> Option<Frame> {
        self.scope.leave();
        let Some(element) = self.stack.pop() else {
            return Some(Frame::Close);
        };
        if let Some(parent) = self.stack.last_mut() {
            parent.append_child(element);
            return None;
        }
        self.cost = 0;
        Some(Frame::Element(element))
    }

    fn text(&mut self, text: String) -> Result<(), ReadError> {
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
        self.check_cost()
    }

    fn check_cost(&self) -> Result<(), ReadError> {
        if self.cost > self.limits.tree_bytes {
            return Err(ReadError::Limit("tree_bytes"));
        }
        Ok(())
    }
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
