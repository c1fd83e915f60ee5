import { PayloadObject } from '@durable-lua/determinism';
import { ChannelCore } from '../../scheduling/channel.js';
import { Group } from '../../scheduling/group.js';
import type { TValue } from '../state/fengari.js';
import type { Visit } from '../state/memory.js';

/** Tells of the Lua values that an object keeps; the bytes of what else it keeps, as far as a program can make it large. */
export function heldBy(object: object, visit: Visit): number {
  if (object instanceof ChannelCore || object instanceof Group) {
    // What TypeScript feeds in is no Lua value yet: its type is an object.
    for (const value of object.held()) if (typeof (value as TValue).type === 'number') visit(value as TValue);
  } else if (PayloadObject.is(object)) {
    if (object.payload !== undefined) return object.payload.data?.length ?? 0;
    visit(object.value as TValue);
  }
  return 0;
}
