//! What a WebAssembly program is made of: the bytes of code for each crate, and its largest functions.
//!
//! Read from what the compiler wrote, which still has names. wasm-opt then takes away about a third, from every part, so the
//! shares count here, and the bytes that are sent are in the table of files.

use std::collections::HashMap;

/// The number of the code section, and of the names of functions within the section of names.
const CODE: u8 = 10;
const FUNCTION_NAMES: u8 = 1;
const IMPORTS: u8 = 2;

/// One function.
#[derive(Debug, PartialEq)]
pub(crate) struct Function {
    /// Its path, without the hash of its build.
    pub(crate) name: String,
    /// The crate that it was written in. A generic function belongs to the crate that wrote it, not to who uses it.
    pub(crate) of: String,
    /// The bytes of its code.
    pub(crate) bytes: usize,
}

/// All functions of a program, the largest first. `None` when it is no WebAssembly, or was cut off.
pub(crate) fn functions(wasm: &[u8]) -> Option<Vec<Function>> {
    let mut at = Reader { bytes: wasm.strip_prefix(b"\0asm\x01\0\0\0")? };
    let (mut imported, mut bodies, mut names) = (0, Vec::new(), HashMap::new());
    while !at.bytes.is_empty() {
        let (kind, mut section) = at.section()?;
        match kind {
            IMPORTS => imported = imported_functions(&mut section)?,
            CODE => {
                for _ in 0..section.number()? {
                    let length = section.number()?;
                    section.take(length)?;
                    bodies.push(length);
                }
            }
            0 => {
                let length = section.number()?;
                if section.take(length)? == b"name" {
                    names = function_names(&mut section)?;
                }
            }
            _ => {}
        }
    }
    let mut functions: Vec<Function> = bodies
        .into_iter()
        .enumerate()
        .map(|(place, bytes)| {
            let mangled = names.get(&(imported + place)).copied().unwrap_or("without a name");
            Function { name: format!("{:#}", rustc_demangle::demangle(mangled)), of: crate_of(mangled), bytes }
        })
        .collect();
    functions.sort_by_key(|function| std::cmp::Reverse(function.bytes));
    Some(functions)
}

/// The bytes for each crate, the largest first.
pub(crate) fn crates(functions: &[Function]) -> Vec<(&str, usize)> {
    let mut sums: HashMap<&str, usize> = HashMap::new();
    for function in functions {
        *sums.entry(&function.of).or_default() += function.bytes;
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|&(name, bytes)| (std::cmp::Reverse(bytes), name));
    sums
}

fn imported_functions(section: &mut Reader<'_>) -> Option<usize> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        for _ in 0..2 {
            let length = section.number()?;
            section.take(length)?;
        }
        match section.byte()? {
            0 => {
                section.number()?;
                functions += 1;
            }
            // A table: what it holds, and its limits.
            1 => {
                section.byte()?;
                section.limits()?;
            }
            2 => section.limits()?,
            3 => drop(section.take(2)?),
            // A tag: its attribute, and its type.
            _ => {
                section.byte()?;
                section.number()?;
            }
        }
    }
    Some(functions)
}

fn function_names<'a>(section: &mut Reader<'a>) -> Option<HashMap<usize, &'a str>> {
    let mut names = HashMap::new();
    while !section.bytes.is_empty() {
        let (kind, mut part) = section.section()?;
        if kind == FUNCTION_NAMES {
            for _ in 0..part.number()? {
                let (function, length) = (part.number()?, part.number()?);
                names.insert(function, std::str::from_utf8(part.take(length)?).ok()?);
            }
        }
    }
    Some(names)
}

/// The first crate that a name tells: of the function, or of the type that it is a method of.
fn crate_of(mangled: &str) -> String {
    let path = format!("{:#}", rustc_demangle::demangle(mangled));
    let first = path.split(|character: char| !(character.is_alphanumeric() || character == '_'));
    let mut words = first.filter(|word| !word.is_empty() && !matches!(*word, "mut" | "const" | "dyn" | "as" | "impl"));
    let is_path = path.contains("::");
    words.find(|word| word.len() > 1).filter(|_| is_path).map_or_else(|| "others".to_owned(), str::to_owned)
}

/// What is left to read.
struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    /// A number in LEB128: seven bits a byte, the lowest first.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0_usize;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A lower limit, and an upper one if a flag says so.
    fn limits(&mut self) -> Option<()> {
        let has_upper = self.byte()? & 1 == 1;
        self.number()?;
        if has_upper {
            self.number()?;
        }
        Some(())
    }

    fn section(&mut self) -> Option<(u8, Self)> {
        let kind = self.byte()?;
        let length = self.number()?;
        Some((kind, Self { bytes: self.take(length)? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One imported function and two of its own, of 2 and 4 bytes.
    fn wasm() -> Vec<u8> {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        wasm.extend([2, 7, 1, 1, b'a', 1, b'b', 0, 0]);
        wasm.extend([10, 9, 2, 2, 0, 11, 4, 0, 1, 1, 11]);
        let names = b"\x04name\x01\x19\x02\x01\x0a_ZN1a3oneE\x02\x0a_ZN1b3twoE";
        wasm.extend([0, u8::try_from(names.len()).expect("short")]);
        wasm.extend(names);
        wasm
    }

    #[test]
    fn the_largest_function_comes_first_and_has_its_name() {
        let functions = functions(&wasm()).expect("it is whole");
        assert_eq!(functions.iter().map(|function| function.bytes).collect::<Vec<_>>(), [4, 2]);
        assert!(functions[0].name.contains("two"), "{functions:?}");
    }

    #[test]
    fn what_is_cut_off_is_not_believed() {
        let whole = wasm();
        assert_eq!(functions(&whole[..whole.len() - 1]), None);
        assert_eq!(functions(b"no program"), None);
    }

    #[test]
    fn methods_belong_to_the_crate_of_their_type() {
        for (mangled, of) in [
            ("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE", "core"),
            ("_ZN61_$LT$tachys..view..any_view..AnyView$u20$as$u20$core..Any$GT$4drop17h0123456789abcdefE", "tachys"),
            ("memcpy", "others"),
        ] {
            assert_eq!(crate_of(mangled), of, "{mangled}");
        }
    }
}
