import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { defineAsyncComponent } from 'vue';
import PlaygroundLink from './PlaygroundLink.vue';
import './style.css';
import './samples.css';

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('PlaygroundLink', PlaygroundLink);
    // Its page alone loads it.
    app.component('Playground', defineAsyncComponent(() => import('../playground/Playground.vue')));
  },
};

export default theme;
