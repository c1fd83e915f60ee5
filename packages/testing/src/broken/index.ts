import type { CheckName } from '../kit/case.js';
import type { KitOptions } from '../kit/subject.js';
import { broken as argumentsFault } from './arguments.js';
import { broken as bundleFault } from './bundle.js';
import { broken as cancelFault } from './cancel.js';
import { broken as copiesFault } from './copies.js';
import { broken as determinismFault } from './determinism.js';
import { broken as undeclaredFault } from './effects-undeclared.js';
import { broken as unusedFault } from './effects-unused.js';
import { broken as effectsFault } from './effects.js';
import { broken as handlesFault } from './handles.js';
import { healthy } from './healthy.js';
import { broken as loadFault } from './load.js';
import { broken as replayFault } from './replay.js';
import { broken as shapeFault } from './shape.js';
import { broken as valuesFault } from './values.js';
import { broken as yieldFault } from './yield.js';
import type { ModuleDefinition } from '@durable-lua/determinism';

interface PlantedFault {
  /** The one check that must find it. */
  readonly check: CheckName;
  readonly fault: string;
  readonly definition: ModuleDefinition;
  readonly options?: KitOptions;
  /** Part of what the check must say. */
  readonly says: RegExp;
}

/** A tiny wrong module for each check. */
export function plantedFaults(entryOf: (name: string) => string): readonly PlantedFault[] {
  const manifest = { name: '@durable-lua/modules-helthy', keywords: ['durable-lua-module'] };
  return [
    {
      check: 'shape',
      fault: 'a definition that can be changed',
      definition: shapeFault,
      says: /make it with defineModule/,
    },
    {
      check: 'shape',
      fault: 'a package of another name',
      definition: healthy,
      options: { files: { manifest, folder: 'modules-healthy' } },
      says: /the module 'healthy' is in @durable-lua\/modules-helthy/,
    },
    { check: 'load', fault: 'a constant that Lua cannot name', definition: loadFault, says: /'per cent'/ },
    {
      check: 'arguments',
      fault: 'an exception for one type',
      definition: argumentsFault,
      says: /exception of JavaScript: .*toUpperCase/,
    },
    {
      check: 'values',
      fault: 'a result that is not what is declared',
      definition: valuesFault,
      says: /round gave the number .* where integer/,
    },
    { check: 'effects', fault: 'a look at the clock of the machine', definition: effectsFault, says: /used Date\.now/ },
    {
      check: 'effects',
      fault: 'an undeclared capability',
      definition: undeclaredFault,
      says: /now used 'clock', which it does not declare/,
    },
    {
      check: 'effects',
      fault: 'a need that nothing uses',
      definition: unusedFault,
      options: { files: { conformance: { 'yes.lua': 'assert(broken.yes())' } } },
      says: /needs declares 'random', which nothing uses/,
    },
    {
      check: 'determinism',
      fault: 'state that all Lua states share',
      definition: determinismFault,
      says: /gave another result/,
    },
    {
      check: 'replay',
      fault: 'an effect left out of replays',
      definition: replayFault,
      says: /the code asked for .*, the journal holds clock\.timer/,
    },
    {
      check: 'yield',
      fault: 'one waiter at a time',
      definition: yieldFault,
      says: /wait in two coroutines at once: .*busy/,
    },
    { check: 'cancel', fault: 'a wait that goes on', definition: cancelFault, says: /went on waiting for 60000 ms/ },
    {
      check: 'handles',
      fault: 'an object that breaks after its end',
      definition: handlesFault,
      says: /stop after the end: .*the watch is gone/,
    },
    {
      check: 'bundle',
      fault: 'an import of Node',
      definition: bundleFault,
      options: { files: { entry: entryOf('bundle') } },
      says: /fs/,
    },
    {
      check: 'bundle',
      fault: 'more bytes than allowed',
      definition: healthy,
      options: { files: { entry: entryOf('healthy') }, budget: 100 },
      says: /more than its budget/,
    },
    {
      check: 'copies',
      fault: 'errors known by their class',
      definition: copiesFault,
      options: { files: { entry: entryOf('copies') } },
      says: /as it is: .*true.*\n.*as a copy: .*false/,
    },
    {
      check: 'readme',
      fault: 'a README that says something else',
      definition: healthy,
      options: { files: { readme: '```lua\nprint(healthy.same(1)) --> 2\n```' } },
      says: /says that it prints "2", it printed "1"/,
    },
    {
      check: 'conformance',
      fault: 'a conformance file that does not hold',
      definition: healthy,
      options: {
        files: { conformance: { 'a.lua': 'healthy.wait("1s") assert(healthy.same(1) == 2, "not the same")' } },
      },
      says: /not the same/,
    },
    {
      check: 'server',
      fault: 'a run that a server does not finish',
      definition: healthy,
      options: {
        files: { conformance: { 'a.lua': 'healthy.wait("1s")' } },
        server: {
          variants: ['a server'],
          enlist: () => undefined,
          run: () => Promise.reject(new Error('history differs')),
        },
      },
      says: /history differs/,
    },
  ];
}
