/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { render } from 'preact';
import type { Recording } from '../model.js';
import { App } from './app.js';

const recording = JSON.parse(document.querySelector('#recording')?.textContent ?? 'null') as Recording;
render(<App recording={recording} />, document.querySelector('#page') as Element);
