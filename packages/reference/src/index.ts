export { constantsOf } from './constants.js';
export type { DescribedConstant } from './constants.js';
export { luaDefinitions } from './definitions.js';
export { languageDefinitions } from './language-definitions.js';
export type { LanguageOptions } from './language.js';
export { referencePage } from './page.js';
export type { PageOptions } from './page.js';
export { languagePage } from './language-page.js';
