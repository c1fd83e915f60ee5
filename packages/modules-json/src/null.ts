import { data, defineClass, instance, present } from '@durable-lua/determinism';

/** What `json.null` is: a value that is not nil, so that a table can hold it. */
export const NULL = Object.freeze({ isNull: true });

export const nullClass = defineClass(
  { type: instance<typeof NULL>('json.null'), doc: 'The null of JSON, as a value that a table can hold.' },
  { tostring: () => 'null', toPayload: () => present(data, null) },
);
