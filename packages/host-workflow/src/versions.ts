import { deprecatePatch, patched, workflowInfo } from '@temporalio/workflow';
import { VERSION_UNITS, versionBefore, Versions } from '@durable-lua/determinism/host';
import { textsBytes } from './effects.js';
import type { Run } from './run.js';

/** How far above what code supports it looks for the version of a run: for code that was rolled back. */
const NEWER = 20;

/** The marker of a version in the history. */
const markerOf = (change: string, version: number): string => `${change}#${version}`;

/**
 * Versions of changes as markers in the history. A run that reaches a change for the first time records the newest version
 * that its code has; on replay the marker says which it was, and where there is none, the run is older than the change.
 */
export function workflowVersions(run: Run): Versions {
  return new Versions((change, min, max) => {
    run.sizes.take([], textsBytes([change]));
    run.vm?.pay(VERSION_UNITS);
    // Of a marker that says so, code without the call takes no notice: so the call can be deleted one day.
    if (min === max && min >= 2) deprecatePatch(markerOf(change, max));
    if (workflowInfo().unsafe.isReplaying) return recordedVersion(change, min, max) ?? versionBefore(min);
    patched(markerOf(change, max));
    return max;
  });
}

/**
 * The version whose marker the history holds. On replay the SDK says of a marker only whether it is there; one that is there
 * must be asked for, or core takes the code for another.
 */
function recordedVersion(change: string, min: number, max: number): number | undefined {
  for (let version = max + NEWER; version >= Math.min(min, 0); version--) {
    if (patched(markerOf(change, version))) return version;
  }
  return undefined;
}
