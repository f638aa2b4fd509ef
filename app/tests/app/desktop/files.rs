//! Files between the real window and other programs: the desktop's file dialog (the portal, with GTK's
//! dialog behind it), a drag out of a program made with GTK, and what xclip has put on the clipboard.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use waxwing::widget::qr::Code;
use waxwing_tests::Peer;
use waxwing_tests::deadline::{DEADLINE, poll};
use waxwing_tests::guardian::Guardian;

use super::Desk;

const INSTALL: &str = "scripts/install test";

impl Desk {
    /// A window with Theo's conversation open, and a picture that could be sent.
    async fn with_theo(&mut self) -> (Peer, PathBuf) {
        self.stage.takes_files().await;
        let romy = self.stage.account("romy");
        let theo = self.friend(&romy, "Theo").await;
        self.open();
        self.sign_in(&romy);
        self.reader.find("list item", "Theo");
        self.reader.act("list item", "Theo");
        self.reader
            .find_with("entry", "Message to Theo", &["focused"]);
        self.reader.find_with("frame", "Waxwing", &["active"]);
        let folder = self.display.scratch("pictures").expect("a directory");
        let picture = folder.join("the clock é.png");
        let png = Code::of("xmpp:theo@example.org").and_then(|code| code.png().ok());
        std::fs::write(&picture, png.expect("a picture")).expect("a picture");
        (theo, picture)
    }

    fn xdotool(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("xdotool");
        command.args(arguments).env("DISPLAY", self.display.name());
        let output = command.output().expect("xdotool");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Waits for a window with this title, and gives it the focus.
    fn window_called(&self, title: &str) {
        let search = ["search", "--onlyvisible", "--name", title];
        let found = poll(DEADLINE, || {
            let found = self.xdotool(&search);
            found.lines().next().map(str::to_owned)
        });
        let found = found.unwrap_or_else(|| panic!("no window “{title}”"));
        self.xdotool(&["windowactivate", "--sync", &found]);
    }

    /// What is about to be sent.
    fn about_to_send(&mut self, title: &str, name: &str) {
        self.reader.find("dialog", title);
        self.reader.find("list item", name);
    }

    /// It is sent, arrives as an address, and stands in the conversation.
    async fn send(&mut self, theo: &mut Peer, ending: &str) {
        self.reader
            .find_with("entry", "Add a caption", &["focused"]);
        self.press("Return");
        self.reader.gone("dialog", "Send a file to Theo");
        self.reader.find("list item", "You, ");
        let heard = theo.wait("the file", |event| event["event"] == "message");
        let heard = heard.await;
        let body = heard["body"].as_str().unwrap_or_default();
        assert!(
            body.starts_with("https://") && body.ends_with(ending),
            "{body}"
        );
        assert_eq!(heard["oob"], heard["body"]);
    }
}

/// Something of another program on the clipboard, for as long as this is held.
fn copied(desk: &Desk, target: &str, file: &Path) -> Guardian {
    // It goes with what stands in it.
    let name = format!("xclip-{}", target.replace('/', "-"));
    let scratch = desk.display.scratch(&name).expect("a directory");
    let mut command = Command::new("xclip");
    command
        .args(["-quiet", "-selection", "clipboard", "-t", target, "-i"])
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    desk.display.show(&mut command, &scratch);
    let xclip =
        Guardian::spawn(command, &scratch).unwrap_or_else(|error| panic!("{error}: {INSTALL}"));
    let owned = poll(DEADLINE, || {
        let mut ask = Command::new("xclip");
        ask.args(["-selection", "clipboard", "-t", "TARGETS", "-o"])
            .env("DISPLAY", desk.display.name());
        let output = ask.output().ok()?;
        let targets = String::from_utf8_lossy(&output.stdout).into_owned();
        targets.lines().any(|one| one == target).then_some(())
    });
    owned.expect("xclip owns the clipboard");
    xclip
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_and_files_of_the_clipboard_are_about_to_be_sent() {
    let mut desk = Desk::new().await;
    let (mut theo, picture) = desk.with_theo().await;
    let xclip = copied(&desk, "image/png", &picture);
    desk.press("ctrl+v");
    desk.about_to_send("Send a file to Theo", "Photo: picture-");
    desk.press("Escape");
    desk.reader.gone("dialog", "Send a file to Theo");
    drop(xclip);
    let list = picture.with_file_name("list");
    let address = format!("file://{}\r\n", picture.display())
        .replace(' ', "%20")
        .replace('é', "%C3%A9");
    std::fs::write(&list, address).expect("a list");
    let _xclip = copied(&desk, "text/uri-list", &list);
    desk.press("ctrl+v");
    desk.about_to_send("Send a file to Theo", "Photo: the clock é.png");
    desk.send(&mut theo, ".png").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dragged_here_from_another_program_is_about_to_be_sent() {
    let mut desk = Desk::new().await;
    let (mut theo, picture) = desk.with_theo().await;
    let scratch = desk.display.scratch("dragger").expect("a directory");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/interop/dragger.py");
    let mut command = Command::new("/usr/bin/python3");
    command
        .arg("-B")
        .arg(script)
        .args(["1150", "20"])
        .arg(&picture)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    desk.display.show(&mut command, &scratch);
    desk.reader.read(&mut command);
    let mut dragger =
        Guardian::spawn(command, &scratch).unwrap_or_else(|error| panic!("{error}: {INSTALL}"));
    let mut said = words_of(dragger.child());
    assert_eq!(said(), "ready");
    desk.xdotool(&["mousemove", "1210", "80"]);
    desk.xdotool(&["mousedown", "1"]);
    // A drag begins with a few pixels.
    desk.xdotool(&["mousemove", "1180", "110"]);
    desk.xdotool(&["mousemove", "1150", "140"]);
    assert_eq!(said(), "dragging");
    desk.xdotool(&["mousemove", "640", "400"]);
    desk.xdotool(&["mousemove", "644", "404"]);
    desk.reader
        .find("status bar", "Drop the files here to send them to Theo");
    desk.xdotool(&["mouseup", "1"]);
    desk.about_to_send("Send a file to Theo", "Photo: the clock é.png");
    desk.reader
        .gone("status bar", "Drop the files here to send them to Theo");
    desk.send(&mut theo, ".png").await;
}

/// What a program says, line by line.
fn words_of(program: &mut Child) -> impl FnMut() -> String + use<> {
    let output = program.stdout.take().expect("an output");
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                return;
            }
        }
    });
    move || told.recv_timeout(DEADLINE).expect("a word")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_dialog_of_the_desktop_chooses() {
    let mut desk = Desk::new().await;
    let (mut theo, picture) = desk.with_theo().await;
    desk.press("ctrl+o");
    desk.window_called("Attach files");
    // Nothing but plain letters: others have no keys of their own on this keyboard.
    let plain = picture.with_file_name("clock.png");
    std::fs::copy(&picture, &plain).expect("a copy");
    let path = plain.to_string_lossy().into_owned();
    // A slash opens the line for a path; what follows is the rest of it. The dialog may still be filling
    // its list, and lose keys over it.
    let search = ["search", "--onlyvisible", "--name", "Attach files"];
    let chosen = poll(DEADLINE, || {
        desk.press("ctrl+a");
        desk.xdotool(&["type", "--delay", "30", &path]);
        desk.press("Return");
        poll(DEADLINE / 10, || {
            desk.xdotool(&search).is_empty().then_some(())
        })
    });
    chosen.expect("the dialog has closed");
    desk.about_to_send("Send a file to Theo", "Photo: clock.png");
    desk.send(&mut theo, ".png").await;
}

impl Desk {
    /// Presses the button, writes a place into the dialog that comes, and confirms it until it has gone.
    fn choose_in_dialog(&mut self, path: &str) {
        self.reader.act("push button", "Choose");
        let title = "Where the conversation is written to";
        self.window_called(title);
        let search = ["search", "--onlyvisible", "--name", title];
        let chosen = poll(DEADLINE, || {
            self.press("ctrl+a");
            self.xdotool(&["type", "--delay", "30", path]);
            // It asks whether the file gives way, and Return says so.
            for _ in 0..2 {
                self.press("Return");
                let gone = poll(DEADLINE / 10, || {
                    self.xdotool(&search).is_empty().then_some(())
                });
                if gone.is_some() {
                    return gone;
                }
            }
            None
        });
        chosen.expect("the dialog has closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_takes_the_place_of_a_file_when_the_dialog_of_the_desktop_says_so() {
    let mut desk = Desk::new().await;
    let (_theo, picture) = desk.with_theo().await;
    desk.xdotool(&["type", "--delay", "30", "The tide is out"]);
    desk.press("Return");
    desk.reader.find("list item", "The tide is out");
    let old = picture.with_file_name("talk.txt");
    std::fs::write(&old, "what was written last year").expect("a file");
    desk.press("ctrl+k");
    desk.reader
        .find_with("entry", "Go to or do something", &["focused"]);
    desk.xdotool(&["type", "--delay", "30", "export"]);
    desk.press("Return");
    desk.reader
        .find("dialog", "Export the conversation with Theo");
    desk.reader.act("toggle button", "Text");
    let path = old.to_string_lossy().into_owned();
    // On a busy machine the dialog loses letters that come while it looks at the folder.
    let chosen = (0..3).any(|_| {
        desk.choose_in_dialog(&path);
        desk.reader.find("entry", "File")["text"] == path.as_str()
    });
    assert!(chosen, "the dialog chooses what was typed");
    desk.reader.act("push button", "Export");
    desk.reader.find("status bar", "The conversation is in ");
    let written = std::fs::read_to_string(&old).expect("a file");
    assert!(written.contains("The tide is out"), "{written}");
}
