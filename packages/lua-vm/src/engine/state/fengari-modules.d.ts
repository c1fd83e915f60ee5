/** fengari ships no types. Only this folder imports it; what is used of it is typed in `fengari.ts`. */
declare module 'fengari/src/*.js' {
  const exports: any;
  export default exports;
}
