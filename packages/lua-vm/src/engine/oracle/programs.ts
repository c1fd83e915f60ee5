import type { Program } from './driver.js';
import { float, integer, string } from './expressions.js';
import { listFiles, readUtf8 } from './node.js';
import type { Random } from './random.js';

/** The programs written by hand: files in `programs/`, in which a line `--- name` starts a program. */
export function writtenPrograms(): Program[] {
  return listFiles('./programs')
    .filter((file) => file.endsWith('.lua'))
    .flatMap((file) =>
      readUtf8(`./programs/${file}`)
        .split(/^--- /m)
        .slice(1)
        .map((text) => {
          const end = text.indexOf('\n');
          return { name: `${file.replace('.lua', '')}: ${text.slice(0, end)}`, source: text.slice(end + 1) };
        }),
    );
}

/** Variables in scope by kind; each program starts with one of each, so that an expression can always be made. */
interface Scope {
  readonly n: string[];
  readonly s: string[];
  readonly t: string[];
  readonly f: string[];
}

const copy = (scope: Scope): Scope => ({ n: [...scope.n], s: [...scope.s], t: [...scope.t], f: [...scope.f] });

/** Random programs: blocks of statements over numbers, strings, tables and closures; loops are short, all values are printed. */
class Writer {
  #names = 0;
  readonly #r: Random;

  constructor(r: Random) {
    this.#r = r;
  }

  #name(prefix: string): string {
    return `${prefix}${++this.#names}`;
  }

  #number(scope: Scope): string {
    const r = this.#r;
    switch (r.below(9)) {
      case 0:
        return integer(r, 0);
      case 1: {
        const x = float(r, 0);
        return x.includes('0/0') ? '0.25' : x; // how not-a-number prints is the processor's business
      }
      case 2:
        return `#${r.pick([...scope.s, ...scope.t])}`;
      case 3:
        return `(${r.pick(scope.n)} ${r.pick(['+', '-', '*', '//', '%'])} ${r.below(9) - 2})`;
      case 4:
        return `(${r.pick(scope.n)} ${r.pick(['+', '-', '*'])} ${r.pick(scope.n)})`;
      case 5:
        return `(${r.pick(scope.t)}[${1 + r.below(3)}] or ${r.below(100)})`;
      case 6:
        return `${r.pick(scope.f)}(${this.#number(scope)})`;
      case 7:
        return `(${this.#condition(scope)} and ${r.pick(scope.n)} or ${r.below(50)})`;
      default:
        return r.pick(scope.n);
    }
  }

  #string(scope: Scope): string {
    const r = this.#r;
    return r.pick([
      () => string(r),
      () => `(${r.pick(scope.s)} .. ${r.oneIn(2) ? r.pick(scope.s) : this.#number(scope)})`,
      () => `${r.pick(scope.s)}:sub(${r.below(5) - 2}, ${r.below(6) - 2})`,
      () => `tostring(${this.#number(scope)})`,
      () => `${r.pick(scope.s)}:rep(${r.below(3)})`,
      () => r.pick(scope.s),
    ])();
  }

  #condition(scope: Scope): string {
    const r = this.#r;
    const n = (): string => r.pick(scope.n);
    return r.pick([
      () => `${n()} ${r.pick(['<', '<=', '==', '~=', '>'])} ${r.oneIn(2) ? n() : r.below(20)}`,
      () => `${r.pick(scope.s)} ${r.pick(['<', '<=', '==', '~='])} ${r.pick(scope.s)}`,
      () => `not (${n()} > ${r.below(10)})`,
      () => `(${n()} == ${n()} or #${r.pick(scope.s)} > ${r.below(4)})`,
    ])();
  }

  #statement(scope: Scope, depth: number, pad: string): string {
    const r = this.#r;
    const inner = `${pad}  `;
    const block = (s: Scope): string => this.#block(copy(s), depth - 1, inner);
    switch (r.below(depth > 0 ? 15 : 8)) {
      case 0: {
        const v = this.#name('n');
        const line = `local ${v} = ${this.#number(scope)}`;
        scope.n.push(v);
        return line;
      }
      case 1: {
        const v = this.#name('s');
        const line = `local ${v} = ${this.#string(scope)}`;
        scope.s.push(v);
        return line;
      }
      case 2:
        return `${r.pick(scope.n)} = ${this.#number(scope)}`;
      case 3: {
        /* no holes: what '#' gives for a list with holes is not defined */
        const t = r.pick(scope.t);
        return `${t}[${r.oneIn(2) ? `#${t} + 1` : this.#string(scope)}] = ${r.pick(scope.n)}`;
      }
      case 4:
        return `show(${this.#number(scope)}, ${this.#string(scope)}, ${this.#condition(scope)})`;
      case 5:
        return `${r.pick(scope.s)} = (${this.#string(scope)}):sub(1, 40)`;
      case 6: {
        const [a, b] = [r.pick(scope.n), r.pick(scope.n)];
        return `${a}, ${b} = ${b}, ${this.#number(scope)}`;
      }
      case 7:
        return `table.insert(${r.pick(scope.t)}, ${this.#number(scope)})`;
      case 8:
        return `if ${this.#condition(scope)} then\n${block(scope)}\n${pad}else\n${block(scope)}\n${pad}end`;
      case 9: {
        const v = this.#name('i');
        const step = r.pick(['', '', ', 2', ', -1', ', 0.5']);
        const start = step === ', -1' ? r.below(4) : 1;
        return `for ${v} = ${start}, ${step === ', -1' ? 1 : r.below(4)}${step} do\n${block({ ...scope, n: [...scope.n, v] })}\n${pad}end`;
      }
      case 10: {
        const [k, v] = [this.#name('k'), this.#name('v')];
        return `for ${k}, ${v} in ipairs(${r.pick(scope.t)}) do\n${inner}if ${k} > 3 then break end\n${block({ ...scope, n: [...scope.n, k] })}\n${pad}end`;
      }
      case 11: {
        const v = this.#name('w');
        const label = this.#name('L');
        return `local ${v} = ${1 + r.below(4)}\n${pad}while ${v} > 0 do\n${inner}${v} = ${v} - 1\n${inner}if ${this.#condition(scope)} then goto ${label} end\n${inner}do\n${block(scope)}\n${inner}end\n${inner}::${label}::\n${pad}end`;
      }
      case 12: {
        const [f, p] = [this.#name('f'), this.#name('p')];
        const body = this.#block({ ...copy(scope), n: [...scope.n, p] }, depth - 1, inner);
        const line = `local function ${f}(${p}, ...)\n${inner}local extra = select("#", ...)\n${body}\n${inner}return ${p} + extra + ${r.pick(scope.n)}\n${pad}end`;
        scope.f.push(f);
        return line;
      }
      case 13:
        return `show(pcall(function()\n${block(scope)}\n${inner}${r.pick(['error("raised")', `local x = ${r.pick(scope.n)}.field.field`, `return ${this.#number(scope)}`, `return ${r.pick(scope.s)} < ${r.pick(scope.n)}`, 'error({ })'])}\n${pad}end))`;
      default: {
        const v = this.#name('t');
        const line = `local ${v} = { ${r.times(r.below(5), () => this.#number(scope)).join(', ')} }`;
        scope.t.push(v);
        return line;
      }
    }
  }

  #block(scope: Scope, depth: number, pad: string): string {
    return this.#r.times(2 + this.#r.below(3), () => pad + this.#statement(scope, depth, pad)).join('\n');
  }

  program(): string {
    const scope: Scope = { n: ['n'], s: ['s'], t: ['t'], f: ['f'] };
    const lines = ['local n, s, t = 1, "s", { 3, 2, 1 }', 'local function f(x) n = n + 1 return x end'];
    for (let i = 0; i < 6; i++) lines.push(this.#statement(scope, 3, ''));
    lines.push(`show(${[...scope.n, ...scope.s, ...scope.t.map((t) => `#${t}`)].slice(-30).join(', ')})`);
    return lines.join('\n');
  }
}

/** `count` random programs. */
export const randomPrograms = (r: Random, count: number): Program[] =>
  r.times(count, (index) => ({ name: `random ${index}`, source: new Writer(r).program() }));
