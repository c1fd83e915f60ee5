import { HIDDEN } from '@durable-lua/lua-vm';
import type { Project } from '@durable-lua/registry';

/** Names whose values nobody shows around. */
const USUAL = /passw(?:or)?d|passphrase|secret|token|api_?key|private_?key|credential|authorization/i;

/** A shorter text may be anywhere by accident. */
const SHORTEST = 4;

/** What the VM shows of a long text is its beginning, of so many characters. */
const SHOWN = 80;

/** Knows what must not be shown: values by their names, and texts wherever they stand. */
export class Secrets {
  private readonly names: ReadonlySet<string>;
  private readonly texts = new Set<string>();

  /** @param names besides those of the project */
  constructor(project: Project | undefined, names: readonly string[]) {
    const declared = [...(project?.entries.values() ?? [])].flatMap(({ meta }) => declaredIn(meta));
    this.names = new Set([...declared, ...names].map((name) => name.toLowerCase()));
  }

  isSecret(name: string): boolean {
    return USUAL.test(name) || this.names.has(name.toLowerCase());
  }

  hide(text: string): void {
    if (text.length < SHORTEST) return;
    // As values are shown: with escapes, and cut.
    this.texts.add(text.slice(0, SHOWN));
    this.texts.add(JSON.stringify(text.slice(0, SHOWN)).slice(1, -1));
  }

  /** Texts without what is secret in them. */
  redact(texts: readonly string[]): readonly string[] {
    if (this.texts.size === 0) return texts;
    const alternatives = [...this.texts].sort((a, b) => b.length - a.length).map(escaped);
    // Many alternatives in one expression would be slow, and too large for the engine at last.
    const parts: RegExp[] = [];
    for (let i = 0; i < alternatives.length; i += 500) {
      parts.push(new RegExp(alternatives.slice(i, i + 500).join('|'), 'g'));
    }
    return texts.map((text) => parts.reduce((shown, part) => shown.replace(part, HIDDEN), text));
  }
}

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

/** `meta.inspector.secret`: a list of names, of any entry. */
function declaredIn(meta: Readonly<Record<string, unknown>>): readonly string[] {
  const { secret } = (meta['inspector'] ?? {}) as { readonly secret?: unknown };
  return Array.isArray(secret) ? secret.filter((name): name is string => typeof name === 'string') : [];
}
