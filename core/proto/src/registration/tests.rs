use super::*;
use crate::bob::Cid;
use crate::data_form::{Answer, FormError, Kind, Media};
use crate::stanza_error::Condition;
use crate::stream::{CLIENT, Frame, Header, STREAMS};

const OFFERED: &str = "<register xmlns='http://jabber.org/features/iq-register'/>";
const PLAIN: &str = "<query xmlns='jabber:iq:register'><instructions>Choose a name\r\nand a \
    password.</instructions><password/><username/><email/><key>k</key></query>";

struct Scene {
    dialog: Dialog,
}

impl Scene {
    fn new(token: Option<&str>, features: &str) -> Self {
        let mut dialog = Dialog::new("example.org", token);
        assert!(matches!(dialog.poll(), Some(Output::Open)));
        let header = Header {
            version: Some("1.0".to_owned()),
            ..Header::default()
        };
        dialog.handle_frame(Frame::Open(header));
        let mut scene = Self { dialog };
        scene.receive(&format!(
            "<features xmlns='{STREAMS}'>{features}</features>"
        ));
        scene
    }

    fn receive(&mut self, xml: &str) {
        self.dialog
            .handle_frame(Frame::Element(xml.parse().unwrap()));
    }

    /// What we ask the server.
    fn sent(&mut self) -> Element {
        match self.dialog.poll() {
            Some(Output::Send(iq)) => {
                assert_eq!(iq.attr("to"), Some("example.org"));
                iq
            }
            other => panic!("{other:?}"),
        }
    }

    /// The server answers what we ask.
    fn answer(&mut self, kind: &str, inside: &str) -> Element {
        let asked = self.sent();
        let id = asked.attr("id").unwrap();
        self.receive(&format!(
            "<iq xmlns='{CLIENT}' type='{kind}' id='{id}'>{inside}</iq>"
        ));
        asked
    }

    fn refuse(&mut self, condition: &str) -> Element {
        let error = format!(
            "<error type='cancel'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
        );
        self.answer("error", &error)
    }

    fn asked(&mut self) -> (Query, Option<Condition>) {
        match self.dialog.poll() {
            Some(Output::Asked { query, refused }) => (*query, refused.map(|one| one.condition)),
            other => panic!("{other:?}"),
        }
    }

    fn failed(&mut self) -> DialogError {
        match self.dialog.poll() {
            Some(Output::Failed(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    fn fill(&mut self) {
        let answers = [
            Answer::new("username", "romy"),
            Answer::new("password", "secret"),
            Answer::new("ocr", "7nHL3"),
        ];
        assert!(self.dialog.submit(&answers));
    }
}

/// A form with a picture, whose name is `cid`; `more` stands beside the form.
fn captcha(cid: &str, more: &str) -> String {
    format!(
        "<query xmlns='jabber:iq:register'><instructions>Old words</instructions><username/>\
         <x xmlns='jabber:x:data' type='form'><title>New account</title>\
         <field type='hidden' var='FORM_TYPE'><value>urn:xmpp:captcha</value></field>\
         <field type='hidden' var='challenge'><value>F3A6292C</value></field>\
         <field type='text-single' var='username'><required/></field>\
         <field type='text-private' var='password'><required/></field>\
         <field var='ocr' label='Enter the text you see'>\
         <media xmlns='urn:xmpp:media-element' height='80' width='290'>\
         <uri type='image/png'>cid:{cid}</uri></media></field></x>{more}</query>"
    )
}

fn data(cid: &Cid) -> String {
    format!("<data xmlns='urn:xmpp:bob' cid='{cid}' type='image/png'>d2F4d2luZw==</data>")
}

#[test]
fn an_account_is_made_from_plain_fields() {
    let mut scene = Scene::new(None, OFFERED);
    scene.answer("result", PLAIN);
    let (query, refused) = scene.asked();
    assert!(query.is_complete() && refused.is_none());
    assert_eq!(query.form.instructions, "Choose a name\nand a password.");
    let vars: Vec<_> = query
        .form
        .visible()
        .fields
        .into_iter()
        .map(|one| one.var)
        .collect();
    assert_eq!(vars, ["username", "password", "email"]);
    assert_eq!(
        query.form.field("password").unwrap().kind,
        Kind::TextPrivate
    );

    scene.fill();
    let asked = scene.refuse("conflict");
    let sent = asked.get_child("query", NS).unwrap();
    assert_eq!(sent.get_child("username", NS).unwrap().text(), "romy");
    assert_eq!(sent.get_child("key", NS).unwrap().text(), "k");
    assert!(sent.get_child("ocr", NS).is_none());
    assert_eq!(scene.asked().1, Some(Condition::Conflict));
    scene.fill();
    scene.answer("result", "");
    assert!(matches!(scene.dialog.poll(), Some(Output::Created)));
    assert!(!scene.dialog.submit(&[]));
}

#[test]
fn a_picture_comes_with_the_form_and_again_after_a_mistake() {
    let cid = Cid::of(b"waxwing");
    let mut scene = Scene::new(None, OFFERED);
    scene.answer("result", &captcha(&cid.to_string(), &data(&cid)));
    let (query, _) = scene.asked();
    let Media::Picture(picture) = &query.form.field("ocr").unwrap().media[0] else {
        panic!("a picture");
    };
    assert_eq!(
        (picture.mime.as_str(), &picture.bytes[..]),
        ("image/png", &b"waxwing"[..])
    );
    assert_eq!(query.form.title, "New account");

    scene.fill();
    let asked = scene.refuse("not-allowed");
    let x = asked
        .get_child("query", NS)
        .unwrap()
        .get_child("x", crate::data_form::NS)
        .unwrap();
    let challenge = x
        .children()
        .find(|field| field.attr("var") == Some("challenge"));
    let value = challenge.unwrap().children().next().unwrap();
    assert_eq!(value.text(), "F3A6292C");
    // The old picture is used up: there are new questions.
    let asked = scene.answer("result", &captcha(&cid.to_string(), ""));
    assert_eq!(asked.attr("type"), Some("get"));
    let fetch = scene.answer("result", &data(&cid));
    assert_eq!(
        fetch.get_child("data", crate::bob::NS).unwrap().attr("cid"),
        Some(cid.to_string().as_str())
    );
    let (query, refused) = scene.asked();
    assert_eq!(refused, Some(Condition::NotAllowed));
    assert!(query.missing_bits().is_empty());
}

#[test]
fn another_picture_than_the_one_named_is_not_shown() {
    let cid = Cid::of(b"another");
    let forged =
        data(&Cid::of(b"waxwing")).replace(&Cid::of(b"waxwing").to_string(), &cid.to_string());
    let mut scene = Scene::new(None, OFFERED);
    scene.answer("result", &captcha(&cid.to_string(), &forged));
    scene.answer("result", &forged);
    let (query, _) = scene.asked();
    assert_eq!(query.missing_bits(), [cid]);
}

#[test]
fn a_web_page_may_be_all_there_is() {
    let mut scene = Scene::new(None, OFFERED);
    let page = "<query xmlns='jabber:iq:register'><instructions>On our page</instructions>\
        <x xmlns='jabber:x:oob'><url>https://example.org/register</url></x></query>";
    scene.answer("result", page);
    let (query, _) = scene.asked();
    assert_eq!(query.web.as_deref(), Some("https://example.org/register"));
    assert!(!query.is_complete());
    let evil = page.replace("https://", "file://");
    assert_eq!(Query::parse(&evil.parse().unwrap()).unwrap().web, None);
}

#[test]
fn an_invitation_goes_first() {
    let features = "<register xmlns='urn:xmpp:ibr-token:0'/>";
    let mut scene = Scene::new(Some("TOKEN"), features);
    let asked = scene.answer("result", "");
    assert_eq!(
        asked.get_child("preauth", PARS).unwrap().attr("token"),
        Some("TOKEN")
    );
    scene.answer("result", PLAIN);
    assert!(scene.asked().0.is_complete());

    let mut scene = Scene::new(Some("OLD"), features);
    scene.refuse("item-not-found");
    assert!(matches!(scene.failed(), DialogError::Invitation(_)));
    let mut scene = Scene::new(Some("TOKEN"), "");
    assert_eq!(scene.failed(), DialogError::NotOffered);
}

#[test]
fn a_server_that_takes_nobody_says_so() {
    let mut scene = Scene::new(None, "");
    scene.refuse("not-allowed");
    assert_eq!(scene.failed(), DialogError::NotOffered);
    let mut scene = Scene::new(None, OFFERED);
    scene.refuse("service-unavailable");
    assert_eq!(scene.failed(), DialogError::NotOffered);
    let mut scene = Scene::new(None, OFFERED);
    scene.refuse("resource-constraint");
    assert!(matches!(scene.failed(), DialogError::Refused(_)));
}

#[test]
fn hostile_servers_end_the_dialog_and_nothing_else() {
    let mut scene = Scene::new(None, OFFERED);
    let fields: String = (0..10_000)
        .map(|n| format!("<field var='f{n}'/>"))
        .collect();
    scene.answer("result", &format!(
        "<query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='form'>{fields}</x></query>"
    ));
    assert_eq!(scene.failed(), DialogError::Form(FormError::TooLarge));

    let mut scene = Scene::new(None, OFFERED);
    scene.answer("result", "");
    assert!(matches!(scene.failed(), DialogError::Unexpected { .. }));

    // Thousands of pictures: some are fetched, then the person gets the form.
    let mut scene = Scene::new(None, OFFERED);
    let fields: String = (0..200_u32)
        .map(|n| {
            let cid = Cid::of(&n.to_be_bytes());
            format!("<field var='f{n}'><media xmlns='urn:xmpp:media-element'><uri>cid:{cid}</uri></media></field>")
        })
        .collect();
    scene.answer("result", &format!(
        "<query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='form'>{fields}</x></query>"
    ));
    for _ in 0..4 {
        scene.refuse("item-not-found");
    }
    assert_eq!(scene.asked().0.missing_bits().len(), 200);

    // Answers that nobody has asked for change nothing.
    scene.receive("<iq xmlns='jabber:client' type='result' id='register-1'/>");
    scene.receive("<message xmlns='jabber:client'/>");
    assert!(scene.dialog.poll().is_none());
    scene.dialog.handle_frame(Frame::Close);
    assert_eq!(scene.failed(), DialogError::Closed);
}

#[test]
fn the_same_questions_take_the_same_answers() {
    let query = |xml: &str| Query::parse(&xml.parse().unwrap()).unwrap();
    let plain = query(PLAIN);
    assert!(plain.asks_the_same(&query(PLAIN)));
    assert!(!plain.asks_the_same(&query(&PLAIN.replace("<email/>", ""))));
    let picture = query(&captcha(&Cid::of(b"x").to_string(), ""));
    assert!(!picture.asks_the_same(&picture));
}

#[test]
fn orders_are_as_the_xep_writes_them() {
    let change = change_password("romy", "new & better");
    assert_eq!(
        change.get_child("password", NS).unwrap().text(),
        "new & better"
    );
    assert_eq!(
        String::from(&delete_account()),
        "<query xmlns='jabber:iq:register'><remove/></query>"
    );
}
