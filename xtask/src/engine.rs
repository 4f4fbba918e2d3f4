//! The browsers that journeys run in, by their engines.

use std::str::FromStr;

/// A browser's engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// That of Chromium, Chrome and Edge.
    Chromium,
    /// That of Firefox.
    Firefox,
    /// That of Safari.
    WebKit,
}

impl Engine {
    /// All of them, in the order in which they are tested.
    pub(crate) const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// Its name for the command line, and for the journeys.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }
}

/// The value of `--browsers`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Engines(pub(crate) Vec<Engine>);

impl Default for Engines {
    fn default() -> Self {
        Self(vec![Engine::Chromium])
    }
}

impl FromStr for Engines {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "all" => Ok(Self(Engine::ALL.to_vec())),
            name => Engine::ALL.into_iter().find(|engine| engine.name() == name).map(|one| Self(vec![one])).ok_or(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_all_are_named() {
        assert_eq!("webkit".parse(), Ok(Engines(vec![Engine::WebKit])));
        assert_eq!("all".parse(), Ok(Engines(Engine::ALL.to_vec())));
        assert_eq!("safari".parse::<Engines>(), Err(()));
        assert_eq!(Engines::default().0, [Engine::Chromium]);
    }
}
