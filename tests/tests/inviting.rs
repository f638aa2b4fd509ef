//! Inviting others: by a link that the server makes (XEP-0401) where it makes some, by one of our own
//! (XEP-0379) where it makes none.

use std::sync::Arc;

use waxwing_core::command::invitation;
use waxwing_core::model::{Conversation, Invitation, InvitationPurpose, Subscription};
use waxwing_core::{Command, Error, Link, LinkAction};
use waxwing_tests::{Backend, Client, Stage};

use crate::registration::{register, somebody};

scenarios!(
    an_invitation_makes_two_contacts,
    an_invitation_is_for_one_person,
    an_invitation_of_ours_holds_over_a_restart,
);

/// Asks for an invitation.
pub(crate) async fn invite(
    client: &mut Client,
    purpose: InvitationPurpose,
    user: &str,
) -> Result<Arc<Invitation>, Error> {
    let (request, account) = (client.request(), client.account());
    client.send(Command::Invitation(invitation::Command::Make {
        request,
        account,
        purpose,
        user: user.to_owned(),
    }));
    client.wait_done(request).await?;
    Ok(Arc::clone(&client.world.invited[&request]))
}

/// A link for a contact.
pub(crate) async fn link(client: &mut Client) -> Arc<Invitation> {
    let made = invite(client, InvitationPurpose::Contact, "").await;
    made.expect("an invitation")
}

fn both(one: &Conversation) -> bool {
    one.subscription == Subscription::Both && !one.request
}

async fn an_invitation_makes_two_contacts(stage: &Stage) {
    let (romy, nadia) = (stage.account("romy"), stage.account("nadia"));
    let mut inviter = Client::signed_in(&romy).await;
    let made = link(&mut inviter).await;
    // Links of Prosody 0.12.3 that make no account lose those who follow them.
    assert_eq!(made.by_server, stage.backend() == Backend::NewerProsody);
    let read = Link::parse(&made.link).expect("a link");
    assert_eq!(read.inviter(), Some(&romy.jid));
    let days = made.expires.expect("an end").0 - made.made.0;
    assert!((6 * DAY..8 * DAY).contains(&days), "{made:?}");

    let mut client = Client::signed_in(&nadia).await;
    client.add_contact(&made.link, "Romy").await.expect("added");
    client
        .wait_conversation(romy.jid.as_str(), "a contact", both)
        .await;
    inviter
        .wait_conversation(nadia.jid.as_str(), "a contact", both)
        .await;
    if !made.by_server {
        assert_eq!(inviter.world.taken, [nadia.jid.to_string()]);
    }
}

async fn an_invitation_is_for_one_person(stage: &Stage) {
    let (romy, nadia, theo) = (
        stage.account("romy"),
        stage.account("nadia"),
        stage.account("theo"),
    );
    let mut inviter = Client::signed_in(&romy).await;
    let made = link(&mut inviter).await;
    let mut client = Client::signed_in(&nadia).await;
    client.add_contact(&made.link, "").await.expect("added");
    inviter
        .wait_conversation(nadia.jid.as_str(), "a contact", both)
        .await;
    let mut other = Client::signed_in(&theo).await;
    other.add_contact(&made.link, "").await.expect("added");
    inviter
        .wait_conversation(theo.jid.as_str(), "a request", |one| {
            one.request && one.subscription == Subscription::Stranger
        })
        .await;
}

async fn an_invitation_of_ours_holds_over_a_restart(stage: &Stage) {
    let (romy, nadia) = (stage.account("romy"), stage.account("nadia"));
    let mut inviter = Client::signed_in(&romy).await;
    let made = link(&mut inviter).await;
    let withdrawn = link(&mut inviter).await;
    assert_ne!(made.token, withdrawn.token);
    let mut inviter = Client::open(inviter.shut_down().await).await;
    inviter.wait_online().await;
    let account = inviter.account();
    inviter.send(Command::Invitation(invitation::Command::List { account }));
    let tokens = |client: &Client| -> Vec<String> {
        let all = client.world.invitations.get(&account);
        let open = all.into_iter().flat_map(|all| &all.open);
        open.map(|one| one.token.clone()).collect()
    };
    inviter
        .wait("the offer", |world| world.invitations.get(&account)?.offer)
        .await;
    assert_eq!(
        tokens(&inviter),
        [withdrawn.token.clone(), made.token.clone()]
    );
    let request = inviter.request();
    inviter.send(Command::Invitation(invitation::Command::Withdraw {
        request,
        account,
        token: withdrawn.token.clone(),
    }));
    inviter.wait_done(request).await.expect("withdrawn");
    assert_eq!(tokens(&inviter), std::slice::from_ref(&made.token));

    let mut client = Client::signed_in(&nadia).await;
    client.add_contact(&made.link, "").await.expect("added");
    inviter
        .wait_conversation(nadia.jid.as_str(), "a contact", both)
        .await;
    if made.by_server {
        return;
    }
    assert!(tokens(&inviter).is_empty(), "it was taken");
    let theo = stage.account("theo");
    let mut other = Client::signed_in(&theo).await;
    other.add_contact(&withdrawn.link, "").await.expect("added");
    inviter
        .wait_conversation(theo.jid.as_str(), "a request", |one| one.request)
        .await;
}

#[tokio::test]
async fn whoever_runs_the_server_invites_to_an_account() {
    let stage = Stage::on(Backend::Prosody).await;
    let prosody = stage.prosody().expect("Prosody");
    // Others can't, and are told so.
    let romy = stage.account("romy");
    let mut client = Client::signed_in(&romy).await;
    let refused = invite(&mut client, InvitationPurpose::Account, "").await;
    assert_eq!(refused, Err(Error::NotOffered));

    let mut keeper = stage.account("keeper");
    keeper.jid = "keeper@localhost".parse().expect("an address");
    prosody.register("keeper", &keeper.password);
    let mut keeper = Client::signed_in(&keeper).await;
    let made = invite(&mut keeper, InvitationPurpose::Account, "").await;
    let made = made.expect("an invitation");
    assert!(made.by_server && made.registers, "{made:?}");
    let page = made.page.as_deref();
    assert!(
        page.is_some_and(|page| page.starts_with("https://invite.example/")),
        "{made:?}"
    );
    let read = Link::parse(&made.link).expect("a link");
    assert!(
        matches!(read.action, LinkAction::Register { token: Some(_) }),
        "{made:?}"
    );
    let mut newcomer = Client::start().await;
    let user = somebody(&stage, "nadia");
    register(&mut newcomer, &stage, &made.link, &user).await;
    newcomer.wait_online().await;

    // Theirs for a contact makes an account, too.
    let made = link(&mut keeper).await;
    assert!(made.by_server && made.registers, "{made:?}");
    let mut newcomer = Client::start().await;
    let user = somebody(&stage, "theo");
    register(&mut newcomer, &stage, &made.link, &user).await;
    keeper
        .wait_conversation(&format!("{user}@localhost"), "a contact", both)
        .await;
}

#[tokio::test]
async fn nothing_is_made_without_a_connection() {
    let stage = Stage::on(Backend::Memory).await;
    let romy = stage.account("romy");
    let mut client = Client::signed_in(&romy).await;
    client.switch_off().await;
    let made = invite(&mut client, InvitationPurpose::Contact, "").await;
    assert_eq!(made, Err(Error::Offline));
}

/// In microseconds.
const DAY: i64 = 24 * 60 * 60 * 1_000_000;
