import { noBlindCasts } from './casts.mjs';
import { noLasting } from './lasting.mjs';
import { rooms } from './rooms.mjs';
import { sandboxRules, sandboxSyntax } from './sandbox-rules.mjs';

export const noExportAll = {
  selector: 'ExportAllDeclaration[exported=null]',
  message: 'Name what you export: the list is what a reader learns the package from.',
};

/** Rooms of which a part is made for each Lua state. */
const PER_STATE = /(lua-vm|determinism|host-node|host-workflow|modules-)/;

/** ESLint's configuration of the rooms: what their code (their tests excepted) may import, must ask its host for, and may
 * not assert blindly. */
export const arrows = rooms.map(({ files, forbid, sandbox = false }) => ({
  files: files.map((folder) => (folder.includes('/src') ? `${folder}/**/*.ts` : `${folder}/src/**/*.ts`)),
  ignores: ['**/*.test.ts', '**/*.fixture.ts'],
  rules: {
    'no-restricted-imports': ['error', { patterns: forbid }],
    ...(sandbox ? sandboxRules : {}),
    'no-restricted-syntax': [
      'error',
      noExportAll,
      ...noBlindCasts,
      ...(sandbox ? sandboxSyntax : []),
      ...(files.some((folder) => PER_STATE.test(folder)) ? noLasting : []),
    ],
  },
}));
