import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { lua } from '@codemirror/legacy-modes/mode/lua';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import type { Finding } from '@durable-lua/registry/texts';

/** An editor of several files, one of which is shown. */
export class Editor {
  private readonly view: EditorView;
  /** Of the files that are not shown, with their history. */
  private readonly states = new Map<string, EditorState>();
  private shown = '';

  /** @param changed is told of each change of a text */
  constructor(
    parent: Element,
    private readonly changed: (file: string, text: string) => void,
  ) {
    this.view = new EditorView({ parent });
  }

  show(file: string, text: string): void {
    if (this.shown !== '') this.states.set(this.shown, this.view.state);
    const kept = this.states.get(file);
    this.shown = file;
    this.view.setState(kept !== undefined && kept.doc.toString() === text ? kept : this.begin(file, text));
  }

  /** Marks what was found in the file that is shown. */
  mark(findings: readonly Finding[]): void {
    const { doc } = this.view.state;
    const diagnostics = findings
      .map((finding) => ({ ...finding, ...placeOf(finding) }))
      .filter(({ file }) => file === this.shown)
      .map(({ line: number, column, message, severity }) => {
        const line = doc.line(Math.min(Math.max(1, number), doc.lines));
        const from = Math.min(line.from + Math.max(0, column - 1), line.to);
        return { from, to: line.to, message, severity };
      });
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  close(): void {
    this.view.destroy();
  }

  private begin(file: string, doc: string): EditorState {
    return EditorState.create({
      doc,
      extensions: [
        lineNumbers(),
        history(),
        indentOnInput(),
        bracketMatching(),
        lintGutter(),
        file.endsWith('.lua') ? StreamLanguage.define(lua) : yaml(),
        syntaxHighlighting(classHighlighter),
        // Tab leaves the editor, as everywhere on a page.
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': file, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) this.changed(this.shown, update.state.doc.toString());
        }),
      ],
    });
  }
}

/** A mistake in Lua is reported where the entry names the file, and says its line: `order.lua:2: …`. */
function placeOf({ code, message, file, line, column }: Finding): Pick<Finding, 'file' | 'line' | 'column'> {
  const [, lua, at] = (code === 'E-LUA' && /^([^\n:]+):(\d+): /.exec(message)) || [];
  return lua === undefined ? { file, line, column } : { file: lua, line: Number(at), column: 1 };
}
