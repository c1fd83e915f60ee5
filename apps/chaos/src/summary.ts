import type { ChaosReport } from './chaos.js';

const MB = 1024 * 1024;

/** The last line of a run: all of it in numbers. */
export function summary({ struck, memory, ...report }: ChaosReport): string {
  const heap =
    memory === undefined
      ? 'run too short to judge memory'
      : `heap ${(memory.early / MB).toFixed(0)} to ${(memory.late / MB).toFixed(0)} MB (${memory.isFlat ? 'flat' : 'GROWS'})`;
  return [
    `${report.runs} runs, ${report.messages} messages in ${report.seconds} s`,
    `${report.lost} lost`,
    `${report.doubled} doubled`,
    `${report.wrong.length} wrong`,
    `${report.unlike.length} not replayed`,
    heap,
    `${struck.kills} workers killed`,
    `${struck.restarts} servers killed`,
    `${struck.cuts + struck.silences} network faults`,
    `${struck.deployments} deployments`,
    `seed ${report.seed}`,
  ].join(', ');
}
