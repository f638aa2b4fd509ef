//! Invitations of ours in the hands of others: a server that hands out what is not ours (XEP-0401), and
//! strangers who come with tokens that they have guessed, seen, or used up (XEP-0379, XEP-0445).

use waxwing_core::Error;
use waxwing_core::command::contact;
use waxwing_core::model::{InvitationPurpose, Subscription};
use waxwing_core::{Command, Link};
use waxwing_tests::server::Server;

use super::{Scene, meet, meet_on};
use crate::inviting::{invite, link};

const COMMANDS: &str = "http://jabber.org/protocol/commands";
const ITEMS: &str = "http://jabber.org/protocol/disco#items";
const CONTACT: &str = "urn:xmpp:invite#invite";
const ACCOUNT: &str = "urn:xmpp:invite#create-account";

/// As many guess.
const GUESSES: usize = 2_000;

/// A server that offers links, and lets the script make them.
async fn offering() -> Scene {
    let server = Server::start().await;
    server.bend(|policy| policy.leave_to_script = vec![COMMANDS, ITEMS]);
    meet_on(server).await
}

/// Answers what is asked for a link; the first time what is offered, too.
async fn make(scene: &mut Scene, node: &str, answer: &str) {
    let said = format!(
        "<iq type='set' id='$id'><command xmlns='{COMMANDS}' node='{node}' action='execute'/></iq>"
    );
    let id = scene.script.expect(&said).await["id"].clone();
    scene.script.receive(&format!(
        "<iq type='result' from='localhost' to='$me' id='{id}'>{answer}</iq>"
    ));
}

async fn offer(scene: &mut Scene) {
    let asked = format!("<iq type='get' id='$id'><query xmlns='{ITEMS}' node='{COMMANDS}'/></iq>");
    let id = scene.script.expect(&asked).await["id"].clone();
    scene.script.receive(&format!(
        "<iq type='result' from='localhost' to='$me' id='{id}'><query xmlns='{ITEMS}' node='{COMMANDS}'>\
         <item jid='localhost' node='{CONTACT}'/><item/><item jid='@@'/>\
         <item jid='localhost' node='{ACCOUNT}'/></query></iq>"
    ));
}

fn result(node: &str, uri: &str) -> String {
    format!(
        "<command xmlns='{COMMANDS}' node='{node}' status='completed'><x xmlns='jabber:x:data' type='result'>\
         <field var='uri'><value>{uri}</value></field>\
         <field var='landing-url'><value>javascript:alert(1)</value></field>\
         <field var='expire'><value>99999999-01-01T00:00:00Z</value></field></x></command>"
    )
}

fn order(scene: &mut Scene, purpose: InvitationPurpose, user: &str) -> waxwing_core::RequestId {
    let (request, account) = (scene.romy.request(), scene.romy.account());
    scene.romy.send(Command::Invitation(
        waxwing_core::command::invitation::Command::Make {
            request,
            account,
            purpose,
            user: user.to_owned(),
        },
    ));
    request
}

/// A link that leads elsewhere is never handed on: we make one of our own.
#[tokio::test]
async fn a_server_that_hands_out_what_is_not_ours() {
    let mut scene = offering().await;
    let own = scene.jid.clone();
    let odd = [
        result(CONTACT, "xmpp:mallory@localhost?roster;preauth=T"),
        result(CONTACT, "https://evil.example/"),
        result(CONTACT, &format!("xmpp:{own}?remove")),
        result(CONTACT, &format!("xmpp:{own}?roster")),
        result(ACCOUNT, &format!("xmpp:{own}?roster;preauth=T")),
        format!("<command xmlns='{COMMANDS}' node='{CONTACT}' status='executing'/>"),
        format!(
            "<command xmlns='{COMMANDS}' node='{CONTACT}' status='completed'><note type='error'>no</note></command>"
        ),
        "<nonsense xmlns='x'/>".to_owned(),
        String::new(),
    ];
    for (place, answer) in odd.iter().enumerate() {
        let request = order(&mut scene, InvitationPurpose::Contact, "");
        if place == 0 {
            offer(&mut scene).await;
        }
        make(&mut scene, CONTACT, answer).await;
        scene.romy.wait_done(request).await.expect("our own");
        let made = &scene.romy.world.invited[&request];
        assert!(!made.by_server && made.page.is_none(), "{made:?}");
        let read = Link::parse(&made.link).expect("a link");
        assert_eq!(read.inviter().map(ToString::to_string), Some(own.clone()));
    }
    // A good one is taken, without the page and the time that are none.
    let request = order(&mut scene, InvitationPurpose::Contact, "");
    let good = result(CONTACT, &format!("xmpp:{own}?roster;preauth=GOOD;ibr=y"));
    make(&mut scene, CONTACT, &good).await;
    scene.romy.wait_done(request).await.expect("the server's");
    let made = &scene.romy.world.invited[&request];
    assert!(made.by_server && made.registers, "{made:?}");
    assert_eq!(
        (&made.page, made.expires, made.token.as_str()),
        (&None, None, "GOOD")
    );
}

/// A form is answered once, and only in what it asks for.
#[tokio::test]
async fn a_server_that_asks_without_end() {
    let mut scene = offering().await;
    let ask = |inside: &str| {
        format!(
            "<command xmlns='{COMMANDS}' node='{ACCOUNT}' sessionid='s' status='executing'>\
             <x xmlns='jabber:x:data' type='form'>{inside}</x></command>"
        )
    };
    let request = order(&mut scene, InvitationPurpose::Account, "juliet");
    offer(&mut scene).await;
    make(
        &mut scene,
        ACCOUNT,
        &ask("<field var='username'/><field var='roster-subscription' type='boolean'/>"),
    )
    .await;
    let id = scene
        .script
        .expect(&format!(
            "<iq type='set' id='$id'><command xmlns='{COMMANDS}' node='{ACCOUNT}' action='complete' sessionid='s'>\
             <x xmlns='jabber:x:data' type='submit'>\
             <field var='username' type='text-single'><value>juliet</value></field>\
             <field var='roster-subscription' type='boolean'><value>1</value></field></x></command></iq>"
        ))
        .await["id"]
        .clone();
    let again = ask("<field var='username'/>");
    scene.script.receive(&format!(
        "<iq type='result' from='localhost' to='$me' id='{id}'>{again}</iq>"
    ));
    let outcome = scene.romy.wait_done(request).await;
    assert!(matches!(outcome, Err(Error::Refused { .. })), "{outcome:?}");

    let request = order(&mut scene, InvitationPurpose::Account, "juliet");
    make(
        &mut scene,
        ACCOUNT,
        &ask("<field var='password' label='Your password'><required/></field>"),
    )
    .await;
    let outcome = scene.romy.wait_done(request).await;
    assert!(
        matches!(&outcome, Err(Error::Refused { text, .. }) if text == "Your password"),
        "{outcome:?}"
    );
    scene.script.expect_silence().await;
}

/// A token lets in whoever comes with it first, and nobody by guessing.
#[tokio::test]
async fn strangers_with_tokens_that_do_not_hold() {
    let mut scene = meet().await;
    let made = link(&mut scene.romy).await;
    let asks = |from: &str, inside: &str| {
        format!("<presence type='subscribe' from='{from}' to='$me'>{inside}</presence>")
    };
    let token = |token: &str| format!("<preauth xmlns='urn:xmpp:pars:0' token='{token}'/>");
    for guess in 0..GUESSES {
        scene.script.receive(&asks(
            &format!("guess{}@localhost", guess % 50),
            &token(&format!("guess{guess}")),
        ));
    }
    let upper = made.token.to_uppercase();
    let long = "x".repeat(50_000);
    for odd in [
        token(""),
        token(&upper),
        token(&made.token[1..]),
        token(&long),
        format!("<preauth xmlns='urn:xmpp:pars:1' token='{}'/>", made.token),
        format!("<preauth xmlns='urn:xmpp:pars:0'>{}</preauth>", made.token),
    ] {
        scene.script.receive(&asks("mallory@localhost", &odd));
    }
    scene.assert_alive().await;
    assert!(scene.romy.world.taken.is_empty());
    scene.script.expect_silence().await;

    // Whoever is kept away stays away.
    let request = scene.romy.request();
    let account = scene.romy.account();
    scene.romy.send(Command::Contact(contact::Command::Block {
        request,
        account,
        address: "blocked@localhost".to_owned(),
    }));
    scene.romy.wait_done(request).await.expect("blocked");
    scene
        .script
        .receive(&asks("blocked@localhost", &token(&made.token)));
    scene.assert_alive().await;
    assert!(scene.romy.world.taken.is_empty());

    scene
        .script
        .receive(&asks("nadia@localhost", &token(&made.token)));
    scene
        .script
        .expect("<presence type='subscribed' to='nadia@localhost'/>")
        .await;
    scene
        .script
        .expect("<presence type='subscribe' to='nadia@localhost'/>")
        .await;
    scene
        .script
        .receive(&asks("late@localhost", &token(&made.token)));
    scene
        .romy
        .wait_conversation("late@localhost", "a request", |one| {
            one.request && one.subscription == Subscription::Stranger
        })
        .await;
    assert_eq!(scene.romy.world.taken, ["nadia@localhost"]);
}

/// Nobody has to be let in for links that make accounts: those are the server's.
#[tokio::test]
async fn a_token_of_the_server_lets_nobody_in_here() {
    let mut scene = offering().await;
    let own = scene.jid.clone();
    let request = order(&mut scene, InvitationPurpose::Contact, "");
    offer(&mut scene).await;
    make(
        &mut scene,
        CONTACT,
        &result(CONTACT, &format!("xmpp:{own}?roster;preauth=SERVERS;ibr=y")),
    )
    .await;
    scene.romy.wait_done(request).await.expect("the server's");
    scene.script.receive(
        "<presence type='subscribe' from='nadia@localhost' to='$me'>\
         <preauth xmlns='urn:xmpp:pars:0' token='SERVERS'/></presence>",
    );
    scene
        .romy
        .wait_conversation("nadia@localhost", "a request", |one| one.request)
        .await;
    assert!(scene.romy.world.taken.is_empty());
}

/// A server without an answer is not waited for twice.
#[tokio::test]
async fn a_server_that_refuses_to_list_makes_no_accounts() {
    let mut scene = meet().await;
    let made = invite(&mut scene.romy, InvitationPurpose::Account, "").await;
    assert_eq!(made, Err(Error::NotOffered));
}
