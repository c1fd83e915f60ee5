import { defineAsyncComponent } from 'vue';
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';

/** The playground is a page of its own: the others do not load what it needs. */
const Playground = import.meta.env.SSR ? {} : defineAsyncComponent(() => import('../page/Playground.vue'));

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => void app.component('Playground', Playground),
};

export default theme;
