//! Contact Addresses for XMPP Services (XEP-0157): whom to write to about a server, by purpose.
//!
//! What a server names are links of any kind; they are only carried, and whoever follows one asks first.

use crate::disco::Info;

/// The type of the form (XEP-0157 §4).
pub const FORM_TYPE: &str = "http://jabber.org/network/serverinfo";

/// As many addresses of one purpose are kept; nobody names more.
const MOST: usize = 20;

/// Longer addresses are nobody's.
const LONGEST: usize = 1024;

/// What somebody may be written to about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Abusive traffic.
    Abuse,
    /// Whoever runs the server.
    Admin,
    /// Opinions of the service.
    Feedback,
    /// Sales and marketing.
    Sales,
    /// Holes in the security.
    Security,
    /// Whether the service is well: pages, not people.
    Status,
    /// Help.
    Support,
}

impl Purpose {
    /// All of them, with the fields they stand in.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Admin, "admin-addresses"),
        (Self::Support, "support-addresses"),
        (Self::Abuse, "abuse-addresses"),
        (Self::Security, "security-addresses"),
        (Self::Feedback, "feedback-addresses"),
        (Self::Sales, "sales-addresses"),
        (Self::Status, "status-addresses"),
    ];
}

/// The addresses that a server names, by purpose; purposes without any are left out.
#[must_use]
pub fn parse(info: &Info) -> Vec<(Purpose, Vec<String>)> {
    Purpose::ALL
        .into_iter()
        .map(|(purpose, field)| (purpose, values(info, FORM_TYPE, field)))
        .filter(|(_, addresses)| !addresses.is_empty())
        .collect()
}

/// The addresses in a field of a form of a server; what is empty or too long is left out.
pub(crate) fn values(info: &Info, form_type: &str, field: &str) -> Vec<String> {
    let forms = info.forms.iter();
    forms
        .filter(|form| form.form_type() == Some(form_type))
        .flat_map(|form| &form.fields)
        .filter(|one| one.name == field)
        .flat_map(|one| &one.values)
        .map(|value| value.trim())
        .filter(|value| !value.is_empty() && value.len() <= LONGEST)
        .take(MOST)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use minidom::Element;

    fn info(fields: &str) -> Info {
        let xml = format!(
            "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='server' type='im'/>\
             <x xmlns='jabber:x:data' type='result'>{fields}</x></query>"
        );
        Info::parse(&xml.parse::<Element>().unwrap()).unwrap()
    }

    const TYPE: &str = "<field var='FORM_TYPE' type='hidden'><value>http://jabber.org/network/serverinfo</value></field>";

    #[test]
    fn addresses_are_read_by_purpose() {
        let info = info(&format!(
            "{TYPE}<field var='abuse-addresses'><value>mailto:abuse@shakespeare.lit</value>\
             <value>xmpp:abuse@shakespeare.lit</value></field><field var='sales-addresses'/>\
             <field var='status-addresses'><value> https://status.shakespeare.lit </value></field>"
        ));
        assert_eq!(
            parse(&info),
            [
                (
                    Purpose::Abuse,
                    vec![
                        "mailto:abuse@shakespeare.lit".to_owned(),
                        "xmpp:abuse@shakespeare.lit".to_owned()
                    ]
                ),
                (
                    Purpose::Status,
                    vec!["https://status.shakespeare.lit".to_owned()]
                ),
            ]
        );
    }

    #[test]
    fn other_forms_and_endless_lists_do_no_harm() {
        let value = format!("<value>{}</value>", "x".repeat(LONGEST + 1));
        let many = "<value>xmpp:a@b</value>".repeat(10_000);
        let long = info(&format!(
            "{TYPE}<field var='admin-addresses'>{value}{many}<value/></field>"
        ));
        assert_eq!(
            parse(&long),
            [(Purpose::Admin, vec!["xmpp:a@b".to_owned(); MOST])]
        );
        let visible = TYPE.replace(" type='hidden'", "");
        for fields in [
            "<field var='admin-addresses'><value>xmpp:a@b</value></field>".to_owned(),
            format!("{visible}<field var='admin-addresses'><value>xmpp:a@b</value></field>"),
        ] {
            assert_eq!(parse(&info(&fields)), []);
        }
    }
}
