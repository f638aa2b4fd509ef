//! What changed about rooms. What a room is stands in its conversation ([`crate::model::Room`]).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Form, FoundRoom, Member, OccupantsChange, RoomInvitations};
use crate::{ConversationId, RequestId};

/// About rooms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Who is in a room that is followed.
    Occupants {
        /// Which.
        conversation: ConversationId,
        /// What changed.
        change: OccupantsChange,
    },
    /// The room of a command that makes or enters one.
    Entered {
        /// Whose.
        request: RequestId,
        /// Which.
        conversation: ConversationId,
    },
    /// Who is something to a room.
    Members {
        /// Who asked.
        request: RequestId,
        /// Which room.
        conversation: ConversationId,
        /// All of them.
        members: Vec<Member>,
    },
    /// How a room can be configured.
    Config {
        /// Who asked.
        request: RequestId,
        /// Which room.
        conversation: ConversationId,
        /// The form, with what holds now.
        form: Form,
    },
    /// Rooms that were found.
    Found {
        /// Who asked.
        request: RequestId,
        /// The service that was asked.
        service: String,
        /// The rooms.
        rooms: Vec<FoundRoom>,
    },
    /// Invitations that were not answered yet: replace what you had.
    Invitations(Arc<RoomInvitations>),
}
