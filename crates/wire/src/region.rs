//! Countries: the codes of ISO 3166-1, alpha-2.

/// Every officially assigned code, one after the other: two letters each, in their order.
const CODES: &str = "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCV\
CWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKG\
KHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPM\
PNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWS\
YEYTZAZMZW";

/// Every country code there is, such as `DE`.
pub fn regions() -> impl Iterator<Item = &'static str> {
    (0..CODES.len() / 2).map(|index| &CODES[2 * index..2 * index + 2])
}

/// Whether it is a country's code, in capitals.
pub fn is_region(text: &str) -> bool {
    regions().any(|code| code == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_249_in_order_and_each_once() {
        let all: Vec<&str> = regions().collect();
        assert_eq!(all.len(), 249);
        assert!(all.is_sorted_by(|a, b| a < b), "{all:?}");
    }

    #[test]
    fn only_whole_codes_count() {
        for good in ["DE", "US", "AD", "ZW", "GB"] {
            assert!(is_region(good), "{good}");
        }
        // "DA" stands in the list across two codes.
        for bad in ["", "D", "de", "DEU", "UK", "EU", "XX", "DA"] {
            assert!(!is_region(bad), "{bad}");
        }
    }
}
