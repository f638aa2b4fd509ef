//! Files in messages: what is known of those that come in, and who does what with them.

use std::sync::Arc;

use waxwing_media::picture::{self, Sides};
use waxwing_proto::file_metadata::FileMetadata;
use waxwing_proto::sharing::Shared;

use crate::account::turn::Turn;
use crate::account::{Account, preview};
use crate::archive::FileName;
use crate::command::file::Command;
use crate::feature::chat::Words;
use crate::model::{Attachment, AttachmentKind, Held, Message, Place};
use crate::store::{AttachmentRecord, Op};
use crate::{ConversationId, Error, ItemId};

impl Account {
    pub(crate) async fn handle_file(&mut self, command: Command, turn: &mut Turn) {
        match command {
            Command::Send {
                conversation,
                files,
                text,
                reply_to,
                spoiler,
                private,
            } => {
                let words = Words {
                    text: &text,
                    reply_to,
                    spoiler,
                    private,
                    ..Words::default()
                };
                self.send_files(conversation, files, words, turn).await;
            }
            Command::Cancel {
                conversation,
                item,
                index,
            } => {
                let name = FileName {
                    conversation,
                    item,
                    index,
                };
                if !self.stop_fetching(name, turn).await {
                    self.cancel_file(item.seq, turn).await;
                }
            }
            Command::Fetch {
                conversation,
                item,
                index,
            } => {
                let name = FileName {
                    conversation,
                    item,
                    index,
                };
                self.fetch_file(name, turn).await;
            }
            Command::Retry {
                conversation, item, ..
            } => {
                self.retry_file(conversation, item, turn).await;
            }
            Command::Offer { .. } => self.offer_files(turn),
            other => {
                if let Some(request) = other.request() {
                    turn.done.push((request, Err(Error::NotFound)));
                }
            }
        }
    }

    /// More is known of a file, or it is somewhere else: its message as it is then.
    pub(crate) async fn renew_file(
        &mut self,
        (id, item): (ConversationId, ItemId),
        index: u32,
        change: impl FnOnce(&mut Attachment),
        turn: &mut Turn,
    ) -> Option<Arc<Message>> {
        let message = self.now(id, item, turn).await?;
        let mut message = Message::clone(&message);
        let file = message.attachments.get_mut(index as usize)?;
        change(file);
        turn.ops.push(Op::PutAttachment(AttachmentRecord {
            conversation: id,
            item: message.id,
            index,
            attachment: file.clone(),
        }));
        let message = Arc::new(message);
        turn.touched.insert((id, item.seq), Arc::clone(&message));
        if let Some(talk) = self.talks.get_mut(&id) {
            if preview::change(&mut talk.record, &message) {
                turn.ops.push(Op::PutConversation(talk.record.clone()));
                self.dirty.insert(id);
            }
            // The page that has moved it will show it where it stands.
            if !self.backlog.alter(id, &message) {
                turn.show(id, talk.open, Arc::clone(&message));
            }
        }
        Some(message)
    }
}

/// What is told of a file to others.
pub(crate) fn shared_of(file: &Attachment) -> Shared {
    Shared {
        file: FileMetadata {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            sha256: file.sha256.clone(),
            dimensions: file.dimensions,
            length_ms: file.duration_ms,
            description: file.description.clone(),
            thumbhash: file.thumbhash.clone(),
            png: few_pixels(&file.thumbhash).unwrap_or_default(),
            voice: (file.kind == AttachmentKind::Voice).then(|| file.waveform.clone()),
        },
        sources: file.sources.clone(),
        is_attachment: file.kind == AttachmentKind::File,
    }
}

/// What is known of a file that somebody shares.
pub(crate) fn heard_of(shared: Shared) -> Attachment {
    let file = shared.file;
    let kind = match (file.voice.is_some(), shared.is_attachment) {
        (true, _) => AttachmentKind::Voice,
        // It is to be saved, its sender says, and not to be looked at.
        (false, true) => AttachmentKind::File,
        (false, false) => AttachmentKind::of(&file.media_type),
    };
    let name = match file.name.is_empty() {
        true => waxwing_proto::file_name::clean(""),
        false => file.name,
    };
    let thumbhash = match file.thumbhash.is_empty() {
        true => of_few_pixels(&file.png).unwrap_or_default(),
        false => file.thumbhash,
    };
    Attachment {
        name,
        media_type: file.media_type,
        kind,
        size: file.size,
        sha256: file.sha256,
        dimensions: file.dimensions,
        duration_ms: file.length_ms,
        waveform: file.voice.unwrap_or_default(),
        thumbhash,
        description: file.description,
        sources: shared.sources,
        place: Place::Remote(Held::Asked),
    }
}

/// A ThumbHash as a PNG of a few pixels, for those who can't read one.
fn few_pixels(thumbhash: &[u8]) -> Option<Vec<u8>> {
    let pixels = picture::from_thumbhash(thumbhash)?;
    let small = pixels.shrunk(pixels.sides().within(FEW));
    picture::to_png(&small).ok()
}

/// The ThumbHash of what somebody sends as a PNG of a few pixels.
fn of_few_pixels(png: &[u8]) -> Option<Vec<u8>> {
    let sides = picture::probe(png).ok()?.sides;
    // A few bytes may claim to be a picture of any size.
    if sides.width > MOST || sides.height > MOST {
        return None;
    }
    let pixels = picture::decode(png, Sides::ANY).ok()?;
    Some(picture::thumbhash(&pixels))
}

/// What others send of a picture before it is there: more would be a waste in each message.
const FEW: Sides = Sides {
    width: 8,
    height: 8,
};

/// A thumbnail inside a message has no more pixels to a side.
const MOST: u32 = 128;

#[cfg(test)]
mod tests {
    use waxwing_media::picture::Pixels;

    use super::*;

    fn red(width: u32, height: u32) -> Pixels {
        let rgba = [200, 20, 20, 255].repeat((width * height) as usize);
        Pixels::new(Sides { width, height }, rgba).unwrap()
    }

    #[test]
    fn few_pixels_and_few_bytes_show_the_same() {
        let hash = picture::thumbhash(&red(90, 60));
        let png = few_pixels(&hash).unwrap();
        assert!(png.len() < 400, "{}", png.len());
        let sides = picture::probe(&png).unwrap().sides;
        assert!(sides.width <= 8 && sides.height < sides.width, "{sides:?}");
        let again = of_few_pixels(&png).unwrap();
        let shown = picture::from_thumbhash(&again).unwrap();
        let [r, g, b, a] = shown.at(1, 1).unwrap();
        assert!(r > 150 && g < 70 && b < 70 && a == 255, "{r} {g} {b} {a}");
    }

    #[test]
    fn what_is_no_small_picture_is_none() {
        assert_eq!(few_pixels(&[]), None);
        assert_eq!(few_pixels(&[7; 200]), None);
        assert_eq!(of_few_pixels(b"\x89PNG\r\n\x1a\n"), None);
        assert_eq!(of_few_pixels(b""), None);
        let wide = picture::to_png(&red(MOST + 1, 1)).unwrap();
        assert_eq!(of_few_pixels(&wide), None);
        let jpeg = picture::to_jpeg(&red(MOST, 2), 90).unwrap();
        assert!(of_few_pixels(&jpeg).is_some(), "whatever it is called");
    }
}
