//! A picture as pixels, and where two of them differ.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use crate::failure::{Doing, Failure, Outcome};

/// How much a channel may differ without anybody seeing it.
const UNSEEN: u8 = 6;

/// What differs, on the picture of a difference.
const MARK: [u8; 3] = [230, 0, 120];

/// Pixels, from the upper left one on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    /// Reads a PNG as Chromium writes it: 8 bits, red, green and blue, perhaps with an opacity, which is full.
    ///
    /// # Errors
    /// It can't be read, or is of another kind.
    pub(super) fn read(path: &Path) -> Outcome<Self> {
        let doing = || format!("read {}", path.display());
        let file = File::open(path).doing(doing)?;
        let mut reader = png::Decoder::new(BufReader::new(file)).read_info().doing(doing)?;
        let size =
            reader.output_buffer_size().ok_or_else(|| Failure::said(format!("{} is too large.", path.display())))?;
        let mut bytes = vec![0; size];
        let frame = reader.next_frame(&mut bytes).doing(doing)?;
        let channels = match (frame.color_type, frame.bit_depth) {
            (png::ColorType::Rgb, png::BitDepth::Eight) => 3,
            (png::ColorType::Rgba, png::BitDepth::Eight) => 4,
            (other, _) => {
                return Err(Failure::said(format!("{} is a PNG of another kind: {other:?}.", path.display())));
            }
        };
        let pixels = bytes[..frame.buffer_size()].chunks_exact(channels).map(|p| [p[0], p[1], p[2]]).collect();
        Ok(Self { width: frame.width as usize, height: frame.height as usize, pixels })
    }

    /// Writes it as PNG.
    ///
    /// # Errors
    /// The file can't be written.
    pub(super) fn write(&self, path: &Path) -> Outcome<()> {
        let doing = || format!("write {}", path.display());
        let file = BufWriter::new(File::create(path).doing(doing)?);
        let side = |length: usize| u32::try_from(length).doing(doing);
        let mut encoder = png::Encoder::new(file, side(self.width)?, side(self.height)?);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().doing(doing)?;
        writer.write_image_data(self.pixels.as_flattened()).doing(doing)
    }

    fn at(&self, x: usize, y: usize) -> Option<[u8; 3]> {
        (x < self.width).then(|| self.pixels.get(y * self.width + x).copied()).flatten()
    }

    /// How many pixels differ from those of another picture, and a picture of where: this one, faint, with marks. What only one
    /// of the two has differs, too.
    pub(super) fn difference(&self, other: &Self) -> (usize, Self) {
        let (width, height) = (self.width.max(other.width), self.height.max(other.height));
        let mut count = 0;
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let (one, two) = (self.at(x, y), other.at(x, y));
                let same = matches!((one, two), (Some(one), Some(two)) if looks_like(one, two));
                count += usize::from(!same);
                pixels.push(if same { faint(one.unwrap_or_default()) } else { MARK });
            }
        }
        (count, Self { width, height, pixels })
    }

    /// How many pixels there are.
    pub(super) fn size(&self) -> usize {
        self.pixels.len()
    }
}

fn looks_like(one: [u8; 3], two: [u8; 3]) -> bool {
    one.iter().zip(two).all(|(one, two)| one.abs_diff(two) <= UNSEEN)
}

/// A pale grey of the same brightness.
fn faint(pixel: [u8; 3]) -> [u8; 3] {
    let brightness = pixel.iter().map(|&channel| u16::from(channel)).sum::<u16>() / 3;
    let pale = 170 + brightness / 3;
    [u8::try_from(pale).unwrap_or(u8::MAX); 3]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: usize, pixels: &[[u8; 3]]) -> Picture {
        Picture { width, height: pixels.len() / width, pixels: pixels.to_vec() }
    }

    #[test]
    fn a_picture_is_read_as_it_was_written() {
        let whole = picture(2, &[[0, 10, 20], [30, 40, 50], [60, 70, 80], [255, 255, 255]]);
        let path = std::env::temp_dir().join(format!("tapo-care-picture-{}.png", std::process::id()));
        whole.write(&path).expect("writes");
        assert_eq!(Picture::read(&path).expect("reads"), whole);
        std::fs::remove_file(path).expect("removes");
    }

    #[test]
    fn what_nobody_sees_is_no_difference_and_the_rest_is_marked() {
        let before = picture(2, &[[0, 0, 0], [100, 100, 100]]);
        let after = picture(2, &[[UNSEEN, 0, 0], [100, 100, 101 + UNSEEN]]);
        let (count, marked) = after.difference(&before);
        assert_eq!(count, 1);
        assert_ne!(marked.pixels[0], MARK);
        assert_eq!(marked.pixels[1], MARK);
    }

    #[test]
    fn what_only_one_of_them_has_is_a_difference() {
        let short = picture(1, &[[0, 0, 0]]);
        let long = picture(1, &[[0, 0, 0], [0, 0, 0], [0, 0, 0]]);
        for (one, two) in [(&short, &long), (&long, &short)] {
            let (count, marked) = one.difference(two);
            assert_eq!((count, marked.height), (2, 3));
        }
        let wide = picture(2, &[[0, 0, 0], [0, 0, 0]]);
        assert_eq!(short.difference(&wide).0, 1);
    }
}
