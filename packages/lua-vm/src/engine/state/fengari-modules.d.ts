/** fengari ships no types. Only this folder and the oracle import it; what is used of it is typed in `fengari.ts`. */
declare module 'fengari/src/*.js' {
  const exports: any;
  export default exports;
}
