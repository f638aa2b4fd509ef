use super::*;
use crate::torture::ROOM;
use crate::torture::words::Words;

fn history(device: &str, account: &str, with: &str) -> History {
    let rows = (1..=9).map(|n| {
        let from = if n % 2 == 0 { account } else { with };
        // The other side sees the same texts.
        let from = from.to_owned();
        Row {
            own: from == account,
            text: format!("{from}/one>x {n} words"),
            ..Row::default()
        }
    });
    History {
        device: device.to_owned(),
        account: account.to_owned(),
        with: with.to_owned(),
        rows: rows.collect(),
    }
}

/// Alice has two devices, Bob has an archive.
fn peaceful() -> Evidence {
    let mut bob = history("archive", "alice", "bob");
    (bob.account, bob.with) = (bob.with, bob.account);
    bob.rows.iter_mut().for_each(|row| row.own = !row.own);
    Evidence {
        archives: vec![history("archive", "alice", "bob"), bob],
        devices: vec![
            history("one", "alice", "bob"),
            history("two", "alice", "bob"),
        ],
        ..Evidence::default()
    }
}

fn counts(evidence: &Evidence) -> (usize, usize, usize, usize) {
    let it = Verdict::of(evidence);
    assert_eq!(it.sent, 9 + usize::from(!evidence.kept.is_empty()));
    assert!(it.is_clean() || !it.findings.is_empty());
    (it.lost, it.doubled, it.out_of_order, it.misplaced)
}

#[test]
fn equal_histories_are_clean() {
    assert_eq!(counts(&peaceful()), (0, 0, 0, 0));
    assert_eq!(
        Verdict::of(&peaceful()).to_string(),
        "sent 9, lost 0, doubled 0, out of order 0, unreadable 0"
    );
}

#[test]
fn a_message_that_one_device_lacks_is_lost() {
    let mut evidence = peaceful();
    evidence.devices[1].rows.remove(4);
    assert_eq!(counts(&evidence), (1, 0, 0, 0));
}

#[test]
fn a_message_that_only_one_device_has_is_lost_once() {
    let mut evidence = peaceful();
    for history in evidence
        .archives
        .iter_mut()
        .chain(&mut evidence.devices[..1])
    {
        history.rows.remove(4);
    }
    assert_eq!(counts(&evidence), (1, 0, 0, 0));
}

#[test]
fn what_the_server_took_from_one_side_when_it_ended_is_torn() {
    let mut evidence = peaceful();
    // A message of Alice's, which is not in Bob's archive.
    evidence.archives[1].rows.remove(3);
    assert_eq!(counts(&evidence), (1, 0, 0, 0));
    evidence.archives[0].rows[3].at_an_end = true;
    assert_eq!(counts(&evidence), (0, 0, 0, 0));
    assert_eq!(Verdict::of(&evidence).torn, 1);
    // All devices of hers have it in any case.
    evidence.devices[1].rows.remove(3);
    let verdict = Verdict::of(&evidence);
    assert_eq!((verdict.torn, verdict.lost), (1, 1));
}

#[test]
fn what_was_called_kept_and_is_nowhere_is_lost() {
    let mut evidence = peaceful();
    let text = "alice/one>bob 11 words".to_owned();
    let kept = ("alice".to_owned(), "bob".to_owned(), text);
    evidence.kept.insert(kept);
    assert_eq!(counts(&evidence), (1, 0, 0, 0));
}

#[test]
fn a_message_that_is_there_twice_is_doubled() {
    let mut evidence = peaceful();
    let row = evidence.devices[0].rows[3].clone();
    evidence.devices[0].rows.insert(4, row);
    assert_eq!(counts(&evidence), (0, 1, 0, 0));
}

#[test]
fn two_messages_that_changed_places_are_out_of_order() {
    let mut evidence = peaceful();
    evidence.devices[0].rows.swap(2, 3);
    assert_eq!(counts(&evidence), (0, 0, 1, 0));
    // One that came far too late is one.
    let mut evidence = peaceful();
    let row = evidence.devices[0].rows.remove(0);
    evidence.devices[0].rows.push(row);
    assert_eq!(counts(&evidence), (0, 0, 1, 0));
}

#[test]
fn an_archive_that_has_the_numbers_of_a_device_out_of_order_is() {
    let mut evidence = peaceful();
    for history in evidence.archives.iter_mut().chain(&mut evidence.devices) {
        history.rows.swap(2, 4);
    }
    // In each of the two archives.
    assert_eq!(counts(&evidence), (0, 0, 2, 0));
}

#[test]
fn the_wrong_side_and_what_still_waits_is_seen() {
    let mut evidence = peaceful();
    evidence.devices[0].rows[1].own ^= true;
    evidence.devices[1].rows[1].unsettled = true;
    assert_eq!(counts(&evidence), (0, 0, 0, 2));
}

#[test]
fn devices_that_disagree_about_what_was_read_are_seen() {
    let mut evidence = peaceful();
    evidence.unread = [("one", 2), ("two", 2)]
        .map(|(device, unread)| Unread {
            account: "alice",
            with: "bob",
            device,
            unread,
        })
        .to_vec();
    assert!(Verdict::of(&evidence).is_clean());
    evidence.unread[1].unread = 3;
    let verdict = Verdict::of(&evidence);
    assert_eq!(verdict.findings.len(), 1);
    assert!(!verdict.is_clean());
}

#[test]
fn a_text_that_was_changed_on_the_way_is_lost() {
    let mut evidence = peaceful();
    evidence.devices[0].rows[1].text.push('!');
    assert_eq!(Verdict::of(&evidence).lost, 2);
}

/// Alice, on two devices, and Carol are in the room, which has an archive.
fn gathered() -> Evidence {
    let rows = (1..=9).map(|n| {
        let voice = ["alice/one", "carol/two", "dave/laptop"][n % 3];
        format!("{voice}>room {n} words")
    });
    let rows: Vec<String> = rows.collect();
    let seen = |device: &str, account: &str| History {
        device: device.to_owned(),
        account: account.to_owned(),
        with: ROOM.to_owned(),
        rows: rows.iter().map(|text| row(text, account)).collect(),
    };
    Evidence {
        archives: vec![seen("archive", ROOM)],
        devices: vec![
            seen("one", "alice"),
            seen("two", "alice"),
            seen("two", "carol"),
        ],
        ..Evidence::default()
    }
}

fn row(text: &str, account: &str) -> Row {
    Row {
        own: is_by(text, account),
        text: text.to_owned(),
        ..Row::default()
    }
}

/// What is wrong in the room; all of it counts among the rest, too.
fn room_counts(evidence: &Evidence) -> (usize, usize, usize) {
    let it = Verdict::of(evidence);
    assert!(it.is_clean() || !it.findings.is_empty());
    let Part {
        sent,
        lost,
        doubled,
        out_of_order,
    } = it.rooms;
    let all = (it.sent, it.lost, it.doubled, it.out_of_order);
    assert_eq!(all, (sent, lost, doubled, out_of_order));
    assert_eq!(sent, 9 + evidence.kept.len());
    (lost, doubled, out_of_order)
}

#[test]
fn the_figures_of_the_room_stand_beside_the_others() {
    assert_eq!(room_counts(&gathered()), (0, 0, 0));
    let mut both = peaceful();
    both.archives.extend(gathered().archives);
    both.devices.extend(gathered().devices);
    let mut verdict = Verdict::of(&both);
    assert!(verdict.is_clean(), "{:?}", verdict.findings);
    let words = "sent 18 (rooms 9), lost 0, doubled 0, out of order 0, unreadable 0";
    assert_eq!(verdict.to_string(), words);
    both.devices[4].rows.remove(4);
    both.devices[0].rows.remove(4);
    verdict.add(&Verdict::of(&both));
    let words = "sent 36 (rooms 18), lost 2 (rooms 1), doubled 0, out of order 0, unreadable 0";
    assert_eq!(verdict.to_string(), words);
}

#[test]
fn a_message_of_the_room_that_anybody_lacks_is_lost() {
    for device in 0..3 {
        let mut evidence = gathered();
        evidence.devices[device].rows.remove(4);
        assert_eq!(room_counts(&evidence), (1, 0, 0));
    }
    // The archive lacks it.
    let mut evidence = gathered();
    evidence.archives[0].rows.remove(4);
    assert_eq!(room_counts(&evidence), (1, 0, 0));
    // One device only has accepted it, and nobody has it any more.
    let mut evidence = gathered();
    let text = "alice/one>room 12 words".to_owned();
    let kept = ("alice".to_owned(), ROOM.to_owned(), text);
    evidence.kept.insert(kept);
    assert_eq!(room_counts(&evidence), (1, 0, 0));
}

#[test]
fn the_end_of_a_server_excuses_nothing_in_the_room() {
    let mut evidence = gathered();
    evidence.devices[2].rows.remove(4);
    evidence.archives[0]
        .rows
        .iter_mut()
        .for_each(|row| row.at_an_end = true);
    assert_eq!(room_counts(&evidence), (1, 0, 0));
}

#[test]
fn a_message_of_the_room_that_is_there_twice_is_doubled() {
    let mut evidence = gathered();
    let row = evidence.devices[2].rows[3].clone();
    evidence.devices[2].rows.insert(4, row);
    assert_eq!(room_counts(&evidence), (0, 1, 0));
    // The archive has it twice.
    let mut evidence = gathered();
    let row = evidence.archives[0].rows[3].clone();
    evidence.archives[0].rows.insert(4, row);
    assert_eq!(room_counts(&evidence), (0, 1, 0));
}

#[test]
fn messages_of_the_room_that_changed_places_are_out_of_order() {
    let mut evidence = gathered();
    evidence.devices[1].rows.swap(2, 3);
    assert_eq!(room_counts(&evidence), (0, 0, 1));
    // What one voice has said, as the archive and so everybody has it.
    let mut evidence = gathered();
    for history in evidence.archives.iter_mut().chain(&mut evidence.devices) {
        history.rows.swap(2, 5);
    }
    assert_eq!(room_counts(&evidence), (0, 0, 1));
}

#[test]
fn in_the_room_each_has_a_side_but_the_archive() {
    let mut evidence = gathered();
    evidence.devices[1].rows[1].own ^= true;
    let verdict = Verdict::of(&evidence);
    assert_eq!((verdict.misplaced, verdict.findings.len()), (1, 1));
    let nameless = Evidence {
        nameless: true,
        ..evidence
    };
    assert_eq!(Verdict::of(&nameless).misplaced, 0);
}

#[test]
fn a_room_without_an_archive_is_not_clean() {
    let mut evidence = gathered();
    evidence.archives.clear();
    let verdict = Verdict::of(&evidence);
    assert!(!verdict.is_clean());
    assert_eq!(verdict.findings.len(), 3);
}

/// Alice, on two devices, of which the second comes later, and Carol, both ours.
fn sealed() -> Evidence {
    let mut archive = history("archive", "alice", "carol");
    for (number, row) in archive.rows.iter_mut().enumerate() {
        row.said = 100 * number as i64;
        // From the fifth on the second device is known.
        row.sealed_for = Some(if number < 4 { vec![1] } else { vec![1, 2] });
    }
    let mut late = history("late", "alice", "carol");
    for row in &mut late.rows[..4] {
        row.unreadable = Some(NOT_FOR_US.to_owned());
    }
    Evidence {
        archives: vec![archive],
        devices: vec![history("one", "alice", "carol"), late],
        births: vec![Birth {
            device: "late".to_owned(),
            account: "alice".to_owned(),
            number: 2,
            known: 350,
        }],
        sealing: true,
        ..Evidence::default()
    }
}

#[test]
fn what_was_said_before_a_device_existed_it_need_not_read() {
    let verdict = Verdict::of(&sealed());
    assert!(verdict.is_clean(), "{:?}", verdict.findings);
    assert_eq!((verdict.sealed, verdict.excused.len()), (9, 4));
}

#[test]
fn what_could_be_read_has_to_be() {
    let unreadable = |change: fn(&mut Evidence)| {
        let mut evidence = sealed();
        change(&mut evidence);
        let verdict = Verdict::of(&evidence);
        assert!(!verdict.is_clean() && !verdict.findings.is_empty());
        verdict.unreadable
    };
    // It was known by then.
    assert_eq!(unreadable(|it| it.births[0].known = 250), 1);
    // It was encrypted for it.
    let readers = |it: &mut Evidence| it.archives[0].rows[2].sealed_for = Some(vec![1, 2]);
    assert_eq!(unreadable(readers), 1);
    // There is another reason.
    let broken = |it: &mut Evidence| it.devices[1].rows[2].unreadable = Some("Broken".to_owned());
    assert_eq!(unreadable(broken), 1);
    // It waits to be read.
    let waits = |it: &mut Evidence| it.devices[1].rows[7].unreadable = Some("Waiting".to_owned());
    assert_eq!(unreadable(waits), 1);
    // Its device was there from the beginning.
    let first = |it: &mut Evidence| {
        it.devices[0].rows[1].unreadable = Some(NOT_FOR_US.to_owned());
    };
    assert_eq!(unreadable(first), 1);
    assert_eq!(unreadable(|it| it.births.clear()), 4);
}

#[test]
fn what_ours_say_to_each_other_in_plain_is_seen() {
    for mut evidence in [sealed(), grouped()] {
        evidence.archives[0].rows[5].sealed_for = None;
        let verdict = Verdict::of(&evidence);
        assert_eq!(verdict.findings.len(), 1);
        assert!(!verdict.is_clean());
    }
}

/// Alice, on two devices, of which the second comes later, and Carol are in the group. Its archive has what was said
/// only encrypted.
fn grouped() -> Evidence {
    const ALICE: [u32; 2] = [1, 2];
    const CAROL: u32 = 3;
    let said = (0..9).map(|number: u32| {
        // From the fifth on Alice's second device is known.
        let (voice, of_voice) =
            [("alice/one", ALICE[0]), ("carol/two", CAROL)][number as usize % 2];
        let known = if number < 4 { 1 } else { 2 };
        let mut readers: Vec<u32> = ALICE[..known].iter().copied().chain([CAROL]).collect();
        readers.retain(|it| *it != of_voice);
        let text = format!("{voice}>group {number} words");
        (format!("id-{number}"), text, readers)
    });
    let said: Vec<_> = said.collect();
    let seen = |device: &str, account: &str, number: u32| History {
        device: device.to_owned(),
        account: account.to_owned(),
        with: GROUP.to_owned(),
        rows: said
            .iter()
            .map(|(id, text, readers)| {
                let hidden = number == ALICE[1] && !readers.contains(&number);
                Row {
                    id: id.clone(),
                    text: if hidden { String::new() } else { text.clone() },
                    own: is_by(text, account),
                    unreadable: hidden.then(|| NOT_FOR_US.to_owned()),
                    ..Row::default()
                }
            })
            .collect(),
    };
    let mut devices = vec![
        seen("one", "alice", ALICE[0]),
        seen("late", "alice", ALICE[1]),
        seen("two", "carol", CAROL),
    ];
    let mut words = Words::default();
    words.learn(&mut devices);
    let kept = (0..).zip(&said).map(|(number, (id, _, readers))| Row {
        id: id.clone(),
        text: words.of(id),
        said: 100 * number,
        sealed_for: Some(readers.clone()),
        ..Row::default()
    });
    Evidence {
        archives: vec![History {
            device: "archive".to_owned(),
            account: GROUP.to_owned(),
            with: GROUP.to_owned(),
            rows: kept.collect(),
        }],
        devices,
        births: vec![Birth {
            device: "late".to_owned(),
            account: "alice".to_owned(),
            number: ALICE[1],
            known: 350,
        }],
        sealing: true,
        ..Evidence::default()
    }
}

#[test]
fn what_the_archive_of_the_group_does_not_say_its_devices_tell() {
    let verdict = Verdict::of(&grouped());
    assert!(verdict.is_clean(), "{:?}", verdict.findings);
    assert_eq!((verdict.sealed, verdict.excused.len()), (9, 4));
    let words = "sent 9 (rooms 9), lost 0, doubled 0, out of order 0, unreadable 0";
    assert_eq!(verdict.to_string(), words);
    // What can be read nowhere is not made up.
    let mut evidence = grouped();
    for device in &mut evidence.devices {
        device.rows[6].unreadable = Some("Broken".to_owned());
    }
    Words::default().learn(&mut evidence.devices);
    assert_eq!(evidence.devices[0].rows[6].text, "nobody/knows id-6");
    assert_eq!(Verdict::of(&evidence).unreadable, 3);
}

#[test]
fn what_is_wrong_in_the_group_is_found_as_in_the_room() {
    for device in 0..3 {
        let mut evidence = grouped();
        evidence.devices[device].rows.remove(4);
        assert_eq!(room_counts(&evidence), (1, 0, 0));
        let mut evidence = grouped();
        let row = evidence.devices[device].rows[3].clone();
        evidence.devices[device].rows.insert(4, row);
        assert_eq!(room_counts(&evidence), (0, 1, 0));
        let mut evidence = grouped();
        evidence.devices[device].rows.swap(2, 3);
        assert_eq!(room_counts(&evidence), (0, 0, 1));
    }
    // What could be encrypted for the late device it has to read.
    let mut evidence = grouped();
    evidence.devices[1].rows[4].unreadable = Some(NOT_FOR_US.to_owned());
    let verdict = Verdict::of(&evidence);
    assert!(!verdict.is_clean());
    assert_eq!(verdict.unreadable, 1);
}

#[test]
fn the_figures_of_the_rooms_are_those_of_both() {
    let mut both = gathered();
    both.archives.extend(grouped().archives);
    both.devices.extend(grouped().devices);
    both.births = grouped().births;
    // What is missing in one room is not looked for in the other.
    let verdict = Verdict::of(&both);
    assert!(verdict.is_clean(), "{:?}", verdict.findings);
    assert_eq!(verdict.rooms.sent, 18);
    both.devices[0].rows.remove(4);
    both.devices[4].rows.remove(6);
    let verdict = Verdict::of(&both);
    assert_eq!((verdict.lost, verdict.rooms.lost), (2, 2));
}
