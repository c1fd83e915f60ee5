import type { Catalog, Listed } from '../catalog.js';
import type { HttpEndpointEntry, HttpStaticEntry } from '../entries.js';
import { parametersOf, routeOf, shapeOf } from '../routes.js';

/** Puts each router's prefix before the paths of its endpoints. */
export function applyRouterPrefixes(catalog: Catalog): void {
  for (const { entry } of catalog.ofKind('http.endpoint')) {
    entry.route = routeOf(catalog.get('http.router', entry.router)?.entry.prefix ?? '', entry.path);
  }
  for (const { entry } of catalog.ofKind('http.static')) entry.path = routeOf('', entry.path);
}

/** E-ROUTE: two entries of one server that match the same requests, or a route with two parameters of one name. */
export function checkRoutes(catalog: Catalog): void {
  const first = new Map<string, Listed<HttpEndpointEntry | HttpStaticEntry>>();
  for (const listed of catalog.ofKind('http.endpoint', 'http.static')) {
    const { entry, at } = listed;
    const { server, method, route } = answered(catalog, entry);
    const path = at.key('path').isFilled ? at.key('path') : at.key('name');
    const names = parametersOf(route);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
      path.report('E-ROUTE', `the route ${route} has two parameters with the name "${twice}"; rename one of them`);
    }
    if (server === undefined) continue;
    const key = JSON.stringify([server, method, shapeOf(route)]);
    const other = first.get(key)?.entry;
    if (!other) first.set(key, listed);
    else {
      const place = `${other.file}:${other.line}:${other.column}`;
      const message = `${entry.id} and ${other.id} (${place}) both answer ${method} ${route}`;
      path.report('E-ROUTE', `${message} on ${server}; give one of them another path`);
    }
  }
}

/** What an entry answers, and where. */
function answered(catalog: Catalog, entry: HttpEndpointEntry | HttpStaticEntry) {
  if (entry.kind === 'http.static')
    return { server: entry.server, method: 'GET', route: routeOf(entry.path, '{file...}') };
  const { method, route } = entry;
  return { server: catalog.get('http.router', entry.router)?.entry.server, method, route };
}
