use super::*;

fn redacted(xml: &str) -> String {
    let element: Element = xml.parse().unwrap_or_else(|error| panic!("{error}: {xml}"));
    String::from(&redact(&element))
}

/// Each holds the word `hush` wherever a secret stands, and `seen` where none does.
const SECRETS: &[&str] = &[
    "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='seen'>hush</auth>",
    "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>hush</challenge>",
    "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>hush</response>",
    "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>hush</success>",
    "<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>hush<unheard xmlns='of'>hush</unheard></abort>",
    "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='seen'><initial-response>hush</initial-response>\
     <user-agent id='seen'><software>seen</software><device>seen</device></user-agent>\
     <fast xmlns='urn:xmpp:fast:0' count='seen'/></authenticate>",
    "<challenge xmlns='urn:xmpp:sasl:2'>hush</challenge>",
    "<response xmlns='urn:xmpp:sasl:2'>hush</response>",
    "<continue xmlns='urn:xmpp:sasl:2'><additional-data>hush</additional-data></continue>",
    "<success xmlns='urn:xmpp:sasl:2'><additional-data>hush</additional-data>\
     <authorization-identifier>seen</authorization-identifier>\
     <token xmlns='urn:xmpp:fast:0' expiry='seen' token='hush'/></success>",
    "<next xmlns='urn:xmpp:sasl:2'><parameters xmlns='urn:xmpp:scram-upgrade:0'>hush</parameters></next>",
    "<task-data xmlns='urn:xmpp:sasl:2'><hash xmlns='urn:xmpp:scram-upgrade:0'>hush</hash></task-data>",
    "<iq xmlns='jabber:client'><query xmlns='jabber:iq:register'><username>seen</username>\
     <password>hush</password><key>hush</key></query></iq>",
    "<iq xmlns='jabber:client'><query xmlns='jabber:iq:register'><x xmlns='jabber:x:data'>\
     <field var='username'><value>seen</value></field>\
     <field var='password'><value>hush</value></field>\
     <field var='code' type='text-private'><value>hush</value></field></x></query></iq>",
    "<iq xmlns='jabber:client'><query xmlns='jabber:iq:auth'><username>seen</username>\
     <digest>hush</digest><password>hush</password></query></iq>",
    "<presence xmlns='jabber:client'><x xmlns='http://jabber.org/protocol/muc'><password>hush</password></x></presence>",
    "<message xmlns='jabber:client'><x xmlns='http://jabber.org/protocol/muc#user'><password>hush</password></x></message>",
    "<message xmlns='jabber:client'><x xmlns='jabber:x:conference' jid='seen' password='hush'/></message>",
    "<iq xmlns='jabber:client'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data'>\
     <field var='muc#roomconfig_roomsecret'><value>hush</value></field></x></query></iq>",
    "<conference xmlns='urn:xmpp:bookmarks:1'><nick>seen</nick><password>hush</password></conference>",
    "<slot xmlns='urn:xmpp:http:upload:0'><put url='https://seen.example/f?v=hush'>\
     <header name='Authorization'>hush</header><header name='cookie'>hush</header>\
     <header name='Expires'>seen</header></put><get url='https://seen.example/f'/></slot>",
    "<services xmlns='urn:xmpp:extdisco:2'><service host='seen' username='seen' password='hush'/></services>",
    "<message xmlns='jabber:client'><body>seen aesgcm://seen.example/f#hush seen</body>\
     <x xmlns='jabber:x:oob'><url>aesgcm://seen.example/f#hush</url></x></message>",
    "<iq xmlns='jabber:client'><command xmlns='http://jabber.org/protocol/commands'><x xmlns='jabber:x:data'>\
     <field var='uri'><value>xmpp:seen.example?register;preauth=hush;ibr=seen</value></field></x></command></iq>",
    "<preauth xmlns='urn:xmpp:pars:0' token='hush'/>",
    "<message xmlns='jabber:client'><result xmlns='urn:xmpp:mam:2'><forwarded xmlns='urn:xmpp:forward:0'>\
     <message xmlns='jabber:client'><x xmlns='jabber:x:conference' jid='seen' password='hush'/></message>\
     </forwarded></result></message>",
    "<enable xmlns='urn:xmpp:push:0'><x xmlns='jabber:x:data'><field var='secret'><value>hush</value></field></x></enable>",
];

#[test]
fn no_secret_is_left_and_nothing_else_is_lost() {
    for xml in SECRETS {
        let left = redacted(xml);
        assert!(xml.contains("hush") && !left.contains("hush"), "{left}");
        let count = |text: &str| text.matches("seen").count();
        assert_eq!(count(&left), count(xml), "{left}");
        assert!(left.contains(REMOVED), "{left}");
    }
}

#[test]
fn what_is_no_secret_stays_to_the_byte() {
    for xml in [
        "<message xmlns='jabber:client' to='a@b' id='1'><body>My password is in the drawer</body></message>",
        "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1</mechanism></mechanisms>",
        "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/><text>No</text></failure>",
        "<r xmlns='urn:xmpp:sm:3'/>",
        "<a xmlns='urn:xmpp:sm:3' h='4'/>",
        "<iq xmlns='jabber:client'><query xmlns='jabber:iq:register'><instructions>x</instructions><password/></query></iq>",
    ] {
        let element: Element = xml.parse().unwrap();
        assert_eq!(redact(&element), element, "{xml}");
    }
}

#[test]
fn redacting_again_changes_nothing() {
    for xml in SECRETS {
        let once = redact(&xml.parse().unwrap());
        assert_eq!(redact(&once), once);
    }
}
