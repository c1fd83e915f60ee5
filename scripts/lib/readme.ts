import { readFileSync } from 'node:fs';
import { formatWithOptions } from 'node:util';
import ts from 'typescript';

/** The fenced code blocks of a Markdown text in this language, in order. */
export function codeBlocks(markdown: URL, language: string): readonly string[] {
  const text = readFileSync(markdown, 'utf8');
  return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].flatMap(([, found, code]) =>
    found === language && code !== undefined ? [code] : [],
  );
}

/** A block without its types, as its reader's compiler leaves it. */
export const asJavaScript = (code: string): string =>
  ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  }).outputText;

export interface Printed {
  /** What the code printed, in one line each. */
  readonly printed: readonly string[];
  /** What it says it prints: the comments behind its `console.log(…);`. */
  readonly promised: readonly string[];
}

/**
 * Runs a block of JavaScript or TypeScript as a module.
 * @param load gives the module of an import: tests run on sources, wherever the block's reader will have packages.
 */
export async function runBlock(code: string, load: (specifier: string) => Promise<unknown>): Promise<Printed> {
  const printed: string[] = [];
  const log = (...values: unknown[]): void =>
    void printed.push(formatWithOptions({ breakLength: Infinity, compact: true }, ...values));
  const body = asJavaScript(code)
    .replace(/^import \* as (\w+) from '([^']+)';$/gm, "const $1 = await load('$2');")
    .replace(/^import (\{[^}]*\}) from '([^']+)';$/gm, (_, names: string, specifier: string) => {
      return `const ${names.replaceAll(' as ', ': ')} = await load('${specifier}');`;
    });
  await new Function('load', 'console', `return (async () => { ${body} })()`)(load, { ...console, log });
  const promised = [...code.matchAll(/^.*console\.log\(.*\);? \/\/ (.*)$/gm)].map(([, comment]) => comment as string);
  return { printed, promised };
}
