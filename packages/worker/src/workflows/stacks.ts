import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { dist } from '../dist.js';

const COMMENT = '\n//# sourceMappingURL=';

/** The code of a bundle, and where its positions come from. */
export class BundleStacks {
  /** Without its source map, which nobody needs as long as nothing fails. */
  readonly code: string;
  /** A `data:` URL, or the name of a file of this package; empty: the bundle has no source map. */
  private readonly url: string;
  private map: SourceMap | undefined;

  constructor(
    code: string,
    /** Of the code, as it stands in stack traces. */
    private readonly filename: string,
  ) {
    const end = code.lastIndexOf(COMMENT);
    this.code = end < 0 ? code : code.slice(0, end);
    this.url = end < 0 ? '' : code.slice(end + COMMENT.length).trimEnd();
  }

  /** A stack trace with the positions of the sources, where the bundle has a source map. */
  original(stack: string): string {
    return stack.replaceAll(/([^\s(]+):(\d+):(\d+)/g, (found, file: string, line: string, column: string) =>
      file === this.filename ? (this.sourceOf(Number(line), Number(column)) ?? found) : found,
    );
  }

  private sourceOf(line: number, column: number): string | undefined {
    if (this.url === '') return undefined;
    this.map ??= new SourceMap(JSON.parse(read(this.url)) as SourceMapPayload);
    const found = this.map.findEntry(line - 1, column - 1);
    if (!('originalSource' in found)) return undefined;
    return `${found.originalSource}:${found.originalLine + 1}:${found.originalColumn + 1}`;
  }
}

function read(url: string): string {
  const [, encoded] = url.split('base64,');
  return encoded === undefined
    ? readFileSync(path.join(dist, url), 'utf8')
    : Buffer.from(encoded, 'base64').toString('utf8');
}
