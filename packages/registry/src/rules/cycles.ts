/** An arrow of a graph whose nodes are strings. */
export interface Edge<T> {
  to: string;
  label: T;
}

export interface Cycle<T> {
  /** Starts and ends with the same node. */
  nodes: string[];
  /** Label of the first arrow. */
  label: T;
}

/**
 * Finds a cycle for each arrow that closes one, in the order of the graph. Every cycle starts at the node of it that
 * stands first in the graph, as far as the search came upon that one first.
 */
export function findCycles<T>(graph: ReadonlyMap<string, readonly Edge<T>[]>): Cycle<T>[] {
  const cycles: Cycle<T>[] = [];
  const known = new Set<string>();
  const done = new Set<string>();
  // The path from the start of the search; an explicit stack, as chains may be longer than JavaScript's own is deep.
  const path: { node: string; edges: readonly Edge<T>[]; next: number }[] = [];
  const depths = new Map<string, number>();
  const enter = (node: string): void => {
    if (done.has(node)) return;
    depths.set(node, path.length);
    path.push({ node, edges: graph.get(node) ?? [], next: 0 });
  };
  for (const start of graph.keys()) {
    enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const edge = top.edges[top.next++];
      const from = edge && depths.get(edge.to);
      if (!edge) {
        path.pop();
        depths.delete(top.node);
        done.add(top.node);
      } else if (from === undefined) {
        enter(edge.to);
      } else {
        const first = path[from]!;
        const nodes = [...path.slice(from).map(({ node }) => node), edge.to];
        // Two parallel arrows make one cycle.
        const key = nodes.join('\n');
        if (!known.has(key)) cycles.push({ nodes, label: first.edges[first.next - 1]!.label });
        known.add(key);
      }
    }
  }
  return cycles;
}
