//! What a disk may hold after the power went: all that was made durable, and of the rest whatever chance has it.

use super::trace::{Event, File};

/// The smallest part that a disk writes whole.
const SECTOR: usize = 512;

/// The contents of both files.
#[derive(Clone, Debug, Default)]
pub(super) struct Image {
    /// The database itself.
    pub(super) main: Vec<u8>,
    /// Its log.
    pub(super) log: Vec<u8>,
}

impl Image {
    fn file(&mut self, file: File) -> &mut Vec<u8> {
        match file {
            File::Main => &mut self.main,
            File::Log => &mut self.log,
        }
    }

    /// Lets something happen to the whole of it.
    pub(super) fn apply(&mut self, event: &Event) {
        match event {
            Event::Write(file, offset, data) => put(self.file(*file), *offset, data),
            Event::Truncate(file, size) => self.file(*file).truncate(*size),
            Event::Sync(..) | Event::Answer(_) => {}
        }
    }

    /// Lets only some sectors of a write happen.
    fn tear(&mut self, event: &Event, chance: &mut fastrand::Rng) {
        let Event::Write(file, offset, data) = event else { return };
        for (number, sector) in data.chunks(SECTOR).enumerate() {
            if chance.bool() {
                put(self.file(*file), offset + number * SECTOR, sector);
            }
        }
    }

    /// Lets what was under way happen as chance has it: all, nothing, or each whole, torn or not at all, in any order.
    pub(super) fn crash(&mut self, mut under_way: Vec<&Event>, chance: &mut fastrand::Rng) {
        match chance.u32(0..4) {
            0 => {}
            1 => under_way.iter().for_each(|event| self.apply(event)),
            _ => {
                chance.shuffle(&mut under_way);
                for event in under_way {
                    match chance.u32(0..3) {
                        0 => {}
                        1 => self.apply(event),
                        _ => self.tear(event, chance),
                    }
                }
            }
        }
    }
}

fn put(file: &mut Vec<u8>, offset: usize, data: &[u8]) {
    if file.len() < offset + data.len() {
        file.resize(offset + data.len(), 0);
    }
    file[offset..offset + data.len()].copy_from_slice(data);
}
