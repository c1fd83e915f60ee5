import { about, flag, integer, list, required, text, withDefault } from '../fields/index.js';
import { defineKind } from './kind.js';

const VARIABLE = {
  pattern: /^([A-Za-z_][A-Za-z0-9_]*\*?|\*)$/,
  expected: 'the name of a variable, or its beginning and *',
};

export const envVariables = defineKind({
  kind: 'env.variables',
  doc: 'Environment variables that the Lua module env may see.',
  fields: {
    names: about(
      'Their names; NAME_* stands for all that begin so.',
      required(list(text({ filled: true, form: VARIABLE }))),
    ),
  },
  build: ({ names }) => (names === undefined ? undefined : { names }),
});

export const httpClient = defineKind({
  kind: 'http.client',
  doc: 'What the Lua module http_client may do beyond requests to public addresses. Without one, nothing.',
  fields: {
    allow_private: about(
      'Hosts, addresses and networks (10.0.0.0/8) that may be reached though they are private.',
      withDefault(list(text({ env: 'resolve', filled: true })), []),
    ),
    unix_sockets: about(
      'Paths of sockets that may be used.',
      withDefault(list(text({ env: 'resolve', filled: true })), []),
    ),
    insecure_tls: about('Whether a request may ask that certificates are not verified.', withDefault(flag(), false)),
  },
  build: (values) => values,
});

export const storeMemory = defineKind({
  kind: 'store.memory',
  doc: 'Values by key, in the memory of this process: they end with it.',
  fields: {
    max_entries: about(
      'How many there may be; a write that would be one more fails.',
      withDefault(integer({ min: 1 }), 100_000),
    ),
  },
  build: (values) => values,
});

export const storeSqlite = defineKind({
  kind: 'store.sqlite',
  doc: 'Values by key, in a SQLite file: they outlive the process, and processes of this machine may share them.',
  fields: {
    file: about(
      'The file, from this one; made with its folder when it is first used.',
      required(text({ env: 'resolve', filled: true })),
    ),
  },
  build: ({ file }, at) => (file === undefined ? undefined : { file: at.scope.files.path(file, at) }),
});
