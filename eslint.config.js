import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import { rooms } from './scripts/lib/rooms.mjs';
import { sandboxRules, sandboxSyntax } from './scripts/lib/sandbox-rules.mjs';

const noExportAll = {
  selector: 'ExportAllDeclaration[exported=null]',
  message: 'Name what you export: the list is what a reader learns the package from.',
};

/** The arrows: what the code of a room (its tests excepted) may import, and what it must ask its host for. */
const arrows = rooms.map(({ files, forbid, sandbox = false }) => ({
  files: files.map((folder) => (folder.includes('/src') ? `${folder}/**/*.ts` : `${folder}/src/**/*.ts`)),
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': ['error', { patterns: forbid }],
    ...(sandbox ? { ...sandboxRules, 'no-restricted-syntax': ['error', noExportAll, ...sandboxSyntax] } : {}),
  },
}));

export default defineConfig(
  globalIgnores(['**/dist/', '**/.turbo/', '.cache/', 'coverage/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', noExportAll],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [ts.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: globals.node },
  },
  arrows,
);
