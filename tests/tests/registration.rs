//! New accounts, other passwords, accounts that end (XEP-0077, 0158, 0231, 0379, 0445).

mod hostile;

use waxwing_core::command::{account, registration};
use waxwing_core::event::registration::Event as Told;
use waxwing_core::model::{Answer, Connection, Form, Media, Secret, Subscription};
use waxwing_core::{Command, Error, Failure, RequestId};
use waxwing_tests::certificate::Kind;
use waxwing_tests::server::{Policy, Server, TOKEN};
use waxwing_tests::{Client, Login, Profile, Stage};

scenarios!(
    an_account_is_made_and_online_at_once,
    a_name_that_is_taken_is_told_and_can_be_changed,
    a_password_is_changed_on_the_server,
    an_account_is_deleted_on_the_server,
);

/// What the in-memory server asks where a test asks for nothing else.
const PLAIN: &str = "<query xmlns='jabber:iq:register'><instructions>Choose a name.</instructions>\
                     <username/><password/></query>";

/// Lets newcomers in where nobody has said how.
fn open_doors(stage: &Stage) {
    if stage.prosody().is_none() && stage.ejabberd().is_none() {
        stage
            .server()
            .bend(|policy| policy.registration = Some(PLAIN.to_owned()));
    }
}

fn start(client: &mut Client, stage: &Stage, server: &str) -> RequestId {
    let request = client.request();
    client.send(Command::Registration(registration::Command::Start {
        request,
        server: server.to_owned(),
        settings: stage.newcomer().1,
    }));
    request
}

/// The questions that come as the `count`th.
async fn asked(client: &mut Client, request: RequestId, count: usize) -> (Form, Option<Error>) {
    client
        .wait("the questions", |world| {
            let events = world.registrations.get(&request)?;
            let asked = events.iter().filter_map(|event| match event {
                Told::Asked { form, refused, .. } => Some((form.as_ref().clone(), refused.clone())),
                _ => None,
            });
            asked.skip(count - 1).last()
        })
        .await
}

/// Fills in what every server wants, and what it shows a picture of.
fn fill(client: &Client, stage: &Stage, request: RequestId, form: &Form, user: &str) {
    let answer = |var: &str, value: &str| Answer {
        var: var.to_owned(),
        values: vec![Secret::from(value)],
    };
    let mut answers = vec![
        answer("username", user),
        answer("password", &format!("secret of {user}")),
    ];
    for field in form.fields.iter().filter(|field| field.takes_answers()) {
        match (field.var.as_str(), &field.media[..], stage.ejabberd()) {
            ("email", ..) => answers.push(answer("email", "me@example.org")),
            (var, [Media::Picture(picture)], Some(ejabberd)) => {
                answers.push(answer(var, &ejabberd.captcha(&picture.bytes)));
            }
            _ => {}
        }
    }
    client.send(Command::Registration(registration::Command::Submit {
        request,
        answers,
    }));
}

/// Makes an account from beginning to end.
pub(crate) async fn register(client: &mut Client, stage: &Stage, server: &str, user: &str) {
    let request = start(client, stage, server);
    let (form, _) = asked(client, request, 1).await;
    fill(client, stage, request, &form, user);
    client.wait_done(request).await.expect("an account");
    client.wait_online().await;
}

/// A name that no other test uses.
pub(crate) fn somebody(stage: &Stage, name: &str) -> String {
    stage
        .account(name)
        .user()
        .replace(name, &format!("new{name}"))
}

async fn an_account_is_made_and_online_at_once(stage: &Stage) {
    open_doors(stage);
    let mut client = Client::start().await;
    let user = somebody(stage, "romy");
    register(&mut client, stage, stage.newcomer().0, &user).await;
    let account = client.world.account().expect("an account");
    assert_eq!(account.jid.as_str(), format!("{user}@localhost"));
    // Its password is kept like any other.
    let mut client = Client::open(client.shut_down().await).await;
    client.wait_online().await;
}

async fn a_name_that_is_taken_is_told_and_can_be_changed(stage: &Stage) {
    open_doors(stage);
    let taken = stage.account("romy");
    let mut client = Client::start().await;
    let request = start(&mut client, stage, "localhost");
    let (form, refused) = asked(&mut client, request, 1).await;
    assert_eq!(refused, None);
    // The whole address does as well as the first half of it.
    fill(&client, stage, request, &form, taken.jid.as_str());
    let (form, refused) = asked(&mut client, request, 2).await;
    let Some(Error::Refused { condition, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(condition, "conflict");
    assert!(client.world.account().is_none());
    fill(&client, stage, request, &form, &somebody(stage, "romy"));
    client.wait_done(request).await.expect("an account");
    client.wait_online().await;
}

async fn change(client: &mut Client, new: &str) -> Result<(), Error> {
    let (request, account) = (client.request(), client.account());
    let new = Secret::from(new);
    client.send(Command::Account(account::Command::ChangePassword {
        request,
        account,
        new,
    }));
    client.wait_done(request).await
}

async fn delete(client: &mut Client) -> Result<(), Error> {
    let (request, account) = (client.request(), client.account());
    client.send(Command::Account(account::Command::DeleteOnServer {
        request,
        account,
    }));
    client.wait_done(request).await
}

async fn refused_login(login: &Login) {
    let mut client = Client::start().await;
    let outcome = client.sign_in(login).await;
    assert_eq!(outcome, Err(Error::Failure(Failure::WrongPassword)));
}

async fn a_password_is_changed_on_the_server(stage: &Stage) {
    open_doors(stage);
    let romy = stage.account("romy");
    let mut client = Client::signed_in(&romy).await;
    change(&mut client, "a better one & <more>")
        .await
        .expect("changed");
    refused_login(&romy).await;
    // The new one is kept, and used without being asked for.
    let mut client = Client::open(client.shut_down().await).await;
    client.wait_online().await;
}

async fn an_account_is_deleted_on_the_server(stage: &Stage) {
    open_doors(stage);
    let romy = stage.account("romy");
    let mut client = Client::signed_in(&romy).await;
    let outcome = delete(&mut client).await;
    assert_eq!(outcome, Ok(()), "{}", stage.log());
    assert!(client.world.account().is_none(), "{}", client.world);
    refused_login(&romy).await;
    let client = Client::open(client.shut_down().await).await;
    assert!(client.world.account().is_none());
}

#[tokio::test]
async fn a_form_of_prosody_is_filled_in() {
    let stage = Stage::on(waxwing_tests::Backend::Prosody).await;
    let mut client = Client::start().await;
    let request = start(&mut client, &stage, "localhost");
    let (form, _) = asked(&mut client, request, 1).await;
    assert_eq!(form.title, "Creating a new account");
    let vars: Vec<_> = form.fields.iter().map(|field| field.var.as_str()).collect();
    assert_eq!(vars, ["username", "password", "email"]);
    assert!(form.fields[0].required && !form.fields[2].required);
    fill(&client, &stage, request, &form, &somebody(&stage, "romy"));
    client.wait_done(request).await.expect("an account");
    client.wait_online().await;
}

#[tokio::test]
async fn a_picture_of_ejabberd_is_read_and_a_mistake_gives_another() {
    let stage = Stage::on(waxwing_tests::Backend::Ejabberd).await;
    let mut client = Client::start().await;
    let request = start(&mut client, &stage, "localhost");
    let (form, _) = asked(&mut client, request, 1).await;
    let pictures = |form: &Form| -> Vec<Vec<u8>> {
        let media = form.fields.iter().flat_map(|field| field.media.clone());
        media
            .filter_map(|one| match one {
                Media::Picture(picture) => Some(picture.bytes),
                _ => None,
            })
            .collect()
    };
    let first = pictures(&form);
    assert!(first[0].starts_with(b"\x89PNG"), "{form:?}");
    assert!(
        form.field("challenge").is_none(),
        "hidden fields stay inside"
    );

    let user = somebody(&stage, "romy");
    let wrong = ["username", "password", "ocr"].map(|var| Answer {
        var: var.to_owned(),
        values: vec![Secret::from(if var == "username" {
            user.as_str()
        } else {
            "nonsense"
        })],
    });
    let answers = wrong.to_vec();
    client.send(Command::Registration(registration::Command::Submit {
        request,
        answers,
    }));
    let (form, refused) = asked(&mut client, request, 2).await;
    assert!(
        matches!(refused, Some(Error::Refused { .. })),
        "{refused:?}"
    );
    assert_ne!(pictures(&form), first);
    fill(&client, &stage, request, &form, &user);
    client.wait_done(request).await.expect("an account");
    client.wait_online().await;
}

#[tokio::test]
async fn an_invitation_of_prosody_makes_an_account_and_a_contact() {
    let stage = Stage::on(waxwing_tests::Backend::Prosody).await;
    let romy = stage.account("romy");
    let mut inviter = Client::signed_in(&romy).await;
    let link = stage.prosody().expect("Prosody").invite(romy.user());
    assert!(
        link.starts_with(&format!("xmpp:{}?roster;", romy.jid)),
        "{link}"
    );

    let mut client = Client::start().await;
    let user = somebody(&stage, "nadia");
    register(&mut client, &stage, &link, &user).await;
    let both = |one: &waxwing_core::model::Conversation| one.subscription == Subscription::Both;
    client
        .wait_conversation(romy.jid.as_str(), "a contact", both)
        .await;
    let theirs = format!("{user}@localhost");
    inviter.wait_conversation(&theirs, "a contact", both).await;
    // It was for one only.
    let mut other = Client::start().await;
    let request = start(&mut other, &stage, &link);
    let outcome = other.wait_done(request).await;
    assert!(matches!(outcome, Err(Error::Invitation(_))), "{outcome:?}");
}

#[tokio::test]
async fn an_invitation_is_followed_by_somebody_with_an_account() {
    let stage = Stage::on(waxwing_tests::Backend::Prosody).await;
    let (romy, nadia) = (stage.account("romy"), stage.account("nadia"));
    let _inviter = Client::signed_in(&romy).await;
    let link = stage.prosody().expect("Prosody").invite(romy.user());
    let mut client = Client::signed_in(&nadia).await;
    let (request, account) = (client.request(), client.account());
    client.send(Command::Contact(
        waxwing_core::command::contact::Command::Add {
            request,
            account,
            address: link,
            name: "Romy".to_owned(),
        },
    ));
    client.wait_done(request).await.expect("added");
    let both = |one: &waxwing_core::model::Conversation| one.subscription == Subscription::Both;
    client
        .wait_conversation(romy.jid.as_str(), "a contact", both)
        .await;
}

/// An in-memory server that asks this.
async fn asking(query: &str) -> Stage {
    let policy = Policy {
        registration: Some(query.to_owned()),
        ..Policy::default()
    };
    Stage::in_memory(Server::start_with(policy, Kind::Good).await)
}

#[tokio::test]
async fn an_invitation_asks_its_sender_until_it_shows() {
    let stage = asking(PLAIN).await;
    let romy = stage.account("romy");
    let mut inviter = Client::signed_in(&romy).await;
    let link = format!("xmpp:{}?roster;preauth={TOKEN};ibr=y;name=Romy+K", romy.jid);
    let mut client = Client::start().await;
    let user = somebody(&stage, "nadia");
    register(&mut client, &stage, &link, &user).await;
    let asked = client.wait_conversation(romy.jid.as_str(), "asked", |one| {
        one.subscription == Subscription::Asked
    });
    assert_eq!(asked.await.name, "Romy K");
    let theirs = format!("{user}@localhost");
    inviter
        .wait_conversation(&theirs, "a request", |one| one.request)
        .await;
}

#[tokio::test]
async fn where_nobody_may_come_it_is_said() {
    let stage = Stage::in_memory(Server::start().await);
    let mut client = Client::start().await;
    let request = start(&mut client, &stage, "localhost");
    assert_eq!(client.wait_done(request).await, Err(Error::NotOffered));
    let romy = stage.account("romy");
    let mut client = Client::signed_in(&romy).await;
    assert_eq!(change(&mut client, "x").await, Err(Error::NotOffered));
    assert_eq!(delete(&mut client).await, Err(Error::NotOffered));
    // Nothing has changed.
    let mut client = Client::open(client.shut_down().await).await;
    client.wait_online().await;
}

#[tokio::test]
async fn a_dialog_is_given_up() {
    let stage = asking(PLAIN).await;
    let mut client = Client::start().await;
    let request = start(&mut client, &stage, "localhost");
    asked(&mut client, request, 1).await;
    client.send(Command::Registration(registration::Command::Cancel {
        request,
    }));
    assert_eq!(client.wait_done(request).await, Err(Error::NotFound));
    let again = start(&mut client, &stage, "no server @ all");
    assert!(matches!(
        client.wait_done(again).await,
        Err(Error::InvalidAddress(_))
    ));
    let link = start(&mut client, &stage, "xmpp:romy@localhost?message");
    assert!(matches!(
        client.wait_done(link).await,
        Err(Error::InvalidAddress(_))
    ));
}

#[tokio::test]
async fn the_server_may_hang_up_while_somebody_types() {
    let stage = asking(PLAIN).await;
    let (proxy, settings) = {
        let (proxy, login) = stage.through_proxy(&stage.account("x")).await;
        (proxy, login.settings())
    };
    let mut client = Client::start().await;
    let request = client.request();
    let server = "localhost".to_owned();
    client.send(Command::Registration(registration::Command::Start {
        request,
        server,
        settings,
    }));
    let (form, _) = asked(&mut client, request, 1).await;
    proxy.cut();
    fill(&client, &stage, request, &form, "romy");
    client.wait_done(request).await.expect("an account");
    client.wait_online().await;
}

#[tokio::test]
async fn an_account_whose_birth_nobody_saw_is_found_by_signing_in() {
    let stage = asking(PLAIN).await;
    stage
        .server()
        .bend(|policy| policy.cut_after_registration = true);
    let mut client = Client::start().await;
    register(&mut client, &stage, "localhost", "romy").await;
    let mut client = Client::open(client.shut_down().await).await;
    client.wait_online().await;
}

#[tokio::test]
async fn a_change_whose_answer_is_lost_is_found_out() {
    for changed in [true, false] {
        let stage = asking(PLAIN).await;
        stage
            .server()
            .bend(|policy| policy.leave_to_script = vec!["jabber:iq:register"]);
        let romy = stage.account("romy");
        let mut script = stage.server().script(romy.jid.as_str());
        let mut client = Client::signed_in(&romy).await;
        let (request, account) = (client.request(), client.account());
        let new = Secret::from("new");
        client.send(Command::Account(account::Command::ChangePassword {
            request,
            account,
            new,
        }));
        script
            .expect(
                "<iq type='set' id='$id' to='localhost'><query xmlns='jabber:iq:register'>\
             <username/><password>new</password></query></iq>",
            )
            .await;
        if changed {
            stage.server().register(romy.jid.as_str(), "new");
        }
        stage.server().forget(romy.jid.as_str());
        stage.server().cut(romy.jid.as_str());
        stage.server().forget(romy.jid.as_str());
        let outcome = client.wait_done(request).await;
        assert_eq!(
            outcome,
            if changed {
                Ok(())
            } else {
                Err(Error::TimedOut)
            }
        );
        client.wait_online().await;
        drop(script);
        let mut client = Client::open(client.shut_down().await).await;
        client.wait_online().await;
    }
}

#[tokio::test]
async fn a_change_cut_short_by_the_end_of_the_program_is_found_out() {
    let stage = asking(PLAIN).await;
    stage
        .server()
        .bend(|policy| policy.leave_to_script = vec!["jabber:iq:register"]);
    let romy = stage.account("romy");
    let mut script = stage.server().script(romy.jid.as_str());
    let mut client = Client::signed_in(&romy).await;
    let (request, account) = (client.request(), client.account());
    let new = Secret::from("new");
    client.send(Command::Account(account::Command::ChangePassword {
        request,
        account,
        new,
    }));
    script
        .expect_sometime(
            "<iq type='set' id='$id' to='localhost'><query \
         xmlns='jabber:iq:register'><username/><password>new</password></query></iq>",
        )
        .await;
    stage.server().register(romy.jid.as_str(), "new");
    drop(script);
    let profile: Profile = client.shut_down().await;
    let mut client = Client::open(profile).await;
    client
        .wait_connection("online with the new one", |connection| {
            matches!(connection, Connection::Online { .. })
        })
        .await;
}
