declare module '*.vue' {
  import type { Component } from 'vue';
  const component: Component;
  export default component;
}

interface ImportMeta {
  /** What Vite says of the bundle that it makes. */
  readonly env: { readonly SSR: boolean };
}
