import { symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkProject, loadProject } from '../load.js';
import { entries, expectOneFinding } from '../testing/cases.js';
import { index, writeProject } from '../testing/temp-project.js';

const SERVICE = '  - { name: s, kind: http.service, addr: ":8080" }';
const ROUTER = '  - { name: api, kind: http.router, meta: { server: s }, prefix: /api }';
const FUNCTION = '  - { name: f, kind: function.lua, source: "return function() end" }';
const endpoint = (name: string, fields: string): string =>
  `  - { name: ${name}, kind: http.endpoint, meta: { router: api }, func: f, ${fields} }`;
const site = (name: string, fields: string): string =>
  `  - { name: ${name}, kind: http.static, meta: { server: s }, ${fields} }`;
const project = (...lines: string[]) => ({
  ...entries(SERVICE, ROUTER, FUNCTION, ...lines),
  'public/index.html': '<p>',
});

expectOneFinding('HTTP entries', [
  {
    code: 'E-ROUTE',
    when: 'two endpoints have one route, whatever their parameters are called',
    files: project(endpoint('a', 'path: "/o/{id}"'), endpoint('b', 'path: §"/o/:name/"')),
    entry: 'app:b',
    field: 'path',
    says: ['app:a', '_index.yaml:', 'GET /api/o/{name}', 'app:s'],
  },
  {
    code: 'E-ROUTE',
    when: 'a prefix and a path give one parameter twice',
    files: entries(
      SERVICE,
      FUNCTION,
      '  - { name: api, kind: http.router, meta: { server: s }, prefix: "/shops/{id}" }',
      endpoint('a', 'path: §"/orders/{id}"'),
    ),
    entry: 'app:a',
    field: 'path',
    says: ['"id"', '/shops/{id}/orders/{id}'],
  },
  {
    code: 'E-ROUTE',
    when: 'two folders are found under one path',
    files: project(site('a', 'directory: public'), site('§b', 'directory: public')),
    entry: 'app:b',
    field: 'name',
    says: ['app:a', 'GET /{file...}'],
  },
  {
    code: 'E-ROUTE',
    when: 'an endpoint takes all that a folder would answer',
    files: project(site('a', 'path: /api, directory: public'), endpoint('b', 'path: §"/{rest...}"')),
    entry: 'app:b',
    field: 'path',
    says: ['app:a', 'GET /api/{rest...}'],
  },
  ...['/a/{id', 'a', '/a//b', '/a?b', '/{rest...}/a', '/a/*', '/a%20b'].map((path) => ({
    code: 'E-FIELD-TYPE' as const,
    when: `a path is ${path}`,
    files: project(endpoint('a', `path: §"${path}"`)),
    entry: 'app:a',
    field: 'path',
    says: [JSON.stringify(path), '/orders/{id}'],
  })),
  {
    code: 'E-RANGE',
    when: 'a port is none',
    files: entries('  - { name: s, kind: http.service, addr: §":65536" }'),
    entry: 'app:s',
    field: 'addr',
    seen: false,
    says: ['65536', '65535'],
  },
  {
    code: 'E-SOURCE',
    when: 'a folder is not there',
    files: project(site('a', 'directory: §dist')),
    entry: 'app:a',
    field: 'directory',
    says: ['dist', 'does not exist'],
  },
  {
    code: 'E-SOURCE',
    when: 'a folder is a file',
    files: project(site('a', 'directory: §public/index.html')),
    entry: 'app:a',
    field: 'directory',
    says: ['index.html is no folder'],
  },
  {
    code: 'E-SOURCE',
    when: 'a folder lies outside',
    files: project(site('a', 'directory: §../public')),
    entry: 'app:a',
    field: 'directory',
    says: ['outside the source root'],
  },
  {
    code: 'E-SOURCE',
    when: 'a folder is all of the project',
    files: project(site('a', 'directory: §.')),
    entry: 'app:a',
    field: 'directory',
    says: ['outside the source root'],
  },
  {
    code: 'W-UNSUPPORTED',
    when: 'a folder is to have middleware',
    files: project(site('a', 'directory: public, §middleware: [cors]')),
    entry: 'app:a',
    field: 'middleware',
    says: ['not supported'],
  },
]);

it('a link that leads a folder out of the project is refused', async () => {
  const root = await writeProject({ '_index.yaml': index(SERVICE, site('a', 'directory: public')) });
  await symlink(tmpdir(), join(root, 'public'));
  const { findings } = await checkProject(root, { env: {} });
  const errors = findings.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ code, message }) => [code, message.includes('is a link to')])).toEqual([['E-SOURCE', true]]);
});

it('endpoints have routes, folders their options, and the same path may have several methods', async () => {
  const root = await writeProject(
    project(
      endpoint('a', 'path: "/o/:id/"'),
      endpoint('b', 'path: "/o/{id}", method: DELETE'),
      endpoint('c', 'path: /'),
      site('d', 'path: /site/, directory: public, static_options: { spa: true, cache: no-cache }'),
    ),
  );
  const { httpEndpoints, httpStatics, httpServices } = await loadProject(root, { env: {} });
  expect(httpEndpoints.map(({ method, route }) => `${method} ${route}`)).toEqual([
    'GET /api/o/{id}',
    'DELETE /api/o/{id}',
    'GET /api',
  ]);
  expect(httpStatics).toMatchObject([
    {
      server: 'app:s',
      path: '/site',
      directory: join(root, 'public'),
      index: 'index.html',
      spa: true,
      cache: 'no-cache',
    },
  ]);
  expect(httpServices[0]?.maxBody).toBe(120 * 1024 * 1024);
});
