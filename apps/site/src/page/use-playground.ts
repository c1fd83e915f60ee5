import { computed, onBeforeUnmount, onMounted, reactive, ref, shallowRef, watch, type ShallowRef } from 'vue';
import { pageOf } from '@durable-lua/inspector/recording';
import { FIRST } from '../playground/first.js';
import { textOf, type Outcome } from '../playground/run.js';
import { fromHash, toHash, type Action, type Failure, type State } from '../playground/state.js';
import { Editor } from './editor.js';
import { Runner } from './runner.js';

/** The state, as one changes it. */
interface Changing {
  files: Record<string, string>;
  workflow?: string;
  args: State['args'];
  failures: Record<string, Failure>;
  actions: Action[];
}

/**
 * All that the page of the playground knows and does.
 * @param editorPlace where the editor comes
 * @param inspector the page of the inspector, as its package builds it
 */
export function usePlayground(editorPlace: Readonly<ShallowRef<HTMLElement | null>>, inspector: string) {
  // Without refs in it: the type that Vue makes of what may hold some has no end for plain data.
  const state = reactive(structuredClone(FIRST) as object) as Changing;
  const file = ref('order.lua');
  const args = ref('');
  const outcome = shallowRef<Outcome>();
  const problem = ref('');
  const running = ref(false);
  const notice = ref('');
  const pid = ref('');
  const page = ref('');

  let editor: Editor | undefined;
  let runner: Runner | undefined;

  const form = reactive<{ time: string; kind: 'send' | 'update' | 'query'; name: string; values: string }>({
    time: '1h',
    kind: 'send',
    name: 'approve',
    values: '{ "by": "Ada" }',
  });
  const failure = reactive({ id: '', kind: 'UNAVAILABLE', message: 'no answer', times: '2', retryable: true });

  const ran = computed(() => outcome.value?.ran);
  const status = computed(() => {
    if (running.value) return 'computes …';
    if (problem.value !== '') return problem.value;
    const { findings = [], ran: run } = outcome.value ?? {};
    if (run === undefined)
      return findings.some(({ severity }) => severity === 'error') ? 'has mistakes' : 'no workflow';
    if (run.end === undefined) return 'waits';
    return 'result' in run.end ? 'completed' : 'failed';
  });
  const lines = computed(() =>
    [
      ...(ran.value?.asked ?? []).map((line) => ({ ...line, asked: true })),
      ...(ran.value?.log ?? []).map((line) => ({ ...line, asked: false })),
    ].sort((a, b) => a.at - b.at),
  );

  /** JSON values, with commas between them. */
  const parse = (text: string): State['args'] => JSON.parse(`[${text}]`) as State['args'];
  const showArgs = (values: State['args']): string => values.map(textOf).join(', ');
  const clock = (ms: number): string => {
    const [d, h, m, s] = [
      Math.floor(ms / 86_400_000),
      Math.floor(ms / 3_600_000) % 24,
      Math.floor(ms / 60_000) % 60,
      (ms / 1000) % 60,
    ];
    return [d > 0 ? `${d}d` : '', h > 0 ? `${h}h` : '', m > 0 ? `${m}m` : '', `${s}s`].join('');
  };
  const words = (action: Action): string => {
    if (action.do === 'wait') return action.time === undefined ? 'wait until nothing happens' : `wait ${action.time}`;
    if (action.do === 'cancel') return 'cancel';
    return `${action.do} ${action.name}(${showArgs(action.args)})`;
  };

  async function run(): Promise<void> {
    running.value = true;
    problem.value = '';
    try {
      const result = await runner?.run(JSON.parse(JSON.stringify(state)) as State);
      if (result === undefined) return;
      outcome.value = result;
      const pids = Object.keys(result.ran?.recordings ?? {});
      if (!pids.includes(pid.value)) pid.value = pids[0] ?? '';
      editor?.mark(result.findings);
    } catch (error) {
      problem.value = (error as Error).message;
    }
    running.value = false;
  }

  let soon: ReturnType<typeof setTimeout> | undefined;
  const runSoon = (): void => {
    clearTimeout(soon);
    soon = setTimeout(() => void run(), 400);
  };

  function show(name: string): void {
    file.value = name;
    editor?.show(name, state.files[name] ?? '');
    if (outcome.value !== undefined) editor?.mark(outcome.value.findings);
  }

  function addFile(): void {
    const name = prompt('Path of the file, such as lib/money.lua');
    if (name === null || !/^[\w./-]+\.(lua|ya?ml)$/.test(name)) return;
    state.files[name] ??= name.endsWith('.lua') ? 'return {}\n' : '';
    show(name);
  }

  function removeFile(): void {
    delete state.files[file.value];
    show(Object.keys(state.files)[0] ?? '_index.yaml');
    void run();
  }

  /** Says what is wrong with a form instead of an exception. */
  function attempt(change: () => void): void {
    notice.value = '';
    try {
      change();
    } catch {
      notice.value = 'JSON values expected, with commas between them, such as 1, { "by": "Ada" }';
      return;
    }
    void run();
  }

  const act = (action: Action): void => attempt(() => state.actions.push(action));
  const message = (): void =>
    attempt(() => state.actions.push({ do: form.kind, name: form.name, args: parse(form.values) }));
  const undo = (index: number): void => attempt(() => state.actions.splice(index, 1));
  const setArgs = (): void => attempt(() => (state.args = parse(args.value)));
  const fail = (): void =>
    attempt(() => {
      const { id, kind, message: text, times, retryable } = failure;
      const target = id || outcome.value?.functions[0];
      if (target === undefined) return;
      const given = { kind, message: text, retryable };
      state.failures[target] = times === '' ? given : { ...given, times: Number(times) };
    });

  async function share(): Promise<void> {
    history.replaceState(history.state, '', `#${await toHash(state)}`);
    notice.value = 'the address of this page is the link now';
    await navigator.clipboard?.writeText(location.href).then(
      () => (notice.value = 'the link is copied'),
      () => undefined,
    );
  }

  function take(given: State): void {
    Object.assign(state, { workflow: undefined }, structuredClone(given));
    args.value = showArgs(state.args);
    show(Object.keys(state.files).find((name) => name.endsWith('.lua')) ?? '_index.yaml');
  }

  async function open(): Promise<void> {
    try {
      take((await fromHash(location.hash)) ?? FIRST);
    } catch (error) {
      take(FIRST);
      notice.value = (error as Error).message;
    }
    await run();
  }

  const reopen = (): void => void open();

  watch([ran, pid], async () => {
    const recording = ran.value?.recordings[pid.value];
    URL.revokeObjectURL(page.value);
    page.value =
      recording === undefined
        ? ''
        : URL.createObjectURL(new Blob([await pageOf(recording, inspector)], { type: 'text/html' }));
  });

  onMounted(() => {
    runner = new Runner();
    editor = new Editor(editorPlace.value as HTMLElement, (name, text) => {
      state.files[name] = text;
      runSoon();
    });
    void open();
    addEventListener('hashchange', reopen);
  });
  onBeforeUnmount(() => {
    removeEventListener('hashchange', reopen);
    clearTimeout(soon);
    runner?.close();
    editor?.close();
    URL.revokeObjectURL(page.value);
  });
  return {
    act,
    addFile,
    args,
    attempt,
    clock,
    fail,
    failure,
    file,
    form,
    lines,
    message,
    notice,
    outcome,
    page,
    pid,
    ran,
    removeFile,
    run,
    setArgs,
    share,
    show,
    state,
    status,
    undo,
    words,
  };
}
