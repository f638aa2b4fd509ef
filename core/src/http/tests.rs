//! Files over real sockets, from servers that mean well and from others.

mod server;

use std::fs::File;
use std::io::Write as _;
use std::time::Duration;

use tokio::join;

use super::{Answer, Client, Resume};
use crate::account::connect::Web;
use crate::account::stream::tests::authority::Authority;
use crate::model::TransferFailure;
use server::Server;

/// After this long a test that waits has failed; far more than a slow machine needs.
const PATIENCE: Duration = Duration::from_secs(120);

/// For tests in which nobody keeps silent.
const LONG: Duration = Duration::from_secs(60);

/// For tests in which somebody does.
const SHORT: Duration = Duration::from_millis(300);

fn client(authority: &Authority, silence: Duration) -> Client {
    Client {
        web: Web::from_home("localhost", &authority.ca_file(), None),
        silence,
    }
}

async fn stage() -> (Authority, Server, Client) {
    let authority = Authority::new();
    let server = Server::new(&authority).await;
    let client = client(&authority, LONG);
    (authority, server, client)
}

async fn whole(mut answer: Answer) -> Result<Vec<u8>, TransferFailure> {
    let mut whole = Vec::new();
    while let Some(piece) = answer.next().await? {
        whole.extend_from_slice(&piece);
    }
    Ok(whole)
}

fn file(content: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(content).unwrap();
    std::io::Seek::rewind(&mut file).unwrap();
    file
}

/// Three bytes of the first version are here.
fn from_3() -> Resume {
    Resume {
        from: 3,
        validator: "\"v1\"".to_owned(),
    }
}

fn lost(failure: &TransferFailure) -> bool {
    matches!(failure, TransferFailure::Connection(_))
}

#[tokio::test]
async fn a_file_comes_and_the_server_learns_nothing_else() {
    let (_ca, server, client) = stage().await;
    let url = server
        .url("/a/b%20c.jpg?x=1#there")
        .replace("//", "//me:secret@");
    let (answer, ()) = join!(client.get(&url, None), async {
        let guest = server.asked().await;
        let port = server.port();
        assert_eq!(
            guest.head,
            format!(
                "GET /a/b%20c.jpg?x=1 HTTP/1.1\r\nhost: localhost:{port}\r\naccept-encoding: identity\r\n\r\n"
            )
        );
        let headers = "Content-Type: Image/JPEG; q=1\r\nETag: \"v1\"\r\nSet-Cookie: a=b\r\n";
        guest.answer("200 OK", headers, b"hello").await;
    });
    let answer = answer.unwrap();
    assert_eq!((answer.from, answer.total), (0, Some(5)));
    assert_eq!(answer.media_type, "image/jpeg");
    assert_eq!(answer.validator.as_deref(), Some("\"v1\""));
    assert_eq!(whole(answer).await.unwrap(), b"hello");
}

#[tokio::test]
async fn what_is_here_is_not_asked_for_again() {
    let (_ca, server, client) = stage().await;
    let resume = from_3();
    let url = server.url("/f");
    let (answer, ()) = join!(client.get(&url, Some(&resume)), async {
        let guest = server.asked().await;
        assert_eq!(guest.header("range"), "bytes=3-");
        assert_eq!(guest.header("if-range"), "\"v1\"");
        let headers = "Content-Range: bytes 3-4/5\r\nLast-Modified: then\r\n";
        guest.answer("206 Partial Content", headers, b"lo").await;
    });
    let answer = answer.unwrap();
    assert_eq!((answer.from, answer.total), (3, Some(5)));
    assert_eq!(answer.validator.as_deref(), Some("then"));
    assert_eq!(whole(answer).await.unwrap(), b"lo");
}

#[tokio::test]
async fn another_version_comes_from_its_beginning() {
    let (_ca, server, client) = stage().await;
    let resume = from_3();
    let url = server.url("/f");
    let (answer, ()) = join!(client.get(&url, Some(&resume)), async {
        let guest = server.asked().await;
        guest.answer("200 OK", "ETag: W/\"v2\"\r\n", b"other").await;
    });
    let answer = answer.unwrap();
    assert_eq!((answer.from, answer.total), (0, Some(5)));
    assert_eq!(answer.validator, None, "a weak one says nothing");
    // A range that was not asked for, and one that is not there.
    for (status, headers) in [
        ("206 Partial Content", "Content-Range: bytes 2-4/5\r\n"),
        ("206 Partial Content", ""),
        ("416 Range Not Satisfiable", "Content-Range: bytes */2\r\n"),
    ] {
        let (answer, ()) = join!(client.get(&url, Some(&resume)), async {
            server.asked().await.answer(status, headers, b"xx").await;
            let again = server.asked().await;
            assert_eq!(again.header("range"), "", "{status}");
            again.answer("200 OK", "", b"whole").await;
        });
        assert_eq!(whole(answer.unwrap()).await.unwrap(), b"whole");
    }
    // Who answers with a part although nobody asked has no file for us.
    let (answer, ()) = join!(client.get(&url, None), async {
        let guest = server.asked().await;
        guest
            .answer(
                "206 Partial Content",
                "Content-Range: bytes 0-1/2\r\n",
                b"xx",
            )
            .await;
    });
    assert_eq!(answer.unwrap_err(), TransferFailure::Status(206));
}

#[tokio::test]
async fn a_redirection_is_followed_to_encrypted_places_a_few_times() {
    let (ca, server, client) = stage().await;
    let other = Server::new(&ca).await;
    let url = server.url("/1");
    let (answer, ()) = join!(client.get(&url, None), async {
        server.asked().await.send_on("/2").await;
        server.asked().await.send_on(&other.url("/3")).await;
        other.asked().await.send_on(&server.url("/4")).await;
        let guest = server.asked().await;
        assert_eq!(guest.path(), "/4");
        guest.answer("200 OK", "", b"here").await;
    });
    assert_eq!(whole(answer.unwrap()).await.unwrap(), b"here");
    let (answer, ()) = join!(client.get(&url, None), async {
        for _ in 0..4 {
            server.asked().await.send_on("/1").await;
        }
    });
    assert_eq!(answer.unwrap_err(), TransferFailure::Insecure);
}

#[tokio::test]
async fn a_redirection_leads_nowhere_unsafe() {
    let (_ca, server, client) = stage().await;
    let url = server.url("/1");
    let port = server.port();
    for to in [
        "http://localhost/1",
        "file:///etc/passwd",
        "ftp://localhost/1",
        "//localhost/1",
        "",
        "javascript:alert(1)",
        // Inside of a network, and not the account's own domain.
        &format!("https://127.0.0.1:{port}/1"),
        &format!("https://[::1]:{port}/1"),
        "https://192.168.0.1/1",
        "https://169.254.169.254/latest/meta-data",
    ] {
        let (answer, ()) = join!(client.get(&url, None), async {
            server.asked().await.send_on(to).await;
        });
        assert_eq!(answer.unwrap_err(), TransferFailure::Insecure, "{to}");
    }
}

#[tokio::test]
async fn only_encrypted_addresses_are_asked() {
    let (_ca, _server, client) = stage().await;
    let long = format!("https://localhost/{}", "x".repeat(10_000));
    for bad in [
        "",
        "http://localhost/1",
        "file:///etc/passwd",
        "aesgcm://localhost/1#00",
        "https://",
        "https:///1",
        "https://a b/1",
        "localhost",
        "https://127.0.0.1/1",
        &long,
    ] {
        let failure = client.get(bad, None).await.unwrap_err();
        assert_eq!(failure, TransferFailure::Insecure, "{bad}");
        let failure = client
            .put(bad, &[], file(b""), 0, |_| {})
            .await
            .unwrap_err();
        assert_eq!(failure, TransferFailure::Insecure, "{bad}");
    }
}

#[tokio::test]
async fn a_server_with_the_certificate_of_another_gets_no_question() {
    let (ca, _server, client) = stage().await;
    let other = Server::named(&ca, "example.test").await;
    let url = other.url("/f");
    let (answer, ()) = join!(client.get(&url, None), other.refused());
    assert_eq!(answer.unwrap_err(), TransferFailure::Insecure);
}

#[tokio::test]
async fn what_is_refused_is_told_by_its_status() {
    let (_ca, server, client) = stage().await;
    let url = server.url("/f");
    for (status, failure) in [
        ("404 Not Found", TransferFailure::Gone),
        ("410 Gone", TransferFailure::Gone),
        ("403 Forbidden", TransferFailure::Status(403)),
        ("500 Oh", TransferFailure::Status(500)),
        ("204 No Content", TransferFailure::Status(204)),
    ] {
        let (answer, ()) = join!(client.get(&url, None), async {
            server.asked().await.answer(status, "", b"").await;
        });
        assert_eq!(answer.unwrap_err(), failure, "{status}");
    }
    let (answer, ()) = join!(client.get(&url, None), async {
        let guest = server.asked().await;
        guest
            .answer("200 OK", "Content-Encoding: gzip\r\n", b"zip")
            .await;
    });
    assert_eq!(answer.unwrap_err(), TransferFailure::Altered);
}

#[tokio::test]
async fn a_file_that_breaks_off_is_lost() {
    let (_ca, server, client) = stage().await;
    let url = server.url("/f");
    let (answer, ()) = join!(client.get(&url, None), async {
        let mut guest = server.asked().await;
        guest
            .say(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            .await;
    });
    let mut answer = answer.unwrap();
    assert_eq!(answer.next().await.unwrap().unwrap(), &b"half"[..]);
    assert!(lost(&answer.next().await.unwrap_err()));
    let (answer, ()) = join!(client.get(&url, None), async {
        server.asked().await.say(b"SSH-2.0-OpenSSH\r\n").await;
    });
    assert!(lost(&answer.unwrap_err()));
}

#[tokio::test]
async fn who_keeps_silent_is_left() {
    let (ca, server, _) = stage().await;
    let client = client(&ca, SHORT);
    let url = server.url("/f");
    // Not a word.
    let (answer, ()) = join!(client.get(&url, None), async {
        server.asked().await.left().await;
    });
    assert!(lost(&answer.unwrap_err()));
    // A head that never ends.
    let (answer, ()) = join!(client.get(&url, None), async {
        let mut guest = server.asked().await;
        guest.say(b"HTTP/1.1 200 OK\r\nX: ").await;
        guest.left().await;
    });
    assert!(lost(&answer.unwrap_err()));
    // A body that stops.
    let (answer, guest) = join!(client.get(&url, None), async {
        let mut guest = server.asked().await;
        guest
            .say(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            .await;
        guest
    });
    let mut answer = answer.unwrap();
    assert_eq!(answer.next().await.unwrap().unwrap(), &b"half"[..]);
    assert!(lost(&answer.next().await.unwrap_err()));
    drop(answer);
    guest.left().await;
}

#[tokio::test]
async fn drops_of_a_file_are_no_reason_to_wait() {
    let (ca, server, _) = stage().await;
    let client = client(&ca, SHORT);
    let url = server.url("/f");
    let dripping = async {
        let mut guest = server.asked().await;
        guest
            .say(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            .await;
        let mut drops = tokio::time::interval(SHORT / 10);
        for _ in 0..1_000 {
            drops.tick().await;
            guest.say(b".").await;
        }
    };
    let getting = async { whole(client.get(&url, None).await.unwrap()).await };
    tokio::select! {
        got = getting => assert!(lost(&got.unwrap_err())),
        () = dripping => panic!("a thousand drops were waited for"),
    }
}

#[tokio::test]
async fn an_answer_that_is_dropped_closes_its_connection() {
    let (_ca, server, client) = stage().await;
    let url = server.url("/f");
    let (answer, mut guest) = join!(client.get(&url, None), async {
        let mut guest = server.asked().await;
        guest.say(b"HTTP/1.1 200 OK\r\n\r\n").await;
        guest
    });
    let endless = guest.say_without_end(&[b'x'; 4096]);
    let taking = async {
        let mut answer = answer.unwrap();
        assert_eq!(answer.total, None);
        let mut come = 0;
        while come < 100_000 {
            come += answer.next().await.unwrap().unwrap().len();
        }
    };
    let both = async { join!(endless, taking) };
    tokio::time::timeout(PATIENCE, both).await.unwrap();
}

#[tokio::test]
async fn a_file_goes_out_as_it_is() {
    let (_ca, server, client) = stage().await;
    let url = server.url("/slot/f.bin");
    let headers = [
        ("Content-Type".to_owned(), "image/png".to_owned()),
        ("Authorization".to_owned(), "Basic Zm9v".to_owned()),
    ];
    for length in [0, 1, 3_000_000] {
        let content: Vec<u8> = (0..length).map(|n| n as u8).collect();
        let length = length as u64;
        let mut told = Vec::new();
        let put = client.put(&url, &headers, file(&content), length, |sent| {
            told.push(sent);
        });
        let (put, ()) = join!(put, async {
            let mut guest = server.asked().await;
            assert!(guest.head.starts_with("PUT /slot/f.bin HTTP/1.1\r\n"));
            assert_eq!(guest.header("content-length"), length.to_string());
            assert_eq!(guest.header("content-type"), "image/png");
            assert_eq!(guest.header("authorization"), "Basic Zm9v");
            assert_eq!(guest.header("user-agent"), "");
            assert_eq!(guest.body(content.len()).await, content);
            guest.answer("201 Created", "", b"").await;
        });
        put.unwrap();
        assert!(told.is_sorted(), "{told:?}");
        assert!(told.iter().all(|sent| *sent <= length), "{told:?}");
    }
}

#[tokio::test]
async fn what_is_announced_is_what_is_sent() {
    let (_ca, server, client) = stage().await;
    let url = server.url("/f");
    // The file has grown.
    let (put, ()) = join!(
        client.put(&url, &[], file(b"hello more"), 5, |_| {}),
        async {
            let mut guest = server.asked().await;
            assert_eq!(guest.header("content-length"), "5");
            assert_eq!(guest.body(5).await, b"hello");
            guest.answer("200 OK", "", b"").await;
        }
    );
    put.unwrap();
    // It has become shorter.
    let (put, ()) = join!(client.put(&url, &[], file(b"hell"), 5, |_| {}), async {
        server.given_up().await;
    });
    let failure = put.unwrap_err();
    assert!(
        matches!(failure, TransferFailure::Unreadable(_)),
        "{failure:?}"
    );
}

#[tokio::test]
async fn a_file_that_is_refused_on_its_way_is_told_so() {
    let (ca, server, patient) = stage().await;
    let url = server.url("/f");
    let large = vec![7; 5_000_000];
    let put = patient.put(&url, &[], file(&large), 5_000_000, |_| {});
    let (put, _guest) = join!(put, async {
        let mut guest = server.asked().await;
        guest
            .say(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
            .await;
        guest
    });
    assert_eq!(put.unwrap_err(), TransferFailure::Status(413));
    // A slot is where it is.
    let (put, ()) = join!(patient.put(&url, &[], file(b"x"), 1, |_| {}), async {
        let mut guest = server.asked().await;
        guest.body(1).await;
        guest.send_on("/g").await;
    });
    assert_eq!(put.unwrap_err(), TransferFailure::Status(302));
    // The server goes away.
    let put = patient.put(&url, &[], file(&large), 5_000_000, |_| {});
    let (put, ()) = join!(put, async {
        server.asked().await.body(10_000).await;
    });
    assert!(lost(&put.unwrap_err()));
    // It takes nothing more.
    let impatient = client(&ca, SHORT);
    let large = vec![7; 50_000_000];
    let put = impatient.put(&url, &[], file(&large), 50_000_000, |_| {});
    let (put, _guest) = join!(put, async {
        let mut guest = server.asked().await;
        guest.body(10_000).await;
        guest
    });
    assert!(lost(&put.unwrap_err()));
    // A header that is none.
    let headers = [("X".to_owned(), "a\r\nHost: b".to_owned())];
    let failure = patient
        .put(&url, &headers, file(b""), 0, |_| {})
        .await
        .unwrap_err();
    assert!(lost(&failure));
}

#[tokio::test]
async fn a_transfer_that_is_dropped_closes_its_connection() {
    let (_ca, server, client) = stage().await;
    let url = server.url("/f");
    let large = vec![7; 50_000_000];
    let put = client.put(&url, &[], file(&large), 50_000_000, |_| {});
    let guest = tokio::select! {
        put = put => panic!("{put:?}"),
        guest = async {
            let mut guest = server.asked().await;
            guest.body(10_000).await;
            guest
        } => guest,
    };
    guest.left().await;
}
