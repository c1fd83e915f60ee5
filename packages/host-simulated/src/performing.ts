import { canceled, LuaError, operation, type Data, type Operation, type Payload } from '@durable-lua/determinism';
import { defined, isThenable } from '@durable-lua/determinism/host';
import { createLua, decodeData, encodeData } from '@durable-lua/lua-vm';
import { Deferred } from './deferred.js';
import { askFake, fakeError, isLuaFake, type Fake, type FakeCall, type LuaFake } from './fakes.js';
import type { SimulatedRun } from './run.js';
import type { Simulation } from './simulation.js';
import { handedOn, sized } from './sizes.js';

/** A call as it reaches a fake. */
export type EncodedCall = Omit<FakeCall, 'args' | 'at' | 'onCancel'> & { readonly args: readonly Payload[] };

/** What a fake does, while it does it. */
export interface Work extends Operation<Payload> {
  /** @param reason what a CANCEL event says */
  cancel(reason?: string): void;
}

/** Runs what stands for a function, a workflow or a process, once. Cancelling asks the code for an early end. */
export function performFake(fake: Fake, run: SimulatedRun, call: EncodedCall): Work {
  if (!isLuaFake(fake)) return runTypeScript(fake, run.simulation, call);
  const failure = failureBefore(fake, run.simulation, call);
  return failure === undefined
    ? runLua(fake, run, call.args)
    : operation(Promise.reject(failure.error), () => undefined);
}

/** Why an attempt fails before its Lua runs. */
function failureBefore(
  { before }: LuaFake,
  { time, sizeLimits }: Simulation,
  call: EncodedCall,
): { readonly error: unknown } | undefined {
  try {
    before?.({ ...call, args: call.args.map(decodeData), at: time.now, onCancel: () => undefined });
    return undefined;
  } catch (thrown) {
    return { error: handedOn(fakeError(thrown), sizeLimits) };
  }
}

export function runTypeScript(fake: Exclude<Fake, LuaFake>, { time, sizeLimits }: Simulation, call: EncodedCall): Work {
  const end = new Deferred<Payload>();
  const cancels: (() => void)[] = [];
  const failed = (thrown: unknown): void => end.reject(handedOn(fakeError(thrown), sizeLimits));
  const done = (value: unknown): void => {
    try {
      end.resolve(sized(encoded(call.id, value), sizeLimits));
    } catch (error) {
      failed(error);
    }
  };
  try {
    const args = call.args.map(decodeData);
    const onCancel = (callback: () => void): void => void cancels.push(callback);
    const given = askFake(fake, { ...call, args, at: time.now, onCancel });
    if (given !== undefined) {
      if (isThenable(given.value)) time.during(given.value, done, failed);
      else done(given.value);
    }
  } catch (thrown) {
    failed(thrown);
  }
  return operation(end.promise, () => {
    for (const cancel of cancels.splice(0)) cancel();
    if (!end.settled) time.schedule(0, () => end.reject(canceled()));
  });
}

function encoded(id: string, value: unknown): Payload {
  try {
    return encodeData(value as Data);
  } catch (error) {
    throw LuaError.is(error) ? error.at(`'${id}': result`) : error;
  }
}

function runLua(fake: LuaFake, run: SimulatedRun, args: readonly Payload[]): Work {
  const { options, time } = run.simulation;
  const { modules = [], interceptors = [], limits, observe } = options;
  const { id, pid, inWorkflow } = run;
  const { lua: source, method = 'main', modules: declared, libraries = {} } = fake;
  const end = new Deferred<Payload>();
  const point = { ...(typeof source === 'string' ? { source, name: run.id } : source), method };
  const observer = observe?.({ id, pid, inWorkflow, chunks: [point, ...Object.values(libraries)] });
  const lua = createLua({
    modules,
    interceptors,
    host: run,
    entry: run.id,
    libraries,
    ...defined({ declared, limits, observer }),
  });
  observer?.begun({ entry: run.id, lua, unread: () => run.mailbox.unread() });
  lua
    .runEntry(point, args)
    .finally(() => {
      run.over = true;
      lua.close();
    })
    .then(
      (value) => time.schedule(0, () => end.resolve(value)),
      (error: unknown) => time.schedule(0, () => end.reject(error)),
    );
  const cancel = (reason?: string): void => run.requestCancel(defined({ reason }));
  return { ...operation(end.promise, cancel), cancel };
}
