const remedy =
  'Type what it comes from: a generic, an overload, a type guard, `satisfies`. At the border to code whose types cannot ' +
  'say it, say why it holds: // eslint-disable-next-line no-restricted-syntax -- reason';

const assertion = ':matches(TSAsExpression, TSTypeAssertion)';

/** Selectors for `no-restricted-syntax`: assertions of which the compiler checks nothing. */
export const noBlindCasts = [
  {
    selector: `${assertion}[typeAnnotation.type='TSNeverKeyword']`,
    message: `"as never" fits everywhere, also where it is wrong. ${remedy}`,
  },
  {
    selector: `${assertion} > ${assertion}.expression`,
    message: `A cast of a cast fits everywhere, also where it is wrong. ${remedy}`,
  },
];
