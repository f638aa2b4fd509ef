use super::*;
use crate::sample;

const OURS: Whose = Whose::Own(sample::ACCOUNT);

fn written(folder: &tempfile::TempDir) -> std::path::PathBuf {
    let path = folder.path().join("me.png");
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 60, 40);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[90; 60 * 40 * 3]).unwrap();
    writer.finish().unwrap();
    std::fs::write(&path, bytes).unwrap();
    path
}

fn cutting(state: &mut State) {
    let folder = tempfile::tempdir().unwrap();
    let path = written(&folder);
    let _ = state.update(Message::Chosen(file::Choice::File(path.clone())), OURS);
    let source = futures::executor::block_on(draw::read(path));
    let _ = state.update(Message::Read(source), OURS);
    assert!(matches!(state.step, Step::Cutting(_)));
}

/// Presses save, and gives what the engine is told.
fn save(state: &mut State) -> Vec<Command> {
    let _ = state.update(Message::SavePressed, OURS);
    let Step::Drawing(draft) = &state.step else {
        panic!("it is drawn");
    };
    let drawn = futures::executor::block_on(draft.source.draw(draft.cut.square()));
    state.update(Message::Drawn(drawn), OURS).commands
}

#[test]
fn a_picture_is_chosen_cut_and_saved() {
    let mut state = State::default();
    cutting(&mut state);
    let _ = state.update(Message::EverybodyPressed, OURS);
    let commands = save(&mut state);
    let [
        Command::Avatar(avatar::Command::Publish {
            request,
            picture,
            everybody: true,
            ..
        }),
    ] = commands.as_slice()
    else {
        panic!("{commands:?}");
    };
    assert_eq!(picture.mime, "image/png");
    assert!(!state.finish(RequestId(0), &Ok(())), "not ours");
    assert!(state.finish(*request, &Ok(())));
    assert!(matches!(state.step, Step::Idle));
}

#[test]
fn what_the_server_refuses_can_be_tried_again() {
    let mut state = State::default();
    cutting(&mut state);
    let commands = save(&mut state);
    let Some(Command::Avatar(avatar::Command::Publish {
        request, everybody, ..
    })) = commands.first()
    else {
        panic!("{commands:?}");
    };
    assert!(!everybody, "contacts only, unless somebody says so");
    assert!(state.finish(*request, &Err(Error::Offline)));
    assert!(state.wrong.is_some());
    assert!(matches!(state.step, Step::Cutting(_)));
    let _ = state.update(Message::CancelPressed, OURS);
    assert!(matches!(state.step, Step::Idle) && state.wrong.is_none());
}

#[test]
fn what_is_no_picture_is_said() {
    let mut state = State::default();
    let none = std::path::PathBuf::from("/nowhere/at/all.png");
    let _ = state.update(Message::Chosen(file::Choice::File(none)), OURS);
    let _ = state.update(Message::Read(None), OURS);
    assert_eq!(state.wrong, Some(unreadable()));
    let _ = state.update(Message::Chosen(file::Choice::NoDialog), OURS);
    assert!(state.wrong.is_some() && matches!(state.step, Step::Idle));
}

#[test]
fn who_may_see_the_next_picture_is_as_before() {
    let mut state = State::default();
    state.remember(true);
    cutting(&mut state);
    let commands = save(&mut state);
    assert!(
        matches!(
            commands.as_slice(),
            [Command::Avatar(avatar::Command::Publish {
                everybody: true,
                ..
            })]
        ),
        "{commands:?}"
    );
}

#[test]
fn a_group_gets_its_picture_by_the_same_way() {
    let group = Whose::Room(ConversationId(7));
    let mut state = State::default();
    cutting(&mut state);
    let _ = state.update(Message::SavePressed, group);
    let Step::Drawing(draft) = &state.step else {
        panic!("it is drawn");
    };
    let drawn = futures::executor::block_on(draft.source.draw(draft.cut.square()));
    let commands = state.update(Message::Drawn(drawn), group).commands;
    let [
        Command::Room(room::Command::SetPicture {
            request,
            conversation: ConversationId(7),
            picture: Some(_),
        }),
    ] = commands.as_slice()
    else {
        panic!("{commands:?}");
    };
    assert!(state.finish(*request, &Ok(())));
    let commands = state.update(Message::RemovePressed, group).commands;
    assert!(matches!(
        commands.as_slice(),
        [Command::Room(room::Command::SetPicture {
            picture: None,
            ..
        })]
    ));
}
