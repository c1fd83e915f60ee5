/** Bundled by the SDK's bundler, as the workflows are: the VM as it runs in the sandbox. */
export { operations } from './operations.js';
