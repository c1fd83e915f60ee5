import type * as undici from 'undici';

export type Undici = typeof undici;

/** When the first request is sent: it is a tenth of what a worker loads, and most send none. */
export const loadUndici = (): Promise<Undici> => import('undici');
