export { time } from './module.js';
export { Time } from './time-value.js';
export type { Wall, WallInput } from './time-value.js';
export { Location } from './location.js';
export type { Zone } from './location.js';
