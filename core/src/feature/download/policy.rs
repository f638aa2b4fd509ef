//! Which files come by themselves: by whom they are from, by what they are, and by their size.

use crate::model::{Attachment, AttachmentKind, FetchFrom, FilePolicy, Held};

/// How many bytes of a file come by themselves at most, or why none do. Where nobody has said how
/// large it is, its server is asked, and may say that it is too large.
pub(super) fn most(policy: &FilePolicy, trusted: bool, file: &Attachment) -> Result<u64, Held> {
    match policy.from {
        FetchFrom::Nobody => return Err(Held::Asked),
        FetchFrom::Contacts if !trusted => return Err(Held::Stranger),
        FetchFrom::Contacts | FetchFrom::Everybody => {}
    }
    let most = match file.kind {
        AttachmentKind::Picture => policy.picture,
        AttachmentKind::Video => policy.video,
        AttachmentKind::Audio => policy.audio,
        AttachmentKind::Voice => policy.voice,
        AttachmentKind::File => policy.file,
    };
    let most = most.filter(|_| !file.sources.is_empty());
    match (most, file.size) {
        (None, _) => Err(Held::Asked),
        (Some(most), Some(size)) if size > most => Err(Held::Large),
        (Some(most), _) => Ok(most),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(size: Option<u64>) -> Attachment {
        Attachment {
            kind: AttachmentKind::Picture,
            size,
            sources: vec!["https://a.example/1".to_owned()],
            ..Attachment::default()
        }
    }

    fn policy(from: FetchFrom) -> FilePolicy {
        FilePolicy {
            picture: Some(100),
            file: None,
            from,
            ..FilePolicy::default()
        }
    }

    #[test]
    fn a_stranger_waits_for_a_word() {
        let (contacts, everybody) = (policy(FetchFrom::Contacts), policy(FetchFrom::Everybody));
        let file = picture(Some(1));
        assert_eq!(most(&contacts, false, &file), Err(Held::Stranger));
        assert_eq!(most(&contacts, true, &file), Ok(100));
        assert_eq!(most(&everybody, false, &file), Ok(100));
        let nobody = policy(FetchFrom::Nobody);
        assert_eq!(most(&nobody, true, &file), Err(Held::Asked));
    }

    #[test]
    fn what_is_large_or_of_another_kind_waits_for_a_word() {
        let policy = policy(FetchFrom::Contacts);
        assert_eq!(most(&policy, true, &picture(Some(100))), Ok(100));
        assert_eq!(most(&policy, true, &picture(Some(101))), Err(Held::Large));
        assert_eq!(most(&policy, true, &picture(None)), Ok(100));
        let file = Attachment {
            kind: AttachmentKind::File,
            ..picture(Some(1))
        };
        assert_eq!(most(&policy, true, &file), Err(Held::Asked));
        let nowhere = Attachment {
            sources: Vec::new(),
            ..picture(Some(1))
        };
        assert_eq!(most(&policy, true, &nowhere), Err(Held::Asked));
    }
}
