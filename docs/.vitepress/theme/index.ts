import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { defineAsyncComponent, h } from 'vue';
import HomePicture from './HomePicture.vue';
import PlaygroundLink from './PlaygroundLink.vue';
import './style.css';
import './samples.css';

const theme: Theme = {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'home-hero-image': () => h(HomePicture) }),
  enhanceApp({ app }) {
    app.component('PlaygroundLink', PlaygroundLink);
    // Its page alone loads it.
    app.component('Playground', defineAsyncComponent(() => import('../playground/Playground.vue')));
  },
};

export default theme;
