/** Most steps that a path shows from its beginning and from its end. */
const SHOWN = 4;
/** Longest text of one step. */
const STEP = 40;
const NAME = /^[\p{L}_][\p{L}\p{N}_-]*$/u;
/** What changes how the text around it is shown, beside the control characters that JSON escapes. */
const INVISIBLE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;
const escaped = (letter: string): string => `\\u{${(letter.codePointAt(0) as number).toString(16)}}`;
const { stringify } = JSON;

/** Where a walk through nested values stands, for messages: `.items[3]`. */
export class Path {
  private readonly steps: (string | number)[] = [];

  enter(step: string | number): void {
    this.steps.push(step);
  }

  leave(): void {
    this.steps.pop();
  }

  get depth(): number {
    return this.steps.length;
  }

  /** `.items[3]: `, what is in the middle of a long one left out; nothing for the outermost value. */
  toString(): string {
    const { steps } = this;
    if (steps.length === 0) return '';
    const shown =
      steps.length <= 2 * SHOWN
        ? steps.map(show)
        : [...steps.slice(0, SHOWN).map(show), '…', ...steps.slice(-SHOWN).map(show)];
    return `${shown.join('')}: `;
  }
}

function show(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`;
  // A cut may fall between the halves of a letter.
  const start = step.slice(0, STEP).replace(/\p{Surrogate}$/u, '');
  const text = start.length < step.length ? `${start}…` : start;
  return NAME.test(start) ? `.${text}` : `[${stringify(text).replace(INVISIBLE, escaped)}]`;
}
