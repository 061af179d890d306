/**
 * Characters that reorder, hide or fake text: control characters, halves of surrogate pairs, bidirectional controls,
 * zero-width characters, blank letters (Hangul fillers) and tags. A name that a recipient reads must be what it looks
 * like: https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const unprintable = /[\p{Cc}\p{Cs}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f]/u;
const unprintableRare = /[\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

/**
 * Zero-width joiners belong into Persian and Indic words and into emoji. Beside an ASCII character, or at an end,
 * they are invisible and make one name look like another: https://www.unicode.org/reports/tr31/#A1
 */
const strayJoiner = /(?:^|[\0-\x7f\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?:[\0-\x7f]|$)/u;

/** Whether a text is what it looks like, on one line. Apart from the schemas, for forms that check before they send. */
export const isPrintable = (text: string): boolean => !unprintable.test(text) && !unprintableRare.test(text) && !strayJoiner.test(text);
