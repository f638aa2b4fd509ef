//! Which files could start something: by name, by type, by what they begin with, by their mode.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Endings of what a desktop would start, install or obey. Documents that can carry macros are not among
/// them: the programs that open those ask by themselves.
const ENDINGS: &[&str] = &[
    // Programs, and what is in them.
    "appimage",
    "bin",
    "com",
    "cpl",
    "dll",
    "elf",
    "exe",
    "gadget",
    "jar",
    "jnlp",
    "msc",
    "out",
    "pif",
    "run",
    "scr",
    "so",
    "sys",
    "wasm",
    "xbe",
    "class",
    // Scripts.
    "bash",
    "bat",
    "cmd",
    "csh",
    "fish",
    "hta",
    "js",
    "jse",
    "ksh",
    "lua",
    "mjs",
    "php",
    "pl",
    "ps1",
    "psm1",
    "py",
    "pyc",
    "pyw",
    "pyz",
    "rb",
    "sh",
    "tcl",
    "vb",
    "vbe",
    "vbs",
    "ws",
    "wsf",
    "wsh",
    "zsh",
    "action",
    "command",
    "workflow",
    "applescript",
    "scpt",
    // Shortcuts, settings, installers.
    "application",
    "appref-ms",
    "chm",
    "desktop",
    "directory",
    "inf",
    "ins",
    "iso",
    "img",
    "lnk",
    "mount",
    "msi",
    "msix",
    "msp",
    "mst",
    "reg",
    "service",
    "settingcontent-ms",
    "socket",
    "target",
    "timer",
    "url",
    "webloc",
    "website",
    "apk",
    "crx",
    "deb",
    "dmg",
    "flatpak",
    "flatpakref",
    "flatpakrepo",
    "ipa",
    "pkg",
    "rpm",
    "snap",
    "xpi",
    // They run what stands in them, in a browser and with the rights of a local page.
    "htm",
    "html",
    "mht",
    "mhtml",
    "shtml",
    "svg",
    "svgz",
    "xht",
    "xhtml",
    "xml",
    "xsl",
    "xslt",
];

/// Media types of the same.
const TYPES: &[&str] = &[
    "application/java-archive",
    "application/javascript",
    "application/vnd.appimage",
    "application/vnd.debian.binary-package",
    "application/vnd.flatpak",
    "application/vnd.microsoft.portable-executable",
    "application/wasm",
    "application/xhtml+xml",
    "application/x-desktop",
    "application/x-dosexec",
    "application/x-elf",
    "application/x-executable",
    "application/x-ms-dos-executable",
    "application/x-ms-shortcut",
    "application/x-msdownload",
    "application/x-msi",
    "application/x-perl",
    "application/x-pie-executable",
    "application/x-python",
    "application/x-rpm",
    "application/x-sh",
    "application/x-sharedlib",
    "application/x-shellscript",
    "image/svg+xml",
    "text/html",
    "text/javascript",
    "text/x-python",
    "text/x-sh",
    "text/x-shellscript",
];

/// What such files begin with. A desktop looks at that, too, where a name says nothing.
const BEGINNINGS: &[&[u8]] = &[
    b"\x7fELF",
    b"MZ",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\0asm",
    b"L\0\0\0\x01\x14\x02\0",
    b"!<arch>\ndebian",
    b"\xed\xab\xee\xdb",
    b"[Desktop Entry]",
    b"[Desktop Action",
];

/// So much of a file is looked at: shortcuts may begin with comments.
const LOOKED_AT: u64 = 4096;

/// Whether opening it could start something.
///
/// # Errors
/// What the system says.
pub fn is_dangerous(path: &Path, name: &str, media_type: &str) -> io::Result<bool> {
    let file = File::open(path)?;
    let may_run = may_run(&file)?;
    let mut beginning = Vec::new();
    file.take(LOOKED_AT).read_to_end(&mut beginning)?;
    Ok(may_run || is_named_so(name) || is_of_type(media_type) || begins_so(&beginning))
}

/// By its name. What Windows and file managers cut off does not count: dots and spaces at its end.
fn is_named_so(name: &str) -> bool {
    let visible = |sign: &char| !sign.is_control() && !is_invisible(*sign);
    let name: String = name.chars().filter(visible).collect();
    let name = name.trim_end_matches(|sign: char| sign == '.' || sign.is_whitespace());
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.trim());
    ending.is_some_and(|ending| {
        let ending = ending.to_lowercase();
        ENDINGS.contains(&ending.as_str())
    })
}

/// Signs that turn the direction or take no room, so that an ending looks like another one.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

fn is_of_type(media_type: &str) -> bool {
    let plain = media_type.split(';').next().unwrap_or_default();
    let plain = plain.trim().to_ascii_lowercase();
    TYPES.contains(&plain.as_str())
}

fn begins_so(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if BEGINNINGS.iter().any(|one| text.starts_with(one)) {
        return true;
    }
    // A shortcut of a desktop may have comments and empty lines before its first section.
    let Ok(text) = std::str::from_utf8(text) else {
        return false;
    };
    let mut lines = text.lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    let first = first.unwrap_or_default().to_ascii_lowercase();
    [
        "[desktop entry]",
        "<!doctype html",
        "<html",
        "<script",
        "<svg",
        "<?xml",
        "<?php",
    ]
    .iter()
    .any(|beginning| first.starts_with(beginning))
}

#[cfg(unix)]
fn may_run(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn may_run(_: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(name: &str, media_type: &str, bytes: &[u8]) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stored");
        std::fs::write(&path, bytes).unwrap();
        is_dangerous(&path, name, media_type).unwrap()
    }

    #[test]
    fn documents_pictures_and_sounds_are_opened() {
        for (name, media_type, bytes) in [
            ("report.pdf", "application/pdf", &b"%PDF-1.7"[..]),
            ("photo.jpg", "image/jpeg", b"\xff\xd8\xff"),
            ("notes.txt", "text/plain", b"# a heading\nand words"),
            ("song.ogg", "audio/ogg", b"OggS"),
            ("table.ods", "", b"PK\x03\x04"),
            ("nothing", "", b""),
        ] {
            assert!(!judged(name, media_type, bytes), "{name}");
        }
    }

    #[test]
    fn what_could_start_something_is_known_by_its_name() {
        for name in [
            "setup.exe",
            "SETUP.EXE",
            "photo.jpg.exe",
            "photo\u{202e}gpj.exe",
            "photo.e\u{200b}xe",
            "setup.exe.",
            "setup.exe  ",
            "run.sh",
            "game.AppImage",
            "x.desktop",
            "page.html",
            "drawing.svg",
        ] {
            assert!(judged(name, "", b""), "{name}");
        }
    }

    #[test]
    fn and_by_its_type_and_its_beginning_whatever_it_is_called() {
        assert!(judged("photo.jpg", "application/x-executable", b""));
        assert!(judged("photo.jpg", " Text/HTML; charset=utf-8", b""));
        let nasty: [&[u8]; 7] = [
            b"\x7fELF\x02",
            b"MZ\x90",
            b"#!/bin/sh\nrm -rf ~",
            b"# hello\n\n[Desktop Entry]\nExec=sh",
            b"\xef\xbb\xbf<!DOCTYPE html>",
            b"<svg xmlns=''>",
            b"!<arch>\ndebian-binary",
        ];
        for bytes in nasty {
            assert!(judged("photo.jpg", "image/jpeg", bytes), "{bytes:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn and_by_its_mode() {
        use std::os::unix::fs::PermissionsExt;
        let file = tempfile::NamedTempFile::new().unwrap();
        let asked = || is_dangerous(file.path(), "notes.txt", "").unwrap();
        assert!(!asked());
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(file.path(), mode).unwrap();
        assert!(asked());
        assert!(is_dangerous(Path::new("/nowhere/at/all"), "x", "").is_err());
    }
}
