/** What is known where code has failed. */
export interface FieldHints {
  /** Source text of a chunk, by the name that positions show. */
  readonly sourceOf: (chunk: string) => string | undefined;
  /** The fields of a module or library, by the name it is required by; undefined if there is none of that name. */
  readonly fieldsOf: (name: string) => readonly string[] | undefined;
  /** The end of a message about a name: the one that was meant, or nothing. */
  readonly meant: (name: string, known: readonly string[]) => string;
}

/** What is longer was not written by hand, and is not searched: by expressions, which take the square of its length. */
export const LONGEST_LINE = 1_000;

const MISSING =
  /^(.+):(\d+): attempt to (?:call|index|perform arithmetic on) a nil value \((?:field|method) '(\w+)'\)$/;

/** The end of a message about a field of a module that is not there, `; did you mean 'time.sleep'?`, or nothing. Pure. */
export function fieldHint(message: string, { sourceOf, fieldsOf, meant }: FieldHints): string {
  const [, chunk, line, field] = MISSING.exec(message) ?? [];
  if (chunk === undefined || field === undefined) return '';
  const source = sourceOf(chunk) ?? '';
  const text = source.split('\n')[Number(line) - 1] ?? '';
  if (text.length > LONGEST_LINE) return '';
  const uses = [...text.matchAll(new RegExp(`([A-Za-z_][\\w.]*)\\s*[.:]\\s*${field}\\b`, 'g'))].map(([, base]) => base);
  const [base] = uses;
  // Of two things on one line nobody knows which it was.
  if (base === undefined || uses.some((other) => other !== base)) return '';
  const [name = '', ...inner] = base.split('.');
  const prefix = inner.map((part) => `${part}.`).join('');
  const fields = fieldsOf(requiredAs(name, source));
  if (fields === undefined || fields.includes(`${prefix}${field}`)) return '';
  const around = fields.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
  const near = meant(field, around);
  return near === '' ? `; ${base} has no '${field}'` : near;
}

/** What a local was required as, or the name itself. */
function requiredAs(name: string, source: string): string {
  const [, module] = new RegExp(`\\blocal\\s+${name}\\s*=\\s*require\\s*\\(?\\s*["']([^"']+)["']`).exec(source) ?? [];
  return module ?? name;
}
