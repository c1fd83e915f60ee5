import { SourceMap, type SourceMapPayload } from 'node:module';

const COMMENT = '\n//# sourceMappingURL=data:application/json';

/** The code of a bundle, and where its positions come from. */
export class BundleStacks {
  /** Without its source map, which nobody needs as long as nothing fails. */
  readonly code: string;
  private readonly encoded: string;
  private map: SourceMap | undefined;

  constructor(
    code: string,
    /** Of the code, as it stands in stack traces. */
    private readonly filename: string,
  ) {
    const end = code.lastIndexOf(COMMENT);
    this.code = end < 0 ? code : code.slice(0, end);
    this.encoded = end < 0 ? '' : code.slice(code.indexOf('base64,', end) + 'base64,'.length);
  }

  /** A stack trace with the positions of the sources, where the bundle has a source map. */
  original(stack: string): string {
    return stack.replaceAll(/([^\s(]+):(\d+):(\d+)/g, (found, file: string, line: string, column: string) =>
      file === this.filename ? (this.sourceOf(Number(line), Number(column)) ?? found) : found,
    );
  }

  private sourceOf(line: number, column: number): string | undefined {
    if (this.encoded === '') return undefined;
    this.map ??= new SourceMap(JSON.parse(Buffer.from(this.encoded, 'base64').toString('utf8')) as SourceMapPayload);
    const found = this.map.findEntry(line - 1, column - 1);
    if (!('originalSource' in found)) return undefined;
    return `${found.originalSource}:${found.originalLine + 1}:${found.originalColumn + 1}`;
  }
}
