import type { Data } from './data.js';

/** An entry of the application, as its file says it. */
export interface EntryView {
  /** `namespace:name` */
  readonly id: string;
  readonly kind: string;
  readonly meta: Readonly<Record<string, Data>>;
  /** Its other fields, without name, kind and what is secret. */
  readonly data: Readonly<Record<string, Data>>;
}

/** The entries of the running application. They do not change while it runs. */
export interface Entries {
  /** All of them, ordered by ID. */
  readonly all: readonly EntryView[];
}
