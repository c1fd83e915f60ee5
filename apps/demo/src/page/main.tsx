/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { render } from 'preact';
import { App } from './app.js';
import './main.css';

const place = document.querySelector('#page') as Element;
place.replaceChildren();
render(<App />, place);
