use super::*;

fn info(inside: &str) -> Info {
    let xml = format!("<query xmlns='http://jabber.org/protocol/disco#info'>{inside}</query>");
    Info::parse(&xml.parse().unwrap()).unwrap()
}

fn caps(hash: &str, ver: &str) -> Caps {
    Caps {
        node: "n".to_owned(),
        hash: Some(hash.to_owned()),
        ver: ver.to_owned(),
    }
}

fn verify_sha1(inside: &str) -> Result<(), Unverified> {
    let info = info(inside);
    verify(&caps("sha-1", &ver(&info)), &info)
}

/// XEP-0115 §5.2.
const SIMPLE: &str = "<identity category='client' name='Exodus 0.9.1' type='pc'/>\
     <feature var='http://jabber.org/protocol/muc'/>\
     <feature var='http://jabber.org/protocol/caps'/>\
     <feature var='http://jabber.org/protocol/disco#info'/>\
     <feature var='http://jabber.org/protocol/disco#items'/>";

/// XEP-0115 §5.3.
const COMPLEX: &str = "<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>\
     <identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>\
     <feature var='http://jabber.org/protocol/caps'/>\
     <feature var='http://jabber.org/protocol/disco#info'/>\
     <feature var='http://jabber.org/protocol/disco#items'/>\
     <feature var='http://jabber.org/protocol/muc'/>\
     <x xmlns='jabber:x:data' type='result'>\
     <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>\
     <field var='ip_version' type='text-multi'><value>ipv4</value><value>ipv6</value></field>\
     <field var='os'><value>Mac</value></field>\
     <field var='os_version'><value>10.5.1</value></field>\
     <field var='software'><value>Psi</value></field>\
     <field var='software_version'><value>0.11</value></field></x>";

#[test]
fn the_examples_of_the_xep_come_out() {
    assert_eq!(ver(&info(SIMPLE)), "QgayPKawpkPSDYmwT/WM94uAlu0=");
    assert_eq!(ver(&info(COMPLEX)), "q07IKJEyjvHSyhy//CH0CxmKi8w=");
    assert_eq!(verify_sha1(SIMPLE), Ok(()));
    assert_eq!(verify_sha1(COMPLEX), Ok(()));
}

#[test]
fn other_hash_functions_are_known() {
    let simple = info(SIMPLE);
    let ver = STANDARD.encode(Sha256::digest(hashed(&simple)));
    assert_eq!(verify(&caps("sha-256", &ver), &simple), Ok(()));
    assert_eq!(
        verify(&caps("sha-512", &ver), &simple),
        Err(Unverified::Mismatch)
    );
    assert_eq!(
        verify(&caps("md5", &ver), &simple),
        Err(Unverified::UnknownHash)
    );
}

#[test]
fn what_does_not_match_is_not_kept() {
    let poisoned = info(&format!("{SIMPLE}<feature var='urn:xmpp:more'/>"));
    let promised = caps("sha-1", "QgayPKawpkPSDYmwT/WM94uAlu0=");
    assert_eq!(verify(&promised, &poisoned), Err(Unverified::Mismatch));
}

#[test]
fn what_is_said_twice_is_ill_formed() {
    let form = "<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'>\
         <value>a</value></field></x>";
    let disagreeing = "<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'>\
         <value>a</value><value>b</value></field></x>";
    let identity = "<identity category='client' name='Exodus 0.9.1' type='pc'/>";
    let feature = "<feature var='http://jabber.org/protocol/muc'/>";
    for more in [&format!("{form}{form}"), disagreeing, identity, feature] {
        let said = format!("{SIMPLE}{more}");
        assert_eq!(verify_sha1(&said), Err(Unverified::IllFormed), "{more}");
    }
}

#[test]
fn a_form_without_a_hidden_type_does_not_count() {
    let forms = "<x xmlns='jabber:x:data'><field var='FORM_TYPE'><value>a</value></field></x>\
         <x xmlns='jabber:x:data'><field var='b'><value>c</value></field></x>";
    let said = format!("{SIMPLE}{forms}");
    assert_eq!(ver(&info(&said)), ver(&info(SIMPLE)));
    assert_eq!(verify_sha1(&said), Ok(()));
}

/// Each of these has the digest of an innocent answer.
#[test]
fn equal_digests_of_different_answers_are_not_kept() {
    let honest = "<identity category='client' type='pc' name='X'/><feature var='urn:a'/>\
         <feature var='urn:b'/><feature var='urn:c'/>";
    let evil = [
        // The separator inside a feature, and inside a name.
        "<identity category='client' type='pc' name='X'/><feature var='urn:a&lt;urn:b'/>\
         <feature var='urn:c'/>",
        "<identity category='client' type='pc' name='X&lt;urn:a'/><feature var='urn:b'/>\
         <feature var='urn:c'/>",
        // The identity as a feature.
        "<feature var='client/pc//X'/><feature var='urn:a'/><feature var='urn:b'/>\
         <feature var='urn:c'/>",
        // The last features as a form.
        "<identity category='client' type='pc' name='X'/><feature var='urn:a'/>\
         <x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>urn:b</value>\
         </field><field var='urn:c'/></x>",
        "<identity category='client' type='pc' name='X'/><feature var='urn:a'/>\
         <feature var='urn:b'/><x xmlns='jabber:x:data'>\
         <field var='FORM_TYPE' type='hidden'><value>urn:c</value></field></x>",
    ];
    assert_eq!(verify_sha1(honest), Ok(()));
    for evil in evil {
        assert_eq!(ver(&info(evil)), ver(&info(honest)), "{evil}");
        assert_eq!(verify_sha1(evil), Err(Unverified::IllFormed), "{evil}");
    }
    let url = "<identity category='client' type='pc' name='X'/><feature var='http://a/b/c'/>";
    let identity = "<identity category='client' type='pc' name='X'/>\
         <identity category='http:' type='' xml:lang='a' name='b/c'/>";
    assert_eq!(verify_sha1(url), Ok(()));
    assert_ne!(
        ver(&info(identity)),
        ver(&info(url)),
        "no type, no identity"
    );
}

#[test]
fn ours_is_verified() {
    let own = Info::own("Waxwing");
    let caps = Caps::parse(&element("https://example.org", &own)).unwrap();
    assert_eq!(verify(&caps, &own), Ok(()));
    assert_eq!(
        caps.query_node(),
        format!("https://example.org#{}", ver(&own))
    );
}

#[test]
fn old_and_broken_caps_are_read() {
    let parse = |xml: &str| Caps::parse(&xml.parse().unwrap());
    let old = parse("<c xmlns='http://jabber.org/protocol/caps' node='n' ver='1.0' ext='a b'/>");
    assert_eq!(
        verify(&old.unwrap(), &info(SIMPLE)),
        Err(Unverified::UnknownHash)
    );
    assert_eq!(
        parse("<c xmlns='http://jabber.org/protocol/caps' node='n'/>"),
        None
    );
    assert_eq!(parse("<c xmlns='x' node='n' ver='v'/>"), None);
    let long = "x".repeat(MAX_TEXT + 1);
    let flood = format!("<c xmlns='http://jabber.org/protocol/caps' node='n' ver='{long}'/>");
    assert_eq!(parse(&flood), None);
}
