const WHY =
  "V8 keeps it, and all that it refers to, until the next full collection (docs/architecture.md, 'The engine')";

/**
 * Forms that V8 allocates in its old space, or ties to a hidden class there. What is made for each Lua state must not have them: a state
 * that has ended would stay, be copied about and cost a full collection.
 */
export const noLasting = [
  {
    selector:
      'AssignmentExpression[left.type="MemberExpression"] > :matches(ArrowFunctionExpression, FunctionExpression).right',
    message: `A function assigned to a property: ${WHY}. Use a method, bind it, or Object.assign.`,
  },
  {
    selector: 'ObjectExpression > Property[kind="get"]',
    message: `A getter of an object literal: ${WHY}. Use a class.`,
  },
];
