/** Every name that this project reserves or uses on Temporal's wire. They are part of the contract: histories hold them. */

/** Headers, all `json/plain`. */
export const HEADER_CONTEXT = 'durable-lua-context';
export const HEADER_FROM = 'durable-lua-from';
/** Of an activity: `true` asks its worker to send heartbeats while it runs. */
export const HEADER_AUTO_HEARTBEAT = 'durable-lua-auto-heartbeat';
/** Of a local activity: `[room, seen, instance]`, what its result may take. No history holds it. */
export const HEADER_LOCAL_ROOM = 'durable-lua-local-room';

/** Signals and internal activities of ours begin with this character; an application's may not. */
export const RESERVED_PREFIX = '@';
/** Names with this prefix belong to the Temporal SDK, which fails a task over them. */
export const SDK_RESERVED_PREFIX = '__temporal_';

/** Signal: several startup messages at once; a list of `{topic, args, from}`, then as many payloads as it counts. */
export const SIGNAL_MESSAGES = '@messages';

/** Local activity: `{n}` → bytes of a cryptographic source. */
export const ACTIVITY_RANDOM = '@random';

/** Local activities: `{algorithm, key, data}` → signature, and with `signature` → whether it is right. */
export const ACTIVITY_SIGN = '@sign';
export const ACTIVITY_VERIFY = '@verify';

/** The value of `$lua` in the marker among the arguments of a start that carries messages or a delay. */
export const START_MARK = 'start';

/** Signals: the sender is linked to the receiver, or no longer; their argument is `{from}`. */
export const SIGNAL_LINK = '@link';
export const SIGNAL_UNLINK = '@unlink';

/** Local activity: `{name}` → the PID that has the name on this node, or nothing. */
export const ACTIVITY_LOOKUP = '@lookup';

/** Activities of the worker's own queue, see `internal-activities.ts`. */
export const ACTIVITY_TERMINATE = '@terminate';
export const ACTIVITY_WATCH = '@watch';
export const ACTIVITY_SPAWN = '@spawn';
export const ACTIVITY_RPC = '@rpc';
/** Activity of the queue of a node: a message to one of its processes. */
export const ACTIVITY_DELIVER = '@deliver';

/** The host in the PID under which an update is answered: `{update|<id>}`. */
export const HOST_UPDATE = 'update';

/** The task queue that one node polls for what concerns its processes. */
export const nodeQueue = (node: string): string => `@durable-lua/${node}`;
