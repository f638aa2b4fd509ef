//! Reading the list; its head explains the form.

/// Everything that is claimed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Number and name of RFCs.
    pub rfcs: Vec<(u32, String)>,
    /// XEPs.
    pub xeps: Vec<Feature>,
}

/// One XEP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its number, four digits.
    pub number: String,
    /// Its name.
    pub name: String,
    /// The version that was read.
    pub version: String,
    /// How much of it there is.
    pub support: Support,
    /// The version of Waxwing that first had it.
    pub since: String,
    /// What is missing, or where it is used; may be empty.
    pub note: String,
    /// Tests that play it.
    pub good: Vec<String>,
    /// Tests that throw something at it.
    pub hostile: Vec<String>,
}

/// How much of a XEP there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// All that it asks of a client.
    Complete,
    /// Some of it.
    Partial,
}

impl Support {
    /// The word that XEP-0453 has for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
        }
    }
}

impl List {
    /// Reads a list.
    ///
    /// # Errors
    /// The line that can't be read, or the XEP that has no test of one kind.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut list = Self::default();
        for line in text.lines() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            list.take(line).ok_or(line)?;
        }
        for xep in &list.xeps {
            if xep.good.is_empty() || xep.hostile.is_empty() {
                return Err(format!("XEP-{} lacks a good or a hostile test", xep.number));
            }
        }
        if !list.xeps.is_sorted_by(|a, b| a.number < b.number) {
            return Err("the XEPs are not in the order of their numbers".to_owned());
        }
        Ok(list)
    }

    fn take(&mut self, line: &str) -> Option<()> {
        if let Some(rest) = line.strip_prefix("RFC ") {
            let (number, name) = rest.split_once(' ')?;
            self.rfcs.push((number.parse().ok()?, name.to_owned()));
        } else if let Some(rest) = line.strip_prefix("XEP-") {
            self.xeps.push(xep(rest)?);
        } else {
            let (word, rest) = line.strip_prefix("  ")?.split_once(' ')?;
            let xep = self.xeps.last_mut()?;
            match word {
                "note" => rest.clone_into(&mut xep.note),
                "good" => xep.good.push(rest.to_owned()),
                "hostile" => xep.hostile.push(rest.to_owned()),
                _ => return None,
            }
        }
        Some(())
    }
}

fn xep(line: &str) -> Option<Feature> {
    let mut words = line.splitn(5, ' ');
    let mut next = || words.next().map(str::to_owned);
    let (number, version) = (next()?, next()?);
    let support = match next()?.as_str() {
        "complete" => Support::Complete,
        "partial" => Support::Partial,
        _ => return None,
    };
    let is_number = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(())?;
    Some(Feature {
        number,
        version,
        support,
        since: next()?,
        name: next()?,
        note: String::new(),
        good: Vec::new(),
        hostile: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "# A comment\n\nRFC 6120 XMPP: Core\n\
        XEP-0085 2.1 complete 0.1.0 Chat State Notifications\n\
        \x20 note Typing.\n  good chat::typing\n  hostile hostile::typing\n";

    #[test]
    fn a_list_is_read() {
        let list = List::read(LIST).unwrap();
        assert_eq!(list.rfcs, [(6120, "XMPP: Core".to_owned())]);
        let [xep] = &list.xeps[..] else {
            panic!("{list:?}");
        };
        assert_eq!(xep.name, "Chat State Notifications");
        assert_eq!((xep.version.as_str(), xep.since.as_str()), ("2.1", "0.1.0"));
        assert_eq!(
            (xep.support, xep.note.as_str()),
            (Support::Complete, "Typing.")
        );
        assert_eq!(
            (&xep.good[..], &xep.hostile[..]),
            (
                &["chat::typing".to_owned()][..],
                &["hostile::typing".to_owned()][..]
            )
        );
    }

    #[test]
    fn what_is_wrong_with_a_list_is_told() {
        for wrong in [
            LIST.replace("complete", "perhaps"),
            LIST.replace("  hostile hostile::typing\n", ""),
            LIST.replace("  good", "  goof"),
            LIST.replace("0085", "85"),
            format!("{LIST}XEP-0004 1 partial 0.1.0 Forms\n  good a\n  hostile b\n"),
        ] {
            assert!(List::read(&wrong).is_err(), "{wrong}");
        }
    }
}
