// What npm installs beside a package: its dependencies and theirs, and peers that are not optional.
import { expect, it } from 'vitest';
import { packages } from './lib/workspace.mjs';

const manifests = new Map(packages().map(({ manifest }) => [manifest.name, manifest]));

/** Everything that comes with a package, as far as our manifests tell. */
function installed(name, seen = new Set()) {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifests.get(name) ?? {};
  const needed = Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta[peer]?.optional !== true);
  for (const one of [...Object.keys(dependencies), ...needed]) {
    if (!seen.has(one)) installed(one, seen.add(one));
  }
  return seen;
}

const temporal = (name) => [...installed(name)].filter((one) => one.startsWith('@temporalio/')).sort();

it.each(
  [...manifests.keys()].filter(
    (name) => !/^durable-lua$|\/(worker|testing|inspector|opentelemetry|host-workflow|dev-server)$/.test(name),
  ),
)('%s brings nothing of Temporal', (name) => {
  expect(temporal(name)).toEqual([]);
});

it('a worker brings what it runs on, itself', () => {
  expect(temporal('@durable-lua/worker')).toEqual(
    expect.arrayContaining(['activity', 'client', 'common', 'worker', 'workflow'].map((one) => `@temporalio/${one}`)),
  );
});
