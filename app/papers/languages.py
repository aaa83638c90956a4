"""The languages in which a file beside a paper may be: tags with their English names."""

from __future__ import annotations

ENGLISH, WELSH, BRITISH_SIGN_LANGUAGE = "en-GB", "cy", "bfi"

LANGUAGES = {
    ENGLISH: "English",
    "ar": "Arabic",
    "bn": "Bengali",
    BRITISH_SIGN_LANGUAGE: "British Sign Language",
    "zh": "Chinese",
    "fr": "French",
    "gu": "Gujarati",
    "ga": "Irish",
    "it": "Italian",
    "pl": "Polish",
    "pt": "Portuguese",
    "pa": "Punjabi",
    "ro": "Romanian",
    "gd": "Scottish Gaelic",
    "so": "Somali",
    "es": "Spanish",
    "ta": "Tamil",
    "uk": "Ukrainian",
    "ur": "Urdu",
    WELSH: "Welsh",
}
