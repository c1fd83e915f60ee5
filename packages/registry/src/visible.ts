/**
 * Characters that do not show, or change how the text around them shows: control characters, bidirectional marks, zero-width
 * ones, separators of lines, halves of surrogate pairs.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const ALL = new RegExp(INVISIBLE, 'gu');

/** Whether a text may stand in a name, or in a line of a log. */
export const isVisible = (text: string): boolean => !INVISIBLE.test(text);

/** The text with what does not show written out. */
export const makeVisible = (text: string): string =>
  text.replace(ALL, (letter) => `\\u{${(letter.codePointAt(0) as number).toString(16)}}`);

/** A text in quotes, for a message. */
export const quoted = (text: string): string => makeVisible(JSON.stringify(text));
