import { describe, expect, it } from 'vitest';
import { run, worlds } from './worlds.fixture.js';

describe('what is started where', () => {
  const refusal = async (call: string) => {
    const source = `local pid, err = ${call} return { pid == nil, err:kind(), tostring(err) }`;
    return (await run(source)) as [boolean, string, string];
  };

  it.each([
    ['process.spawn("app:nobody", "test:w")', 'NOT_FOUND', "no workflow 'app:nobody'"],
    ['process.spawn("app:nobody", "app:procs")', 'NOT_FOUND', "no process 'app:nobody'"],
    ['process.spawn("app:done", "app:nowhere")', 'NOT_FOUND', "no host 'app:nowhere'"],
    ['process.spawn("app:done", "app:http")', 'INVALID', "'app:http' is a http.service"],
    [
      'process.spawn("app:don", "test:w")',
      'NOT_FOUND',
      "no workflow 'app:don' in this simulation; did you mean 'app:done'?",
    ],
    ['process.spawn("app:done", "app:proc")', 'NOT_FOUND', "no host 'app:proc'; did you mean 'app:procs'?"],
    ['funcs.call("app:dnoe")', 'NOT_FOUND', "no function 'app:dnoe' in this simulation: give it { functions:"],
    ['funcs.call("app:done")', 'INVALID', "'app:done' is a workflow, not a function: run it with process.exec"],
    ['process.exec("app:nobody", "app:procs")', 'NOT_FOUND', "no process 'app:nobody'"],
    [
      'process.with_options({ ["workflow.run_timeout"] = "1h" }):spawn("app:done", "app:procs")',
      'INVALID',
      "temporal.workflow.run_timeout is an option of workflows, but 'app:procs' is a process.host",
    ],
  ])('%s is refused', async (call, kind, text) => {
    expect(await refusal(call)).toEqual([true, kind, expect.stringContaining(text)]);
  });

  it('code of the other kind is refused with both kinds', async () => {
    const only = { 'app:one': worlds.workflows['app:done'] };
    const message = async (options: object, host: string) =>
      run(`local _, err = process.spawn("app:one", "${host}") return err:kind() .. ": " .. tostring(err)`, options);
    expect(await message({ workflows: only, processes: {} }, 'app:procs')).toBe(
      "INVALID: 'app:one' is a workflow.lua, but 'app:procs' is a process.host, which runs process.lua",
    );
    expect(await message({ workflows: {}, processes: only }, 'test:w')).toBe(
      "INVALID: 'app:one' is a process.lua, but 'test:w' is a temporal.worker, which runs workflow.lua",
    );
    const call = 'local _, err = funcs.call("app:one") return err:kind() .. ": " .. tostring(err)';
    expect(await run(call, { workflows: {}, processes: only })).toBe(
      "INVALID: 'app:one' is a process, not a function: start it with process.spawn(id, host, …), and send it messages",
    );
  });
});

describe('an ID that was used before', () => {
  const again = (options: string, first: string, wait: string) => `
    local one = process.with_options({}):with_name("one")
    process.unmonitor(one:spawn("${first}", "test:w"))
    time.sleep("${wait}")
    local pid, err = one:with_options({ ${options} }):spawn("app:done", "test:w")
    return err and { err:kind(), tostring(err), err:details().workflow_id } or "started"`;
  const policy = (name: string) => `["workflow.id_reuse_policy"] = "${name}"`;

  it.each([
    ['allow_duplicate', 'app:done', 'started'],
    ['allow_duplicate', 'app:fails', 'started'],
    ['allow_duplicate_failed_only', 'app:fails', 'started'],
    ['allow_duplicate_failed_only', 'app:done', 'has completed: '],
    ['reject_duplicate', 'app:fails', 'has run already and has ended: '],
    ['reject_duplicate', 'app:done', 'has run already and has ended: '],
  ])('with %s after %s: %s', async (name, first, expected) => {
    const refused = ['ALREADY_EXISTS', expect.stringContaining(`workflow 'one' ${expected}`), 'one'];
    expect(await run(again(policy(name), first, '2m'))).toEqual(expected === 'started' ? 'started' : refused);
  });

  it('while its run is open, fails, ends it, or gives it', async () => {
    const conflict = (name: string) => run(again(`["workflow.id_conflict_policy"] = "${name}"`, 'app:waits', '1s'));
    expect(await conflict('fail')).toEqual(['ALREADY_EXISTS', "workflow 'one' is running already", 'one']);
    expect(await conflict('terminate_existing')).toBe('started');
    const source = `
      local one = process.with_options({}):with_name("one")
      local first = one:spawn_monitored("app:waits", "test:w")
      local replaced = one:with_options({ ["workflow.id_conflict_policy"] = "terminate_existing" }):spawn("app:done", "test:w")
      local events = process.events()
      return { first == replaced, events:receive().result.error:details().terminated }`;
    expect(await run(source)).toEqual([true, true]);
  });

  it('exec waits for the run that is open', async () => {
    const source = `
      local one = process.with_options({}):with_name("one")
      one:spawn("app:done", "test:w", "first")
      return (one:exec("app:done", "test:w", "second"))`;
    expect(await run(source)).toBe('first');
  });
});

describe('names', () => {
  const inFunction = { inWorkflow: false };

  it('belong to live processes, one each, and reach them', async () => {
    const source = `
      local echo = process.with_options({}):with_name("echo")
      local pid = echo:spawn_monitored("app:echo", "app:procs")
      local _, taken = echo:spawn("app:echo", "app:procs")
      local found = process.registry.lookup("echo")
      assert(process.registry.register("me") and process.registry.lookup("me") == process.pid())
      local _, other = process.registry.register("me", pid)
      assert(process.send("echo", "hello"))
      local said = process.events():receive().result.value
      local _, free = process.registry.lookup("echo")
      return { taken:kind(), found == pid, other:kind(), said, free:kind(), process.registry.unregister("me"),
        process.registry.unregister("me"), select(2, process.registry.register("x", pid)):kind() }`;
    expect(await run(source, inFunction)).toEqual([
      'ALREADY_EXISTS',
      true,
      'ALREADY_EXISTS',
      'hello',
      'NOT_FOUND',
      true,
      false,
      'INVALID',
    ]);
  });

  it('reach nobody from a workflow until they are looked up', async () => {
    const source = `
      local pid = process.with_options({}):with_name("echo"):spawn("app:echo", "app:procs")
      local said = {}
      for name, call in pairs({ send = function(to) return process.send(to, "hello") end, monitor = process.monitor,
        link = process.link, cancel = process.cancel, terminate = process.terminate }) do
        local _, err = call("echo")
        assert(err and err:kind() == "NOT_FOUND", name)
        said[#said + 1] = err:message():match("; .*")
      end
      assert(process.send(process.registry.lookup("echo"), "hello"))
      return said`;
    const remedy = "; if it is the name of a process, give the PID from process.registry.lookup('echo')";
    expect(await run(source)).toEqual(Array(5).fill(remedy));
  });

  it('are looked up in workflows, not registered', async () => {
    const source = `
      local pid = process.with_options({}):with_name("echo"):spawn("app:echo", "app:procs")
      local _, no = process.registry.register("me")
      local _, neither = process.registry.unregister("echo")
      return { process.registry.lookup("echo") == pid, no:kind(), tostring(no), neither:kind() }`;
    expect(await run(source)).toEqual([
      true,
      'INVALID',
      expect.stringContaining('not available in workflows') as string,
      'INVALID',
    ]);
  });
});
